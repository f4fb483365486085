package daggerkit.up;

import daggerkit.up.Value.Text;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Texts with variables, in the dialect of Docker Compose. Used by one thread. */
final class Variables {
    /** What is shorter is no password; as a secret it would blot out every number and every "true" of the output. */
    static final int SHORTEST_SECRET = 6;

    private final Map<String, String> values;
    private final Function<String, ? extends RuntimeException> error;
    private final Set<String> unset = new TreeSet<>();
    private boolean isPrivate;

    private Variables(Map<String, String> values, Function<String, ? extends RuntimeException> error) {
        this.values = values;
        this.error = error;
    }

    /**
     * Puts in the values of <code>$NAME</code>, <code>${NAME}</code> and its forms with <code>:-</code>, <code>-</code>,
     * <code>:?</code>, <code>?</code>, <code>:+</code> and <code>+</code>, whose second half may have variables itself. A
     * name without a value is an empty text. Two dollar signs stand for one, and a dollar sign before anything else for
     * itself.
     *
     * @param text a text
     * @param values the variables
     * @param error makes the exception of a sentence
     * @return the text with the values
     */
    static Text replace(String text, Map<String, String> values, Function<String, ? extends RuntimeException> error) {
        if (text.indexOf('$') < 0) {
            return Text.of(text);
        }
        Variables variables = new Variables(values, error);
        String replaced = variables.replace(text);
        return new Text(replaced, variables.isPrivate, Set.copyOf(variables.unset), null);
    }

    /** Whether a value that came from outside of the file may be a password. */
    static boolean mayBePassword(String value) {
        return value.length() >= SHORTEST_SECRET;
    }

    private String replace(String text) {
        StringBuilder replaced = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
            if (text.charAt(at) != '$') {
                replaced.append(text.charAt(at));
                at++;
            } else if (next == '$') {
                replaced.append('$');
                at += 2;
            } else if (next == '{') {
                int end = end(text, at + 1);
                replaced.append(braced(text.substring(at + 2, end), text));
                at = end + 1;
            } else {
                int end = endOfName(text, at + 1);
                replaced.append(end == at + 1 ? "$" : value(text.substring(at + 1, end)));
                at = end;
            }
        }
        return replaced.toString();
    }

    private static int endOfName(String text, int start) {
        int end = start;
        while (end < text.length() && ("" + text.charAt(end)).matches(end == start ? "[A-Za-z_]" : "\\w")) {
            end++;
        }
        return end;
    }

    /** The brace that closes the one at a position. */
    private int end(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw invalid(text);
    }

    private RuntimeException invalid(String text) {
        return error.apply("\"" + text + "\" has a \"${\" that is none of ${NAME}, ${NAME:-default}, ${NAME:?message}"
                + " and ${NAME:+other}; a dollar sign itself is written $$.");
    }

    private String braced(String inner, String text) {
        int end = endOfName(inner, 0);
        String name = inner.substring(0, end);
        String rest = inner.substring(end);
        boolean isEmptyUnset = rest.startsWith(":");
        String form = rest.isEmpty() ? "" : rest.substring(isEmptyUnset ? 1 : 0);
        if (name.isEmpty() || !rest.isEmpty() && !form.matches("(?s)[-?+].*")) {
            throw invalid(text);
        }
        if (rest.isEmpty()) {
            return value(name);
        }
        String other = form.substring(1);
        String value = values.get(name);
        boolean isSet = value != null && !(isEmptyUnset && value.isEmpty());
        switch (form.charAt(0)) {
            case '-':
                return isSet ? value(name) : replace(other);
            case '+':
                return isSet ? replace(other) : "";
            default:
                if (!isSet) {
                    String message = replace(other).strip();
                    throw error.apply("there is no value of the variable \"" + name + "\""
                            + (message.isEmpty() ? "." : ": " + message.replaceFirst("\\.$", "") + "."));
                }
                return value(name);
        }
    }

    private String value(String name) {
        String value = values.get(name);
        if (value == null) {
            unset.add(name);
            return "";
        }
        isPrivate |= mayBePassword(value);
        return value;
    }
}
