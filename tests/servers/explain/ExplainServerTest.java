package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.explain.ExplainServer;
import daggerkit.explain.ExplainedRequest;
import daggerkit.explain.ExplainedStep;
import daggerkit.schema.EngineVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What our own typed client gets of a server that explains, and what that server keeps of it. */
class ExplainServerTest {
    @ParameterizedTest
    @EnumSource
    void a_typed_client_runs_to_its_end(EngineVersion engine) {
        try (ExplainSession session = new ExplainSession(engine);
                Api.Client dag = session.connect()) {
            assertEquals(engine.toString(), dag.version());
            Api.Directory source = dag.host().directory(".", o -> o.exclude(List.of(".git")));
            Api.Container built = dag.container()
                    .from("alpine")
                    .withMountedCache("/root/.m2", dag.cacheVolume("m2"))
                    .withMountedDirectory("/src", source)
                    .withSecretVariable("TOKEN", dag.setSecret("token", "4711-4711"))
                    .withExec(o -> o.expect(Api.ReturnType.ANY), "mvn", "verify")
                    .sync();
            assertEquals(0, built.exitCode());
            assertEquals("Container.stdout", built.stdout());
            assertEquals("linux/amd64", built.platform());
            assertEquals(List.of("Directory.entries"), built.directory("/src").entries());
            List<Api.EnvVariable> variables = built.envVariables();
            assertEquals(1, variables.size());
            assertEquals("EnvVariable.name", variables.get(0).name());
            assertEquals("Container.publish", built.publish("registry/a"));
            assertFalse(source.stat("x").id().isEmpty());
            assertTrue(source.stat("x").fileType().isPresent());
            built.asService().up();
            assertEquals(0, session.report.notValid(), session.written());
            assertFalse(session.written().contains("4711"), session.written());
        }
    }

    @Test
    void an_id_names_its_type_and_is_the_same_for_the_same_chain() {
        try (ExplainSession session = new ExplainSession()) {
            String first = session.id("{directory{withNewFile(path:\"a\",contents:\"x\"){id}}}");
            String other = session.id("{directory{withNewFile(path:\"b\",contents:\"x\"){id}}}");
            assertNotEquals(first, other);
            assertEquals(first, session.id("{directory{f:withNewFile(path:\"a\",contents:\"x\"){sync}}}"));
            assertEquals(first, session.id("{node(id:\"" + first + "\"){id}}"));
            assertEquals("Directory", session.id("{node(id:\"" + first + "\"){__typename}}"));
            assertEquals(
                    "{\"node\":{\"entries\":[\"Directory.entries\"]}}",
                    session.ask("{node(id:\"" + first + "\"){... on File{contents} ... on Directory{entries}}}")
                            .path("data")
                            .toString());
            String tree = session.tree("{container{withDirectory(path:\"/d\",source:\"" + first + "\"){id}}}");
            assertTrue(tree.contains("source: " + first + ")\nid \u2192 ID! Container#1\n"), tree);
        }
    }

    @Test
    void an_id_that_does_not_fit_is_not_valid() {
        try (ExplainSession session = new ExplainSession()) {
            String directory = session.id("{directory{id}}");
            JsonNode answer = session.ask("{container{withMountedFile(path:\"/f\",source:\"" + directory + "\"){id}}}");
            String message = answer.at("/errors/0/message").asText();
            assertTrue(message.endsWith("expected \"File\" ID, got Directory ID"), message);
            assertTrue(session.last().text().contains("^\n"), session.last().text());
            assertTrue(session.ask("{node(id:\"Directory#99\"){id}}").has("errors"));
            assertFalse(session.ask(
                            "{container{asTarball(platformVariants:[\"" + session.id("{container{id}}") + "\"]){id}}}")
                    .has("errors"));
            assertEquals(2, session.report.notValid());
        }
        try (ExplainSession oldest = new ExplainSession(EngineVersion.V0_20_8)) {
            // An ID of that engine is good in every session.
            assertFalse(oldest.ask("{loadDirectoryFromID(id:\"of-yesterday\"){entries}}")
                    .has("errors"));
        }
    }

    @Test
    void what_was_asked_can_be_tested() {
        try (ExplainSession session = new ExplainSession();
                Api.Client dag = session.connect()) {
            dag.container().from("alpine").withExec("uname", "-a").stdout();
            dag.query("query Q($v:String!){container{withWorkdir(path:$v){workdir}}}", Map.of("v", "/w"));
            List<ExplainedRequest> requests = session.server.requests();
            assertEquals(2, requests.size());
            assertEquals(
                    List.of(
                            new ExplainedStep("Query.container", "container", Map.of(), "Container!"),
                            new ExplainedStep("Container.from", "from", Map.of("address", "alpine"), "Container!"),
                            new ExplainedStep(
                                    "Container.withExec",
                                    "withExec",
                                    Map.of("args", List.of("uname", "-a")),
                                    "Container!"),
                            new ExplainedStep("Container.stdout", "stdout", Map.of(), "String!")),
                    requests.get(0).steps());
            assertEquals(Map.of("path", "/w"), requests.get(1).steps().get(1).arguments());
            assertEquals("{\"v\":\"/w\"}", requests.get(1).variables().toString());
        }
    }

    @Test
    void the_fields_of_a_module_are_an_error_that_says_why() {
        try (ExplainSession session = new ExplainSession()) {
            String message =
                    session.ask("{greeter{greet}}").at("/errors/0/message").asText();
            assertEquals("Cannot query field \"greeter\" on type \"Query\".", message);
            assertTrue(session.ask("{moduleSource(refString:\"./greeter\"){asModule{serve}}}")
                    .at("/data/moduleSource/asModule/serve")
                    .isNull());
            message = session.ask("{greeter{greet}}").at("/errors/0/message").asText();
            assertEquals(
                    "Cannot query field \"greeter\" on type \"Query\". If it is of the module \"./greeter\", which"
                            + " explain cannot know without an engine, check it under dagger run.",
                    message);
            assertTrue(session.last().text().startsWith(message), session.last().text());
            message = session.ask("{container{nope}}").at("/errors/0/message").asText();
            assertFalse(message.contains("module"), message);
        }
    }

    @Test
    void a_thousand_branches_and_four_thousand_steps() {
        try (ExplainSession session = new ExplainSession();
                Api.Client dag = session.connect()) {
            StringBuilder branches = new StringBuilder("{");
            for (int i = 0; i < 1_000; i++) {
                branches.append("b")
                        .append(i)
                        .append(":container{withWorkdir(path:\"/")
                        .append(i)
                        .append("\"){id}}");
            }
            JsonNode data = session.ask(branches + "}").path("data");
            assertEquals(1_000, data.size());
            assertEquals(3_000, session.last().steps().size());
            Set<String> ids = new TreeSet<>();
            data.forEach(branch -> ids.add(branch.at("/withWorkdir/id").asText()));
            assertEquals(1_000, ids.size());

            Api.Container container = dag.container();
            for (int i = 0; i < 4_000; i++) {
                container = container.withEnvVariable("N", "" + i);
            }
            assertEquals("Container.stdout", container.stdout());
            List<String> lines = session.last().text().lines().toList();
            assertEquals(4_002, lines.size());
            assertTrue(lines.stream().allMatch(line -> line.equals(line.stripLeading())));

            // Each step has a sibling: the indentation does not grow without end.
            String nested = "{container{" + "stdout withEnvVariable(name:\"N\",value:\"v\"){".repeat(1_000) + "id"
                    + "}".repeat(1_002);
            String tree = session.tree(nested);
            assertTrue(tree.lines().allMatch(line -> line.length() < 200), "a line is too long");
            assertTrue(tree.contains("(level 1000) "), "the levels are not counted");
        }
    }

    @Test
    void parallel_requests_are_answered_and_written_whole() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try (ExplainSession session = new ExplainSession();
                Api.Client dag = session.connect()) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String value = "v" + i;
                answers.add(threads.submit(() -> dag.container()
                        .withEnvVariable("N", value)
                        .withExec("echo", value)
                        .stdout()));
            }
            for (Future<String> answer : answers) {
                assertEquals("Container.stdout", Limits.value(answer));
            }
            String[] blocks = session.written().split("\n\n");
            assertEquals(200, blocks.length);
            Set<String> values = new TreeSet<>();
            for (int i = 0; i < blocks.length; i++) {
                String value = blocks[i].replaceFirst("(?s).*echo (v[0-9]+)\n.*", "$1");
                values.add(value);
                assertEquals(
                        "request " + (i + 1) + ", 4 steps\n  container\n  withEnvVariable(name: \"N\", value: \""
                                + value + "\")\n  withExec $ echo " + value + "\n  stdout \u2192 String!",
                        blocks[i].stripTrailing());
            }
            assertEquals(200, values.size());
            assertEquals("200 requests, 800 steps, 0 not valid", session.report.summary());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void the_session_ends_and_its_listener_is_told_once() throws Exception {
        List<String> told = new ArrayList<>();
        ExplainServer.Listener listener = new ExplainServer.Listener() {
            @Override
            public void asked(ExplainedRequest request) {
                told.add(request.query());
            }

            @Override
            public void ended() {
                told.add("end");
            }
        };
        ExplainServer server = ExplainServer.start(o -> o.tell(listener));
        try (Api.Client dag = Dagger.connect(server.params())) {
            dag.version();
        }
        server.close();
        server.close();
        assertEquals(List.of("{version}", "end"), told);
        try (Api.Client dag = Dagger.connect(server.params())) {
            assertThrows(SessionException.class, dag::version);
        }
    }
}
