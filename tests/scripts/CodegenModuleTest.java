package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.codegen.Generator;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of a module, from what three engines said of one that was served. */
class CodegenModuleTest {
    private final List<String> skipped = new ArrayList<>();
    private final Generator generator = new Generator(skipped::add);

    private static String body(String version, String recording) {
        try {
            return RecordingServer.recording(version, recording)
                    .at("/response/body")
                    .toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Answers each query with the recording of the question that it asks; another answer goes before. */
    private static ApiEngine engine(String version, Map<String, String> before) throws IOException {
        UnaryOperator<String> answers = query -> {
            for (Map.Entry<String, String> other : before.entrySet()) {
                if (query.startsWith(other.getKey())) {
                    return other.getValue();
                }
            }
            if (query.startsWith("{moduleSource(refString:\"./greeter\"){asModule{name serve}}")) {
                return body(version, "module-serve");
            }
            if (query.startsWith("{currentTypeDefs{kind asObject{name sourceModuleName}")) {
                return body(version, "module-current-type-defs");
            }
            if (query.startsWith("{__type(name:\"Greeter\")")) {
                return body(version, "module-type");
            }
            if (query.startsWith("{__type(name:\"Query\")")) {
                return body(version, "module-constructor-field");
            }
            return query.equals("{version}") ? body(version, "version") : ApiEngine.refusal("no recording: " + query);
        };
        return new ApiEngine(answers);
    }

    private String generate(String version, Map<String, String> before) throws IOException {
        try (ApiEngine engine = engine(version, before);
                Api.Client dag = engine.connect()) {
            return generator.module("", dag, "./greeter");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v0.20.8", "v0.21.8", "v1.0.0-beta.10"})
    void the_recorded_module_is_the_golden_file_on_every_engine(String version) throws IOException {
        String golden = Files.readString(Run.root().resolve("tests/golden/Greeter.txt"));
        // The ID of a file has another type before 0.21.
        String expected = version.equals("v0.20.8") ? golden.replace("source: ID!", "source: FileID!") : golden;
        assertEquals(expected, generate(version, Map.of()));
        assertEquals(List.of(), skipped);
    }

    @Test
    void the_generated_module_is_called_with_the_same_client() throws Exception {
        Class<?> greeter =
                JavaCompilation.of("Greeter", generate("v0.21.8", Map.of())).load("Greeter");
        UnaryOperator<String> answers = query -> query.contains("{words")
                ? "{\"data\":{\"greeter\":{\"words\":[\"hello\",\"us\"]}}}"
                : query.contains("{size(")
                        ? "{\"data\":{\"greeter\":{\"size\":3}}}"
                        : "{\"data\":{\"file\":{\"id\":\"f1\"}}}";
        try (ApiEngine engine = new ApiEngine(answers);
                Api.Client dag = engine.connect()) {
            Object plain = greeter.getMethod("of", DaggerClient.class).invoke(null, dag);
            assertEquals(List.of("hello", "us"), greeter.getMethod("words").invoke(plain));
            Method size = greeter.getMethod("size", Api.File.class);
            assertEquals(3L, size.invoke(plain, dag.file("a", "abc")));
            Object card = greeter.getMethod("card", String.class).invoke(plain, "you");
            assertEquals("Directory: greeter.card(name: \"you\")", card.toString());

            Consumer<Object> options = set -> {
                try {
                    set.getClass().getMethod("from", String.class).invoke(set, "me");
                } catch (ReflectiveOperationException e) {
                    throw new AssertionError(e);
                }
            };
            Object from =
                    greeter.getMethod("of", DaggerClient.class, Consumer.class).invoke(null, dag, options);
            assertEquals("Greeter: greeter(from: \"me\")", from.toString());
            assertEquals(
                    List.of(
                            "{greeter{words}}",
                            "{file(name:\"a\",contents:\"abc\"){id}}",
                            "{greeter{size(source:\"f1\")}}"),
                    engine.queries());
        }
    }

    @Test
    void types_of_the_module_stand_in_its_class_and_unknown_ones_are_named() throws Exception {
        String string = "{\"kind\":\"NON_NULL\",\"ofType\":{\"kind\":\"SCALAR\",\"name\":\"String\"}}";
        String type = "{\"data\":{\"__type\":{\"kind\":\"OBJECT\",\"name\":\"Greeter\",\"fields\":["
            + "{\"name\":\"items\",\"args\":[],\"type\":{\"kind\":\"NON_NULL\",\"ofType\":{\"kind\":\"LIST\",\"ofType\":"
            + "{\"kind\":\"NON_NULL\",\"ofType\":{\"kind\":\"OBJECT\",\"name\":\"GreeterItem\"}}}}},"
            + "{\"name\":\"future\",\"args\":[],\"type\":{\"kind\":\"OBJECT\",\"name\":\"FutureThing\"}}]}}}";
        String item = "{\"data\":{\"__type\":{\"kind\":\"OBJECT\",\"name\":\"GreeterItem\",\"fields\":["
                + "{\"name\":\"mood\",\"args\":[],\"type\":{\"kind\":\"ENUM\",\"name\":\"GreeterMood\"}},"
                + "{\"name\":\"hide\",\"args\":[{\"name\":\"plaintext\",\"defaultValue\":null,\"type\":"
                + "{\"kind\":\"SCALAR\",\"name\":\"String\"}}],\"type\":" + string + "}]}}}";
        String mood =
                "{\"data\":{\"__type\":{\"kind\":\"ENUM\",\"name\":\"GreeterMood\",\"enumValues\":[{\"name\":\"GOOD\"}]}}}";
        String own = "{\"data\":{\"currentTypeDefs\":[" + definition("asObject", "Greeter", "greeter") + ","
                + definition("asObject", "GreeterItem", "greeter") + ","
                + definition("asEnum", "GreeterMood", "greeter") + ","
                + definition("asObject", "Other", "other") + "," + definition("asObject", "Container", "") + "]}}";
        String java = generate(
                "v1.0.0-beta.10",
                Map.of(
                        "{__type(name:\"Greeter\")", type,
                        "{__type(name:\"GreeterItem\")", item,
                        "{__type(name:\"GreeterMood\")", mood,
                        "{currentTypeDefs{", own));
        assertEquals(
                List.of("\"Greeter.future\" uses \"FutureThing\", which this library's Api does not have"), skipped);
        JavaCompilation compiled = JavaCompilation.of("Greeter", java);
        assertEquals(
                "java.util.List<Greeter$GreeterItem>",
                "" + compiled.load("Greeter").getMethod("items").getGenericReturnType());
        assertEquals(
                "java.util.Optional<Greeter$GreeterMood>",
                "" + compiled.load("Greeter$GreeterItem").getMethod("mood").getGenericReturnType());
        assertTrue(java.contains("setVariable(\"plaintext\", \"String\", plaintext);"), java);
    }

    private static String definition(String as, String name, String module) {
        return "{\"kind\":\"X\",\"" + as + "\":{\"name\":\"" + name + "\",\"sourceModuleName\":\"" + module + "\"}}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"v0.20.8", "v0.21.8", "v1.0.0-beta.10"})
    void a_module_that_does_not_load_is_the_engines_own_sentence(String version) {
        String message = assertThrows(
                        QueryException.class,
                        () -> generate(version, Map.of("{moduleSource", body(version, "module-not-found"))))
                .getMessage();
        assertEquals("local path \"./nope\" does not exist\n  at moduleSource", message);
    }

    @Test
    void a_module_without_a_main_object_is_an_error() {
        String message = assertThrows(
                        DaggerException.class,
                        () -> generate(
                                "v0.21.8",
                                Map.of("{__type(name:\"Query\")", "{\"data\":{\"__type\":{\"fields\":[]}}}")))
                .getMessage();
        assertEquals(
                "Cannot generate the module \"./greeter\": the engine served it as \"greeter\", but its schema has no"
                        + " field of it; expected a module with a main object.",
                message);
    }
}
