package daggerkit.console;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an engine does just now, read from what {@code dagger session} writes to its standard error (recorded of
 * three engines in tests/golden/progress): {@code 12  : withExec sh -c 'make'} begins a step, {@code 12  : Container.withExec DONE
 * [4.3s]} ends it, {@code 12  : [0.4s] | ...} is a line of its output. It reads millions of lines cheaply and keeps only
 * the steps that run. Used by one thread at a time, as under the lock of {@link StatusLine}.
 */
public final class EngineProgress {
    private static final int LONGEST_LINE = 4_096;
    private static final int MOST_CALLS = 1_000;
    private static final int MOST_DIGITS = 9;
    /** Behind the time there may be what the step has waited on. */
    private static final Pattern OVER = Pattern.compile(" ([A-Z]+) \\[([0-9][0-9a-z.]*)(?:]$|, )");

    private static final Pattern OUTPUT = Pattern.compile("\\[[0-9][0-9a-z.]*] *(?:\\|.*)?");
    /** A step of a Dockerfile, as {@code [2/2] RUN make}. */
    private static final Pattern BUILD_STEP = Pattern.compile("\\[[^]]*[0-9]+/[0-9]+] .+");

    private static final Pattern API_CALL =
            Pattern.compile("(?:[A-Z]\\w*\\.)?\\w+(?:\\(.*\\))?: \\[?[A-Z]\\w*!?]?!?.*");
    private static final Pattern REQUEST = Pattern.compile("HTTP [A-Z]+|remotes\\.docker\\..*");
    /** These last as long as the session. */
    private static final Pattern SESSION = Pattern.compile("dagger session(?: .*)?|consuming /.*");

    private final Map<Integer, Call> running = new LinkedHashMap<>();
    private final byte[] line = new byte[LONGEST_LINE];
    private int length;
    private int highest;

    private final Listener listener;

    /** Is told of what has ended. */
    interface Listener {
        /**
         * A call is over.
         *
         * @param call it as the CLI wrote it when it began
         * @param state such as {@code DONE}, {@code CACHED} or {@code ERROR}
         * @param time as the CLI writes it
         */
        void over(String call, String state, String time);
    }

    /** Tells nobody. */
    public EngineProgress() {
        this(null);
    }

    EngineProgress(Listener listener) {
        this.listener = listener;
    }

    /** What is worth more to be told comes later. */
    private enum Rank {
        /** A value that is read, or a step that waits for the one before it. */
        WAITS,
        /** What the engine does for a call, such as {@code uploading}. */
        WORK,
        /** A call with arguments, such as {@code Container.from}: a pull, a build, a push. */
        CALL,
        COMMAND
    }

    /**
     * What the engine has begun.
     *
     * @param text it as the CLI writes it
     * @param since when that was read, as {@link System#nanoTime} counts
     */
    public record Call(String text, long since) {
        Rank rank() {
            if (text.startsWith("withExec ") || BUILD_STEP.matcher(text).matches()) {
                return Rank.COMMAND;
            }
            if (text.startsWith("with") || REQUEST.matcher(text).matches()) {
                return Rank.WAITS;
            }
            if (!API_CALL.matcher(text).matches()) {
                return Rank.WORK;
            }
            String field = text.replaceFirst("^[A-Z]\\w*\\.", "");
            boolean isWork = field.contains("(") || field.startsWith("dockerBuild");
            return isWork && !field.startsWith("with") ? Rank.CALL : Rank.WAITS;
        }

        /**
         * The call for a person, in characters that are as wide as one column everywhere.
         *
         * @return such as {@code withExec mvn -B verify}
         */
        public String words() {
            String call = API_CALL.matcher(text).matches()
                    ? text.replaceFirst("^[A-Z]\\w*\\.", "").replaceFirst(": \\[?[A-Z]\\w*!?]?!?(?: = .*)?$", "")
                    : text;
            return ascii(call);
        }
    }

    /** Forgets what runs: something new begins. */
    public void clear() {
        running.clear();
    }

    /**
     * What is worth to be shown.
     *
     * @return the command that has run longest; without one such a call, as a pull; without one what was begun last; or null
     */
    public Call shown() {
        Call shown = null;
        Rank highest = null;
        for (Call step : running.values()) {
            Rank rank = step.rank();
            boolean isNext = shown == null || rank.compareTo(highest) > 0;
            if (isNext || rank == highest && rank.compareTo(Rank.CALL) < 0) {
                shown = step;
                highest = rank;
            }
        }
        return shown;
    }

    /**
     * How many commands run.
     *
     * @return their number
     */
    public long commands() {
        return running.values().stream()
                .filter(call -> call.rank() == Rank.COMMAND)
                .count();
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
        if (at == length || line[at] == '!') {
            return;
        }
        String text = new String(line, at, length - at, StandardCharsets.UTF_8).strip();
        if (line[at] == '[' && OUTPUT.matcher(text).matches()) {
            return;
        }
        Matcher over = OVER.matcher(text);
        if (over.find()) {
            Call call = running.remove(number);
            if (call != null && listener != null) {
                listener.over(call.text, over.group(1), over.group(2));
            }
        } else if (number > highest && running.size() < MOST_CALLS) { // one that is over is told again, as a context
            if (!SESSION.matcher(text).matches()) {
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

    private static String ascii(String text) {
        StringBuilder ascii = new StringBuilder();
        text.codePoints().limit(LONGEST_LINE).forEach(c -> {
            boolean isControl = c < ' ' || c >= 0x7f && c <= 0x9f;
            ascii.append(c == 0x2026 ? "..." : isControl ? " " : c < 0x7f ? Character.toString(c) : "?");
        });
        return ascii.toString();
    }
}
