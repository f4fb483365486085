package daggerkit;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How values appear in messages, and the streams that messages go to. */
final class Text {
    private static final int LONGEST_QUOTE = 200;

    private static PrintStream out;
    private static PrintStream err;
    private static volatile boolean verbose;

    private Text() {}

    /**
     * Lets standard output and error write UTF-8 whatever the locale is: an image's output is UTF-8, and a CI job often
     * has no locale at all.
     */
    static void useUtf8() {
        out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.setOut(out);
        System.setErr(err);
    }

    /** Whether {@link #useUtf8} has made this stream. */
    static boolean isOurs(PrintStream stream) {
        return stream == out || stream == err;
    }

    /** Whether {@link Dagger#main} or {@link Cli#main} runs this program and tells its failures. */
    static boolean isMain() {
        return out != null;
    }

    /** The user wants to be told more, or not. */
    static void setVerbose(boolean more) {
        verbose = more;
    }

    /** Whether the user wants to be told more, by an option or by a variable. */
    static boolean isVerbose() {
        return verbose || System.getenv(Failure.DEBUG_VARIABLE) != null;
    }

    /** Whether this runs in a job of GitHub Actions. */
    static boolean isGithub() {
        return "true".equals(System.getenv("GITHUB_ACTIONS"));
    }

    /** A value on one line: control characters as spaces, the end cut off after 200 characters. */
    static String oneLine(String value) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < value.length() && line.length() < LONGEST_QUOTE; i++) {
            char c = value.charAt(i);
            line.append(c < ' ' || c >= 0x7f && c <= 0x9f ? ' ' : c);
        }
        return value.length() > LONGEST_QUOTE ? line + "..." : line.toString();
    }

    /** A value on one line: control characters as spaces, the middle cut out if it is long. */
    static String middle(String value) {
        int head = LONGEST_QUOTE * 3 / 5;
        int tail = LONGEST_QUOTE - head;
        return value.length() <= LONGEST_QUOTE + 10
                ? oneLine(value.substring(0, value.length() / 2)) + oneLine(value.substring(value.length() / 2))
                : oneLine(value.substring(0, head)) + " ... " + oneLine(value.substring(value.length() - tail));
    }

    /** Whether a text is a Name of the GraphQL grammar: letters, digits and underscores, no digit first. */
    static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** A time in seconds, with a decimal only where it is short. */
    static String seconds(Duration time) {
        long tenths = Math.round(time.toMillis() / 100.0);
        return tenths >= 100 || tenths % 10 == 0
                ? Math.round(tenths / 10.0) + " s"
                : tenths / 10 + "." + tenths % 10 + " s";
    }

    /** A time in the two units that matter: {@code 12s}, {@code 1m02s}, {@code 3h00m}. */
    static String minutes(long seconds) {
        if (seconds < 60) {
            return seconds + "s";
        }
        long first = seconds < 3_600 ? seconds / 60 : seconds / 3_600;
        long second = seconds < 3_600 ? seconds % 60 : seconds / 60 % 60;
        return first + (seconds < 3_600 ? "m" : "h") + second / 10 + second % 10 + (seconds < 3_600 ? "s" : "m");
    }

    /** A command as one would type it into a shell, to be read rather than run. */
    static String shellCommand(List<String> command) {
        List<String> words = new ArrayList<>();
        for (String word : command) {
            words.add(isPlainWord(word) ? word : "'" + word.replace("'", "'\\''") + "'");
        }
        return String.join(" ", words);
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

    /** The last lines of a text, each behind the indent, with a first line that says how many are left out. */
    static String tail(String text, int lines, String indent) {
        String[] all = text.stripTrailing().split("\n", -1);
        int from = Math.max(0, all.length - lines);
        StringBuilder tail = new StringBuilder();
        if (from > 0) {
            tail.append(indent).append("[").append(from).append(" lines before]\n");
        }
        for (int i = from; i < all.length; i++) {
            tail.append(indent).append(all[i].replace("\r", "")).append('\n');
        }
        return tail.toString();
    }
}
