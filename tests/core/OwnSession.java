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
    static final Duration LONG = Duration.ofSeconds(90);
    static final Duration SHORT = Duration.ofMillis(1500);
    /** What is due at once may take so long on a busy machine; far from {@link #LONG}. */
    static final Duration SOON = Duration.ofSeconds(30);

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
            FakeCli.await("the end of " + threads, () -> threads.stream().noneMatch(Thread::isAlive));
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

    /** Checks that something is done soon, and not before the time that it has to take. */
    static void assertTakes(Duration least, Runnable work) {
        long start = System.nanoTime();
        work.run();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        Assertions.assertTrue(took.compareTo(SOON) < 0 && took.compareTo(least) >= 0, "took " + took);
    }

    /** How a sentence about the CLI goes on. */
    final String says(String what) {
        return "\"" + cli.path() + " session\" " + what;
    }
}
