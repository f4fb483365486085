package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.codegen.Generator;
import daggerkit.codegen.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the generator writes for schemas in files and for a session's engine. */
class CodegenTest {
    private static final String ROOT = "\"__schema\":{\"queryType\":{\"name\":\"Query\"},\"types\":[";
    private static final String QUERY =
            "{\"kind\":\"OBJECT\",\"name\":\"Query\",\"fields\":[" + field("version", "SCALAR", "String") + "]}";

    private static final String REGENERATE = "./jbang codegen --schema schemas/v0.20.8.json --schema"
            + " schemas/v0.21.8.json --schema schemas/v1.0.0-beta.10.json --words schemas/words --out lib/Api.java";

    @TempDir
    Path folder;

    private final List<String> skipped = new ArrayList<>();
    private final Generator generator = new Generator(skipped::add);

    private static String field(String name, String kind, String type) {
        return "{\"name\":\"" + name + "\",\"args\":[],\"type\":" + nonNull(kind, type) + "}";
    }

    private static String nonNull(String kind, String type) {
        return "{\"kind\":\"NON_NULL\",\"ofType\":{\"kind\":\"" + kind + "\",\"name\":\"" + type + "\"}}";
    }

    private String generate(String file, String schema) throws IOException {
        return generator.files("daggerkit", "Api", List.of(Files.writeString(folder.resolve(file), schema)));
    }

    @Test
    void the_api_is_what_the_generator_writes_whatever_the_order_of_the_schemas() throws IOException {
        Path schemas = Run.root().resolve("schemas");
        List<Path> files = List.of(
                schemas.resolve("v1.0.0-beta.10.json"),
                schemas.resolve("v0.20.8.json"),
                schemas.resolve("v0.21.8.json"));
        String written = generator.files("daggerkit", "Api", files, Words.in(schemas.resolve("words")));
        assertEquals(List.of(), skipped);
        String api = Files.readString(Run.root().resolve("lib/Api.java"));
        assertTrue(written.equals(api), "lib/Api.java is not what the generator writes: run " + REGENERATE);
        assertTrue(written.chars().allMatch(c -> c < 0x7f), "not ASCII");
    }

    @Test
    void the_arities_are_what_the_generator_writes() throws IOException {
        assertTrue(
                Generator.arities().equals(Files.readString(Run.root().resolve("lib/Arities.java"))),
                "lib/Arities.java is not what the generator writes: run ./jbang codegen --arities --out"
                        + " lib/Arities.java");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v0.20.8", "v0.21.8", "v1.0.0-beta.10"})
    void the_api_of_a_session_has_the_engines_words_and_compiles(String version) throws Exception {
        String words = "Ends \t*/ and \\\\u0041 \\\\u, @param <b> & {@link\\nit}.\\n\\nSecond \u00e9.";
        JsonNode schema = ApiEngine.schema(version).at("/data");
        for (JsonNode type : schema.at("/__schema/types")) {
            ((ObjectNode) type).put("description", words.translateEscapes());
            type.path("fields").forEach(member -> ((ObjectNode) member).put("description", "Of a member: */"));
            type.path("enumValues")
                    .forEach(member -> ((ObjectNode) member).put("description", words.translateEscapes()));
        }
        UnaryOperator<String> answers = query -> query.equals("{version}")
                ? "{\"data\":{\"version\":\"" + version + "\"}}"
                : query.startsWith("{__schema{queryType{name}")
                        ? "{\"data\":" + schema + "}"
                        : "{\"data\":{\"__type\":null}}";
        try (ApiEngine engine = new ApiEngine(answers);
                Api.Client dag = engine.connect()) {
            String api = generator.session("my.script", "Engine", dag);
            assertEquals(List.of(), skipped);
            assertTrue(
                    api.contains(" * Ends *&#47; and ") || api.contains("&#42;/ and &#92;u0041"),
                    api.substring(0, 4000));
            assertTrue(api.chars().allMatch(c -> c < 0x7f), "not ASCII");
            assertFalse(api.contains("@Engines"));
            JavaCompilation compiled = JavaCompilation.of("my.script.Engine", api);
            Class<?> client = compiled.load("my.script.Engine$Client");
            Object typed =
                    client.getConstructor(DaggerClient.class, Selection.class).newInstance(dag, Selection.query());
            assertEquals(version, client.getMethod("version").invoke(typed));
        }
    }

    @Test
    void a_newer_engine_gets_what_is_understood_and_the_rest_is_named() throws Exception {
        String arguments = "[{\"name\":\"a\",\"defaultValue\":null,\"type\":" + nonNull("SCALAR", "Duration")
                + "},{\"name\":\"b\",\"defaultValue\":null,\"type\":{\"kind\":\"SCALAR\",\"name\":\"String\"}}]";
        String optional =
                "[{\"name\":\"a\",\"defaultValue\":null,\"type\":{\"kind\":\"SCALAR\",\"name\":\"Duration\"}},"
                    + "{\"name\":\"default\",\"defaultValue\":\"{}\",\"type\":{\"kind\":\"SCALAR\",\"name\":\"String\"}}]";
        String api = generate(
                "v9.9.9.json",
                "{\"data\":{" + ROOT
                        + "{\"kind\":\"OBJECT\",\"name\":\"Query\",\"fields\":["
                        + field("version", "SCALAR", "String") + ","
                        + field("wait", "SCALAR", "Duration") + ","
                        + field("found", "UNION", "Found") + ","
                        + field("string", "OBJECT", "Thread") + ","
                        + field("sleep", "OBJECT", "Thread").replace("[]", arguments) + ","
                        + field("wake", "OBJECT", "Thread").replace("[]", optional)
                        + "]},{\"kind\":\"OBJECT\",\"name\":\"Thread\",\"fields\":["
                        + field("notify", "SCALAR", "Int")
                        + "]},{\"kind\":\"UNION\",\"name\":\"Found\"},{\"kind\":\"SCALAR\",\"name\":\"Duration\"},"
                        + "{\"kind\":\"INPUT_OBJECT\",\"name\":\"In\",\"inputFields\":[{\"name\":\"d\",\"defaultValue\":null,\"type\":"
                        + nonNull("SCALAR", "Duration")
                        + "}]},{\"kind\":\"ENUM\",\"name\":\"E\",\"enumValues\":[{\"name\":\"A\"},{\"name\":\"default\"}]}]}}}");
        assertEquals(
                List.of(
                        "\"Query.wait\" of 9.9.9 is of the type \"Duration!\", which is not known",
                        "\"Query.found\" of 9.9.9 is of the type \"Found!\", which is not known",
                        "\"Query.sleep\" of 9.9.9 requires \"a\" of the type \"Duration!\", which is not known",
                        "\"Query.wake.a\" of 9.9.9 is of the type \"Duration\", which is not known",
                        "\"Found\" of 9.9.9 is of the kind \"UNION\", which is not known",
                        "\"Duration\" of 9.9.9 is a scalar that is not known",
                        "\"In\" of 9.9.9 requires what is not known or what no Java record can have"),
                skipped);
        JavaCompilation compiled = JavaCompilation.of("daggerkit.Api", api);
        assertEquals(
                "class daggerkit.Api$DaggerThread",
                "" + compiled.load("daggerkit.Api$Client").getMethod("string").getReturnType());
        assertEquals(
                long.class,
                compiled.load("daggerkit.Api$DaggerThread").getMethod("notify_").getReturnType());
        compiled.load("daggerkit.Api$Client$WakeOptions").getMethod("default_", String.class);
    }

    /** A value or component that Java cannot name so is in it all the same, and is sent and read as it is. */
    @Test
    void keywords_are_names_with_an_underscore_that_are_sent_without() throws Exception {
        String text = "{\"kind\":\"SCALAR\",\"name\":\"String\"}";
        String api = generate(
                "v9.9.9.json",
                "{\"data\":{" + ROOT + QUERY
                        + ",{\"kind\":\"INPUT_OBJECT\",\"name\":\"In\",\"inputFields\":["
                        + "{\"name\":\"class\",\"defaultValue\":null,\"type\":" + nonNull("SCALAR", "String")
                        + "},{\"name\":\"a\",\"defaultValue\":null,\"type\":" + text
                        + "},{\"name\":\"toString\",\"defaultValue\":null,\"type\":" + text
                        + "}]},{\"kind\":\"ENUM\",\"name\":\"Mode\",\"enumValues\":["
                        + "{\"name\":\"default\"},{\"name\":\"new\"},{\"name\":\"A_\"},{\"name\":\"new_\"}]}]}}}");
        assertEquals(List.of("\"Mode.new_\" of 9.9.9 is another value's name in Java"), skipped);
        JavaCompilation compiled = JavaCompilation.of("daggerkit.Api", api);
        Object[] constants = compiled.load("daggerkit.Api$Mode").getEnumConstants();
        assertEquals("[default_, new_, A_]", java.util.Arrays.toString(constants));
        assertEquals("[default,new,A_]", Literal.of(constants, "x"));
        assertEquals(constants[0], read(compiled.load("daggerkit.Api$Mode"), "default"));
        assertEquals(constants[2], read(compiled.load("daggerkit.Api$Mode"), "A_"));
        assertThrows(DaggerException.class, () -> read(compiled.load("daggerkit.Api$Mode"), "default_"));
        Object in =
                compiled.load("daggerkit.Api$In").getConstructor(String.class).newInstance("c");
        assertEquals("{class:\"c\"}", Literal.of(in, "x"));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object read(Class<?> type, String name) {
        return Decoders.enumeration((Class<Enum>) type)
                .apply(com.fasterxml.jackson.databind.node.TextNode.valueOf(name));
    }

    /** The class of the query type and the base class of it are there already. */
    @Test
    void a_type_that_has_the_name_of_a_class_that_is_there_gets_another() throws Exception {
        String type =
                ",{\"kind\":\"OBJECT\",\"name\":\"Client\",\"fields\":[" + field("name", "SCALAR", "String") + "]}";
        String query = QUERY.replace("]}", "," + field("mine", "OBJECT", "Client") + "]}");
        JavaCompilation compiled =
                JavaCompilation.of("daggerkit.Api", generate("v1.0.0.json", "{" + ROOT + query + type + "]}}"));
        assertEquals(
                "DaggerDaggerClient",
                compiled.load("daggerkit.Api$Client")
                        .getMethod("mine")
                        .getReturnType()
                        .getSimpleName());
    }

    @Test
    void engines_that_disagree_keep_the_newest_and_the_rest_is_named() throws IOException {
        Path older = Files.writeString(
                folder.resolve("v1.0.0-beta.9.json"),
                "{" + ROOT + QUERY.replace(field("version", "SCALAR", "String"), field("version", "SCALAR", "Int"))
                        + "]}}");
        Path newer = Files.writeString(folder.resolve("v1.0.0-beta.10.json"), "{" + ROOT + QUERY + "]}}");
        String api = generator.files("daggerkit", "Api", List.of(older, newer));
        assertEquals(List.of("\"Query.version\" of 1.0.0-beta.9 has another type than in 1.0.0-beta.10"), skipped);
        assertTrue(api.contains("@Engines(\"1.0.0-beta.10\")\n        public String version()"), api);
        assertTrue(api.contains("@Engines({\"1.0.0-beta.9\", \"1.0.0-beta.10\"})\npublic final class Api"), api);
    }

    @Test
    void what_not_every_engine_requires_is_optional() throws Exception {
        String argument = "{\"name\":\"%s\",\"defaultValue\":null,\"type\":%s}";
        String required = nonNull("SCALAR", "String");
        String optional = "{\"kind\":\"SCALAR\",\"name\":\"String\"}";
        String older =
                "[" + String.format(argument, "a", required) + "," + String.format(argument, "b", required) + "]";
        String newer = "[" + String.format(argument, "a", required) + "," + String.format(argument, "b", optional) + ","
                + String.format(argument, "c", required) + "]";
        Path old = Files.writeString(folder.resolve("v1.0.0.json"), "{" + ROOT + QUERY.replace("[]", older) + "]}}");
        Path young = Files.writeString(folder.resolve("v1.1.0.json"), "{" + ROOT + QUERY.replace("[]", newer) + "]}}");
        JavaCompilation compiled =
                JavaCompilation.of("daggerkit.Api", generator.files("daggerkit", "Api", List.of(young, old)));
        compiled.load("daggerkit.Api$Client").getMethod("version", String.class);
        Class<?> options = compiled.load("daggerkit.Api$Client$VersionOptions");
        options.getMethod("b", String.class);
        Engines engines = options.getMethod("c", String.class).getAnnotation(Engines.class);
        assertEquals(List.of("1.1.0"), List.of(engines.value()));
        assertEquals(List.of(), skipped);
    }

    @ParameterizedTest
    @CsvSource({
        "v1.0.0.json, 'no JSON', it is not JSON",
        "v1.0.0.json, '', 'it has no \"__schema\"'",
        "v1.0.0.json, '{\"data\":{\"version\":\"v1.0.0\"}}', 'it has no \"__schema\"'",
        "v1.0.0.json, '{\"__schema\":{\"types\":[]}}', 'it has no \"__schema\"'",
        "v1.0.0.json, '{\"__schema\":{\"queryType\":{\"name\":\"Query\"},\"types\":[]}}', 'lacks the query type"
                + " \"Query\"'",
        "schema.json, '{\"__schema\":{\"queryType\":{\"name\":\"Query\"},\"types\":[]}}', neither its name nor",
    })
    void a_wrong_schema_is_one_clear_error(String file, String text, String expected) {
        String message =
                assertThrows(DaggerException.class, () -> generate(file, text)).getMessage();
        assertTrue(message.startsWith("Cannot read the schema \"" + folder.resolve(file) + "\": "), message);
        assertTrue(message.contains(expected) && message.endsWith("."), message);
        assertFalse(message.contains("\n"), message);
    }

    @Test
    void the_version_is_that_of_the_name_or_else_of_the_schema() throws IOException {
        String schema = "{\"__schemaVersion\":\"v1.0.0\"," + ROOT + QUERY + "]}}";
        assertTrue(generate("schema.json", schema).contains("from the engine 1.0.0.\n"));
        assertTrue(generate("v1.0.0-beta.10.json", schema).contains("from the engine 1.0.0-beta.10.\n"));
    }
}
