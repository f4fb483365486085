package daggerkit.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * One live line on standard error that says what the engine does and for how long, while a request to a session of one's
 * own takes longer than a second: {@code dagger: withExec mvn -B verify  1m12s}. It is drawn only where standard error is
 * a terminal, is never longer than that is wide, has no colour and no escape, and is gone before anything else is
 * written: when any request ends, and for a second more; and before each write to the streams that {@link Console#useUtf8} has made.
 *
 * <p>Thread-safe.
 */
public final class StatusLine {
    private static final long QUIET = TimeUnit.SECONDS.toNanos(1);
    private static final long BETWEEN_MEASURES = TimeUnit.SECONDS.toNanos(10);
    private static final long TICK_MILLIS = 200;
    /** Below, there is no room for a word beside the time. */
    private static final int NARROWEST = 24;

    /** Of several sessions at once only the first has a line: there is room for one. */
    private static final Semaphore DRAWING = new Semaphore(1);

    private final OutputStream terminal = new FileOutputStream(FileDescriptor.err);
    private final List<Guard> guards = new ArrayList<>();
    private final EngineProgress progress = new EngineProgress();
    private Thread thread;
    private int running;
    private String what;
    private long started;
    private long showFrom;
    private boolean live;
    private boolean closed;
    private String drawn = "";
    private int width;

    private StatusLine(boolean wanted, boolean guarded) {
        closed = !wanted;
        if (wanted && guarded) {
            guard(System.out, FileDescriptor.out);
            guard(System.err, FileDescriptor.err);
        }
    }

    /**
     * The line of a session that is being started, with what is shown first.
     *
     * @param something what the user waits for
     * @param wanted whether there is to be one at all; there is none either in a terminal that cannot go back to a line's
     *     beginning, or beside another session's
     * @return the line, to be closed
     */
    public static StatusLine begin(String something, boolean wanted) {
        return begin(something, wanted, true);
    }

    /**
     * The line of something before a session, for which the program waits and writes nothing meanwhile.
     *
     * @param something what the user waits for
     * @return the line, to be closed
     */
    public static StatusLine beginAlone(String something) {
        return begin(something, true, false);
    }

    private static StatusLine begin(String something, boolean wanted, boolean guarded) {
        String kind = System.getenv("TERM");
        boolean canReturn = kind != null && !kind.isEmpty() && !kind.equals("dumb");
        StatusLine line = new StatusLine(wanted && canReturn && DRAWING.tryAcquire(), guarded);
        line.start(something);
        return line;
    }

    /**
     * Says more of what the user waits for.
     *
     * @param something in place of what was said when it began
     */
    public synchronized void say(String something) {
        what = something;
    }

    /**
     * Something begins that the user waits for; each must {@link #end}.
     *
     * @param something what it is, in a few words
     */
    public synchronized void start(String something) {
        if (running++ == 0) {
            what = something;
            started = System.nanoTime();
            showFrom = started + QUIET;
            progress.clear();
        }
        if (thread == null && !closed) {
            thread = new Thread(this::run, "daggerkit-session-waiting");
            thread.setDaemon(true);
            thread.start();
        }
        notifyAll();
    }

    /** Something has ended, and what follows may be the user's own output. */
    public synchronized void end() {
        running--;
        showFrom = System.nanoTime() + QUIET;
        erase();
    }

    /** Takes the line away for good. */
    public synchronized void close() {
        if (!closed) {
            closed = true;
            erase();
            notifyAll();
            DRAWING.release();
        }
    }

    /**
     * Whether the line is what a user looks at.
     *
     * @return false where there is none
     */
    public synchronized boolean isLive() {
        return live && !closed;
    }

    /**
     * Reads what the CLI has said.
     *
     * @param bytes a part of its standard error
     * @param count how many of the bytes
     */
    public synchronized void progress(byte[] bytes, int count) {
        if (!closed) {
            progress.read(bytes, count);
        }
    }

    private void run() {
        int columns = 0;
        long measured = 0;
        try {
            while (awaitLong()) {
                if (columns == 0 || System.nanoTime() - measured > BETWEEN_MEASURES) {
                    columns = Console.columns(); // again and again, since a user may change it
                    measured = System.nanoTime();
                }
                if (columns < NARROWEST) {
                    close();
                    return;
                }
                draw(columns, measured + BETWEEN_MEASURES);
            }
        } catch (InterruptedException e) {
            close();
        }
    }

    /** Waits until something takes long; false if that will not be. */
    private synchronized boolean awaitLong() throws InterruptedException {
        while (!closed) {
            long left = showFrom - System.nanoTime();
            if (running > 0 && left <= 0) {
                return true;
            }
            wait(running > 0 ? TimeUnit.NANOSECONDS.toMillis(left) + 1 : 0);
        }
        return false;
    }

    private synchronized void draw(int columns, long until) throws InterruptedException {
        live = true;
        width = columns - 1;
        for (long now = System.nanoTime(); now <= until; now = System.nanoTime()) {
            if (closed || running == 0 || now < showFrom) {
                return;
            }
            String text = text(columns - 1);
            if (!text.equals(drawn) && guards.stream().noneMatch(guard -> guard.open)) {
                write("\r" + text + " ".repeat(Math.max(0, drawn.length() - text.length())));
                drawn = text;
            }
            wait(TICK_MILLIS);
        }
    }

    private String text(int width) {
        EngineProgress.Call call = progress.shown();
        long others = Math.max(0, progress.commands() - 1);
        long since = call == null ? started : call.since();
        String end = (others == 0 ? "" : " (+" + others + ")") + "  "
                + Text.minutes(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since));
        String head = "dagger: " + (call == null ? what : call.words());
        int room = width - end.length();
        return (head.length() <= room ? head : head.substring(0, room - 3) + "...") + end;
    }

    private void erase() {
        if (!drawn.isEmpty()) {
            // And the two characters by which a terminal shows that Ctrl-C was pressed.
            write("\r" + " ".repeat(Math.min(drawn.length() + 2, width)) + "\r");
            drawn = "";
        }
    }

    private void write(String text) {
        try {
            terminal.write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            drawn = ""; // The terminal is gone.
        }
    }

    /** Only the streams that {@link Console#useUtf8} has made are ours to replace. */
    private void guard(PrintStream stream, FileDescriptor where) {
        if (!Console.isOurs(stream)) {
            return;
        }
        Guard guard = new Guard(Console.stream(where));
        guards.add(guard);
        PrintStream guarded = new PrintStream(guard, true, StandardCharsets.UTF_8);
        if (where == FileDescriptor.out) {
            System.setOut(guarded);
        } else {
            System.setErr(guarded);
        }
    }

    /** Takes the line away before the user's output, and keeps it away while a line of that has no end yet. */
    private final class Guard extends FilterOutputStream {
        private volatile boolean open;

        Guard(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        /** The lock is not held while it writes: what blocks standard output must not block the engine's progress. */
        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            if (count > 0) {
                synchronized (StatusLine.this) {
                    open = true;
                    erase();
                }
                out.write(bytes, offset, count);
                open = bytes[offset + count - 1] != '\n';
            }
        }
    }
}
