package daggerkit.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The streams of this JVM, where they lead to, and how much their reader wants to know. Thread-safe. */
public final class Console {
    /** Set to anything, it asks for progress, and for stack traces and queries with every failure. */
    public static final String DEBUG_VARIABLE = "DAGGERKIT_DEBUG";

    private static final int USUAL_COLUMNS = 80;
    /** Below, a sentence would be a column of words. */
    private static final int NARROWEST = 40;

    private static PrintStream out;
    private static PrintStream err;
    private static volatile boolean verbose;
    private static volatile String notWritten;

    private Console() {}

    /**
     * Lets standard output and error write UTF-8 whatever the locale is: an image's output is UTF-8, and a CI job often
     * has no locale at all. For the {@code main} of a script that tells its failures.
     */
    public static void useUtf8() {
        out = new PrintStream(stream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        err = new PrintStream(stream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.setOut(out);
        System.setErr(err);
    }

    /** A stream of this process, of which it is kept if something could not be written: a {@link PrintStream} hides it. */
    static OutputStream stream(FileDescriptor where) {
        return new FilterOutputStream(new FileOutputStream(where)) {
            @Override
            public void write(byte[] bytes, int offset, int count) throws IOException {
                try {
                    out.write(bytes, offset, count);
                } catch (IOException failure) {
                    if (where == FileDescriptor.out && notWritten == null) {
                        notWritten = "" + failure.getMessage();
                    }
                    throw failure;
                }
            }

            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }
        };
    }

    /**
     * Why not all of standard output was written so far: its disk is full, or the program that reads it has ended.
     *
     * @return the reason, or null if all was written
     */
    public static String notWritten() {
        boolean failed = System.out.checkError();
        return failed && notWritten == null ? "it does not take what is written" : notWritten;
    }

    /** Whether {@link #useUtf8} has made this stream. */
    static boolean isOurs(PrintStream stream) {
        return stream == out || stream == err;
    }

    /** Whether the {@code main} that runs this program tells its failures. */
    static boolean isMain() {
        return out != null;
    }

    /**
     * Says that the user wants to be told more, or not.
     *
     * @param more whether there was such an option
     */
    public static void setVerbose(boolean more) {
        verbose = more;
    }

    /**
     * Whether the user wants to be told more.
     *
     * @return true with an option or with {@link #DEBUG_VARIABLE}
     */
    public static boolean isVerbose() {
        return verbose || System.getenv(DEBUG_VARIABLE) != null;
    }

    /**
     * Whether the user wants to be told what ran.
     *
     * @return true with {@link RunSummary#VARIABLE}
     */
    public static boolean isSummaryWanted() {
        String wanted = System.getenv(RunSummary.VARIABLE);
        return wanted != null && !wanted.isEmpty();
    }

    /**
     * Whether this runs in a job of GitHub Actions.
     *
     * @return true if its variable says so
     */
    public static boolean isGithub() {
        return "true".equals(System.getenv("GITHUB_ACTIONS"));
    }

    /**
     * Whether standard input and standard output are both a terminal. From Java 22 on there may be a console without one.
     *
     * @return true if somebody can be talked with
     */
    public static boolean isInteractive() {
        java.io.Console console = System.console();
        if (console == null || Runtime.version().feature() < 22) {
            return console != null;
        }
        try {
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /**
     * Whether a stream of this process is a terminal: a child that shares it is asked, since the JVM cannot tell.
     *
     * @param descriptor 0 for standard input, 1 for standard output, 2 for standard error
     * @return false also on a system without the command {@code test}, and if this thread is interrupted
     */
    public static boolean isTerminal(int descriptor) {
        try {
            return new ProcessBuilder("test", "-t", "" + descriptor)
                            .inheritIO()
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * How wide the terminal is that standard error is: a child that shares it can ask.
     *
     * @return the columns, no more than the variable {@code COLUMNS} says, or 0 if it is no terminal
     * @throws InterruptedException if this thread is interrupted meanwhile
     */
    public static int columns() throws InterruptedException {
        try {
            Process asked = new ProcessBuilder("sh", "-c", "test -t 2 || exit 1; stty size <&2 2>/dev/null; exit 0")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            asked.getOutputStream().close();
            String size = new String(asked.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (asked.waitFor() != 0) {
                return 0;
            }
            int wide = number(size.substring(size.indexOf(' ') + 1), USUAL_COLUMNS);
            return Math.min(wide, number(System.getenv("COLUMNS"), wide));
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * How wide a text is to be that is not only for a terminal.
     *
     * @return what the variable {@code COLUMNS} says, else the columns of the terminal, else 80
     */
    public static int width() {
        int given = number(System.getenv("COLUMNS"), 0);
        try {
            int columns = given > 0 ? given : columns();
            return columns > 0 ? columns : USUAL_COLUMNS;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL_COLUMNS;
        }
    }

    private static int number(String text, int otherwise) {
        return text != null && text.matches("[1-9]\\d{0,4}") ? Integer.parseInt(text) : otherwise;
    }

    /**
     * Says something to the person at the terminal: on standard error, with the lines broken between words where that is
     * one. What is indented, as a command's own output, stays as it is.
     *
     * @param text one or more lines
     */
    public static void say(String text) {
        System.err.println(fitted(PeerText.shown(text)));
    }

    /**
     * A text for standard error, its lines broken between words to the width of the terminal if that is one.
     *
     * @param text one or more lines
     * @return the same words
     */
    public static String fitted(String text) {
        if (text.lines().allMatch(line -> line.length() <= NARROWEST)) {
            return text; // Most are, and need no answer from a terminal.
        }
        try {
            int columns = columns();
            return columns == 0 ? text : Text.wrap(text, Math.max(NARROWEST, columns));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return text;
        }
    }

    /**
     * Whether to colour what is written to a stream of this process.
     *
     * @param descriptor 1 for standard output, 2 for standard error
     * @return true on a terminal, unless NO_COLOR has a value or TERM is {@code dumb}
     */
    public static boolean isColorTerminal(int descriptor) {
        String noColor = System.getenv("NO_COLOR");
        boolean unwanted = noColor != null && !noColor.isEmpty() || "dumb".equals(System.getenv("TERM"));
        return !unwanted && isTerminal(descriptor);
    }
}
