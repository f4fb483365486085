package daggerkit.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The examination: everything at once, and nothing without a bound. Stateless. */
public final class Doctor {
    /** What a program of this host may take to tell its version. */
    private static final Duration LONGEST_PROBE = Duration.ofSeconds(10);

    private Doctor() {}

    /**
     * Looks at what a script needs.
     *
     * @param environment the environment variables
     * @param longest how long a session may take to start, and again to answer and to end
     * @param ask whether a session may be started and asked
     * @return what was found
     * @throws InterruptedException if the thread is interrupted; then nothing is left running
     */
    public static Report examine(Map<String, String> environment, Duration longest, boolean ask)
            throws InterruptedException {
        Duration probe = longest.compareTo(LONGEST_PROBE) < 0 ? longest : LONGEST_PROBE;
        Sessions sessions = new Sessions(environment, longest, ask);
        ExecutorService threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "doctor");
            thread.setDaemon(true);
            return thread;
        });
        try (Programs programs = new Programs(environment, probe)) {
            Future<List<Check>> session = threads.submit(sessions::session);
            Future<Check> cli = threads.submit(() -> sessions.cli(programs));
            Future<Check> containers = threads.submit(() -> Containers.check(programs, threads, !sessions.isRunning()));
            Future<Check> jbang = threads.submit(() -> Host.jbang(programs));
            Future<Check> local = threads.submit(() -> Host.isolation(environment));
            List<Check> checks = new ArrayList<>(List.of(Host.daggerkit(), Host.java()));
            checks.add(get("jbang", jbang, probe));
            checks.add(get("dagger", cli, probe));
            checks.add(get("containers", containers, probe));
            checks.add(get("local", local, probe));
            checks.add(Host.proxies(environment));
            List<Check> ofSession = value(session::get);
            checks.addAll(ofSession);
            boolean has = ofSession.stream().noneMatch(check -> check.status() == Check.Status.FAIL);
            return new Report(checks, has).scrubbed(environment);
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(2, TimeUnit.SECONDS);
        }
    }

    /** The result of a check, or a line that it takes too long; the programs' own bound comes before that. */
    private static Check get(String name, Future<Check> check, Duration probe) throws InterruptedException {
        return value(() -> {
            try {
                return check.get(2 * probe.toMillis() + 2_000, TimeUnit.MILLISECONDS);
            } catch (TimeoutException late) {
                check.cancel(true);
                return Check.warn(
                        name,
                        "not found out within " + (2 * probe.toSeconds() + 2) + " s",
                        "Try again when this machine has less to do.");
            }
        });
    }

    private static <T> T value(Callable<T> result) throws InterruptedException {
        try {
            return result.call();
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug.getCause());
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
