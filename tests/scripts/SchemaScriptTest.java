//FILES schemas/v0.20.8.json=../../schemas/v0.20.8.json
//FILES schemas/v0.21.8.json=../../schemas/v0.21.8.json
//FILES schemas/v1.0.0-beta.10.json=../../schemas/v1.0.0-beta.10.json
package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.codegen.Lookup;
import daggerkit.schema.EngineVersion;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The script {@code schema}: what it says of the API, with a session and without. */
class SchemaScriptTest {
    private static final String ALL = "0.20.8, 0.21.8, 1.0.0-beta.10";

    /** For all that needs no session. */
    private static ScriptHost host;

    @BeforeAll
    static void start() {
        host = new ScriptHost(run -> run);
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    private static Run schema(String... args) {
        return Run.jvm("scripts/schema.java", args);
    }

    private static Run.Result run(String... args) {
        return host.run("scripts/schema.java", args);
    }

    private static String out(String... args) {
        return ok(run(args));
    }

    private static String ok(Run.Result result) {
        assertEquals(0, result.code(), result.err());
        assertEquals("", result.err());
        return result.out();
    }

    private static JsonNode json(String text) throws IOException {
        return LocalSession.JSON.readTree(text);
    }

    @Test
    void a_field_has_its_arguments_engines_and_java_form() {
        assertEquals("""
            Directory.withDirectory(path: String!, source: ID!, ...): Directory!

              Copies another directory to a path. What is there already stays, unless the source has the same
              path.

              arguments
                path         String!    required
                    Where to, relative to the directory. It is created if missing.
                source       ID!        required  (ID of Directory)
                    The directory whose contents are copied.
                exclude      [String!]  optional  = []
                    Patterns of what to leave out, relative to the source. One that begins with / matches
                    nothing.
                include      [String!]  optional  = []
                    Patterns of what to copy. Empty: everything. One that begins with / counts for nothing.
                gitignore    Boolean    optional  = false
                    True leaves out what the source's .gitignore files name.
                owner        String     optional  = ""
                    Owner of the copy in numbers, as in 1000:1000. Empty: that of the source.
                permissions  Int        optional  [0.21.8, 1.0.0-beta.10]
                    Mode bits for the copy as a decimal number, as in 493 for octal 755. Not set: those of the
                    source. Since 0.21.

              engines
                all (ALL)

              Java
                Api.Directory withDirectory(String path, Api.Directory source)
                Api.Directory withDirectory(String path, Api.Directory source, Consumer<WithDirectoryOptions> options)
                options: exclude(String...), include(String...), gitignore(boolean), owner(String),
                  permissions(long)
                example: directory.withDirectory("src", directory);
            """.replace("ALL", ALL), out("Directory", "withDirectory"));
    }

    @Test
    void strings_that_may_stand_alone_are_told() {
        String text = out("Container.withExec");
        assertTrue(text.contains("\n    Api.Container withExec(String... args)\n"), text);
        assertTrue(
                text.contains("\n    Api.Container withExec(Consumer<WithExecOptions> options, String... args)\n"),
                text);
        assertTrue(text.contains("\n    expect                         ReturnType  optional  = SUCCESS\n"), text);
        assertTrue(text.contains("\n    example: container.withExec(\"ls\", \"-l\");\n"), text);
    }

    @Test
    void a_field_that_changed_its_type_has_both_forms() {
        String text = out("GitRepository", "commit");
        assertTrue(text.startsWith("GitRepository.commit(id: String!): GitCommit!\n"), text);
        assertTrue(text.contains("\n\nGitRepository.commit(id: String!): GitRef!\n"), text);
        assertTrue(text.contains("\n    0.20.8, 0.21.8; not 1.0.0-beta.10\n"), text);
        assertTrue(text.contains("\n    Api.GitRef commitRef(String id)\n"), text);
    }

    @Test
    void all_types_are_listed_one_a_line_and_each_is_a_class_of_the_api() throws IOException {
        List<String> lines = out().lines().toList();
        JsonNode types = json(out("--json"));
        assertEquals(lines.size(), types.size());
        assertTrue(lines.stream().anyMatch(line -> line.matches("Container +object +\\d+ fields")), lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.matches("ReturnType +enum +3 values")), lines.toString());
        assertTrue(lines.stream()
                .anyMatch(line -> line.matches("Node +interface +1 fields? +\\[0\\.21\\.8, 1\\.0\\.0-beta\\.10\\]")));
        Set<String> classes = new TreeSet<>();
        for (Class<?> type : Api.class.getDeclaredClasses()) {
            classes.add(type.getSimpleName());
        }
        Lookup lookup = Lookup.builtIn(true);
        Set<String> told = new TreeSet<>();
        for (JsonNode type : types) {
            told.add(json(lookup.explain(type.path("name").asText()))
                    .path("java")
                    .asText()
                    .replace("Api.", ""));
        }
        assertEquals(classes, told);
    }

    @Test
    void a_field_of_several_types_is_a_line_for_each() {
        List<String> lines = out("withFile").lines().toList();
        assertTrue(lines.size() >= 2, lines.toString());
        assertTrue(lines.contains("Container.withFile(path: String!, source: ID!, ...): Container!"), lines.toString());
        assertTrue(lines.contains("Directory.withFile(path: String!, source: ID!, ...): Directory!"), lines.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "Contanier, 'The API has no type and no field \"Contanier\". Did you mean \"Container\"'",
        "qqqqqqqqqq, 'The API has no type and no field \"qqqqqqqqqq\". To search: --find qqqqqqqqqq.'",
        "Contaner x, 'The API has no type \"Contaner\". Did you mean \"Container\"'",
        "Container withexc, 'The type \"Container\" has no field \"withexc\". Did you mean \"withExec\"'",
        "Directory stdout, 'The type \"Directory\" has no field \"stdout\". There is Container.stdout'",
        "--find qqqq, 'The API has no name with \"qqqq\" in it'"
    })
    void a_wrong_name_is_one_sentence_with_the_nearest(String args, String words) {
        Run.Result result = run(args.split(" "));
        assertEquals(1, result.code(), result.err());
        assertEquals("", result.out());
        assertTrue(result.err().startsWith(words), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
    }

    @Test
    void a_word_is_found_in_every_kind_of_name_whatever_its_capitals() {
        List<String> lines = out("--find", "cAchE").lines().toList();
        for (String line : List.of(
                "type +CacheVolume",
                "field +Query\\.cacheVolume",
                "argument +Container\\.withMountedCache\\(cache\\)",
                "type +CacheSharingMode")) {
            assertTrue(lines.stream().anyMatch(one -> one.matches(line)), line + " in " + lines);
        }
        assertTrue(out("--find", "success").contains("enum value  ReturnType.SUCCESS"));
        assertTrue(out("--find", "backend").contains("input field  PortForward.backend"));
    }

    @Test
    void a_word_is_found_in_what_is_said_behind_the_names_with_its_sentence() throws IOException {
        String text = out("--find", "reap");
        assertTrue(text.contains("Container.withExec(noInit)\n    True leaves out the init process;"), text);
        List<String> lines = out("--find", "entrypoint").lines().toList();
        int lastName = lines.indexOf("field     WorkspaceModule.entrypoint                 [1.0.0-beta.10]");
        int firstSentence = lines.indexOf("    The entrypoint is ignored unless useEntrypoint is true.");
        assertTrue(0 < lastName && lastName < firstSentence, lines.toString());
        assertTrue(out("--find", "DOCKER load").contains("Container.asTarball\n"), "several words");
        assertFalse(out("--find", "ntrypoint").contains("\n    "), "a part of a word is none of its beginnings");
        JsonNode found = json(out("--json", "--find", "docker load")).path(0);
        assertEquals("Container.asTarball", found.path("name").asText());
        assertTrue(found.path("description").asText().contains("as docker load reads it"), found.toString());
    }

    @Test
    void a_type_is_told_with_a_sentence_about_each_member_and_without_backticks() throws IOException {
        String text = out("Container");
        assertTrue(text.contains("\n  stdout: String!\n      "), text);
        assertFalse((text + out("ReturnType") + out("Container.withExec")).contains("`"), text);
        assertTrue(out("ReturnType").contains("\n  SUCCESS\n      Only 0.\n"), out("ReturnType"));
        assertTrue(out("JSON").contains("A text that holds JSON"), out("JSON"));
        assertTrue(
                json(out("--json", "PortForward")).at("/fields/0/description").isTextual());
    }

    @ParameterizedTest
    @EnumSource
    void under_a_session_it_is_the_engines_own_schema(EngineVersion engine) throws IOException {
        try (LocalSession local = LocalSession.start(engine)) {
            String text = ok(schema("Container", "withDirectory")
                    .session(local.server.params())
                    .run());
            assertEquals(engine != EngineVersion.V0_20_8, text.contains("    permissions "), text);
            assertTrue(text.contains(engine.toString().substring(1) + " (the session's)"), text);
            assertTrue(text.contains("the typed API knows it of " + ALL), text);
            assertTrue(text.contains("Api.Container withDirectory(String path, Api.Directory source)"), text);
            String builtIn = ok(schema("--built-in", "Container", "withDirectory")
                    .session(local.server.params())
                    .run());
            assertTrue(builtIn.contains("all (" + ALL + ")"), builtIn);
            Run.Result lacks = schema(engine == EngineVersion.V0_20_8 ? "node" : "--find", "loadDirectoryFromID")
                    .session(local.server.params())
                    .run();
            assertEquals(engine == EngineVersion.V0_21_8 ? 0 : 1, lacks.code(), lacks.out());
        }
    }

    @Test
    void the_engines_own_words_are_shown_and_what_the_typed_api_lacks_is_told() throws IOException {
        JsonNode schema = ApiEngine.schema("v0.21.8");
        JsonNode data = schema.has("data") ? schema.path("data") : schema;
        for (JsonNode type : data.at("/__schema/types")) {
            ((ObjectNode) type)
                    .put("description", "Words of " + type.path("name").asText() + ".");
            for (JsonNode field : type.path("fields")) {
                if (field.path("name").asText().equals("stdout")) {
                    ObjectNode brandNew = ((ObjectNode) field).deepCopy();
                    brandNew.put("name", "brandNew").put("description", "It is\nnew.\n\nAnd \u00e9.");
                    brandNew.put("isDeprecated", true).put("deprecationReason", "It is old.");
                    ((ArrayNode) type.path("fields")).add(brandNew);
                    break;
                }
            }
        }
        try (ApiEngine engine = new ApiEngine(query -> query.equals("{version}")
                ? "{\"data\":{\"version\":\"v0.21.9\"}}"
                : query.startsWith("{__schema") ? "{\"data\":" + data + "}" : "{\"data\":{\"__type\":null}}")) {
            String text = ok(schema("brandNew").session(engine.params()).run());
            assertTrue(
                    text.startsWith(
                            "Container.brandNew: String!\n  deprecated: It is old.\n\n  It is new.\n  And \u00e9.\n"),
                    text);
            assertTrue(text.contains("not in the typed API: select(\"brandNew\")"), text);
            assertTrue(text.contains("0.21.9 (the session's); the typed API knows it of none"), text);
            String type = ok(schema("Container").session(engine.params()).run());
            assertTrue(type.contains("\n  Words of Container.\n"), type);
            JsonNode json = json(ok(schema("--json", "Container", "brandNew")
                    .session(engine.params())
                    .run()));
            assertEquals("It is\nnew.\n\nAnd \u00e9.", json.at("/0/description").asText());
            assertEquals("It is old.", json.at("/0/deprecated").asText());
            assertEquals(0, json.at("/0/java/methods").size());
        }
    }

    @Test
    void a_session_that_is_set_wrongly_is_never_unset() {
        Run.Result result =
                schema("Container").env(ConnectParams.PORT_VARIABLE, "4711").run();
        assertEquals(69, result.code(), result.out());
        assertTrue(result.err().startsWith("DAGGER_SESSION_PORT is set but"), result.err());
    }

    @Test
    void json_is_for_programs() throws IOException {
        JsonNode field = json(out("--json", "Container", "withExec")).path(0);
        assertEquals("Container!", field.path("returns").asText());
        assertEquals("[String!]!", field.at("/arguments/0/type").asText());
        assertTrue(field.at("/arguments/0/required").asBoolean());
        assertEquals("false", field.at("/arguments/1/default").asText());
        assertEquals(3, field.path("engines").size());
        assertEquals(4, field.at("/java/methods").size());
        JsonNode found = json(out("--json", "--find", "withExec")).path(0);
        assertEquals("Container.withExec", found.path("name").asText());
        assertEquals("field", found.path("kind").asText());
        assertEquals(3, json(out("--json", "ReturnType")).path("values").size());
    }

    @ParameterizedTest
    @CsvSource({"--find x Container", "'--find= '", "a b c", "--nope"})
    void wrong_usage_is_one_sentence(String args) {
        Run.Result result = run(args.equals("--find= ") ? new String[] {args} : args.split(" "));
        assertEquals(64, result.code(), result.err());
        assertTrue(result.err().matches("schema: [^\n]+ See schema --help\\.\n"), result.err());
    }
}
