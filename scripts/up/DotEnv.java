package daggerkit.up;

import daggerkit.up.Value.Place;
import daggerkit.up.Value.Wrong;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of variables, in the dialect of Docker Compose: {@code NAME=value} or {@code NAME: value}, after {@code export}
 * or not; values in double quotes with escapes, in single quotes as they are, both over several lines; comments; and
 * variables in all but single quotes. A name alone is a variable of this process. Used by one thread.
 */
final class DotEnv {
    private static final Pattern NAME = Pattern.compile("(?:export[ \\t]+)?([\\w.\\[\\]-]+)[ \\t]*(?:([=:])[ \\t]*|$)");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:0([0-7]{1,3})|([abcfnrtv$\"\\\\]))");

    private final String name;
    private final Path folder;
    private final String text;
    private final Map<String, String> outer;
    private final Map<String, String> read = new LinkedHashMap<>();
    private int at;

    private DotEnv(String name, Path folder, String text, Map<String, String> outer) {
        this.name = name;
        this.folder = folder;
        this.text = text;
        this.outer = outer;
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @param name its name as the user gave it
     * @param outer the variables that its values may name, and that are stronger than its own in them
     * @param isRaw whether values stand as they are, without quotes and variables
     * @return its variables, in their order
     * @throws Wrong if a line cannot be read
     * @throws IOException if the file cannot be read as UTF-8
     */
    static Map<String, String> read(Path file, String name, Map<String, String> outer, boolean isRaw)
            throws IOException {
        String text = Files.readString(file).replaceFirst("^\ufeff", "").replace("\r\n", "\n");
        DotEnv parser = new DotEnv(name, file.getParent(), text, outer);
        if (isRaw) {
            parser.raw();
        } else {
            parser.parse();
        }
        return parser.read;
    }

    private void raw() {
        for (String line : text.split("\n")) {
            if (!line.isBlank() && !line.startsWith("#")) {
                int equals = line.indexOf('=');
                put(
                        equals < 0 ? line.strip() : line.substring(0, equals).strip(),
                        equals < 0 ? null : line.substring(equals + 1));
            }
        }
    }

    private void put(String key, String value) {
        String known = value == null ? outer.get(key) : value;
        if (known != null) {
            read.put(key, known);
        }
    }

    private void parse() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '#') {
                at = endOfLine();
            } else {
                statement();
            }
        }
    }

    private int endOfLine() {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    private void statement() {
        int end = endOfLine();
        Matcher matcher = NAME.matcher(text).region(at, end);
        if (!matcher.lookingAt()) {
            throw wrong("this is no variable: expected NAME=VALUE.");
        }
        at = matcher.end();
        if (matcher.group(2) == null) {
            put(matcher.group(1), null);
        } else if (at < end && (text.charAt(at) == '"' || text.charAt(at) == '\'')) {
            put(matcher.group(1), quoted(text.charAt(at)));
        } else {
            String value = text.substring(at, end);
            int comment = value.indexOf(" #");
            put(matcher.group(1), replaced((comment < 0 ? value : value.substring(0, comment)).stripTrailing()));
            at = end;
        }
    }

    private String quoted(char quote) {
        StringBuilder value = new StringBuilder();
        for (int i = at + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean escapes = c == '\\' && i + 1 < text.length();
            if (c == quote) {
                at = i + 1;
                return quote == '"' ? replaced(unescaped(value.toString())) : value.toString();
            }
            if (escapes && text.charAt(i + 1) == quote) {
                value.append(quote);
                i++;
            } else if (escapes) {
                value.append(c).append(text.charAt(i + 1));
                i++;
            } else {
                value.append(c);
            }
        }
        throw wrong("a quote is not closed.");
    }

    private static String unescaped(String value) {
        return ESCAPE.matcher(value).replaceAll(escape -> {
            if (escape.group(1) != null) {
                return Matcher.quoteReplacement("" + (char) Integer.parseInt(escape.group(1), 8));
            }
            char c = escape.group(2).charAt(0);
            int special = "abfnrtv".indexOf(c);
            // A dollar sign is doubled, as variables are still to be replaced.
            return Matcher.quoteReplacement(
                    c == '$' ? "$$" : special < 0 ? "" + c : "" + "\u0007\b\f\n\r\t\u000b".charAt(special));
        });
    }

    private String replaced(String value) {
        Map<String, String> known = new HashMap<>(read);
        known.putAll(outer);
        return Variables.replace(value, known, this::wrong).value();
    }

    private Wrong wrong(String sentence) {
        int line = 1
                + (int) text.substring(0, Math.min(at, text.length()))
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
        return new Wrong(new Place(name, folder, line), sentence);
    }
}
