package daggerkit.local;

import daggerkit.local.files.FieldException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The values of variables that are made of each other. Used by one thread. */
final class EnvValues {
    private final Map<String, String> raw;
    private final Map<String, String> host;
    private final Map<String, String> known = new LinkedHashMap<>();
    private final Set<String> open = new HashSet<>();

    EnvValues(Map<String, String> raw, Map<String, String> host) {
        this.raw = raw;
        this.host = host;
    }

    String of(String name) throws FieldException {
        if (!known.containsKey(name)) {
            open.add(name);
            try {
                known.put(name, new EnvWord(this::inner, raw.get(name)).read());
            } catch (FieldException wrong) {
                throw new FieldException(name + ": " + wrong.getMessage());
            } finally {
                open.remove(name);
            }
        }
        return known.get(name);
    }

    /** In a value of another; empty if it cannot be had, which counts as not set. */
    String inner(String name) {
        if (!raw.containsKey(name)) {
            return name.equals("IFS") ? " \t\n" : host.getOrDefault(name, "");
        }
        try {
            return open.contains(name) ? "" : of(name);
        } catch (FieldException wrong) {
            return "";
        }
    }
}
