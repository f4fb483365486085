package daggerkit;

import daggerkit.console.Console;
import daggerkit.console.GitHubJob;
import daggerkit.console.Text;
import java.io.PrintStream;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;

/** How a program ends when something was thrown: the exit code, and what its user reads. */
final class ProgramEnd {
    static final int OTHER = 1;
    static final int USAGE = 64;
    static final int NO_SESSION = 69;
    static final int BUG = 70;
    static final int TIMEOUT = 124;
    static final int INTERRUPTED = 130;

    private ProgramEnd() {}

    static int code(Throwable failure) {
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
        if (failure instanceof QueryTimeoutException) {
            return TIMEOUT;
        }
        return isOurBug(failure) ? BUG : OTHER;
    }

    /**
     * Prints a failure for a person: the message of our own exceptions, for others also their kind and place; query and
     * stack trace only on request.
     */
    static void tell(Throwable failure, PrintStream err, boolean verbose) {
        if (isShuttingDown()) {
            return; // After Ctrl-C, what fails because of it is no news.
        }
        boolean all = verbose || Console.isVerbose();
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
            err.println("Set " + Console.DEBUG_VARIABLE + "=1 for the stack trace.");
        }
        if (failure instanceof DaggerException && Console.isGithub()) {
            GitHubJob.annotate(failure((DaggerException) failure), err);
        }
    }

    /**
     * A failure of ours as it is shown beside a log, which has the rest: the one line that is most likely to say why. Never
     * the query that a message of the engine may quote (recorded in int-too-big).
     */
    static GitHubJob.Failure failure(DaggerException failure) {
        if (isInterruption(failure)) {
            return new GitHubJob.Failure("interrupted", null, List.of());
        }
        if (failure instanceof ExecException) {
            ExecException exec = (ExecException) failure;
            String output = (exec.stderr().isBlank() ? exec.stdout() : exec.stderr()).strip();
            String why = output.substring(output.lastIndexOf('\n') + 1).strip();
            List<String> lines = new ArrayList<>(List.of(Text.shellCommand(exec.command())));
            if (!why.isEmpty()) {
                lines.add(why);
            }
            lines.add("at " + String.join(".", exec.path()));
            return new GitHubJob.Failure("exit code " + exec.exitCode(), lines.get(0), lines);
        }
        if (failure instanceof QueryException) {
            String why = ((QueryException) failure).first().shortMessage();
            return new GitHubJob.Failure("refused by the engine", null, List.of(why));
        }
        if (failure instanceof QueryTimeoutException) {
            QueryTimeoutException late = (QueryTimeoutException) failure;
            return new GitHubJob.Failure(
                    "timeout of " + late.timeout().toMillis() + " ms", null, List.of(failure.getMessage()));
        }
        String result = failure instanceof SessionException ? "no answer" : "not sent";
        return new GitHubJob.Failure(result, null, List.of(failure.getMessage()));
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
                && trace[0].getClassName().startsWith(ProgramEnd.class.getPackageName() + ".");
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
