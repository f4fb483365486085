package daggerkit.local;

import daggerkit.local.files.FieldException;

/**
 * How large counted repetitions make a regular expression: {@code ((a{1000}){1000}){1000}} is short, and a thousand
 * million steps. What the engine searches with refuses such a one too.
 */
final class Repetitions {
    private static final long LARGEST = 100_000;
    private static final int MOST_DIGITS = 18;
    private static final int DEEPEST = 1000;

    private final String pattern;
    private int at;

    private Repetitions(String pattern) {
        this.pattern = pattern;
    }

    /**
     * Refuses a pattern that would be too large.
     *
     * @param pattern one of RE2; what is wrong with it otherwise is not told here
     */
    static void check(String pattern) throws FieldException {
        if (new Repetitions(pattern).group(0) > LARGEST) {
            throw new FieldException("Cannot search for \"" + pattern + "\": its repetitions make it larger than "
                    + LARGEST + " steps; expected a smaller regular expression, or literal: true.");
        }
    }

    /** The steps up to the end of a group. Deeper than any group that means something is not looked at. */
    private long group(int depth) {
        long all = 0;
        long last = 0;
        while (at < pattern.length()) {
            char c = pattern.charAt(at++);
            if (c == ')' && depth > 0) {
                break;
            } else if (c == '{' && count() > 0) {
                long times = count();
                at = pattern.indexOf('}', at) + 1;
                all += last * (times - 1);
                last *= times;
            } else {
                last = 1;
                if (c == '\\') {
                    at++;
                } else if (c == '[') {
                    skipClass();
                } else if (c == '(') {
                    last = 1 + (depth < DEEPEST ? group(depth + 1) : LARGEST);
                }
                all += last;
            }
            if (all > LARGEST) {
                return all;
            }
        }
        return all;
    }

    /** The larger number of what follows a brace, such as {@code 2,5}; 0 if it is no repetition. */
    private long count() {
        int end = pattern.indexOf('}', at);
        if (end < 0 || end - at > MOST_DIGITS || !pattern.substring(at, end).matches("\\d+(?:,\\d*)?")) {
            return 0;
        }
        String[] numbers = pattern.substring(at, end).split(",");
        return Math.max(1, Math.min(LARGEST, Long.parseLong(numbers[numbers.length - 1])));
    }

    private void skipClass() {
        at += pattern.startsWith("^]", at) ? 2 : pattern.startsWith("]", at) ? 1 : 0;
        while (at < pattern.length() && pattern.charAt(at) != ']') {
            at += pattern.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }
}
