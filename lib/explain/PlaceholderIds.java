package daggerkit.explain;

import java.util.HashMap;
import java.util.Map;

/**
 * The IDs that a session gave: {@code Directory#2} is the second Directory that was asked for one. The same chain has
 * the same ID, as in the engine. Thread-safe.
 */
final class PlaceholderIds {
    /** An object: the name of its type, and what it was made by. */
    record Known(String type, String digest) {}

    private final Map<Known, String> ids = new HashMap<>();
    private final Map<String, Known> objects = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();

    /** Gives the ID of an object. */
    synchronized String id(String type, String digest) {
        return ids.computeIfAbsent(new Known(type, digest), object -> {
            String id = type + "#" + counts.merge(type, 1, Integer::sum);
            objects.put(id, object);
            return id;
        });
    }

    /** The object that an ID was given for, or null. */
    synchronized Known known(String id) {
        return objects.get(id);
    }
}
