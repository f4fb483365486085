package daggerkit.up;

import daggerkit.up.Value.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How one Compose file, or one service, lies over another. Thread-safe: it has no state. */
final class Layers {
    /** Lists that replace others as a whole, since their order is a command's. */
    private static final Set<String> WHOLE = Set.of("command", "entrypoint", "test");

    /** What may be written as a list and as a mapping. */
    private static final Set<String> EITHER =
            Set.of("environment", "args", "labels", "depends_on", "networks", "annotations", "sysctls", "ulimits");

    private static final String RESET = "!reset";
    private static final String OVERRIDE = "!override";

    private Layers() {}

    /**
     * Lays a value over another.
     *
     * @param below the other one, or null
     * @param above the one that is stronger
     * @return both: the entries of mappings and the elements of lists, and the stronger of two texts
     */
    static Value over(Value below, Value above) {
        if (above.tag().equals(RESET)) {
            return new Value(above.key(), above.at(), "", null, null, null);
        }
        if (below == null || below.isEmpty() || above.tag().equals(OVERRIDE)) {
            return above;
        }
        if (above.isEmpty()) {
            return below;
        }
        if (EITHER.contains(above.key()) && (below.isMapping() || above.isMapping())) {
            return mappings(mapping(below), mapping(above));
        }
        if (below.isMapping() && above.isMapping()) {
            return mappings(below, above);
        }
        if (below.isList() && above.isList() && !WHOLE.contains(above.key())) {
            List<Value> both = new ArrayList<>(below.list());
            both.addAll(above.list());
            return Value.of(above.key(), above.at(), both);
        }
        return above;
    }

    private static Value mappings(Value below, Value above) {
        Map<String, Value> both = new LinkedHashMap<>(below.entries());
        above.entries().forEach((name, value) -> both.put(name, over(both.get(name), value)));
        return Value.of(above.key(), above.at(), both);
    }

    /** A list of names, or of {@code NAME=VALUE}, as a mapping. */
    private static Value mapping(Value value) {
        if (!value.isList()) {
            return value;
        }
        Map<String, Value> entries = new LinkedHashMap<>();
        for (Value one : value.list()) {
            String text = one.string();
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            Text rest = equals < 0
                    ? null
                    : new Text(
                            text.substring(equals + 1),
                            one.text().isPrivate(),
                            one.text().unset(),
                            null);
            entries.put(name, new Value(name, one.at(), "", rest, null, null));
        }
        return Value.of(value.key(), value.at(), entries);
    }
}
