package daggerkit;

import java.io.PrintStream;
import java.nio.channels.ClosedByInterruptException;

/** How a program ends when something was thrown: the exit code, and what its user reads. */
final class Failure {
    static final int OTHER = 1;
    static final int USAGE = 64;
    static final int NO_SESSION = 69;
    static final int BUG = 70;
    static final int INTERRUPTED = 130;

    /** Set to anything, it asks for stack traces and queries with every failure. */
    static final String DEBUG_VARIABLE = "DAGGERKIT_DEBUG";

    private Failure() {}

    static int exitCode(Throwable failure) {
        if (isInterruption(failure)) {
            return INTERRUPTED;
        }
        if (failure instanceof ExecException) {
            int code = ((ExecException) failure).exitCode();
            return code >= 1 && code <= 255 ? code : OTHER;
        }
        if (failure instanceof SessionException) {
            return NO_SESSION;
        }
        return isOurBug(failure) ? BUG : OTHER;
    }

    /**
     * Prints a failure for a person: the message of our own exceptions, for others also their kind and place; query and
     * stack trace only on request.
     */
    static void print(Throwable failure, PrintStream err, boolean verbose) {
        if (isShuttingDown()) {
            return; // After Ctrl-C, what fails because of it is no news.
        }
        boolean all = verbose || Text.isVerbose();
        if (failure instanceof DaggerException) {
            err.println(failure.getMessage());
        } else if (isInterruption(failure)) {
            err.println("Interrupted.");
        } else {
            err.println((isOurBug(failure) ? "This is a bug in daggerkit: " : "") + failure + place(failure));
        }
        if (all) {
            if (failure instanceof QueryException) {
                err.println("The query was: " + ((QueryException) failure).query());
            }
            failure.printStackTrace(err);
        } else if (!(failure instanceof DaggerException) && !isInterruption(failure)) {
            err.println("Set " + DEBUG_VARIABLE + "=1 for the stack trace.");
        }
        if (Text.isGithub()) {
            Actions.annotate(failure, err);
        }
    }

    private static boolean isShuttingDown() {
        Thread hook = new Thread();
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private static boolean isInterruption(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException || cause instanceof ClosedByInterruptException) {
                return true;
            }
        }
        return false;
    }

    /** An exception of another kind than ours that comes straight out of this package. */
    private static boolean isOurBug(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return !(failure instanceof DaggerException)
                && trace.length > 0
                && trace[0].getClassName().startsWith(Failure.class.getPackageName() + ".");
    }

    private static String place(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        for (StackTraceElement element : trace) {
            if (!element.getClassName().startsWith("java.")
                    && !element.getClassName().startsWith("jdk.")) {
                return " (at " + element.getFileName() + ":" + element.getLineNumber() + ")";
            }
        }
        return "";
    }
}
