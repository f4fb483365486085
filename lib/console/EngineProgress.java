package daggerkit.console;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an engine does just now, read from what {@code dagger session} writes to its standard error: lines such as
 * {@code 3   : connecting to engine}, and once more with {@code DONE [0.0s]} at the end (recorded in dagger-session-process). That a
 * call is written as {@code 42  : Container.withExec(args: ["true"]): Container!} and a line of its output as
 * {@code 42  : [1.0s] | ...} is what the CLI's source and public logs show, not a recording. It reads millions of lines
 * cheaply and keeps only the steps that run. Used under the lock of {@link
 * StatusLine}.
 */
public final class EngineProgress {
    private static final int LONGEST_LINE = 4_096;
    private static final int MOST_CALLS = 1_000;
    private static final int MOST_DIGITS = 9;
    private static final String COMMAND = "withExec(args: [";

    private final Map<Integer, Call> running = new LinkedHashMap<>();
    private final byte[] line = new byte[LONGEST_LINE];
    private int length;
    private int highest;

    /**
     * What the engine has begun.
     *
     * @param text it as the CLI writes it
     * @param since when that was read, as {@link System#nanoTime} counts
     */
    public record Call(String text, long since) {
        boolean isCommand() {
            return text.contains("withExec(");
        }

        /**
         * The call for a person, in characters that are as wide as one column everywhere.
         *
         * @return such as {@code withExec mvn -B verify}
         */
        public String words() {
            int args = text.indexOf(COMMAND);
            if (args < 0) {
                String call = text.replaceFirst(": \\[?[A-Z]\\w*[]!]*( = .*)?$", "");
                return ascii(call.replaceFirst("^([A-Z]\\w*)?\\.", ""));
            }
            List<String> words = new ArrayList<>();
            StringBuilder word = null;
            for (int i = args + COMMAND.length(); i < text.length(); i++) {
                char c = text.charAt(i);
                if (word == null && c == ']') {
                    break;
                }
                if (c == '"') {
                    if (word != null) {
                        words.add(ascii(word.toString()));
                    }
                    word = word == null ? new StringBuilder() : null;
                } else if (word != null && c == '\\' && i + 1 < text.length()) {
                    char escaped = text.charAt(++i);
                    word.append(escaped == '"' || escaped == '\\' ? escaped : ' ');
                } else if (word != null) {
                    word.append(c);
                }
            }
            return ("withExec " + Text.shellCommand(words)).strip();
        }
    }

    /** Forgets what runs: something new begins. */
    public void clear() {
        running.clear();
    }

    /**
     * What is worth to be shown.
     *
     * @return the command that has run longest; without one the call that was begun last, or null
     */
    public Call shown() {
        Call last = null;
        for (Call step : running.values()) {
            if (step.isCommand()) {
                return step;
            }
            last = step;
        }
        return last;
    }

    /**
     * How many commands run.
     *
     * @return their number
     */
    public long commands() {
        return running.values().stream().filter(Call::isCommand).count();
    }

    /**
     * Reads what the CLI has said, of which the lines that begin or end a call count.
     *
     * @param bytes a part of its standard error
     * @param count how many of the bytes
     */
    public void read(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            if (bytes[i] == '\n') {
                read();
                length = 0;
            } else if (length < LONGEST_LINE) {
                line[length++] = bytes[i];
            }
        }
    }

    private void read() {
        removeEscapes();
        int at = 0;
        int number = 0;
        while (at < Math.min(length, MOST_DIGITS) && line[at] >= '0' && line[at] <= '9') {
            number = 10 * number + line[at++] - '0';
        }
        while (at < length && line[at] == ' ') {
            at++;
        }
        if (number <= 0 || at == length || line[at++] != ':') {
            return;
        }
        while (at < length && (line[at] == ' ' || line[at] < 0)) {
            at++; // The depth: a bar that is no ASCII for each level.
        }
        boolean isOutput = at + 1 < length && line[at] == '[' && line[at + 1] >= '0' && line[at + 1] <= '9';
        if (at == length || isOutput || line[at] == '!') {
            return;
        }
        if (isDone()) {
            running.remove(number);
        } else if (number > highest && running.size() < MOST_CALLS) { // one that is over is told again, as a context
            String text = new String(line, at, length - at, StandardCharsets.UTF_8).strip();
            if (!text.startsWith("consuming /")
                    && !text.equals("dagger session")) { // these last as long as the session
                running.put(number, new Call(text, System.nanoTime()));
            }
        }
        highest = Math.max(highest, number);
    }

    private void removeEscapes() {
        int to = 0;
        for (int i = 0; i < length; i++) {
            byte b = line[i];
            if (b == 0x1b && i + 1 < length && line[i + 1] == '[') {
                i += 2;
                while (i < length && (line[i] < '@' || line[i] > '~')) {
                    i++;
                }
            } else if (b < 0 || b >= ' ' && b != 0x7f) {
                line[to++] = b;
            }
        }
        length = to;
    }

    /** Whether the line ends in a word in capitals and a time: {@code DONE [1m12s]}. */
    private boolean isDone() {
        int at = length - 1;
        if (at < 0 || line[at--] != ']') {
            return false;
        }
        while (at >= 0
                && (line[at] >= '0' && line[at] <= '9' || line[at] >= 'a' && line[at] <= 'z' || line[at] == '.')) {
            at--;
        }
        boolean isTime = at >= 2 && line[at] == '[' && line[at - 1] == ' ';
        return isTime && line[at - 2] >= 'A' && line[at - 2] <= 'Z';
    }

    private static String ascii(String text) {
        StringBuilder ascii = new StringBuilder();
        text.codePoints().limit(LONGEST_LINE).forEach(c -> {
            boolean isControl = c < ' ' || c >= 0x7f && c <= 0x9f;
            ascii.append(c == 0x2026 ? "..." : isControl ? " " : c < 0x7f ? Character.toString(c) : "?");
        });
        return ascii.toString();
    }
}
