package daggerkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command in a terminal, as a person has it before them: a program of a few lines in Python makes the pseudo terminal,
 * which Java cannot. Used by one thread. Closing it hangs up, as closing the window does.
 */
final class PseudoTerminal implements AutoCloseable {
    private static final String BRIDGE = """
        import fcntl, os, pty, select, struct, sys, termios
        size = struct.pack('HHHH', int(sys.argv[1]), int(sys.argv[2]), 0, 0)
        pid, terminal = pty.fork()
        if pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            os.execvp(sys.argv[3], sys.argv[3:])
        open = True
        while open:
            ready = select.select([0, terminal], [], [])[0]
            if terminal in ready:
                try:
                    data = os.read(terminal, 65536)
                except OSError:
                    data = b''
                open = bool(data)
                os.write(1, data)
            if 0 in ready:
                data = os.read(0, 65536)
                open = open and bool(data)
                if data:
                    os.write(terminal, data)
        os.close(terminal)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        sys.exit(code if code >= 0 else 128 - code)
        """;

    /** What moves the cursor, sets a mode or is not complete yet. */
    private static final Pattern SEQUENCE =
            Pattern.compile("\u001b\\[[0-?]*[ -/]*([@-~]|$)|\u001b[ -/]*([0-Z\\\\-~]|$)");

    private final Process process;
    private final InputStream out;
    private final OutputStream keys;
    private final StringBuilder written = new StringBuilder();
    private final int columns;
    private int seen;

    /**
     * Starts a command.
     *
     * @param run the command and its environment
     * @param rows the height
     * @param columns the width
     */
    PseudoTerminal(Run run, int rows, int columns) {
        this.columns = columns;
        List<String> bridge = new ArrayList<>(List.of(Python.PROGRAM, "-u", "-c", BRIDGE, "" + rows, "" + columns));
        process = run.behind(bridge.toArray(new String[0]))
                .env("TERM", "xterm-256color")
                .start();
        out = process.getInputStream();
        keys = process.getOutputStream();
    }

    /** Why there is none on this machine, or an empty text. */
    static String lacking() {
        return Python.LACKING;
    }

    /** What there is of Python, found out once. Its real path: what is on the PATH may be a script that looks for it. */
    private static final class Python {
        static final String PROGRAM;
        static final String LACKING;

        static {
            String program = "";
            String lacking = "there is no python3";
            try {
                Run.Result asked = Run.command(
                                "python3",
                                "-c",
                                "import sys; print(sys.executable); import pty, os; os.waitstatus_to_exitcode")
                        .run();
                program = asked.out().strip();
                lacking = asked.code() == 0 ? "" : "python3 has no pty module, or is older than 3.9";
            } catch (RuntimeException none) {
                // As said.
            }
            PROGRAM = program;
            LACKING = lacking;
        }
    }

    /** Waits until the text since the last call has a place that fits, and returns it up to there. */
    String await(String regex) {
        Pattern pattern = Pattern.compile(regex);
        while (true) {
            String fresh = SEQUENCE.matcher(written).replaceAll("").substring(seen);
            Matcher matcher = pattern.matcher(fresh);
            if (matcher.find()) {
                seen += matcher.end();
                return fresh.substring(0, matcher.end());
            }
            if (!read()) {
                throw new AssertionError("waited in vain for " + regex + " in "
                        + fresh.replace("\r", "\\r").replace("\u001b", "\\e"));
            }
        }
    }

    /**
     * Waits until a person sees a text with a number of seconds behind it. A busy machine may skip some.
     *
     * @param least the first that will do
     */
    void awaitSeconds(String text, long least) {
        Pattern pattern = Pattern.compile(Pattern.quote(text) + "(\\d+)s");
        while (true) {
            Matcher matcher = pattern.matcher(shown());
            if (matcher.find() && Long.parseLong(matcher.group(1)) >= least) {
                return;
            }
            if (!read()) {
                throw new AssertionError("never seen: " + text + least + "s; what was written: "
                        + written.toString().replace("\r", "\\r").replace("\u001b", "\\e"));
            }
        }
    }

    /** Waits until a person sees a text. */
    void awaitShown(String text) {
        while (!shown().contains(text)) {
            if (!read()) {
                throw new AssertionError("never seen: " + text + "; what was written: "
                        + written.toString().replace("\r", "\\r").replace("\u001b", "\\e"));
            }
        }
    }

    /** What a person sees: lines as {@link Screen} has them. */
    String shown() {
        return String.join("\n", Screen.lines(written.toString(), columns));
    }

    /** Presses keys: characters, and control characters as they are. */
    void type(String text) {
        try {
            keys.write(text.getBytes(StandardCharsets.UTF_8));
            keys.flush();
        } catch (IOException e) {
            throw new AssertionError("the terminal is closed; it said " + written, e);
        }
    }

    /** All that was written, as it was: with the sequences that move the cursor. */
    String written() {
        return written.toString();
    }

    /** Reads to the end and returns the exit code. */
    int end() {
        while (read()) {
            // Until the command has closed its terminal.
        }
        return Limits.end(process);
    }

    /** Waits for the end, and that no byte on the way was more than a move to a line's beginning. */
    void assertEnds(int code, String shown) {
        // Without JUnit: the command that draws the pages has none.
        int ended = end();
        boolean plain = written.chars().allMatch(c -> c >= ' ' || c == '\r' || c == '\n');
        if (ended != code || !shown().equals(shown) || !plain) {
            throw new AssertionError(
                    "expected the exit code " + code + " and \"" + shown + "\", got " + ended + " and \"" + shown()
                            + "\"; what was written: " + written.toString().replace("\u001b", "\\e"));
        }
    }

    /** Waits for what is written next; false at the end, or if it takes too long. */
    private boolean read() {
        byte[] buffer = new byte[8192];
        try {
            Limits.await("more of what the terminal shows", () -> out.available() > 0 || !process.isAlive());
            int count = out.read(buffer); // what a process has left, Java may be moving when that has just ended
            written.append(count < 0 ? "" : new String(buffer, 0, count, StandardCharsets.UTF_8));
            return count >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            keys.close();
        } catch (IOException e) {
            process.destroy();
        }
        Limits.end(process);
    }
}
