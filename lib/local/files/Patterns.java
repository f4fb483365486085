package daggerkit.local.files;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;

/**
 * Patterns of paths as {@code include}, {@code exclude} and {@code glob} have them: {@code *} and {@code ?} do not cross
 * a slash, {@code **} does, a pattern that begins with {@code !} takes back what one before it matched. Immutable.
 * Matched by RE2, as the engine does it: no pattern takes more than linear time.
 */
public final class Patterns {
    private static final String SPECIAL = "\\.[]{}()<>*+-=!?^$|";

    private record Rule(Pattern pattern, List<Pattern> names, boolean exception) {}

    private final List<Rule> rules = new ArrayList<>();
    private boolean exceptions;

    private Patterns() {}

    /**
     * Reads patterns.
     *
     * @throws FieldException if one is none
     */
    public static Patterns of(List<String> patterns) throws FieldException {
        Patterns read = new Patterns();
        for (String pattern : patterns) {
            String text = pattern.strip();
            boolean exception = text.startsWith("!");
            text = clean(exception ? text.substring(1) : text);
            if (!text.isEmpty()) {
                read.rules.add(new Rule(compile(text), names(text), exception));
                read.exceptions |= exception;
            }
        }
        return read;
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /** Whether some pattern takes back what another matched. */
    boolean hasExceptions() {
        return exceptions;
    }

    /** Whether the path itself matches. */
    public boolean match(String path) {
        boolean matches = false;
        for (Rule rule : rules) {
            if (rule.exception == matches && rule.pattern.matcher(path).matches()) {
                matches = !rule.exception;
            }
        }
        return matches;
    }

    /** Whether the path matches, or a directory that it is in. */
    public boolean matchWithParents(String path) {
        boolean matches = false;
        for (Rule rule : rules) {
            if (rule.exception == matches && matchesPart(rule.pattern, path)) {
                matches = !rule.exception;
            }
        }
        return matches;
    }

    /** Whether something in a directory could match, so that it has to be looked into. */
    boolean mayMatchIn(String directory) {
        List<String> path = List.of(directory.split("/"));
        return rules.stream().anyMatch(rule -> !rule.exception && isOnTheWay(rule.names, path));
    }

    private static boolean isOnTheWay(List<Pattern> names, List<String> path) {
        for (int i = 0; i < path.size() && i < names.size(); i++) {
            if (names.get(i) == null) {
                return true;
            }
            if (!names.get(i).matcher(path.get(i)).matches()) {
                return false;
            }
        }
        return true;
    }

    /** The parts of a pattern up to the first that can stand for more than one name, which is null. */
    private static List<Pattern> names(String pattern) throws FieldException {
        List<Pattern> names = new ArrayList<>();
        for (String name : pattern.split("/")) {
            boolean any = name.contains("**") || name.contains("[") || name.contains("\\");
            names.add(any ? null : compile(name));
            if (any) {
                return names;
            }
        }
        return names;
    }

    private static boolean matchesPart(Pattern pattern, String path) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            if (pattern.matcher(path.substring(0, end)).matches()) {
                return true;
            }
        }
        return false;
    }

    /** Without what does not matter: slashes around it, {@code .} and {@code ..}. */
    public static String clean(String path) {
        List<String> names = new ArrayList<>();
        for (String name : path.split("/")) {
            if (name.equals("..")) {
                if (!names.isEmpty()) {
                    names.remove(names.size() - 1);
                }
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return String.join("/", names);
    }

    /** A pattern of a whole path as a regular expression. */
    static Pattern compile(String pattern) throws FieldException {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (pattern.startsWith("**/", i)) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (pattern.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (c == '[' && pattern.indexOf(']', i + 2) > 0) {
                int end = pattern.indexOf(']', i + 2);
                String set = pattern.substring(i + 1, end).replace("[", "\\[").replace("&", "\\&");
                regex.append('[')
                        .append(set.startsWith("!") ? "^" + set.substring(1) : set)
                        .append(']');
                i = end;
            } else {
                if (c == '\\' && i + 1 < pattern.length()) {
                    c = pattern.charAt(++i);
                }
                regex.append(SPECIAL.indexOf(c) >= 0 ? "\\" : "").append(c);
            }
        }
        try {
            return Pattern.compile(regex.toString(), Pattern.DOTALL);
        } catch (PatternSyntaxException wrong) {
            throw new FieldException("Cannot read the pattern \"" + pattern + "\": " + wrong.getDescription() + ".");
        }
    }
}
