package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.schema.EngineVersion;
import daggerkit.server.GraphQLRequest;
import daggerkit.translate.Translation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java that requests are printed as: what stands in it, and what never does. */
class TranslateCodeTest {
    @TempDir
    Path folder;

    private static Translation translation(String query, JsonNode variables) {
        return Translation.ofQuery(EngineVersion.newest(), new GraphQLRequest(query, variables, "", new byte[0]));
    }

    /** The statements for a query. */
    private static String code(String query) {
        return code(translation(query, LocalSession.JSON.createObjectNode()));
    }

    private static String code(Translation translation) {
        String script = translation.script("pipeline", "daggerkit@catalog");
        String body = script.substring(script.indexOf("(dag -> {\n") + 10, script.lastIndexOf("        });\n"));
        return body.replaceAll("(?m)^ {12}", "");
    }

    /** The statements for requests and answers that are written down. */
    private String recorded(String... lines) throws IOException {
        Path file = Files.write(folder.resolve("recording.jsonl"), List.of(lines));
        return code(Translation.ofFile(EngineVersion.newest(), file));
    }

    private static String line(String query, String response) {
        return LocalSession.JSON
                .createObjectNode()
                .put("query", query)
                .set("response", LocalSession.json(response.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .toString();
    }

    @Test
    void the_whole_script_is_one_to_run() {
        assertEquals(
                """
                ///usr/bin/env jbang "$0" "$@" ; exit $?
                //JAVA 17+
                //SOURCES daggerkit@catalog
                // Translated from a request to Dagger v1.0.0-beta.10.
                // What a program did around them cannot be seen in requests: loops and conditions are written out as they went once,
                // and answers are printed.
                // Secrets come from the environment: API_TOKEN.
                import daggerkit.Dagger;

                class build {
                    public static void main(String... args) {
                        Dagger.main(dag -> {
                            System.out.println(dag.setSecret("api-token", System.getenv("API_TOKEN")).name());
                        });
                    }
                }
                """,
                translation(
                                "{setSecret(name:\"api-token\",plaintext:\"hush-4711\"){name}}",
                                LocalSession.JSON.createObjectNode())
                        .script("build", "daggerkit@catalog"));
    }

    @Test
    void the_library_has_the_name_that_its_user_gave_it() {
        String script =
                translation("{version}", LocalSession.JSON.createObjectNode()).script("pipeline", "daggerkit@kit");
        assertEquals("//SOURCES daggerkit@kit", script.lines().toList().get(2));
    }

    @Test
    void what_is_read_of_one_object_is_one_fetch() {
        assertEquals(
                """
                List<Object> answers = dag.container()
                        .from("alpine")
                        .withExec(o -> o.expect(Api.ReturnType.ANY), "sh", "-c", "exit 3")
                        .fetch(Api.Container::stdout, Api.Container::stderr, Api.Container::exitCode, List::of);
                System.out.println(answers);
                """,
                code("{container{from(address:\"alpine\"){withExec(args:[\"sh\",\"-c\",\"exit 3\"],expect:ANY)"
                        + "{stdout stderr exitCode}}}}"));
    }

    @Test
    void what_is_read_of_several_objects_is_one_fetch_and_their_beginning_a_variable() {
        assertEquals(
                """
                Api.Container alpine = dag.container().from("alpine:3.22");
                List<Object> answers = dag.fetch(Leaf.all(List.of(
                        alpine.withExec("echo", "a").leaf(Api.Container::stdout),
                        alpine.withExec("echo", "b").leaf(Api.Container::stdout))));
                System.out.println(answers);
                """,
                code("{container{from(address:\"alpine:3.22\"){a:withExec(args:[\"echo\",\"a\"]){stdout}"
                        + " b:withExec(args:[\"echo\",\"b\"]){stdout}}}}"));
    }

    @Test
    void a_list_of_objects_is_read_each() {
        assertEquals("""
            System.out.println(
                    dag.container()
                            .from("alpine")
                            .fetchEach(
                                    Api.Container::envVariables,
                                    Api.EnvVariable::name,
                                    Api.EnvVariable::value,
                                    List::of));
            """, code("{container{from(address:\"alpine\"){envVariables{name value}}}}"));
    }

    @Test
    void objects_are_variables_in_place_of_their_ids() throws IOException {
        assertEquals(
                """
                Api.CacheVolume mavenCache = dag.cacheVolume("maven");
                Api.Directory source = dag.host().directory(".", o -> o.exclude("target"));
                Api.Container alpine = dag.container()
                        .from("alpine")
                        .withMountedCache("/root/.m2", mavenCache)
                        .withDirectory("/src", source)
                        .sync();
                System.out.println(alpine.exitCode());
                List<Api.EnvVariable> envVariables = alpine.envVariables();
                System.out.println(envVariables.get(1).name());
                """,
                recorded(
                        line(
                                "{host{directory(path:\".\",exclude:[\"target\"]){id}}}",
                                "{\"data\":{\"host\":{\"directory\":{\"id\":\"directory#1\"}}}}"),
                        line(
                                "{cacheVolume(key:\"maven\"){id}}",
                                "{\"data\":{\"cacheVolume\":{\"id\":\"cacheVolume#2\"}}}"),
                        line(
                                "{container{from(address:\"alpine\"){withMountedCache(path:\"/root/.m2\",cache:\"cacheVolume#2\")"
                                    + "{withDirectory(path:\"/src\",source:\"directory#1\"){sync}}}}}",
                                "{\"data\":{\"container\":{\"from\":{\"withMountedCache\":{\"withDirectory\":{\"sync\":\"c#3\"}}}}}}"),
                        line(
                                "{__type(name:\"Node\"){name kind}}",
                                "{\"data\":{\"__type\":{\"name\":\"Node\",\"kind\":\"INTERFACE\"}}}"),
                        line(
                                "{node(id:\"c#3\"){... on Container{exitCode}}}",
                                "{\"data\":{\"node\":{\"exitCode\":0}}}"),
                        line(
                                "{node(id:\"c#3\"){... on Container{envVariables{id}}}}",
                                "{\"data\":{\"node\":{\"envVariables\":[{\"id\":\"e#4\"},{\"id\":\"e#5\"}]}}}"),
                        line(
                                "{node(id:\"e#5\"){... on EnvVariable{name}}}",
                                "{\"data\":{\"node\":{\"name\":\"PATH\"}}}")));
    }

    /** On 1.0 there is no such field. */
    @Test
    void a_recording_of_an_older_engine_is_read_by_its_schema() throws IOException {
        String made = line(
                "{directory{withNewFile(path:\"a\",contents:\"b\"){id}}}",
                "{\"data\":{\"directory\":{\"withNewFile\":{\"id\":\"d#1\"}}}}");
        String read = line(
                "{loadDirectoryFromID(id:\"d#1\"){entries}}",
                "{\"data\":{\"loadDirectoryFromID\":{\"entries\":[\"a\"]}}}");
        Translation translation = Translation.ofFile(Files.write(folder.resolve("older.jsonl"), List.of(made, read)));
        assertTrue(
                translation.script("pipeline", "daggerkit@catalog").contains("to Dagger v0.21.8"), code(translation));
        assertEquals("System.out.println(dag.directory().withNewFile(\"a\", \"b\").entries());\n", code(translation));
    }

    @Test
    void a_request_that_failed_says_so() throws IOException {
        assertEquals(
                """
                // What follows failed: exit code: 7
                System.out.print(dag.container().withExec("false").stdout());
                """,
                recorded(line(
                        "{container{withExec(args:[\"false\"]){stdout}}}",
                        "{\"errors\":[{\"message\":\"exit code: 7\"}],\"data\":null}")));
    }

    @Test
    void what_the_typed_api_cannot_ask_is_its_text_and_says_why() throws IOException {
        String code = recorded(
                line(
                        "{directory{withNewFile(path:\"a\",contents:\"\"){id}}}",
                        "{\"data\":{\"directory\":{\"withNewFile\":{\"id\":\"d#1\"}}}}"),
                line(
                        "{greeter{card(of:\"d#1\",to:\"you\"){id}}}",
                        "{\"data\":{\"greeter\":{\"card\":{\"id\":\"f#2\"}}}}"),
                line("{node(id:\"f#2\"){... on File{contents}}}", "{\"data\":{\"node\":{\"contents\":\"hello\"}}}"));
        assertEquals("""
            // Not typed: it is not valid for Dagger v1.0.0-beta.10: Cannot query field "greeter" on type "Query".
            Api.Directory directory = dag.directory().withNewFile("a", "");
            JsonNode answer = dag.query("{greeter{card(of:\\"" + directory.id() + "\\",to:\\"you\\"){id}}}");
            System.out.println(answer);
            System.out.print(dag.node(answer.at("/greeter/card/id").asText()).asFile().contents());
            """, code);
    }

    @Test
    void variables_and_the_operation_go_with_a_text() {
        ObjectNode variables = LocalSession.JSON.createObjectNode().put("n", 3).put("s", "x");
        variables.putArray("list").add(true).add(1.5);
        variables.putObject("o").put("k", 5_000_000_000L).putNull("none");
        Translation translation = Translation.ofQuery(
                EngineVersion.newest(),
                new GraphQLRequest("query A($n: Int) {nope(n: $n)} query B {version}", variables, "A", new byte[0]));
        assertEquals(1, translation.raw());
        assertTrue(
                code(translation)
                        .contains("\"n\", 3, \"s\", \"x\", \"list\", List.of(true, 1.5), \"o\", Map.of(\"k\","
                                + " 5000000000L)"),
                code(translation));
        assertTrue(code(translation).contains("\"A\"));"), code(translation));
    }

    /** In the text, in a variable, in what is sent as its text: none is printed, and each is taken from the environment. */
    @Test
    void no_plaintext_is_ever_printed() {
        String named = "{setSecret(name:\"Api token\",plaintext:\"hush-4711\"){id}";
        ObjectNode variables = LocalSession.JSON.createObjectNode().put("p", "hush-4711");
        List<Translation> all = List.of(
                translation(named + "}", LocalSession.JSON.createObjectNode()),
                translation(named + " __typename}", LocalSession.JSON.createObjectNode()),
                translation("query Q " + named + " __typename}", LocalSession.JSON.createObjectNode()),
                translation("query($x: Boolean) " + named + " __typename}", LocalSession.JSON.createObjectNode()),
                translation("query($p: String!) {setSecret(name: \"API_TOKEN\", plaintext: $p) {name}}", variables),
                translation(
                        "query($p: String!) {setSecret(name: \"API_TOKEN\", plaintext: $p) {name __typename}}",
                        variables));
        for (Translation translation : all) {
            String script = translation.script("pipeline", "daggerkit@catalog");
            assertFalse(script.contains("4711") || script.contains("***"), script);
            assertTrue(
                    script.contains("System.getenv(\"" + (script.contains("\"p\"") ? "P" : "API_TOKEN") + "\")"),
                    script);
            JavaCompilation.of("pipeline", script);
        }
        assertTrue(
                code(all.get(3)).contains("query($plaintext1: String!, $x: Boolean)"),
                "the heads are one: " + code(all.get(3)));
    }

    /** As record blanks what an engine is told, and what it answers. */
    @ParameterizedTest
    @ValueSource(strings = {"password=***", "<blanked>"})
    void where_a_secret_was_blanked_the_script_says_so(String contents) throws IOException {
        assertEquals(
                "// A secret stood where there is *** or <blanked> now.\n"
                        + "System.out.println(dag.directory().withNewFile(\"a\", \"" + contents + "\").entries());\n"
                        + "System.out.println(dag.version());\n",
                recorded(
                        line(
                                "{directory{withNewFile(path:\"a\",contents:\"" + contents + "\"){entries}}}",
                                "{\"data\":{\"directory\":{\"withNewFile\":{\"entries\":[\"a\"]}}}}"),
                        line("{version}", "{\"data\":{\"version\":\"v1\"}}")));
    }

    @Test
    void every_text_arrives_as_it_was() throws Exception {
        StringBuilder odd = new StringBuilder("\\u0041 \\\\u0041 \\ \" ' \ud83d\ude00 \u00e9 \u2028 \ufeff");
        IntStream.range(1, 0x180).forEach(c -> odd.append((char) c));
        String lines = IntStream.range(0, 300).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
        RoundTrips trips = new RoundTrips();
        List<String> texts = List.of(odd.toString(), lines, "x".repeat(70_000), "\ud83d\ude00".repeat(30_000), "");
        List<String> recording = new ArrayList<>();
        for (String text : texts) {
            ObjectNode line = LocalSession.JSON.createObjectNode();
            line.put("query", "query($t: String!) {directory {withNewFile(path: \"p\", contents: $t) {entries}}}");
            line.putObject("variables").put("t", text);
            recording.add(line.toString());
        }
        Path file = Files.write(folder.resolve("texts.jsonl"), recording);
        EngineVersion engine = EngineVersion.newest();
        trips.add("texts", engine, RequestForms.of(engine, recording), Translation.ofFile(engine, file));
        assertEquals(0, trips.raw());
        List<String> arrived = trips.check("texts").stream()
                .map(request -> (String) request.steps().get(1).arguments().get("contents"))
                .toList();
        assertEquals(texts, arrived);
    }

    @Test
    void a_long_chain_is_one_that_compiles() throws Exception {
        int steps = 2_000;
        String query = "{container"
                + IntStream.range(0, steps)
                        .mapToObj(i -> "{withEnvVariable(name:\"N\",value:\"" + i + "\")")
                        .collect(Collectors.joining())
                + "{stdout" + "}".repeat(steps + 2);
        String line = LocalSession.JSON.createObjectNode().put("query", query).toString();
        Path file = Files.write(folder.resolve("long.jsonl"), List.of(line));
        EngineVersion engine = EngineVersion.newest();
        RoundTrips trips = new RoundTrips();
        trips.add("long", engine, new RequestForms(), Translation.ofFile(engine, file));
        assertEquals(steps + 2, trips.run("long").get(0).steps().size());
    }

    @Test
    void more_requests_than_a_method_can_have_are_in_several() throws Exception {
        List<String> recording = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            String query =
                    "{directory{withNewFile(path:\"f" + i % 10 + "\",contents:\"" + i + "\"){a:entries b:digest}}}";
            recording.add(
                    LocalSession.JSON.createObjectNode().put("query", query).toString());
        }
        Path file = Files.write(folder.resolve("many.jsonl"), recording);
        EngineVersion engine = EngineVersion.newest();
        RoundTrips trips = new RoundTrips();
        trips.add("many", engine, RequestForms.of(engine, recording), Translation.ofFile(engine, file));
        assertEquals(1_000, trips.checkExactly("many").size());
        assertTrue(trips.script("many").contains("            part3(dag);\n"), trips.script("many"));
    }

    @Test
    void a_variable_has_a_name_that_java_takes() {
        String two = "{a:file(path:\"class\"){name size} b:file(path:\"a\"){name}}";
        assertEquals(
                """
                Api.Directory dag2 = dag.host().directory("dag");
                Api.File file = dag2.file("class");
                """,
                code("{host{directory(path:\"dag\")" + two + "}}")
                        .lines()
                        .limit(2)
                        .map(line -> line + "\n")
                        .collect(Collectors.joining()));
    }

    @Test
    void the_same_requests_are_the_same_script() throws IOException {
        String query = "{container{from(address:\"alpine\"){user platform envVariables{name}}}}";
        assertEquals(code(query), code(query));
    }
}
