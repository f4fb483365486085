package daggerkit.up;

import daggerkit.QueryException;
import daggerkit.up.Commands.End;
import daggerkit.up.Commands.Outcome;
import daggerkit.up.ServiceSpec.Port;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a user is told of services that run and end. Thread-safe. */
public final class Report {
    private static final int LINES_SHOWN = 20;
    /** What is started again so often has a reason that does not go away. */
    private static final int LOOP = 3;

    private final PrintStream err;
    private final Map<String, Integer> restarts = new HashMap<>();
    private int exitCode;

    /**
     * Nothing is told yet.
     *
     * @param err where to
     */
    public Report(PrintStream err) {
        this.err = err;
    }

    /**
     * Tells something.
     *
     * @param sentence the sentence
     */
    public synchronized void tell(String sentence) {
        err.println("up: " + sentence);
    }

    /** The exit code of what has ended: that of the first failure, or 0. */
    synchronized int exitCode() {
        return exitCode;
    }

    void begun(ServiceSpec spec) {
        tell("\"" + spec.name() + "\" has no port, so its end is told.");
    }

    void endedAtStart(ServiceSpec spec, int code) {
        tell("\"" + spec.name() + "\" ended" + (code < 0 ? "" : " with exit code " + code)
                + " before it accepted connections.");
    }

    synchronized void ended(ServiceSpec spec, Outcome outcome, String why) {
        tell("\"" + spec.name() + "\" " + (why.isEmpty() ? "" : why + " ") + "ended with exit code "
                + outcome.exitCode() + output(outcome));
    }

    synchronized void ended(End end) {
        exitCode = exitCode == 0 && end.isLast() ? end.outcome().exitCode() : exitCode;
        String then = end.isLast()
                ? ""
                : end.restarts() + 1 < LOOP
                        ? " and is started again"
                        : " and is started again, " + (end.restarts() + 1) + " times by now: a restart loop";
        tell("\"" + end.spec().name() + "\" ended with exit code "
                + end.outcome().exitCode() + then + output(end.outcome()));
    }

    private static String output(Outcome outcome) {
        List<String> lines = new ArrayList<>();
        outcome.stdout().lines().forEach(lines::add);
        outcome.stderr().lines().forEach(lines::add);
        if (lines.isEmpty()) {
            return ", without output.";
        }
        List<String> last = lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size());
        return (last.size() < lines.size() ? "; the last lines of its output:" : ":") + "\n    "
                + String.join("\n    ", last);
    }

    /** A service has ended, and its engine does not tell how. */
    synchronized void gone(ServiceSpec spec) {
        exitCode = exitCode == 0 ? 1 : exitCode;
        tell("\"" + spec.name() + "\" has ended. An engine does not tell the exit code of a service that was up; its"
                + " output is in the engine's log.");
    }

    synchronized void isUp(ServiceSpec spec) {
        restarts.remove(spec.name());
    }

    synchronized void again(ServiceSpec spec) {
        int times = restarts.merge(spec.name(), 1, Integer::sum);
        tell("\"" + spec.name() + "\" had ended and is started again" + loop(times) + ".");
    }

    synchronized void notAgain(ServiceSpec spec, QueryException failure) {
        int times = restarts.merge(spec.name(), 1, Integer::sum);
        tell("\"" + spec.name() + "\" has ended and does not start again" + loop(times) + ":\n" + failure.getMessage());
    }

    private static String loop(int times) {
        return times < LOOP ? "" : ", " + times + " times by now: a restart loop";
    }

    /** Where a port is reached, with a scheme where it is one that HTTP usually has. */
    static String url(Port port, long host) {
        String number = "" + port.container();
        String scheme = port.udp()
                ? "udp://"
                : number.matches("8?443")
                        ? "https://"
                        : number.matches("80|3000|4200|5000|5173|8\\d\\d\\d|9000|9090") ? "http://" : "";
        return scheme + "127.0.0.1:" + host;
    }

    /** A service whose work others wait for has failed, and that was told. */
    public static final class Told extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final int exitCode;

        Told(ServiceSpec spec, int exitCode) {
            super("\"" + spec.name() + "\" ended with exit code " + exitCode + ".", null, false, false);
            this.exitCode = exitCode;
        }

        /**
         * How it ended.
         *
         * @return its exit code
         */
        public int exitCode() {
            return exitCode;
        }
    }
}
