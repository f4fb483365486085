package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** When an engine refuses what another one has, the error says which have it. */
class ApiVersionsTest {
    private static final String KNOWN = "\n(This library knows 0.20.8, 0.21.8, 1.0.0-beta.10.)";

    private static String recorded(String version, String name, Consumer<Api.Client> program) throws IOException {
        try (RecordingServer server = RecordingServer.of(version, name);
                Api.Client dag = Dagger.connect(server.params())) {
            return assertThrows(QueryException.class, () -> program.accept(dag)).getMessage();
        }
    }

    private static String refused(String message, Consumer<Api.Client> program) throws IOException {
        try (ApiEngine engine = new ApiEngine(query -> ApiEngine.refusal(message));
                Api.Client dag = engine.connect()) {
            return assertThrows(QueryException.class, () -> program.accept(dag)).getMessage();
        }
    }

    @Test
    void a_field_of_older_engines() throws IOException {
        String message = recorded("v1.0.0-beta.10", "load-directory-from-id", dag -> dag.loadDirectoryFromID("x")
                .entries());
        assertTrue(
                message.startsWith("Cannot query field \"loadDirectoryFromID\" on type \"Query\".\n  1 | {load"),
                message);
        assertTrue(message.endsWith("\nQuery.loadDirectoryFromID is in the engines 0.20.8, 0.21.8." + KNOWN), message);
    }

    @Test
    void a_field_of_newer_engines() throws IOException {
        String message = recorded(
                "v0.20.8", "node-directory", dag -> dag.node("x").asDirectory().entries());
        assertTrue(message.endsWith("\nQuery.node is in the engines 0.21.8, 1.0.0-beta.10." + KNOWN), message);
        String untyped = recorded("v0.20.8", "node-directory", dag -> dag.query("{node(id:\"x\"){id}}"));
        assertTrue(untyped.endsWith("\nQuery.node is in the engines 0.21.8, 1.0.0-beta.10." + KNOWN), untyped);
    }

    @Test
    void what_no_known_engine_has_is_left_as_it_is() throws IOException {
        for (String name : new String[] {"module-field-before-serve", "unknown-field", "unknown-argument"}) {
            String message = recorded("v0.21.8", name, dag -> dag.query("{greeter{greet(name:\"you\")}}"));
            assertFalse(message.contains("engines"), message);
        }
    }

    @Test
    void an_argument() throws IOException {
        String message = refused("Unknown argument \"protocol\" on field \"Container.from\".", dag -> dag.container()
                .from("x", o -> o.protocol(Api.RegistryProtocol.HTTP))
                .stdout());
        assertTrue(message.endsWith("\nContainer.from(protocol) is in the engine 1.0.0-beta.10." + KNOWN), message);
        String everywhere = refused(
                "Unknown argument \"expect\" on field \"Container.withExec\".",
                dag -> dag.container().withExec("x").stdout());
        assertFalse(everywhere.contains(KNOWN), everywhere);
    }

    @Test
    void a_type() throws IOException {
        String message = refused("Unknown type \"GitCommit\".", dag -> dag.query("{x}"));
        assertTrue(message.endsWith("\nThe type GitCommit is in the engine 1.0.0-beta.10." + KNOWN), message);
        assertFalse(
                refused("Unknown type \"Container\".", dag -> dag.query("{x}")).contains(KNOWN));
        assertFalse(
                refused("Unknown type \"Nothing\".", dag -> dag.query("{x}")).contains(KNOWN));
    }

    @Test
    void a_field_of_the_type_that_a_field_gives_on_other_engines() throws IOException {
        String message = refused(
                "Cannot query field \"shortSha\" on type \"GitRef\".",
                dag -> dag.git("u").commit("abc").shortSha());
        assertTrue(message.endsWith("\nGitCommit.shortSha is in the engine 1.0.0-beta.10." + KNOWN), message);
    }

    @Test
    void a_field_that_is_a_value_on_other_engines() throws IOException {
        String message = refused("field \"step\" of type \"LLM\" must have a selection of subfields", dag -> dag.llm()
                .stepSync());
        assertTrue(
                message.endsWith("\nLLM.stepSync() is in the engines 0.20.8, 0.21.8."
                        + "\nLLM.step() is in the engine 1.0.0-beta.10." + KNOWN),
                message);
        for (String scalar : new String[] {"LLMID", "ID"}) {
            String other = refused(
                    "Cannot query field \"lastReply\" on type \"" + scalar + "\".",
                    dag -> dag.llm().step().lastReply());
            assertTrue(other.contains("\nLLM.step() is in the engine 1.0.0-beta.10."), other);
        }
        String unrelated = refused("Cannot query field \"x\" on type \"ID\".", dag -> dag.version());
        assertFalse(unrelated.contains(KNOWN), unrelated);
    }

    @Test
    void a_type_whose_name_java_has_already() throws IOException {
        String message = refused(
                "Unknown argument \"noGenerate\" on field \"Module.checks\".",
                dag -> dag.module().checks(o -> o.noGenerate(true)).id());
        assertTrue(
                message.endsWith("\nModule.checks(noGenerate) is in the engines 0.21.8, 1.0.0-beta.10." + KNOWN),
                message);
    }

    @Test
    void a_failed_command_is_told_as_ever() throws IOException {
        String message = recorded(
                "v0.21.8", "exec-error", dag -> dag.container().withExec("x").stdout());
        assertFalse(message.contains("engines"), message);
        assertEquals(0, message.indexOf("The command failed with exit code 7"), message);
    }
}
