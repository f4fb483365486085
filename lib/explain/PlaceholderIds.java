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

    private final boolean any;
    private final Map<Known, String> ids = new HashMap<>();
    private final Map<String, Known> objects = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();

    /**
     * Has given none yet.
     *
     * @param any whether an ID that it did not give is one all the same: of a request that is looked at on its own
     */
    PlaceholderIds(boolean any) {
        this.any = any;
    }

    boolean takesAny() {
        return any;
    }

    /** Knows an ID that a real session gave. */
    synchronized void know(String id, String type, String digest) {
        objects.put(id, new Known(type, digest));
    }

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
