package daggerkit.up;

import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The variables of a Compose file. Thread-safe: it has no state. */
final class Variables {
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:\\$|([A-Za-z_][A-Za-z0-9_]*)|\\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?-)([^{}$]*))?\\}|)");

    private Variables() {}

    /**
     * Whether a text names a variable.
     *
     * @param text a text
     * @return false if each dollar sign in it is written twice
     */
    static boolean isIn(String text) {
        return text.replace("$$", "").contains("$");
    }

    /**
     * Puts in the values of {@code $NAME}, <code>${NAME}</code>, <code>${NAME-default}</code> and
     * <code>${NAME:-default}</code>; two dollar signs stand for one.
     *
     * @param text a text
     * @param environment the variables
     * @param error makes the exception of a sentence
     * @return the text with the values
     */
    static String replace(
            String text, Map<String, String> environment, Function<String, ? extends RuntimeException> error) {
        Matcher matcher = VARIABLE.matcher(text);
        StringBuilder replaced = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            String value = matcher.group().equals("$$") ? "$" : null;
            if (name != null) {
                value = environment.get(name);
                boolean hasDefault = matcher.group(3) != null;
                if (hasDefault
                        && (value == null || value.isEmpty() && matcher.group(3).equals(":-"))) {
                    value = matcher.group(4);
                }
                if (value == null) {
                    throw error.apply("there is no environment variable \"" + name + "\"; a default is written ${"
                            + name + ":-default}.");
                }
            }
            if (value == null) {
                throw error.apply(
                        "\"" + text + "\" has a \"$\" that is none of $NAME, ${NAME}, ${NAME:-default} and $$.");
            }
            matcher.appendReplacement(replaced, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(replaced).toString();
    }
}
