package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every answer that three real engines gave, sent back over HTTP, is read as tests/recordings/outcomes.json says. The
 * table is the folder: a recording without an outcome, or an outcome without a recording, is a failure.
 */
class RecordingsTest {
    private static final Path RECORDINGS = Run.root().resolve("tests/recordings");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOT_REPLAYABLE = "not replayable: its body was cut";

    private static JsonNode outcomes() throws IOException {
        return JSON.readTree(RECORDINGS.resolve("outcomes.json").toFile());
    }

    @TestFactory
    Stream<DynamicTest> every_recorded_answer_gives_its_outcome() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Map.Entry<String, JsonNode> recording : outcomes().properties()) {
            for (Map.Entry<String, JsonNode> version : recording.getValue().properties()) {
                if (!version.getValue().path("outcome").asText().equals(NOT_REPLAYABLE)) {
                    Path file = RECORDINGS.resolve(version.getKey()).resolve(recording.getKey() + ".json");
                    String name = recording.getKey() + " on " + version.getKey();
                    tests.add(dynamicTest(name, () -> replay(JSON.readTree(file.toFile()), version.getValue())));
                }
            }
        }
        return tests.stream();
    }

    @Test
    void only_the_answers_that_were_cut_are_not_replayed() throws IOException {
        JsonNode outcomes = outcomes();
        int replayed = 0;
        try (Stream<Path> files = Files.walk(RECORDINGS, 2)) {
            for (Path file : (Iterable<Path>) files.filter(
                    path -> path.getParent().getFileName().toString().startsWith("v"))::iterator) {
                JsonNode recording = JSON.readTree(file.toFile());
                if (!recording.has("response")) {
                    continue; // How the dagger command itself behaves; not an answer.
                }
                String version = file.getParent().getFileName().toString();
                String outcome = outcomes.path(recording.path("name").asText())
                        .path(version)
                        .path("outcome")
                        .asText();
                boolean cut = recording.path("response").path("body").has("<truncated, characters>");
                assertEquals(cut, outcome.equals(NOT_REPLAYABLE), file.toString());
                assertFalse(outcome.isEmpty(), "outcomes.json lacks " + file);
                replayed += cut ? 0 : 1;
            }
        }
        assertEquals(303, replayed);
    }

    private static void replay(JsonNode recording, JsonNode expected) throws IOException {
        String query = recording.path("request").path("query").asText("{version}");
        try (RecordingServer server = new RecordingServer(recording);
                Api.Client dag = Dagger.connect(server.params())) {
            if (expected.path("outcome").asText().equals("data")) {
                assertEquals(recording.path("response").path("body").path("data"), dag.query(query));
                return;
            }
            DaggerException thrown = assertThrows(DaggerException.class, () -> dag.query(query));
            assertEquals(expected.path("outcome").asText(), thrown.getClass().getSimpleName(), thrown.getMessage());
            assertFalse(thrown.getMessage().contains("[traceparent:"), thrown.getMessage());
            if (thrown instanceof SessionException) {
                String because = expected.path("because").asText();
                String wanted = because.equals("token refused") ? "refuses the token" : because;
                assertTrue(thrown.getMessage().contains(wanted), thrown.getMessage());
                return;
            }
            compare((QueryException) thrown, query, expected);
        }
    }

    private static void compare(QueryException thrown, String query, JsonNode expected) {
        assertEquals(query, thrown.query());
        assertEquals(expected.path("errors").asInt(), thrown.errors().size());
        QueryError first = thrown.errors().get(0);
        assertTrue(first.message().startsWith(expected.path("messageStartsWith").asText()), first.message());
        for (QueryError error : thrown.errors()) {
            assertFalse(error.message().contains("[traceparent:"), error.message());
        }
        assertEquals(
                expected.path("code").asText(), first.extensions().path("code").asText());
        List<QueryError.Location> locations = expected.has("line")
                ? List.of(new QueryError.Location(
                        expected.path("line").asInt(), expected.path("column").asInt()))
                : List.of();
        assertEquals(locations, first.locations().stream().limit(1).toList());
        if (expected.has("exitCode")) {
            ExecException failed = assertInstanceOf(ExecException.class, thrown);
            assertEquals(expected.path("exitCode").asInt(), failed.exitCode());
            List<String> command = new ArrayList<>();
            expected.path("command").forEach(word -> command.add(word.asText()));
            assertEquals(command, failed.command());
        }
    }

    @Test
    void a_failed_command_reads_as_a_person_would_want_it() throws IOException {
        try (RecordingServer server = RecordingServer.of("v1.0.0-beta.10", "exec-error");
                Api.Client dag = Dagger.connect(server.params())) {
            ExecException failed = assertThrows(ExecException.class, () -> dag.query("{x}"));
            assertEquals("some-out", failed.stdout());
            assertEquals("some-err", failed.stderr());
            assertEquals(List.of("container", "from", "withExec", "stdout"), failed.path());
            assertEquals("""
                The command failed with exit code 7: sh -c 'echo some-out; echo some-err >&2; exit 7'
                  at container.from.withExec.stdout
                  stderr:
                    some-err
                  stdout:
                    some-out\
                """, failed.getMessage());
        }
    }

    @Test
    void of_two_failed_commands_the_first_is_told_and_the_other_named() throws IOException {
        try (RecordingServer server = RecordingServer.of("v0.21.8", "two-aliases-both-fail");
                Api.Client dag = Dagger.connect(server.params())) {
            ExecException failed = assertThrows(ExecException.class, () -> dag.query("{x}"));
            assertSame(failed.errors().get(0).path(), failed.path());
            assertTrue(failed.getMessage().endsWith("\n  and: exit code: 2: sh -c 'exit 2'"), failed.getMessage());
        }
    }

    @Test
    void a_refused_query_is_shown_with_a_caret_under_the_place() throws IOException {
        JsonNode recording = RecordingServer.recording("v1.0.0-beta.10", "unknown-field");
        String query = recording.path("request").path("query").asText();
        try (RecordingServer server = new RecordingServer(recording);
                Api.Client dag = Dagger.connect(server.params())) {
            QueryException refused = assertThrows(QueryException.class, () -> dag.query(query));
            assertEquals("""
                Cannot query field "withExce" on type "Container". Did you mean "withExec"?
                  1 | {container{from(address:"alpine:latest"){withExce(args:["x"]){stdout}}}}
                    |                                          ^\
                """, refused.getMessage().replaceAll("mean .*\\?", "mean \"withExec\"?"));
        }
    }

    @Test
    void the_query_that_the_engine_repeats_is_not_in_the_message() throws IOException {
        try (RecordingServer server = RecordingServer.of("v0.21.8", "int-too-big");
                Api.Client dag = Dagger.connect(server.params())) {
            QueryException refused = assertThrows(QueryException.class, () -> dag.query("{x}"));
            assertTrue(refused.errors().get(0).message().startsWith("query:\n{container"));
            assertFalse(refused.getMessage().contains("{container"), refused.getMessage());
        }
    }

    @Test
    void an_answer_goes_through_fetch_by_its_path() throws IOException {
        try (RecordingServer server = RecordingServer.of("v1.0.0-beta.10", "uname");
                Api.Client dag = Dagger.connect(server.params())) {
            Selection uname = dag.select("container")
                    .select("from")
                    .arg("address", "alpine:latest")
                    .select("withExec")
                    .arg("args", List.of("uname", "-nrio"))
                    .select("stdout");
            assertEquals(TextNode.valueOf("dagger 6.1.0 unknown GNU/Linux\n"), dag.fetch(uname));
            assertEquals(
                    RecordingServer.recording("v1.0.0-beta.10", "uname")
                            .path("request")
                            .path("query")
                            .asText(),
                    server.lastRequest().path("query").asText());
        }
    }

    @Test
    void a_list_on_the_path_gives_a_list() throws IOException {
        try (RecordingServer server = RecordingServer.of("v1.0.0-beta.10", "list-of-objects");
                Api.Client dag = Dagger.connect(server.params())) {
            JsonNode names = dag.fetch(dag.select("container")
                    .select("from")
                    .arg("address", "alpine:latest")
                    .select("withEnvVariable")
                    .arg("name", "A")
                    .arg("value", "1")
                    .select("withEnvVariable")
                    .arg("name", "B")
                    .arg("value", "2")
                    .select("envVariables")
                    .select("name"));
            assertEquals("[\"PATH\",\"A\",\"B\"]", names.toString());
        }
    }
}
