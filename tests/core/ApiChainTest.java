package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Chains of typed steps: their text, and that they may be long. */
class ApiChainTest {
    private static final String ARGUMENT = "(name:\"N\",value:\"v\")";

    /** Programs by their names; the queries that they are stand in tests/golden/chains.txt. */
    private static Map<String, Function<Api.Client, Selection>> programs() {
        Map<String, Function<Api.Client, Selection>> programs = new LinkedHashMap<>();
        ApiPrograms.add((name, program) -> programs.put(name, dag -> program.apply(dag)));
        return programs;
    }

    private static String written() {
        StringBuilder text = new StringBuilder();
        programs().forEach((name, program) -> text.append(name)
                .append(": ")
                .append(program.apply(Dagger.unconnected()).build())
                .append('\n'));
        return text.toString();
    }

    @Test
    void thirty_programs_are_the_queries_of_the_golden_file_byte_for_byte() throws IOException {
        assertTrue(programs().size() >= 30, programs().size() + " programs");
        String golden = Files.readString(Run.root().resolve("tests/golden/chains.txt"));
        assertEquals(golden, written());
        assertEquals(golden, written());
    }

    @Test
    void two_thousand_steps_answer() throws IOException {
        int steps = 2_000;
        String answer = "{\"data\":{\"container\":" + "{\"withEnvVariable\":".repeat(steps) + "{\"stdout\":\"done\"}"
                + "}".repeat(steps + 2);
        try (ApiEngine engine = new ApiEngine(query -> answer);
                Api.Client dag = engine.connect()) {
            assertEquals("done", steps(dag, steps).stdout());
            String expected =
                    "{container" + ("{withEnvVariable" + ARGUMENT).repeat(steps) + "{stdout" + "}".repeat(steps + 2);
            assertEquals(List.of(expected), engine.queries());
        }
    }

    @Test
    void a_hundred_thousand_steps_are_built() {
        // What is quadratic takes minutes here, and what is recursive overflows the stack.
        String text = steps(Dagger.unconnected(), 100_000)
                .selection()
                .select("stdout")
                .build();
        assertTrue(text.endsWith("{withEnvVariable" + ARGUMENT + "{stdout" + "}".repeat(100_002)));
    }

    private static Api.Container steps(Api.Client dag, int steps) {
        Api.Container container = dag.container();
        for (int i = 0; i < steps; i++) {
            container = container.withEnvVariable("N", "v");
        }
        return container;
    }

    @Test
    void a_fork_never_changes_its_trunk() {
        Api.Container trunk = Dagger.unconnected().container().from("alpine");
        trunk.withExec("true");
        trunk.withExec(o -> o.noInit(true), "false");
        assertEquals("{container{from(address:\"alpine\")}}", trunk.selection().build());
    }

    @Test
    void an_unconnected_client_sends_nothing_and_says_so() {
        Api.Client dag = Dagger.unconnected();
        List<String> messages = new ArrayList<>();
        messages.add(assertThrows(SessionException.class, () -> dag.version()).getMessage());
        messages.add(assertThrows(SessionException.class, () -> dag.query("{version}"))
                .getMessage());
        messages.add(assertThrows(
                        SessionException.class,
                        () -> dag.directory().withFile("x", dag.file("a", "b")).entries())
                .getMessage());
        messages.forEach(message -> assertTrue(message.contains("use Dagger.connect()"), message));
        dag.close();
    }

    @Test
    void objects_of_two_sessions_do_not_meet_in_one_chain() throws IOException {
        try (ApiEngine engine = new ApiEngine(query -> "{\"data\":{}}");
                Api.Client one = engine.connect();
                Api.Client two = engine.connect()) {
            String message = assertThrows(DaggerException.class, () -> one.container()
                            .withDirectory("/src", two.host().directory("."))
                            .stdout())
                    .getMessage();
            assertEquals(
                    "Cannot use \"Directory: host.directory(path: \".\")\" as an argument: it belongs to another"
                            + " session; an object lives in the session it came from.",
                    message);
            assertEquals(List.of(), engine.queries());
        }
    }
}
