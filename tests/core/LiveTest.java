package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.Api.Container;
import daggerkit.Api.Directory;
import daggerkit.Api.ReturnType;
import daggerkit.Api.Secret;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.function.Executable;

/**
 * Pipelines in the session that the tests were started in: {@code dagger run ./jbang test}, or {@code ./jbang local ./jbang
 * test LiveTest}. Without a session the class is skipped.
 */
@EnabledIfEnvironmentVariable(
        named = ConnectParams.PORT_VARIABLE,
        matches = ".+",
        disabledReason = "there is no session here; with one: dagger run ./jbang test")
class LiveTest {
    private static Api.Client dag;
    private static Container alpine;

    @BeforeAll
    static void connect() {
        dag = Dagger.connect();
        alpine = dag.container().from("alpine:latest");
    }

    @AfterAll
    static void close() {
        dag.close();
    }

    /** The stand-in does not have all fields, and says which. */
    private static void unlessMissing(Executable pipeline) throws Throwable {
        try {
            pipeline.execute();
        } catch (QueryException e) {
            assumeFalse(e.getMessage().contains("not implemented by the stand-in"), e.getMessage());
            throw e;
        }
    }

    @Test
    void the_engine_tells_its_version() {
        assertTrue(dag.version().matches("v[0-9]+\\.[0-9]+\\..*"), dag.version());
    }

    @Test
    void a_command_gives_its_output() {
        assertTrue(alpine.withExec("uname", "-nrio").stdout().contains("Linux"));
        assertEquals(
                "h\u00e9\ud83d\ude00 \"\\\u0001\n",
                alpine.withExec(o -> o.stdin("h\u00e9\ud83d\ude00 \"\\\u0001\n"), "cat")
                        .stdout());
    }

    @Test
    void a_failed_command_is_an_exception_with_its_output() {
        Container fails = alpine.withExec("sh", "-c", "echo some-out; echo some-err >&2; exit 7");
        ExecException failed = assertThrows(ExecException.class, fails::stdout);
        assertEquals(7, failed.exitCode());
        assertEquals("some-out", failed.stdout());
        assertEquals("some-err", failed.stderr());
        assertEquals(List.of("sh", "-c", "echo some-out; echo some-err >&2; exit 7"), failed.command());
        assertFalse(failed.getMessage().contains("traceparent"), failed.getMessage());
    }

    @Test
    void a_failure_that_is_expected_is_none() {
        Container fails = alpine.withExec(o -> o.expect(ReturnType.ANY), "sh", "-c", "echo out; echo err >&2; exit 3");
        assertEquals(3, fails.exitCode());
        JsonNode all = dag.fetch(fails.selection().select("stdout", "stderr", "exitCode"));
        assertEquals("{\"exitCode\":3,\"stderr\":\"err\\n\",\"stdout\":\"out\\n\"}", all.toString());
    }

    @Test
    void a_missing_variable_is_empty() {
        Container with = alpine.withEnvVariable("A", "1");
        assertEquals(Optional.of("1"), with.envVariable("A"));
        assertEquals(Optional.empty(), with.envVariable("NOPE"));
        assertEquals(Optional.empty(), alpine.envVariable("A"));
    }

    @Test
    void what_was_synced_is_the_beginning_of_further_chains() {
        Container ready = alpine.withEnvVariable("A", "1").withExec("true").sync();
        assertEquals("1\n", ready.withExec("sh", "-c", "echo $A").stdout());
        assertFalse(ready.isNull());
    }

    @Test
    void a_refused_query_shows_its_place() {
        QueryException refused = assertThrows(QueryException.class, () -> dag.query("{containr{id}}"));
        assertTrue(refused.getMessage().contains("\"containr\""), refused.getMessage());
        assertTrue(refused.getMessage().endsWith("\n  1 | {containr{id}}\n    |  ^"), refused.getMessage());
    }

    @Test
    void requests_run_beside_each_other() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<String>> answers = IntStream.range(0, 8)
                    .mapToObj(i ->
                            threads.submit(() -> alpine.withExec("echo", "" + i).stdout()))
                    .toList();
            for (int i = 0; i < answers.size(); i++) {
                assertEquals(i + "\n", answers.get(i).get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void an_object_is_an_argument() throws Throwable {
        unlessMissing(() -> {
            Directory files = dag.directory().withNewFile("d/x", "y\n");
            assertEquals(
                    List.of("x"),
                    alpine.withDirectory("/f", files).directory("/f/d").entries());
            assertEquals(
                    "y\n",
                    alpine.withMountedDirectory("/f", files)
                            .withExec("cat", "/f/d/x")
                            .stdout());
        });
    }

    @Test
    void a_list_of_objects_is_read_one_by_one() throws Throwable {
        unlessMissing(() -> assertTrue(alpine.withEnvVariable("A", "1").envVariables().stream()
                .anyMatch(variable ->
                        variable.name().equals("A") && variable.value().equals("1"))));
    }

    @Test
    void a_secret_is_not_in_the_output() throws Throwable {
        unlessMissing(() -> {
            Secret secret = dag.setSecret("live-test", "p1a1n-text");
            assertEquals(
                    "value=***\n",
                    alpine.withSecretVariable("S", secret)
                            .withExec("sh", "-c", "echo value=$S")
                            .stdout());
        });
    }

    @Test
    void a_chain_of_a_thousand_steps_answers() {
        Container chain = alpine;
        for (int i = 0; i < 1_000; i++) {
            chain = chain.withEnvVariable("V" + i, "" + i);
        }
        assertEquals(Optional.of("999"), chain.envVariable("V999"));
    }
}
