package daggerkit.local;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.GoText;
import daggerkit.local.files.Lazy;
import daggerkit.local.graph.Entity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A file of variables. Immutable. A value with quotes, backslashes or variables in it is read as a shell reads a word,
 * and one without is taken as it stands.
 *
 * @param lines each a name, an equals sign and a value as it was written, one line a name
 * @param context the same of variables that only others are made of
 */
record EnvFile(Entity.Call call, Lazy<List<String>> lines, Lazy<List<String>> context) implements Entity {
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";

    /** A file on its own. */
    EnvFile(Entity.Call call, Lazy<List<String>> lines) {
        this(call, lines, Lazy.done(List.of()));
    }

    /**
     * Reads a file's lines: of several with the same name the last one counts.
     *
     * @param contents the file's text
     * @param export whether the word {@code export} may stand before a name: 0.20.8 does not know it
     */
    static List<String> parse(String contents, boolean export) {
        List<String> lines = List.of();
        for (String line : contents.split("\n")) {
            String text = line;
            if (export) {
                text = GoText.trim(line).replaceFirst("^export\\s+", "");
            }
            if (!GoText.trim(text).isEmpty()) {
                int equals = text.indexOf('=');
                lines = equals < 0 ? with(lines, text, "") : with(lines, name(text), text.substring(equals + 1));
            }
        }
        return lines;
    }

    /** With a variable in place of the one of its name, or at the end. */
    static List<String> with(List<String> lines, String name, String value) {
        List<String> changed = new ArrayList<>(lines);
        for (int i = 0; i < changed.size(); i++) {
            if (name(changed.get(i)).equals(name)) {
                changed.set(i, name + "=" + value);
                return changed;
            }
        }
        changed.add(name + "=" + value);
        return changed;
    }

    static String name(String line) {
        return line.substring(0, line.indexOf('='));
    }

    /** The values as they are written, in the order of their names. */
    Map<String, String> raw() throws FieldException, InterruptedException {
        return raw(lines.get());
    }

    private static Map<String, String> raw(List<String> lines) {
        Map<String, String> values = new TreeMap<>();
        for (String line : lines) {
            String text = GoText.trim(line);
            values.put(name(text), text.substring(text.indexOf('=') + 1));
        }
        return values;
    }

    /** Reads all values and makes nothing of them: what the engine does when it makes a file. */
    void check() throws FieldException, InterruptedException {
        for (String value : assigned(lines.get()).values()) {
            new EnvWord(null, value).read();
        }
    }

    /**
     * A value without quotes, and with other variables in place of their names, or null.
     *
     * @param name the variable
     * @param host the variables of the session's client, for names that are not in the file
     */
    String value(String name, Map<String, String> host) throws FieldException, InterruptedException {
        Map<String, String> own = assigned(lines.get());
        return own.containsKey(name) ? new EnvValues(all(own), host).of(name) : null;
    }

    /** All values, in the order of their names. */
    Map<String, String> values(Map<String, String> host) throws FieldException, InterruptedException {
        Map<String, String> own = assigned(lines.get());
        EnvValues read = new EnvValues(all(own), host);
        Map<String, String> values = new TreeMap<>();
        for (String name : own.keySet()) {
            values.put(name, read.of(name));
        }
        return values;
    }

    private Map<String, String> all(Map<String, String> own) throws FieldException, InterruptedException {
        Map<String, String> all = assigned(context.get());
        all.putAll(own);
        return all;
    }

    /** What a shell takes for assignments: no comments, and the rest must be one. */
    private static Map<String, String> assigned(List<String> lines) throws FieldException {
        Map<String, String> values = new TreeMap<>();
        for (Map.Entry<String, String> entry : raw(lines).entrySet()) {
            String name = entry.getKey();
            if (name.matches(NAME)) {
                values.put(name, entry.getValue());
            } else if (!name.startsWith("#")) {
                throw new FieldException(
                        "parse error: \"" + name + "=" + entry.getValue() + "\": not a bare assignment");
            }
        }
        return values;
    }
}
