package daggerkit;

import static daggerkit.LocalSession.FROM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.schema.EngineVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the stand-in answers of itself, without running a command. */
class LocalServerQueryTest {
    private static LocalSession session;

    @BeforeAll
    static void start() {
        session = LocalSession.start();
    }

    @AfterAll
    static void stop() {
        session.close();
    }

    @TestFactory
    Stream<DynamicTest> an_address_is_written_in_full() {
        String digest = "@sha256:" + "0123456789abcdef".repeat(4);
        return Stream.of(
                        List.of("alpine", "docker.io/library/alpine:latest"),
                        List.of("alpine:3.20", "docker.io/library/alpine:3.20"),
                        List.of("me/app", "docker.io/me/app:latest"),
                        List.of("docker.io/alpine", "docker.io/library/alpine:latest"),
                        List.of("localhost/x", "localhost/x:latest"),
                        List.of("host:5000/a/b:1", "host:5000/a/b:1"),
                        List.of("ghcr.io/a/b" + digest, "ghcr.io/a/b" + digest),
                        List.of("alpine:1" + digest, "docker.io/library/alpine:1" + digest),
                        List.of("", "!"),
                        List.of("a b", "!"),
                        List.of("Alpine", "!"),
                        List.of("alpine:", "!"),
                        List.of("alpine@sha256:12", "!"),
                        List.of("/etc", "!"),
                        List.of("-x", "!"))
                .map(pair -> dynamicTest("\"" + pair.get(0) + "\"", () -> {
                    String query = "{container{from(address:\"" + pair.get(0) + "\"){imageRef}}}";
                    if (pair.get(1).equals("!")) {
                        JsonNode error = session.error(query);
                        assertTrue(
                                error.path("message")
                                        .asText()
                                        .endsWith("address " + pair.get(0) + ": invalid reference format"),
                                "" + error);
                        assertEquals(
                                "[\"container\",\"from\"]", error.path("path").toString());
                    } else {
                        assertEquals(pair.get(1), session.value(query));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> what_it_does_not_have_is_an_error_that_names_it_and_dagger_run() {
        return Stream.of(
                        List.of("Query.engine", "{engine{id}}"),
                        List.of("Container.publish", "{container{publish(address:\"x\")}}"),
                        List.of(
                                "Container.withExec(insecureRootCapabilities)",
                                FROM + "withExec(args:[\"id\"],insecureRootCapabilities:true){stdout}}}}"),
                        List.of(
                                "Container.withExec(experimentalPrivilegedNesting)",
                                FROM + "withExec(args:[\"id\"],experimentalPrivilegedNesting:true){stdout}}}}"),
                        List.of(
                                "\"linux/other\"",
                                "{container(platform:\"linux/other\"){from(address:\"a\"){withExec(args:[\"id\"]){"
                                        + "stdout}}}}"))
                .map(pair -> dynamicTest(pair.get(0), () -> {
                    String message = session.error(pair.get(1)).path("message").asText();
                    assertTrue(
                            message.contains(pair.get(0)) && message.endsWith("use a real engine: dagger run ..."),
                            message);
                }));
    }

    @TestFactory
    Stream<DynamicTest> a_container_is_loaded_by_its_id() {
        return Stream.of(EngineVersion.values())
                .map(engine -> dynamicTest("" + engine, () -> {
                    try (LocalSession other = LocalSession.start(engine)) {
                        String id = other.value(FROM + "withExec(args:[\"echo\",\"kept\"]){sync}}}}");
                        String query = engine == EngineVersion.V0_20_8
                                ? "{loadContainerFromID(id:\"" + id + "\"){stdout}}"
                                : "{node(id:\"" + id + "\"){... on Directory{digest} ... on Container{stdout}}}";
                        assertEquals("kept\n", other.value(query));
                        assertTrue(other.error(query.replace(id, "none"))
                                .path("message")
                                .asText()
                                .contains("\"none\""));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> the_schema_can_be_asked_for() {
        return Stream.of(EngineVersion.values())
                .map(engine -> dynamicTest("" + engine, () -> {
                    try (LocalSession other = LocalSession.start(engine)) {
                        JsonNode types = other.ask(
                                        "query I{s:__schema{types{...T}} __type(name:\"Container\"){name}} fragment T"
                                                + " on __Type{name kind}")
                                .path("data");
                        assertEquals("Container", types.at("/__type/name").asText());
                        Set<String> names = new HashSet<>();
                        types.at("/s/types")
                                .forEach(type -> names.add(type.path("name").asText()));
                        assertTrue(
                                names.containsAll(Set.of("Query", "Container", "Directory", "ReturnType")), "" + names);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> the_schema_is_told_as_the_engine_tells_it() {
        return Stream.of(EngineVersion.values())
                .map(engine -> dynamicTest("" + engine, () -> {
                    String type = "kind name ofType{kind name ofType{kind name ofType{kind name ofType{kind name}}}}";
                    String value =
                            "name defaultValue isDeprecated type{" + type + "} directives{name args{name value}}";
                    JsonNode wanted = LocalSession.JSON
                            .readTree(Run.root()
                                    .resolve("schemas/" + engine + ".json")
                                    .toFile())
                            .path("data");
                    try (LocalSession other = LocalSession.start(engine)) {
                        JsonNode told = other.ask("{__schemaVersion __schema{queryType{name} types{kind name"
                                        + " interfaces{name} possibleTypes{name} inputFields{" + value
                                        + "} enumValues(includeDeprecated:true){name isDeprecated}"
                                        + " fields(includeDeprecated:true){name isDeprecated type{" + type
                                        + "} args(includeDeprecated:true){" + value
                                        + "} directives{name args{name value}}}}}}")
                                .path("data");
                        assertEquals(
                                engine.toString(), told.path("__schemaVersion").asText());
                        Map<String, JsonNode> types = byName(told.at("/__schema/types"));
                        byName(wanted.at("/__schema/types"))
                                .forEach((name, facts) -> assertEquals("" + facts, "" + types.remove(name)));
                        assertEquals(Set.of(), types.keySet());
                    }
                }));
    }

    private static Map<String, JsonNode> byName(JsonNode types) {
        Map<String, JsonNode> named = new TreeMap<>();
        types.forEach(type -> named.put(type.path("name").asText(), sorted(type)));
        return named;
    }

    /** With the elements of lists, and what is in them, in the order of their text, and without trailing nulls. */
    private static JsonNode sorted(JsonNode json) {
        if (json.isObject()) {
            ObjectNode object = LocalSession.JSON.createObjectNode();
            new TreeMap<>(json.properties().stream()
                            .filter(field -> !field.getValue().isNull())
                            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))
                    .forEach((name, value) -> object.set(name, sorted(value)));
            return object;
        } else if (json.isArray()) {
            List<JsonNode> elements = new ArrayList<>();
            json.forEach(element -> elements.add(sorted(element)));
            elements.sort(Comparator.comparing(JsonNode::toString));
            return LocalSession.JSON.createArrayNode().addAll(elements);
        }
        return json;
    }

    @TestFactory
    Stream<DynamicTest> an_engine_is_named_in_full_or_in_short() {
        return Stream.of(
                        List.of("0.20.8", "v0.20.8"),
                        List.of("v0.21.8", "v0.21.8"),
                        List.of("0.21", "v0.21.8"),
                        List.of("1.0", "v1.0.0-beta.10"),
                        List.of("v1.0.0-beta.10", "v1.0.0-beta.10"),
                        List.of("1.0.0-beta.1", ""),
                        List.of("0.2", ""),
                        List.of("", ""),
                        List.of("latest", ""))
                .map(pair -> dynamicTest("\"" + pair.get(0) + "\"", () -> {
                    if (pair.get(1).isEmpty()) {
                        String message = assertThrows(
                                        IllegalArgumentException.class, () -> EngineVersion.of(pair.get(0)))
                                .getMessage();
                        assertTrue(message.contains("\"" + pair.get(0) + "\""), message);
                    } else {
                        assertEquals(pair.get(1), EngineVersion.of(pair.get(0)).toString());
                    }
                }));
    }

    @Test
    void a_thousand_branches_fit_in_a_request() {
        String branches = IntStream.range(0, 1000)
                .mapToObj(i -> "b" + i + ":container{from(address:\"alpine\"){withEnvVariable(name:\"N\",value:\"" + i
                        + "\"){envVariable(name:\"N\")}}}")
                .collect(Collectors.joining(" "));
        JsonNode data = session.ask("{" + branches + "}").path("data");
        assertEquals(1000, data.size());
        assertEquals("999", data.at("/b999/from/withEnvVariable/envVariable").asText());
    }

    @Test
    void a_variable_has_its_default_and_is_not_null_where_it_must_not_be() {
        String query = "query Q($a:String!%s){container{from(address:$a){imageRef}}}";
        assertEquals("docker.io/library/x:latest", session.value(String.format(query, "=\"x\"")));
        JsonNode missing = session.error(String.format(query, ""));
        assertEquals("must be defined", missing.path("message").asText());
        ObjectNode body = LocalSession.JSON.createObjectNode().put("query", String.format(query, ""));
        body.putObject("variables").putNull("a");
        var answer = session.send(LocalSession.post(session.server.params(), body.toString()));
        assertEquals(422, answer.statusCode());
        assertEquals(
                "cannot be null",
                LocalSession.json(answer.body()).at("/errors/0/message").asText());
    }

    @Test
    void a_container_without_an_image_has_no_command_and_no_variables() {
        assertEquals(
                "no command has been set",
                session.error("{container{withExec(args:[]){id}}}")
                        .path("message")
                        .asText());
        assertEquals(
                "{\"data\":{\"container\":{\"envVariables\":[],\"workdir\":\"\"}}}",
                session.ask("{container{envVariables{name} workdir}}").toString());
    }
}
