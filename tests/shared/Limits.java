package daggerkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How long anything in a test may take. There is one limit, it is the same for all, and no verdict depends on it: it only
 * ends what hangs, on a machine however busy. What is about speed is measured by {@code ./jbang bench}. Thread-safe.
 */
final class Limits {
    /** The limit. A stand-in that is to hang sleeps for longer: {@link #HANG}. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    /** The limit in milliseconds, for sockets. */
    static final int LONGEST_MILLIS = Math.toIntExact(LONGEST.toMillis());

    /** The limit of a whole test, as JUnit reads it: above that of each thing in it, which says more when it ends. */
    static final String WHOLE_TEST = "30 m";

    /** A command that ends only when it is killed: by itself long after the limit. */
    static final String HANG = "sleep 9999";

    private static final long PAUSE_MILLIS = 20;

    private Limits() {}

    /**
     * Waits until something is so.
     *
     * @param what what is waited for, for the failure
     */
    static void await(String what, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        try {
            while (!condition.call()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new AssertionError("waited in vain for: " + what);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (Exception e) {
            throw new AssertionError("while waiting for: " + what, e);
        }
    }

    /** Waits for the end of a process, which is killed with all that it started if it does not come; gives its exit code. */
    static int end(Process process) {
        try {
            if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                kill(process);
                throw new AssertionError("It does not end: " + process);
            }
        } catch (InterruptedException e) {
            kill(process);
            throw new AssertionError("interrupted while waiting for the end of " + process, e);
        }
        return process.exitValue();
    }

    /** Kills a process and all that it started. */
    static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Waits for the end of a process that another one started. */
    static void end(ProcessHandle process) {
        await("the end of process " + process.pid(), () -> !process.isAlive());
    }

    /** Waits until a thread has ended. */
    static void end(Thread thread) {
        await("the end of " + thread, () -> !thread.isAlive());
    }

    /** Waits until a latch is open. */
    static void open(String what, CountDownLatch latch) {
        try {
            if (!latch.await(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("waited in vain for: " + what);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for: " + what, e);
        }
    }

    /** Waits for a value, and throws what its computation threw. */
    static <T> T value(Future<T> future) throws ExecutionException {
        try {
            return future.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("waited in vain for: " + future, e);
        }
    }
}
