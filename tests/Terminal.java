package daggerkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A command in a real pseudo terminal, and what its user sees there. The terminal is made by Python, which every system
 * has that these tests run on but Windows. Used by one thread.
 */
final class Terminal implements AutoCloseable {
    private static final long LONGEST_SECONDS = 60;
    private static final String PYTHON = """
        import fcntl, os, pty, struct, subprocess, sys, termios
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 24, int(sys.argv[1]), 0, 0))
        child = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=slave, stderr=slave)
        os.close(slave)
        while True:
            try:
                data = os.read(master, 65536)
            except OSError:
                break
            if not data:
                break
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        code = child.wait()
        sys.exit(code if code >= 0 else 128 - code)
        """;

    private final Process process;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Thread reader = new Thread(this::read);

    /** Starts the command in a terminal of that many columns. */
    Terminal(int columns, Run command) {
        Assumptions.assumeTrue(
                Run.command("sh", "-c", "python3 -c 'import pty, termios'")
                                .run()
                                .code()
                        == 0,
                "there is no Python");
        process = command.behind("python3", "-c", PYTHON, "" + columns)
                .env("TERM", "xterm-256color")
                .env("COLUMNS", null)
                .start();
        reader.setDaemon(true);
        reader.start();
    }

    /** Everything that was written so far, byte for byte but for the terminal's line ends. */
    synchronized String text() {
        return written.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    /** Waits until the user sees a text. */
    void awaitShown(String text) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
        while (!shown(text()).contains(text)) {
            boolean over = !process.isAlive() && !reader.isAlive() || System.nanoTime() > deadline;
            Assertions.assertFalse(over, () -> "never seen: " + text + "; what was written: " + text());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    /** Sends a signal to the command. */
    void signal(String name) {
        ProcessHandle child = process.children().findFirst().orElseThrow();
        Run.command("kill", "-" + name, "" + child.pid()).run();
    }

    /** Waits for the end: what is seen then, and no byte on the way was more than a move to the line's beginning. */
    Run.Result end() throws InterruptedException {
        Assertions.assertTrue(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS), this::text);
        reader.join();
        return new Run.Result(process.exitValue(), shown(text()), "");
    }

    /** What a user sees of these bytes: the lines, each overwritten from its beginning by what follows a CR. */
    static String shown(String text) {
        List<String> lines = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            StringBuilder cells = new StringBuilder();
            int column = 0;
            for (int i = 0; i < line.length(); i++) {
                char c = line.charAt(i);
                if (c == '\r') {
                    column = 0;
                } else {
                    Assertions.assertTrue(c >= ' ', "a control character: " + (int) c);
                    cells.setLength(Math.max(cells.length(), column + 1));
                    cells.setCharAt(column++, c);
                }
            }
            lines.add(cells.toString().stripTrailing());
        }
        return String.join("\n", lines);
    }

    /** The most columns that any line of these bytes took, seen at any time. */
    static int widest(String text) {
        int widest = 0;
        for (String piece : text.split("[\r\n]")) {
            widest = Math.max(widest, piece.length());
        }
        return widest;
    }

    private void read() {
        byte[] buffer = new byte[8_192];
        try (InputStream in = process.getInputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                synchronized (this) {
                    written.write(buffer, 0, count);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
