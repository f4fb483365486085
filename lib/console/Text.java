package daggerkit.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How values appear in messages. Static and thread-safe. */
public final class Text {
    private static final int LONGEST_QUOTE = 200;
    private static final int LONGEST_TEXT = 2_000;
    private static final int LONGEST_COMMAND = 1_000;

    private Text() {}

    /**
     * A value on one line.
     *
     * @param value any text
     * @return control characters as spaces, the end cut off after 200 characters
     */
    public static String oneLine(String value) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < value.length() && line.length() < LONGEST_QUOTE; i++) {
            char c = value.charAt(i);
            line.append(c < ' ' || c >= 0x7f && c <= 0x9f ? ' ' : c);
        }
        return value.length() > LONGEST_QUOTE ? line + "..." : line.toString();
    }

    /**
     * A value on one line of which both ends matter.
     *
     * @param value any text
     * @return control characters as spaces, the middle cut out if it is over 210 characters long
     */
    public static String abbreviate(String value) {
        int head = LONGEST_QUOTE * 3 / 5;
        int tail = LONGEST_QUOTE - head;
        return value.length() <= LONGEST_QUOTE + 10
                ? oneLine(value.substring(0, value.length() / 2)) + oneLine(value.substring(value.length() / 2))
                : oneLine(value.substring(0, head)) + " ... " + oneLine(value.substring(value.length() - tail));
    }

    /**
     * A time in seconds.
     *
     * @param time not negative
     * @return such as {@code 12 s}, with a decimal only below 10
     */
    public static String seconds(Duration time) {
        long tenths = Math.round(time.toMillis() / 100.0);
        return tenths >= 100 || tenths % 10 == 0
                ? Math.round(tenths / 10.0) + " s"
                : tenths / 10 + "." + tenths % 10 + " s";
    }

    /**
     * A time in the two units that matter.
     *
     * @param seconds not negative
     * @return {@code 12s}, {@code 1m02s}, {@code 3h00m}
     */
    public static String minutes(long seconds) {
        if (seconds < 60) {
            return seconds + "s";
        }
        long first = seconds < 3_600 ? seconds / 60 : seconds / 3_600;
        long second = seconds < 3_600 ? seconds % 60 : seconds / 60 % 60;
        return first + (seconds < 3_600 ? "m" : "h") + second / 10 + second % 10 + (seconds < 3_600 ? "s" : "m");
    }

    /**
     * How long something took.
     *
     * @param nanos nanoseconds, not negative
     * @return as {@link #seconds} below a minute, else as {@link #minutes}
     */
    public static String took(long nanos) {
        Duration took = Duration.ofNanos(nanos);
        return took.toSeconds() < 60 ? seconds(took) : minutes(took.toSeconds());
    }

    /**
     * A command as one would type it into a shell, to be read rather than run.
     *
     * @param command its words
     * @return the words, quoted where a shell needs it
     */
    public static String shellCommand(List<String> command) {
        List<String> words = new ArrayList<>();
        for (String word : command) {
            words.add(isPlainWord(word) ? word : "'" + word.replace("'", "'\\''") + "'");
        }
        return String.join(" ", words);
    }

    /**
     * The same for a message, in which a command with a whole script in it has no place.
     *
     * @param command its words
     * @return the words, quoted where a shell needs it; the middle cut out if that is over 1,000 characters long
     */
    public static String shortCommand(List<String> command) {
        return withoutMiddle(shellCommand(command), LONGEST_COMMAND);
    }

    /**
     * A text for a message.
     *
     * @param text any text, with its line breaks
     * @return the text, its middle cut out if it is over 2,000 characters long
     */
    public static String shortText(String text) {
        return withoutMiddle(text, LONGEST_TEXT);
    }

    private static String withoutMiddle(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        return ends(text, longest * 3 / 4, longest / 4, " [... % characters ...] ");
    }

    /**
     * Both ends of a text that is longer, none of which is half a character.
     *
     * @param text any text
     * @param head how many characters of its beginning at most
     * @param tail how many of its end at most
     * @param between what stands between them; a percent sign is the number of characters that are left out
     * @return the ends
     */
    public static String ends(String text, int head, int tail, String between) {
        int to = head - (Character.isHighSurrogate(text.charAt(head - 1)) ? 1 : 0);
        int from = text.length() - tail;
        from += Character.isLowSurrogate(text.charAt(from)) ? 1 : 0;
        return text.substring(0, to) + between.replace("%", "" + (from - to)) + text.substring(from);
    }

    /**
     * A text with its lines broken between words.
     *
     * @param text one or more lines; those that are indented stay as they are
     * @param width the most characters of a line; a longer word has a line of its own
     * @return the same words
     */
    public static String wrap(String text, int width) {
        StringBuilder wrapped = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            wrapped.append(wrapped.length() == 0 ? "" : "\n");
            if (line.length() <= width || line.startsWith(" ")) {
                wrapped.append(line);
                continue;
            }
            int column = 0;
            for (String word : line.split(" ")) {
                boolean fits = column == 0 || column + 1 + word.length() <= width;
                wrapped.append(column == 0 ? "" : fits ? " " : "\n").append(word);
                column = (fits && column > 0 ? column + 1 : 0) + word.length();
            }
        }
        return wrapped.toString();
    }

    private static boolean isPlainWord(String word) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!alphanumeric && "_-+=./:,@%".indexOf(c) < 0) {
                return false;
            }
        }
        return !word.isEmpty();
    }

    /**
     * The last lines of a text.
     *
     * @param text any text
     * @param lines how many at most
     * @param indent what each begins with
     * @return the lines, with a first one that says how many are left out; of a line over 2,000 characters its middle is
     *     cut out
     */
    public static String tail(String text, int lines, String indent) {
        String[] all = text.stripTrailing().split("\n", -1);
        int from = Math.max(0, all.length - lines);
        StringBuilder tail = new StringBuilder();
        if (from > 0) {
            tail.append(indent).append("[").append(from).append(" lines before]\n");
        }
        for (int i = from; i < all.length; i++) {
            tail.append(indent).append(shortText(all[i].replace("\r", ""))).append('\n');
        }
        return tail.toString();
    }
}
