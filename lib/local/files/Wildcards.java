package daggerkit.local.files;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Patterns of one name as Go's {@code filepath.Match} reads them, for that is what the engine calls: {@code *} and
 * {@code ?} do not cross a slash, a class is negated by {@code ^} only, and a backslash takes the next character as it
 * is.
 */
final class Wildcards {
    private static final String SPECIAL = "\\.[]{}()<>*+-=!?^$|&~";

    private Wildcards() {}

    /**
     * Reads a pattern.
     *
     * @return the same as a regular expression of a whole text, or null if Go calls it a bad pattern
     */
    static Pattern compile(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (c == '[') {
                i = characterClass(pattern, i, regex);
                if (i < 0) {
                    return null;
                }
            } else {
                if (c == '\\') {
                    if (++i == pattern.length()) {
                        return null;
                    }
                    c = pattern.charAt(i);
                }
                regex.append(escaped(c));
            }
        }
        try {
            return Pattern.compile(regex.toString(), Pattern.DOTALL);
        } catch (PatternSyntaxException impossible) {
            return null; // a range whose end comes before its beginning matches nothing in Go
        }
    }

    /** The place of the class's last bracket, or -1 if it has none, or something in it is missing. */
    private static int characterClass(String pattern, int from, StringBuilder regex) {
        int i = from + 1;
        boolean negated = i < pattern.length() && pattern.charAt(i) == '^';
        i += negated ? 1 : 0;
        StringBuilder members = new StringBuilder();
        for (boolean first = true; first || i < pattern.length() && pattern.charAt(i) != ']'; first = false) {
            int[] at = {i};
            String low = member(pattern, at);
            if (low == null) {
                return -1;
            }
            members.append(low);
            if (at[0] < pattern.length() && pattern.charAt(at[0]) == '-') {
                at[0]++;
                String high = member(pattern, at);
                if (high == null) {
                    return -1;
                }
                members.append('-').append(high);
            }
            i = at[0];
        }
        if (i >= pattern.length()) {
            return -1;
        }
        regex.append(negated ? "[^" : "[").append(members).append(']');
        return i;
    }

    private static String member(String pattern, int[] at) {
        if (at[0] >= pattern.length() || pattern.charAt(at[0]) == '-' || pattern.charAt(at[0]) == ']') {
            return null;
        }
        if (pattern.charAt(at[0]) == '\\' && ++at[0] == pattern.length()) {
            return null;
        }
        return escaped(pattern.charAt(at[0]++));
    }

    /** A character that stands for itself, in a class too. */
    static String escaped(char c) {
        return SPECIAL.indexOf(c) >= 0 ? "\\" + c : "" + c;
    }
}
