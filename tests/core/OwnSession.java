package daggerkit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of {@link SessionProcess} have in common: an engine, a CLI that a test writes, and that both leave nothing. */
abstract class OwnSession {
    /** Nobody waits so long: what is due at once and comes then only is a failure. */
    static final Duration LONG = Duration.ofDays(1);

    /** The first that {@link #patiently} tries. */
    private static final Duration SHORT = Duration.ofMillis(1500);

    @TempDir
    Path temporary;

    RecordingServer engine;
    FakeCli cli;

    @BeforeEach
    void engine() throws IOException {
        engine = RecordingServer.of("v0.21.8", "platform");
    }

    /** No test leaves a process or a thread behind, whatever it was about. */
    @AfterEach
    void nothing_is_left() {
        engine.close();
        try {
            cli.assertGone();
            // Another class may have sessions of its own just now, which will come to their end as well.
            Set<Thread> threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("daggerkit-session"))
                    .collect(Collectors.toSet());
            Limits.await("the end of " + threads, () -> threads.stream().noneMatch(Thread::isAlive));
        } finally {
            cli.close();
        }
    }

    /** Connects with a CLI of these shell commands. */
    final Api.Client connect(Duration timeout, String... commands) throws IOException {
        cli = new FakeCli(temporary, engine.params().port(), String.join("\n", commands));
        return Dagger.connect(
                o -> o.environment(FakeCli.environment()).cli(cli.path()).startTimeout(timeout));
    }

    /** Checks that something is done, and not before the time that it has to take. */
    static void assertTakes(Duration least, Runnable work) {
        long start = System.nanoTime();
        Assertions.assertTimeoutPreemptively(Limits.LONGEST, work::run);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        Assertions.assertTrue(took.compareTo(least) >= 0, "took " + took);
    }

    /** What has to be done within a timeout that comes true in the test. */
    interface Attempt {
        /** Tries it; false if the timeout was too short for this machine just now. */
        boolean within(Duration timeout) throws IOException;
    }

    /** Tries with longer and longer timeouts, until one was long enough for what has to be done before it. */
    final void patiently(Attempt attempt) throws IOException {
        Duration timeout = SHORT;
        while (!attempt.within(timeout)) {
            Assertions.assertTrue(timeout.compareTo(Limits.LONGEST) < 0, "it takes longer than " + timeout);
            cli.assertGone();
            timeout = timeout.multipliedBy(2);
        }
    }

    /** How a sentence about the CLI goes on. */
    final String says(String what) {
        return "\"" + cli.path() + " session\" " + what;
    }
}
