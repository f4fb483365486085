package daggerkit;

import daggerkit.console.AtEnd;
import daggerkit.console.Console;
import daggerkit.console.GitHubJob;
import daggerkit.console.PeerText;
import daggerkit.console.Text;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** How a program ends when something was thrown: the exit code, and what its user reads. */
final class ProgramEnd {
    static final int OTHER = 1;
    static final int USAGE = 64;
    static final int NO_SESSION = 69;
    static final int BUG = 70;
    static final int TIMEOUT = 124;
    static final int INTERRUPTED = 130;

    /** Java's own classes. */
    private static final Pattern JAVA = Pattern.compile("(?:java|javax|jdk|sun|com\\.sun)\\.");
    /** What a script calls. */
    private static final Pattern LIBRARIES = Pattern.compile("(?:daggerkit|com\\.fasterxml)\\.");

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
        if (AtEnd.isBegun()) {
            return; // After Ctrl-C, what fails because of it is no news.
        }
        boolean all = verbose || Console.isVerbose();
        if (failure instanceof DaggerException) {
            String message = PeerText.shown(failure.getMessage());
            err.println(err == System.err ? Console.fitted(message) : message);
        } else if (isInterruption(failure)) {
            err.println("Interrupted.");
        } else {
            err.println((isOurBug(failure) ? "This is a bug in daggerkit: " : "")
                    + PeerText.shown("" + failure)
                    + place(failure));
        }
        if (all) {
            if (failure instanceof QueryException) {
                err.println("The query was: " + PeerText.shown(((QueryException) failure).query()));
            }
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace, true));
            err.print(PeerText.shown("" + trace));
        } else if (!(failure instanceof DaggerException) && !isInterruption(failure)) {
            err.println("Set " + Console.DEBUG_VARIABLE + "=1 for the stack trace.");
        }
        if (failure instanceof DaggerException && Console.isGithub()) {
            GitHubJob.annotate(failure((DaggerException) failure), err);
        }
    }

    /**
     * What a program ends with when standard output was not taken whole: with its own code if that is a failure, else 1,
     * and in any case with a sentence.
     */
    static int written(int code, String name) {
        String why = Console.notWritten();
        if (why == null || AtEnd.isBegun()) {
            return code;
        }
        Console.say(name + (name.isEmpty() ? "Cannot" : "cannot") + " write all of standard output: " + why
                + ". What was read of it is not whole.");
        return code == 0 ? OTHER : code;
    }

    /** Says that a script has only described what it wanted, if the chain is not null. */
    static void tellForgotten(Selection chain) {
        if (chain != null) {
            Console.say("Nothing was sent to the engine, so nothing ran: the script has described "
                    + Text.abbreviate(Branch.steps(chain))
                    + " and read nothing of it. End it with what gives a value, such as .sync() or .stdout().");
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
            String last = output.substring(output.lastIndexOf('\n') + 1).strip();
            String why = exec.reason().isEmpty() ? last : exec.reason();
            List<String> lines = new ArrayList<>(List.of(Text.shortCommand(exec.command())));
            if (!why.isEmpty()) {
                lines.add(why);
            }
            lines.add("at " + String.join(".", exec.path()));
            String result = exec.exitCode() == -1 && !exec.reason().isEmpty()
                    ? "could not be run"
                    : "exit code " + exec.exitCode();
            return new GitHubJob.Failure(result, lines.get(0), lines);
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

    /** A failure for a trace: one line, in which an engine's error does not quote the query. */
    static String sentence(Throwable failure) {
        if (failure instanceof ExecException || failure instanceof QueryException) {
            GitHubJob.Failure known = failure((DaggerException) failure);
            return Text.abbreviate(known.result() + ": " + String.join(": ", known.lines()));
        }
        String said = failure instanceof DaggerException ? "" + failure.getMessage() : "" + failure;
        return isInterruption(failure) ? "Interrupted." : Text.abbreviate(said.strip());
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

    /** The line of the script; of a bug of ours, or where no script is in it, the first line outside of Java's own code. */
    private static String place(Throwable failure) {
        String place = "";
        for (StackTraceElement element : failure.getStackTrace()) {
            boolean isJava = element.getModuleName() != null
                    || JAVA.matcher(element.getClassName()).lookingAt();
            boolean isLibrary = LIBRARIES.matcher(element.getClassName()).lookingAt();
            if (!isJava && (place.isEmpty() || !isLibrary)) {
                place = " (at " + element.getFileName() + ":" + element.getLineNumber() + ")";
            }
            if (!isJava && (!isLibrary || isOurBug(failure))) {
                break;
            }
        }
        return place;
    }
}
