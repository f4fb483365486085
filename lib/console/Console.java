package daggerkit.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The streams of this JVM, where they lead to, and how much their reader wants to know. Thread-safe. */
public final class Console {
    /** Set to anything, it asks for progress, and for stack traces and queries with every failure. */
    public static final String DEBUG_VARIABLE = "DAGGERKIT_DEBUG";

    private static PrintStream out;
    private static PrintStream err;
    private static volatile boolean verbose;

    private Console() {}

    /**
     * Lets standard output and error write UTF-8 whatever the locale is: an image's output is UTF-8, and a CI job often
     * has no locale at all. For the {@code main} of a script that tells its failures.
     */
    public static void useUtf8() {
        out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.setOut(out);
        System.setErr(err);
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
