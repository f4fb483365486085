package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the typed API sends, and what it makes of the answers. */
class ApiSessionTest {
    private static final String FIELDS_OF_QUERY = "{__type(name:\"Query\"){fields{name}}}";

    /** An engine that has the fields of that version's query type, and these answers by the end of a query. */
    private static ApiEngine engine(String version, Map<String, String> answers) throws IOException {
        StringBuilder names = new StringBuilder();
        for (JsonNode type : ApiEngine.schema(version).at("/data/__schema/types")) {
            if (type.path("name").asText().equals("Query")) {
                type.path("fields").forEach(field -> names.append(names.length() == 0 ? "" : ",")
                        .append("{\"name\":")
                        .append(field.path("name"))
                        .append('}'));
            }
        }
        UnaryOperator<String> answer = query -> {
            if (query.equals(FIELDS_OF_QUERY)) {
                return "{\"data\":{\"__type\":{\"fields\":[" + names + "]}}}";
            }
            for (Map.Entry<String, String> known : answers.entrySet()) {
                if (query.replaceAll("}+$", "").endsWith(known.getKey())) {
                    return "{\"data\":" + known.getValue() + "}";
                }
            }
            return ApiEngine.refusal("no answer for " + query);
        };
        return new ApiEngine(answer);
    }

    @ParameterizedTest
    @CsvSource({
        "v0.20.8, '{loadContainerFromID(id:\"c1\")', '{\"loadContainerFromID\":'",
        "v0.21.8, '{node(id:\"c1\"){... on Container', '{\"node\":'",
        "v1.0.0-beta.10, '{node(id:\"c1\"){... on Container', '{\"node\":'"
    })
    void sync_gives_the_object_itself_and_later_chains_begin_at_it(String version, String begin, String data)
            throws IOException {
        try (ApiEngine engine = engine(
                        version,
                        Map.of(
                                "{sync", "{\"container\":{\"from\":{\"sync\":\"c1\"}}}",
                                "{stdout", data + "{\"withWorkdir\":{\"stdout\":\"out\"}}}",
                                "{stderr", data + "{\"stderr\":\"err\"}}"));
                Api.Client dag = engine.connect()) {
            Api.Container synced = dag.container().from("alpine").sync();
            assertEquals("out", synced.withWorkdir("/").stdout());
            assertEquals("err", synced.stderr());
            assertEquals("c1", synced.id());
            assertEquals(
                    List.of(
                            "{container{from(address:\"alpine\"){sync}}}",
                            FIELDS_OF_QUERY,
                            begin + "{withWorkdir(path:\"/\"){stdout}}}" + (begin.contains("...") ? "}" : ""),
                            begin + "{stderr}}" + (begin.contains("...") ? "}" : "")),
                    engine.queries());
        }
    }

    @Test
    void what_an_engine_has_is_asked_once_a_session() throws IOException {
        try (ApiEngine engine = engine("v0.21.8", Map.of("{sync", "{\"directory\":{\"sync\":\"d\"}}"));
                Api.Client dag = engine.connect()) {
            dag.directory().sync();
            dag.directory().sync();
            new Api.Client(dag, Selection.query()).directory().sync();
            assertEquals(
                    1, engine.queries().stream().filter(FIELDS_OF_QUERY::equals).count(), "" + engine.queries());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v0.20.8", "v1.0.0-beta.10"})
    void a_list_of_objects_is_fetched_when_it_is_used_and_once(String version) throws IOException {
        String loaded = version.startsWith("v0.20") ? "loadEnvVariableFromID" : "node";
        try (ApiEngine engine = engine(
                        version,
                        Map.of(
                                "{envVariables{id",
                                "{\"container\":{\"envVariables\":[{\"id\":\"e1\"},{\"id\":\"e2\"}]}}",
                                "{name",
                                "{\"" + loaded + "\":{\"name\":\"PATH\"}}"));
                Api.Client dag = engine.connect()) {
            List<Api.EnvVariable> variables = dag.container().envVariables();
            assertEquals(List.of(), engine.queries());
            assertEquals(2, variables.size());
            assertEquals("e2", variables.get(1).id());
            assertEquals(List.of("{container{envVariables{id}}}", FIELDS_OF_QUERY), engine.queries());
            assertEquals("PATH", variables.get(0).name());
            assertTrue(engine.queries().get(2).startsWith("{" + loaded + "(id:\"e1\")"), "" + engine.queries());
            assertEquals(3, engine.queries().size());
        }
    }

    @Test
    void what_may_be_null_is_optional_and_an_object_can_be_asked() throws IOException {
        try (ApiEngine engine = engine(
                        "v1.0.0-beta.10",
                        Map.of(
                                "(name:\"A\")", "{\"container\":{\"envVariable\":null}}",
                                "(name:\"B\")", "{\"container\":{\"envVariable\":\"b\"}}",
                                "contextWindow", "{\"llm\":{\"contextWindow\":7}}",
                                "{stat(path:\"x\"){id", "{\"directory\":{\"stat\":null}}",
                                "{stat(path:\"x\"){size", "{\"directory\":{\"stat\":null}}",
                                "{stat(path:\"y\"){id", "{\"directory\":{\"stat\":{\"id\":\"s\"}}}"));
                Api.Client dag = engine.connect()) {
            assertEquals(Optional.empty(), dag.container().envVariable("A"));
            assertEquals(Optional.of("b"), dag.container().envVariable("B"));
            assertEquals(Optional.of(7L), dag.llm().contextWindow());
            assertTrue(dag.directory().stat("x").isNull());
            assertFalse(dag.directory().stat("y").isNull());
            String message = assertThrows(
                            DaggerException.class,
                            () -> dag.directory().stat("x").size())
                    .getMessage();
            assertTrue(message.contains("isNull()"), message);
        }
    }

    @Test
    void void_enums_and_lists_of_texts_are_read() throws IOException {
        try (ApiEngine engine = engine(
                        "v0.21.8",
                        Map.of(
                                "{serve", "{\"moduleSource\":{\"asModule\":{\"serve\":null}}}",
                                "{kind", "{\"typeDef\":{\"kind\":\"LIST_KIND\"}}",
                                "{entries", "{\"directory\":{\"entries\":[\"a\",\"b\"]}}",
                                "{fileType", "{\"directory\":{\"stat\":{\"fileType\":\"FUTURE\"}}}"));
                Api.Client dag = engine.connect()) {
            dag.moduleSource("./greeter").asModule().serve();
            assertEquals(Api.TypeDefKind.LIST_KIND, dag.typeDef().kind());
            assertEquals(List.of("a", "b"), dag.directory().entries());
            String message = assertThrows(
                            DaggerException.class,
                            () -> dag.directory().stat("x").fileType())
                    .getMessage();
            assertTrue(message.contains("\"FUTURE\"") && message.contains("FileType"), message);
        }
    }

    @Test
    void a_plaintext_secret_is_in_the_variables_and_nowhere_else() throws IOException {
        String plaintext = "pl\u00e4in \"text\" 4711";
        UnaryOperator<String> answers = query -> query.contains("setSecret")
                ? "{\"data\":{\"setSecret\":{\"id\":\"s1\"}}}"
                // Some errors quote the whole query (int-too-big).
                : ApiEngine.refusal("query:\n" + query + "\n\nerror: no");
        try (ApiEngine engine = new ApiEngine(answers);
                Api.Client dag = engine.connect()) {
            Api.Secret secret = dag.setSecret("n", plaintext);
            Api.Container container = dag.container().withSecretVariable("TOKEN", secret);
            QueryException refused = assertThrows(QueryException.class, container::stdout);
            assertEquals(
                    List.of(
                            "{\"query\":\"query($plaintext:String!){setSecret(name:\\\"n\\\",plaintext:$plaintext){id}}\",\"variables\":{\"plaintext\":\"pl\u00e4in"
                                + " \\\"text\\\" 4711\"}}",
                            "{\"query\":\"{container{withSecretVariable(name:\\\"TOKEN\\\",secret:\\\"s1\\\"){stdout}}}\"}"),
                    engine.bodies());
            for (String shown : List.of(
                    secret.toString(),
                    secret.selection().build(),
                    container.toString(),
                    container.selection().build(),
                    refused.toString(),
                    refused.query(),
                    refused.errors().toString())) {
                assertFalse(shown.contains("4711"), shown);
            }
        }
        try (ApiEngine engine = new ApiEngine(query -> ApiEngine.refusal("query:\n" + query + "\n\nerror: no"));
                Api.Client dag = engine.connect()) {
            Api.Secret secret = dag.setSecret("n", plaintext);
            QueryException refused = assertThrows(QueryException.class, secret::plaintext);
            String shown = refused + refused.query() + refused.errors();
            assertFalse(shown.contains("4711"), shown);
            assertTrue(shown.contains("plaintext:$plaintext"), shown);
        }
    }

    @Test
    void the_two_fields_that_changed_type_have_a_method_for_each_type() throws IOException {
        try (ApiEngine engine = engine(
                        "v0.21.8",
                        Map.of(
                                "{step", "{\"llm\":{\"step\":\"l1\"}}",
                                "{lastReply", "{\"node\":{\"lastReply\":\"hello\"}}",
                                "{ref", "{\"git\":{\"commit\":{\"ref\":\"r\"}}}"));
                Api.Client dag = engine.connect()) {
            assertEquals("hello", dag.llm().stepSync().lastReply());
            assertEquals("r", dag.git("u").commitRef("abc").ref());
        }
        try (ApiEngine engine = engine(
                        "v1.0.0-beta.10",
                        Map.of(
                                "{step{lastReply", "{\"llm\":{\"step\":{\"lastReply\":\"hello\"}}}",
                                "{sha", "{\"git\":{\"commit\":{\"sha\":\"abc\"}}}"));
                Api.Client dag = engine.connect()) {
            assertEquals("hello", dag.llm().step().lastReply());
            assertEquals("abc", dag.git("u").commit("abc").sha());
        }
    }

    @Test
    void an_interface_is_narrowed_to_a_type_that_the_object_has_to_be_of() throws IOException {
        try (ApiEngine engine = engine(
                        "v0.21.8",
                        Map.of(
                                "... on Directory{entries", "{\"node\":{\"entries\":[\"x\"]}}",
                                "... on File{size", "{\"node\":{}}"));
                Api.Client dag = engine.connect()) {
            assertEquals(List.of("x"), dag.node("abc").asDirectory().entries());
            String message = assertThrows(
                            DaggerException.class,
                            () -> dag.node("abc").asFile().size())
                    .getMessage();
            assertEquals("The object at \"node\" is not of the type that the query narrows it to.", message);
        }
    }
}
