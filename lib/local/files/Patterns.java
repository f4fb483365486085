package daggerkit.local.files;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;

/**
 * Patterns of paths as {@code include}, {@code exclude} and {@code glob} have them, by the rules of the engine's own
 * matcher: {@code *} and {@code ?} do not cross a slash, {@code **} does, a pattern that begins with {@code !} takes
 * back what one before it matched, and one that begins with a slash matches no path. Immutable.
 * Matched by RE2, as the engine does it: no pattern takes more than linear time.
 */
public final class Patterns {
    private static final String WILD = "*[]?^\\";

    /** One pattern: a text that is compared as a whole, or by its end, or a regular expression. */
    private record Rule(String text, Kind kind, Pattern regex, boolean exception) {
        boolean matches(String path) {
            return switch (kind) {
                case EXACT -> path.equals(text);
                case PREFIX -> path.startsWith(text.substring(0, text.length() - 2));
                case SUFFIX -> {
                    String end = text.substring(2);
                    yield path.endsWith(end) || end.startsWith("/") && path.equals(end.substring(1));
                }
                case REGEX -> regex.matcher(path).matches();
            };
        }

        /** Without {@code /*} and {@code /**} at its end, for {@code **} alone nothing. */
        String beginning() {
            for (String end : List.of("/**", "**", "/*")) {
                if (text.endsWith(end)) {
                    return text.substring(0, text.length() - end.length());
                }
            }
            return text;
        }
    }

    private enum Kind {
        EXACT,
        PREFIX,
        SUFFIX,
        REGEX
    }

    /** What is known of a path: whether it matches, and which patterns did, for what is in it. */
    record Matched(boolean matches, boolean[] rules) {
        static final Matched NONE = new Matched(false, new boolean[0]);
    }

    private final List<Rule> rules = new ArrayList<>();
    private boolean exceptions;

    private Patterns() {}

    /**
     * Reads patterns; empty ones count for nothing.
     *
     * @throws FieldException if one is none
     */
    public static Patterns of(List<String> patterns) throws FieldException {
        Patterns read = new Patterns();
        for (String pattern : patterns) {
            String text = GoText.trim(pattern);
            if (!text.isEmpty()) {
                Rule rule = rule(GoText.cleanPath(text));
                read.rules.add(rule);
                read.exceptions |= rule.exception;
            }
        }
        return read;
    }

    /** Reads the one pattern of {@code glob}: recording {@code glob-kinds}. */
    public static Patterns glob(String pattern) throws FieldException {
        try {
            Patterns read = of(List.of(pattern));
            if (read.isEmpty()) {
                throw new FieldException("empty pattern");
            }
            return read;
        } catch (FieldException wrong) {
            throw new FieldException("failed to create glob pattern matcher: " + wrong.getMessage());
        }
    }

    private static Rule rule(String pattern) throws FieldException {
        boolean exception = pattern.startsWith("!");
        String text = exception ? pattern.substring(1) : pattern;
        if (text.isEmpty()) {
            throw new FieldException("illegal exclusion pattern: \"!\"");
        }
        if (Wildcards.compile(text) == null) {
            throw new FieldException("syntax error in pattern");
        }
        return compile(text, exception);
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
            if (rule.exception == matches && rule.matches(path)) {
                matches = !rule.exception;
            }
        }
        return matches;
    }

    /** Whether the path matches, or a folder that it is in. */
    public boolean matchWithParents(String path) {
        Matched matched = Matched.NONE;
        for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
            matched = match(path.substring(0, end), matched);
        }
        return match(path, matched).matches;
    }

    /** Whether a path matches, given what is known of the folder that it is in. */
    Matched match(String path, Matched parent) {
        boolean matches = false;
        boolean[] which = new boolean[rules.size()];
        for (int i = 0; i < which.length; i++) {
            Rule rule = rules.get(i);
            which[i] = parent.rules.length > 0 && parent.rules[i] || rule.exception == matches && rule.matches(path);
            if (which[i]) {
                matches = !rule.exception;
            }
        }
        return new Matched(matches, which);
    }

    /** Whether something in a folder that does not match could, so that it has to be looked into. */
    boolean mayMatchIn(String folder) {
        boolean plain = rules.stream()
                .filter(rule -> !rule.exception)
                .allMatch(rule -> rule.beginning().chars().allMatch(c -> WILD.indexOf(c) < 0));
        return !plain
                || rules.stream()
                        .anyMatch(rule -> !rule.exception && (rule.beginning() + "/").startsWith(folder + "/"));
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

    private static Rule compile(String text, boolean exception) throws FieldException {
        StringBuilder regex = new StringBuilder();
        Kind kind = Kind.EXACT;
        boolean inClass = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (inClass) {
                inClass = c != ']';
                regex.append("[&~".indexOf(c) >= 0 ? "\\" + c : "" + c);
                if (c == '\\' && i + 1 < text.length()) {
                    regex.append(text.charAt(++i));
                }
            } else if (c == '*' && text.startsWith("**", i)) {
                boolean first = i == 0;
                i += text.startsWith("**/", i) ? 2 : 1;
                if (i + 1 < text.length()) {
                    regex.append("(?:.*/)?");
                    kind = Kind.REGEX;
                } else {
                    regex.append(".*");
                    kind = kind == Kind.EXACT ? Kind.PREFIX : Kind.REGEX;
                }
                kind = first ? Kind.SUFFIX : kind;
            } else if (c == '*' || c == '?') {
                regex.append(c == '*' ? "[^/]*" : "[^/]");
                kind = Kind.REGEX;
            } else if (c == '[') {
                boolean negated = text.startsWith("[^", i);
                i += negated ? 1 : 0;
                regex.append(negated ? "[^" : "[");
                inClass = true;
                kind = Kind.REGEX;
            } else if (c == '\\' && i + 1 < text.length()) {
                regex.append(Wildcards.escaped(text.charAt(++i)));
                kind = Kind.REGEX;
            } else {
                regex.append(c == '^' ? "^" : Wildcards.escaped(c));
            }
        }
        try {
            Pattern compiled = kind == Kind.REGEX ? Pattern.compile(regex.toString(), Pattern.DOTALL) : null;
            return new Rule(text, kind, compiled, exception);
        } catch (PatternSyntaxException wrong) {
            throw new FieldException("syntax error in pattern");
        }
    }
}
