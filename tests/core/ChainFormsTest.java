package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.Api.Container;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What spares a chain an {@code if}, a variable or a detour. */
class ChainFormsTest {
    private final Api.Client dag = Dagger.unconnected();
    private final Container alpine = dag.container().from("alpine");

    private static String query(ApiObject<?> object) {
        return object.selection().select("id").build();
    }

    private static Container ci(Container container) {
        return container.withEnvVariable("CI", "true");
    }

    @Test
    void with_goes_on_in_a_function() {
        assertEquals(
                query(ci(alpine).withExec("ls")),
                query(alpine.with(ChainFormsTest::ci).withExec("ls")));
        assertEquals(query(alpine), query(alpine.with(c -> c)));
    }

    @Test
    void with_if_does_so_only_if_the_condition_holds() {
        assertEquals(query(ci(alpine)), query(alpine.withIf(true, ChainFormsTest::ci)));
        List<String> called = new ArrayList<>();
        Container same = alpine.withIf(false, c -> {
            called.add("called");
            return c;
        });
        assertEquals(query(alpine), query(same));
        assertEquals(List.of(), called);
    }

    @Test
    void a_function_that_gives_nothing_is_named_with_its_chain() {
        String message = assertThrows(DaggerException.class, () -> alpine.with(c -> null))
                .getMessage();
        assertTrue(message.contains("container.from(address: \"alpine\")"), message);
        assertTrue(message.contains("returned null; expected the object to go on with"), message);
    }

    @Test
    void an_option_that_is_null_is_as_not_set_and_takes_back_what_was_set() {
        String none = null;
        assertEquals(
                query(alpine.withExec("ls")),
                query(alpine.withExec(o -> o.stdin(none).expect(null), "ls")));
        assertEquals(
                query(alpine.withExec("ls")),
                query(alpine.withExec(o -> o.stdin("x").stdin(none), "ls")));
        assertEquals(query(dag.container()), query(dag.container(o -> o.platform(none))));
        Api.Secret no = null;
        assertEquals(
                query(dag.git("https://example.com/r")),
                query(dag.git("https://example.com/r", o -> o.httpAuthToken(no))));
        List<String> list = null;
        assertEquals(query(dag.host().directory(".")), query(dag.host().directory(".", o -> o.exclude(list))));
    }

    @Test
    void strings_of_an_option_may_stand_alone() {
        assertEquals(
                query(dag.host().directory(".", o -> o.exclude(List.of(".git", "target")))),
                query(dag.host().directory(".", o -> o.exclude(".git", "target"))));
        assertEquals(
                "{host{directory(path:\".\",include:[\"*.java\"]){id}}}",
                query(dag.host().directory(".", o -> o.include("*.java"))));
        assertEquals(
                query(dag.host().directory(".", o -> o.exclude(List.of()))),
                query(dag.host().directory(".", o -> o.exclude())));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_typed_call_has_a_timeout_that_names_the_step_it_waited_for(boolean typed) throws Exception {
        try (Peer peer = Peer.playing(connection -> {
                    connection.receive();
                    connection.hold();
                });
                Api.Client slow = Dagger.connect(peer.params())) {
            Container tests = slow.container().from("maven").withExec("mvn", "verify");
            Duration brief = Duration.ofMillis(200);
            QueryTimeoutException late = assertThrows(QueryTimeoutException.class, () -> {
                if (typed) {
                    tests.fetch(Container::stdout, brief);
                } else {
                    slow.query("query Build {container{id}}", java.util.Map.of(), brief);
                }
            });
            assertEquals(typed ? "container.from.withExec(mvn verify).stdout" : "query Build", late.step());
            assertEquals(brief, late.timeout());
            assertEquals(
                    "The query took longer than its timeout of 200 ms.\n  It waited for " + late.step(),
                    late.getMessage());
            assertEquals(124, ProgramEnd.code(late));
        }
    }

    @Test
    void what_is_in_time_is_as_without_a_timeout() throws Exception {
        try (EchoEngine engine = EchoEngine.newest();
                Api.Client own = engine.connect()) {
            Container container = own.container().from("a");
            assertEquals(container.stdout(), container.fetch(Container::stdout, Limits.LONGEST));
        }
    }
}
