package daggerkit.up;

import daggerkit.DaggerClient;
import daggerkit.DaggerException;
import daggerkit.Leaf;
import daggerkit.QueryTimeoutException;
import daggerkit.SessionException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** A time that all requests of a start share. Immutable and thread-safe. */
final class Limit {
    private final Duration longest;
    private final long begun = System.nanoTime();

    /**
     * The time runs from now on.
     *
     * @param longest how long, or null for no limit
     */
    Limit(Duration longest) {
        this.longest = longest;
    }

    /** The time that is left, or null for no limit. */
    Duration left() {
        if (longest == null) {
            return null;
        }
        Duration left = longest.minusNanos(System.nanoTime() - begun);
        return left.isNegative() || left.isZero() ? Duration.ofMillis(1) : left;
    }

    /** Fetches a leaf in the time that is left. */
    <T> T fetch(DaggerClient session, Leaf<T> leaf) {
        return longest == null ? session.fetch(leaf) : session.fetch(leaf, left());
    }

    /** Does something; what fails because the time is over says which services are not up. */
    <T> T of(Supplier<T> work, Supplier<List<String>> pending) {
        try {
            return work.get();
        } catch (QueryTimeoutException | SessionException late) {
            if (longest == null || System.nanoTime() - begun < longest.toNanos()) {
                throw late;
            }
            List<String> names = pending.get();
            throw new DaggerException(
                    "Not all services accept connections after " + longest.toSeconds() + " seconds"
                            + (names.isEmpty() ? "." : ": " + String.join(", ", names) + "."),
                    late);
        }
    }
}
