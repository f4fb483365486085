package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
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
            Impatient client = new Impatient(
                    dag,
                    "query($a:[String!]!){container{from(address:\"alpine\"){withExec(args:$a){stdout}}}}",
                    Map.of("a", List.of("sleep", SECONDS)));
            Limits.await("the start of the command", () -> !sleeping().isEmpty());
            List<ProcessHandle> commands = sleeping();
            client.goAway();
            commands.forEach(Limits::end);
            assertEquals(
                    "still here\n",
                    dag.container()
                            .from("alpine")
                            .withExec("echo", "still here")
                            .stdout());
        }
    }
}
