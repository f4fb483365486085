package daggerkit;

import java.time.Duration;

/**
 * A request, or a fetch of several, took longer than the time that its caller gave it. The engine cancels what was
 * running. The exit code of a script that ends with it is 124, as that of the command {@code timeout}.
 */
public final class QueryTimeoutException extends DaggerException {
    private static final long serialVersionUID = 1;

    private final Duration timeout;
    private final String step;

    /**
     * Makes an exception.
     *
     * @param timeout the time that was given
     * @param step what was waited for, or null if that is not known here
     * @param cause what happened below, or null
     */
    QueryTimeoutException(Duration timeout, String step, Throwable cause) {
        super(
                "The query took longer than its timeout of " + timeout.toMillis() + " ms"
                        + (step == null ? "." : ".\n  It waited for " + step),
                cause);
        this.timeout = timeout;
        this.step = step;
    }

    /** The same, of a longer wait that this was a part of, or with what was waited for. */
    QueryTimeoutException with(Duration whole, String waitedFor) {
        return new QueryTimeoutException(whole == null ? timeout : whole, step == null ? waitedFor : step, getCause());
    }

    /**
     * The time that was given: to a fetch for all its requests together.
     *
     * @return the time
     */
    public Duration timeout() {
        return timeout;
    }

    /**
     * What was waited for: the fields on the way to the first value that was asked for, with the commands of {@code
     * withExec} and no other argument, and how many values were asked for beside it; of a query that was written as a text
     * its name or first field.
     *
     * @return such as {@code container.from.withExec(mvn verify).stdout and 2 more}
     */
    public String step() {
        return step;
    }
}
