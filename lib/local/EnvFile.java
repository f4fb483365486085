package daggerkit.local;

import daggerkit.local.files.Attention;
import daggerkit.local.files.FieldException;
import daggerkit.local.files.Lazy;
import daggerkit.local.graph.Entity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A file of variables. Immutable. A value with quotes, backslashes or variables in it is read as a shell reads a word,
 * and one without is taken as it stands.
 *
 * @param lines each a name, an equals sign and a value as it was written, one line a name
 */
record EnvFile(Entity.Call call, Lazy<List<String>> lines) implements Entity {
    /** Reads a file's lines: of several with the same name the last one counts. */
    static List<String> parse(String contents) {
        List<String> lines = List.of();
        for (String line : contents.split("\r?\n")) {
            if (!line.isBlank()) {
                int equals = line.indexOf('=');
                lines = equals < 0 ? with(lines, line, "") : with(lines, name(line), line.substring(equals + 1));
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

    /** The values as they are written. */
    Map<String, String> raw() throws FieldException, InterruptedException {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : lines.get()) {
            values.put(name(line), line.substring(line.indexOf('=') + 1));
        }
        return values;
    }

    /**
     * The values without quotes, and with other variables in place of their names.
     *
     * @param host the variables of the session's client, for names that are not in the file
     */
    Map<String, String> values(Map<String, String> host) throws FieldException, InterruptedException {
        Map<String, String> raw = raw();
        raw.keySet().removeIf(name -> name.strip().startsWith("#"));
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : raw.keySet()) {
            if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                throw new FieldException("parse error: \"" + name + "=" + raw.get(name)
                        + "\": not a bare assignment: expected a name of letters, digits and underscores");
            }
            values.put(name, new Word(raw, host, new HashSet<>(Set.of(name))).read(raw.get(name)));
        }
        return values;
    }

    /** Reads a value. Used by one thread. */
    private static final class Word {
        private static final int LONGEST = 1 << 24;

        private static final String SHELL = ".*(?:[`\"'\\\\]|\\$[A-Za-z_{(]).*";

        private final Map<String, String> raw;
        private final Map<String, String> host;
        private final Set<String> open;
        private final StringBuilder out = new StringBuilder();
        private String text;
        private int at;

        Word(Map<String, String> raw, Map<String, String> host, Set<String> open) {
            this.raw = raw;
            this.host = host;
            this.open = open;
        }

        String read(String value) throws FieldException {
            if (!value.matches(SHELL)) {
                return value;
            }
            text = value;
            boolean quoted = false;
            boolean space = false;
            for (at = 0; at < text.length(); at++) {
                char c = text.charAt(at);
                if (!quoted && (c == ' ' || c == '\t')) {
                    space = true;
                    continue;
                } else if (!quoted && c == '#' && (space || at == 0)) {
                    break;
                }
                if (space && out.length() > 0) {
                    out.append(' ');
                }
                space = false;
                if (c == '"') {
                    quoted = !quoted;
                } else if (c == '\'' && !quoted) {
                    int end = end("'", at + 1);
                    out.append(text, at + 1, end);
                    at = end;
                } else if (c == '\\' && at + 1 < text.length()) {
                    char next = text.charAt(++at);
                    out.append(quoted && "\"\\$`".indexOf(next) < 0 ? "\\" : "").append(next);
                } else if (c == '$' && at + 1 < text.length()) {
                    variable();
                } else if (c == '`') {
                    throw wrong("a command in it is not run");
                } else {
                    out.append(c);
                }
            }
            if (quoted) {
                throw wrong("reached EOF without closing quote \"");
            }
            return out.toString();
        }

        private void variable() throws FieldException {
            char next = text.charAt(at + 1);
            if (next == '(') {
                throw wrong("a command in it is not run");
            } else if (next == '{') {
                int end = end("}", at + 2);
                String[] parts = text.substring(at + 2, end).split(":?-", 2);
                if (!parts[0].matches("[A-Za-z_][A-Za-z0-9_]*")) {
                    throw wrong("expected a name, or a name and a default value as in ${NAME:-value}");
                }
                String value = value(parts[0]);
                out.append(value.isEmpty() && parts.length > 1 ? parts[1] : value);
                at = end;
            } else {
                int end = at + 1;
                while (end < text.length() && (text.charAt(end) + "").matches(end == at + 1 ? "[A-Za-z_]" : "\\w")) {
                    end++;
                }
                out.append(end == at + 1 ? "$" : value(text.substring(at + 1, end)));
                at = end - 1;
            }
        }

        /** A variable that is made of itself is empty where it would be needed. */
        private String value(String name) throws FieldException {
            if (!raw.containsKey(name)) {
                return host.getOrDefault(name, "");
            }
            Attention.check(); // each of 30 variables may have the one before it twice
            if (out.length() > LONGEST) {
                throw new FieldException(
                        "parse error: \"" + text + "\": with its variables it has over " + LONGEST + " characters");
            }
            Set<String> inner = new HashSet<>(open);
            return inner.add(name) ? new Word(raw, host, inner).read(raw.get(name)) : "";
        }

        private int end(String mark, int from) throws FieldException {
            int end = text.indexOf(mark, from);
            if (end < 0) {
                throw wrong("reached EOF without closing quote " + mark);
            }
            return end;
        }

        private FieldException wrong(String reason) {
            return new FieldException("parse error: \"" + text + "\": " + reason);
        }
    }
}
