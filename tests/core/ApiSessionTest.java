package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.LinkedHashMap;
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
    private static final String HOW_TO_LOAD = "{__type(name:\"Node\"){name kind}}";

    /** An engine that loads objects as that version does, and has these answers by the end of a query. */
    private static ApiEngine engine(String version, Map<String, String> answers) throws IOException {
        UnaryOperator<String> answer = query -> {
            if (query.equals(HOW_TO_LOAD)) {
                return version.equals("v0.20.8")
                        ? ApiEngine.refusal("unknown type: \"Node\"")
                        : "{\"data\":{\"__type\":{\"name\":\"Node\",\"kind\":\"INTERFACE\"}}}";
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
                            HOW_TO_LOAD,
                            begin + "{withWorkdir(path:\"/\"){stdout}}}" + (begin.contains("...") ? "}" : ""),
                            begin + "{stderr}}" + (begin.contains("...") ? "}" : "")),
                    engine.queries());
        }
    }

    @Test
    void how_it_loads_is_asked_once_a_session_and_not_for_what_only_gives_an_object() throws IOException {
        try (ApiEngine engine = engine(
                        "v0.21.8",
                        Map.of("{sync", "{\"directory\":{\"sync\":\"d\"}}", "{name", "{\"node\":{\"name\":\"n\"}}"));
                Api.Client dag = engine.connect()) {
            Api.Directory first = dag.directory().sync();
            Api.Directory second =
                    new Api.Client(dag, Selection.query()).directory().sync();
            assertEquals(List.of("{directory{sync}}", "{directory{sync}}"), engine.queries());
            assertEquals(
                    "Directory: loadDirectoryFromID(id: \"d\").directory(path: \"x\")",
                    first.directory("x").toString());
            assertEquals(2, engine.queries().size(), "toString sends nothing");
            first.name();
            second.name();
            assertEquals(
                    1, engine.queries().stream().filter(HOW_TO_LOAD::equals).count(), "" + engine.queries());
            assertEquals(
                    "{node(id:\"d\"){... on Directory{directory(path:\"x\")}}}",
                    first.directory("x").selection().build());
        }
    }

    /** On an engine up to 0.20 a module may be called so, whose object is no interface. */
    @Test
    void a_module_named_node_is_no_way_to_load() throws IOException {
        try (ApiEngine engine = new ApiEngine(query -> query.equals(HOW_TO_LOAD)
                        ? "{\"data\":{\"__type\":{\"name\":\"Node\",\"kind\":\"OBJECT\"}}}"
                        : query.contains("sync")
                                ? "{\"data\":{\"directory\":{\"sync\":\"d\"}}}"
                                : "{\"data\":{\"loadDirectoryFromID\":{\"name\":\"n\"}}}");
                Api.Client dag = engine.connect()) {
            assertEquals("n", dag.directory().sync().name());
        }
    }

    @Test
    void an_engine_that_cannot_say_how_it_loads_is_the_failure() throws IOException {
        try (ApiEngine engine = new ApiEngine(query -> query.equals(HOW_TO_LOAD)
                        ? ApiEngine.refusal("no space left")
                        : "{\"data\":{\"directory\":{\"sync\":\"d\"}}}");
                Api.Client dag = engine.connect()) {
            Api.Directory synced = dag.directory().sync();
            assertTrue(assertThrows(QueryException.class, synced::name)
                    .getMessage()
                    .contains("no space left"));
        }
    }

    @Test
    void null_for_a_required_argument_names_call_and_argument_and_sends_nothing() throws IOException {
        try (Peer peer = Peer.answering("{\"data\":{}}");
                Api.Client dag = Dagger.connect(peer.params())) {
            String none = null;
            Map<String, Runnable> calls = new LinkedHashMap<>();
            calls.put("from \"address\"", () -> dag.container().from(none));
            calls.put("cacheVolume \"key\"", () -> dag.cacheVolume(none));
            calls.put("setSecret \"plaintext\"", () -> dag.setSecret("a", none));
            calls.put("withDirectory \"source\"", () -> dag.container().withDirectory("/a", null));
            calls.put("withExec \"args\"", () -> dag.container().withExec("a", null));
            calls.put("envVariable \"name\"", () -> dag.container().envVariable(none));
            calls.put("publish \"address\"", () -> dag.container().publish(none));
            calls.forEach((what, call) -> {
                String[] words = what.split(" ");
                assertEquals(
                        "Cannot call " + words[0] + ": its argument " + words[1]
                                + " is null, or has null in it, and is required.",
                        assertThrows(DaggerException.class, call::run).getMessage());
            });
            assertEquals(0, peer.connections());
            assertEquals(
                    "{container{withExec(args:[\"a\"]){id}}}",
                    dag.container()
                            .withExec(List.of("a"), o -> o.stdin(null))
                            .selection()
                            .select("id")
                            .build());
            assertEquals("{a(b:null)}", dag.select("a").arg("b", null).build(), "a chain by hand may have it");
        }
    }

    /** What each kind of call costs: the first time, and once more. */
    @ParameterizedTest
    @ValueSource(strings = {"v0.20.8", "v0.21.8", "v1.0.0-beta.10"})
    void every_kind_of_call_costs_as_few_requests_as_it_can(String version) throws IOException {
        Map<String, Integer> expected = new LinkedHashMap<>();
        Map<String, Integer> counted = new LinkedHashMap<>();
        try (EchoEngine engine = EchoEngine.of(version);
                Api.Client dag = engine.connect()) {
            Api.Container chain = dag.container().from("a");
            Api.Directory folder = dag.directory().withNewFile("a", "b");
            Api.Container[] synced = new Api.Container[1];
            Api.Service[] started = new Api.Service[1];
            List<Api.EnvVariable> list = chain.envVariables();
            Object[][] calls = {
                {"a chain", 0, (Runnable) () -> chain.withExec("ls").withWorkdir("/")},
                {"a text", 1, (Runnable) chain::stdout},
                {"an ID", 1, (Runnable) chain::id},
                {"an ID that is known", 0, (Runnable) chain::id},
                {
                    "whether it is null",
                    1,
                    (Runnable) () -> dag.directory().stat("x").isNull()
                },
                {
                    "sync",
                    1,
                    (Runnable) () -> synced[0] = dag.container().from("b").sync()
                },
                {
                    "start",
                    1,
                    (Runnable) () -> started[0] = dag.container().asService().start()
                },
                {"the ID of what sync gave", 0, (Runnable) () -> synced[0].id()},
                {
                    "an argument whose ID is known",
                    1,
                    (Runnable) () ->
                            dag.container().withServiceBinding("x", started[0]).stdout()
                },
                {
                    "an argument, and the leaf",
                    2,
                    (Runnable) () -> chain.withDirectory("/", folder).stdout()
                },
                {
                    "the same again",
                    1,
                    (Runnable) () -> chain.withDirectory("/", folder).stderr()
                },
                {"a list", 1, (Runnable) list::size},
                {"an element of it", 0, (Runnable) () -> list.get(0).id()},
                {
                    "several leaves",
                    1,
                    (Runnable) () -> chain.fetch(Api.Container::stdout, Api.Container::stderr, List::of)
                },
                {
                    "each of a list",
                    1,
                    (Runnable) () -> chain.fetchEach(Api.Container::envVariables, Api.EnvVariable::name)
                },
                {"a query", 1, (Runnable) () -> dag.fetch(dag.select("version"))},
                {"the first chain behind an ID", 2, (Runnable) () -> synced[0].stdout()},
                {"the next chain behind an ID", 1, (Runnable) () -> synced[0].stderr()},
                {
                    "several leaves behind IDs",
                    1,
                    (Runnable) () -> dag.fetch(
                            Leaf.all(List.of(synced[0].leaf(Api.Container::stdout), chain.leaf(Api.Container::stdout))))
                },
                {"a leaf of an element", 1, (Runnable) () -> list.get(1).name()}
            };
            for (Object[] call : calls) {
                int before = engine.queries().size();
                ((Runnable) call[2]).run();
                counted.put((String) call[0], engine.queries().size() - before);
                expected.put((String) call[0], (Integer) call[1]);
            }
            assertEquals(expected, counted);
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
            assertEquals(List.of("{container{envVariables{id}}}"), engine.queries());
            assertEquals("PATH", variables.get(0).name());
            assertEquals(HOW_TO_LOAD, engine.queries().get(1));
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
