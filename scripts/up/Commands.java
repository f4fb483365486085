package daggerkit.up;

import daggerkit.Api;
import daggerkit.DaggerException;
import daggerkit.ExecException;
import daggerkit.Leaf;
import daggerkit.up.ServiceSpec.Restart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Services that nobody can reach, as jobs and workers. An engine does not tell when a service ends, and of a command it
 * tells all; so these run as commands. Thread-safe.
 */
final class Commands {
    /** A variable with another value each time, since an engine does not run a command twice that it knows. */
    private static final String FRESH = "DAGGERKIT_UP";

    private static final long FIRST_PAUSE_MS = 1_000;
    private static final long LONGEST_PAUSE_MS = 60_000;
    /** Whoever ran so long is not in a loop. */
    private static final Duration STEADY = Duration.ofMinutes(1);

    private final Api.Client dag;
    private final BlockingQueue<End> ends = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private int running;

    Commands(Api.Client dag) {
        this.dag = dag;
    }

    /** How a command ended. */
    record Outcome(int exitCode, String stdout, String stderr) {}

    /**
     * The end of one: with an outcome, or with the failure of its session.
     *
     * @param restarts how often it was started again before
     * @param isLast whether it is not started again
     */
    record End(ServiceSpec spec, Outcome outcome, DaggerException failure, int restarts, boolean isLast) {}

    /** Runs the command of a service until its end. */
    Outcome run(ServiceSpec spec, Api.Container container, Limit limit) {
        Api.Container ran = container
                .withEnvVariable(FRESH, "" + System.nanoTime())
                .withExec(spec.command() == null ? List.of() : spec.command(), o -> {
                    o.useEntrypoint(true);
                    o.expect(Api.ReturnType.ANY);
                    if (spec.privileged()) {
                        o.insecureRootCapabilities(true);
                    }
                });
        Leaf<Outcome> outcome = Leaf.of(
                ran.leaf(Api.Container::exitCode),
                ran.leaf(Api.Container::stdout),
                ran.leaf(Api.Container::stderr),
                (code, out, err) -> new Outcome(code.intValue(), out, err));
        try {
            return limit.fetch(dag, outcome);
        } catch (ExecException killed) {
            if (killed.exitCode() < 1) {
                throw killed;
            }
            // Codes of signals are failures although any code was expected (timeout-kill).
            return new Outcome(killed.exitCode(), killed.stdout(), killed.stderr());
        }
    }

    /** Runs the command of a service beside this thread, again and again if it is to be restarted. */
    synchronized void start(ServiceSpec spec, Api.Container container) {
        running++;
        Thread thread = new Thread(() -> keep(spec, container), "service " + spec.name());
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** Ends all of them, as their requests end: an engine kills the command of one that nobody waits for. */
    synchronized void stop() {
        threads.forEach(Thread::interrupt);
    }

    private void keep(ServiceSpec spec, Api.Container container) {
        Restart restart = spec.restart();
        long pause = FIRST_PAUSE_MS;
        for (int restarts = 0; ; restarts++) {
            long begun = System.nanoTime();
            Outcome outcome;
            try {
                outcome = run(spec, container, new Limit(null));
            } catch (DaggerException failure) {
                ends.add(new End(spec, null, failure, restarts, true));
                return;
            }
            boolean isLast = !restart.after(outcome.exitCode(), restarts);
            ends.add(new End(spec, outcome, null, restarts, isLast));
            if (isLast) {
                return;
            }
            pause = System.nanoTime() - begun > STEADY.toNanos() ? FIRST_PAUSE_MS : pause;
            try {
                Thread.sleep(pause);
            } catch (InterruptedException ending) {
                return;
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
        }
    }

    /** The next end, or null if there is none for so long. */
    End next(Duration longest) throws InterruptedException {
        End end = ends.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
        if (end != null && end.isLast()) {
            synchronized (this) {
                running--;
            }
        }
        return end;
    }

    /** How many have not ended for good. */
    synchronized int running() {
        return running;
    }
}
