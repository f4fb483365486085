package daggerkit.console;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The end of what a process wrote, in a bounded memory however much that is; passed on as well if asked. Thread-safe. */
public final class OutputTail {
    private static final int KEPT = 16_384;
    private static final int LINES_SHOWN = 15;
    /** Colours, cursor moves, links and the like: they are for a terminal, not for a message. */
    private static final Pattern CONTROLS =
            Pattern.compile("\u001b\\[[0-?]*[ -/]*[@-~]|\u001b\\][^\u0007\u001b]*(\u0007|\u001b\\\\)"
                    + "|\u001b[ -/]*[0-~]|[\u0000-\u001f\u007f-\u009f&&[^\n\t]]");

    /** Where a Go program was: for its authors. Of each call the function, and below it the line of the source. */
    private static final Pattern GO_FRAMES = Pattern.compile("(?m)^(?:goroutine \\d+ \\[.*]:|\\[?signal SIG.*)\\R?"
            + "|^(?:created by )?\\S+(?: in goroutine \\d+|\\(.*\\))?\\R[ \t]+\\S+\\.go:\\d+(?: \\+0x[0-9a-f]+)?$\\R?");

    private final PrintStream copy;
    private final byte[] ring = new byte[KEPT];
    private long written;

    /**
     * Nothing was written yet.
     *
     * @param copy where all of it is passed on to, or null for nowhere
     */
    public OutputTail(PrintStream copy) {
        this.copy = copy;
    }

    /**
     * Takes a part of what is written.
     *
     * @param bytes the part
     * @param count how many of the bytes
     */
    public synchronized void add(byte[] bytes, int count) {
        for (int i = Math.max(0, count - KEPT); i < count; i++) {
            ring[(int) ((written + i) % KEPT)] = bytes[i];
        }
        written += count;
        if (copy != null) {
            copy.write(bytes, 0, count);
            copy.flush();
        }
    }

    /**
     * The last lines behind a heading, to be put at the end of a message.
     *
     * @return the lines, or an empty text if nothing was written
     */
    public String tail() {
        String text = GO_FRAMES.matcher(text()).replaceAll("");
        if (text.isBlank()) {
            return "";
        }
        String tail = Text.tail(text, LINES_SHOWN, "    ").stripTrailing();
        // Of the lines that are kept no more, nobody knows the number.
        return "\n  its last words:\n" + (isFull() ? tail.replaceFirst("\\[\\d+ lines", "[many lines") : tail);
    }

    /**
     * The last line that says something.
     *
     * @return the line, or an empty text
     */
    public String lastLine() {
        String text = text().strip();
        return Text.oneLine(text.substring(text.lastIndexOf('\n') + 1).strip());
    }

    /**
     * Whether something was written.
     *
     * @param what what is looked for, in its last words
     * @return true if it is there
     */
    public boolean has(Pattern what) {
        return what.matcher(text()).find();
    }

    private synchronized String text() {
        int length = (int) Math.min(written, KEPT);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = ring[(int) ((written - length + i) % KEPT)];
        }
        return CONTROLS.matcher(new String(bytes, StandardCharsets.UTF_8)).replaceAll("");
    }

    private synchronized boolean isFull() {
        return written > KEPT;
    }
}
