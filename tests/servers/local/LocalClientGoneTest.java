package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A client of the stand-in that does not wait for its answer: the command ends with the request. */
class LocalClientGoneTest {
    /** A number of seconds that no other test sleeps, to tell the processes apart. */
    private static final String SECONDS = "771177";

    private static List<ProcessHandle> sleeping() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info()
                        .arguments()
                        .map(arguments -> List.of(arguments).contains(SECONDS))
                        .orElse(false))
                .toList();
    }

    @Test
    void its_command_ends_and_the_session_goes_on() throws Exception {
        try (LocalSession session = LocalSession.start();
                Api.Client dag = Dagger.connect(session.server.params())) {
            assumeTrue(session.isolated(), "without a private root no such command runs");
            CompletableFuture<SessionException> waiting = CompletableFuture.supplyAsync(() -> assertThrows(
                    SessionException.class,
                    () -> dag.query(
                            "query($a:[String!]!){container{from(address:\"alpine\"){withExec(args:$a){stdout}}}}",
                            Map.of("a", List.of("sleep", SECONDS)),
                            Duration.ofSeconds(5))));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (sleeping().isEmpty() && !waiting.isDone() && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            List<ProcessHandle> commands = sleeping();
            assertTrue(!commands.isEmpty(), "the command did not start within the request's time");
            waiting.get(30, TimeUnit.SECONDS);
            for (ProcessHandle command : commands) {
                command.onExit().get(20, TimeUnit.SECONDS);
            }
            assertEquals(
                    "still here\n",
                    dag.container()
                            .from("alpine")
                            .withExec("echo", "still here")
                            .stdout());
        }
    }
}
