package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A module without generated code: the greeter module, as three engines answered it. */
class ModuleTest {
    private static final String SERVE = "{moduleSource(refString:\"./greeter\"){asModule{name serve}}}";

    private static RecordedEngine engine(String version, String... names) throws IOException {
        RecordedEngine engine = new RecordedEngine(version, names);
        return engine.alsoAs(SERVE, RecordingServer.recording(version, "module-serve"));
    }

    private static List<String> queries(RecordedEngine engine) {
        return engine.requests().stream()
                .map(request -> request.path("query").asText())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v0.20.8", "v0.21.8", "v1.0.0-beta.10"})
    void a_module_is_served_in_one_request_and_called_in_the_next(String version) throws IOException {
        try (RecordedEngine engine = engine(version, "module-call");
                Api.Client dag = Dagger.connect(engine.params())) {
            ModuleObject greeter = dag.module("./greeter", Map.of("from", "me"));
            String both = greeter.fetch(
                    m -> m.call("greet", Map.of("name", "you")).asText(),
                    m -> m.call("words"),
                    (greeting, words) -> greeting + " " + words);
            assertEquals("hello you from me [\"hello\",\"me\"]", both);
            dag.module("./greeter", Map.of("from", "me"));
            assertEquals(
                    List.of(SERVE, "{greeter(from:\"me\"){greet(name:\"you\") words}}"),
                    queries(engine),
                    "served once a session");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "v0.20.8, shout, module-call-unknown-function, 'Cannot query field \"shout\" on type \"Greeter\".'",
        "v0.21.8, shout, module-call-unknown-function, 'Cannot query field \"shout\" on type \"Greeter\".'",
        "v1.0.0-beta.10, shout, module-call-unknown-function, 'Cannot query field \"shout\" on type \"Greeter\".'",
        "v1.0.0-beta.10, greet, module-call-missing-argument, 'argument \"name\" of type \"String!\" is required'",
    })
    void a_wrong_call_shows_the_query_with_a_caret(String version, String function, String recording, String message)
            throws IOException {
        try (RecordedEngine engine = engine(version, recording);
                Api.Client dag = Dagger.connect(engine.params())) {
            ModuleObject greeter = dag.module("./greeter");
            Map<String, ?> arguments = function.equals("shout") ? Map.of("name", "x") : Map.of();
            QueryException refused = assertThrows(QueryException.class, () -> greeter.call(function, arguments));
            assertTrue(refused.getMessage().contains(message), refused.getMessage());
            assertTrue(refused.getMessage().contains("|          ^"), refused.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v0.20.8", "v0.21.8", "v1.0.0-beta.10"})
    void a_module_that_is_not_there_is_told_and_tried_again(String version) throws IOException {
        JsonNode recording = RecordingServer.recording(version, "module-not-found");
        try (RecordedEngine engine = new RecordedEngine(version)
                        .alsoAs("{moduleSource(refString:\"./nope\"){asModule{name serve}}}", recording);
                Api.Client dag = Dagger.connect(engine.params())) {
            for (int i = 0; i < 2; i++) {
                QueryException missing = assertThrows(QueryException.class, () -> dag.module("./nope"));
                assertEquals("local path \"./nope\" does not exist\n  at moduleSource", missing.getMessage());
            }
            assertEquals(2, engine.requests().size());
        }
    }

    /** An engine that serves one module of that name and says yes to everything else. */
    private static ApiEngine engine(String name, Map<String, String> answers) throws IOException {
        return new ApiEngine(query -> {
            if (query.contains("moduleSource")) {
                return "{\"data\":{\"moduleSource\":{\"asModule\":{\"name\":\"" + name + "\",\"serve\":null}}}}";
            }
            return "{\"data\":" + answers.getOrDefault(query, "{}") + "}";
        });
    }

    @Test
    void objects_go_in_and_come_out() throws IOException {
        Map<String, String> answers = new ConcurrentHashMap<>(Map.of(
                "{directory{file(path:\"f\"){id}}}", "{\"directory\":{\"file\":{\"id\":\"f1\"}}}",
                "{greeter{size(source:\"f1\")}}", "{\"greeter\":{\"size\":5}}",
                "{greeter{card(name:\"you\"){entries}}}", "{\"greeter\":{\"card\":{\"entries\":[\"card.txt\"]}}}",
                "{greeter{card(name:\"you\"){id}}}", "{\"greeter\":{\"card\":{\"id\":\"d1\"}}}",
                "{greeter{size(source:\"d1\")}}", "{\"greeter\":{\"size\":7}}"));
        try (ApiEngine engine = engine("greeter", answers);
                Api.Client dag = engine.connect()) {
            ModuleObject greeter = dag.module("./greeter");
            assertEquals(
                    5,
                    greeter.call("size", Map.of("source", dag.directory().file("f")))
                            .asInt());
            ModuleObject card = greeter.object("card", Map.of("name", "you"));
            assertEquals("card.txt", dag.fetch(card.select("entries")).get(0).asText());
            assertEquals("card.txt", card.call("entries").get(0).asText());
            assertEquals(List.of("card.txt"), card.as(Api.Directory::new).entries());
            assertEquals(7, greeter.call("size", Map.of("source", card)).asInt());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "hello, hello",
        "my-module, myModule",
        "my_module, myModule",
        "My.Module, myModule",
        "HTTPThing, hTTPThing",
        "go2proto, go2Proto",
        "'two words', twoWords"
    })
    void the_constructor_has_the_modules_name_as_the_engine_spells_it(String name, String field) throws IOException {
        try (ApiEngine engine = engine(name, Map.of("{" + field + "{run}}", "{\"" + field + "\":{\"run\":\"ran\"}}"));
                Api.Client dag = engine.connect()) {
            assertEquals("ran", dag.module("github.com/org/x@v1").call("run").asText(), "" + engine.queries());
        }
    }

    @Test
    void arguments_stand_in_the_order_of_their_names() throws IOException {
        try (ApiEngine engine = engine("m", Map.of());
                Api.Client dag = engine.connect()) {
            ModuleObject module = dag.module("m", Map.of("z", 1, "a", List.of("x"), "k", true));
            assertEquals(
                    "{m(a:[\"x\"],k:true,z:1){f(a:null,b:2.5){g}}}",
                    module.object("f", new java.util.HashMap<>() {
                                {
                                    put("b", 2.5);
                                    put("a", null);
                                }
                            })
                            .select("g")
                            .build());
        }
    }

    @Test
    void a_module_inside_a_path_is_served_once() throws IOException {
        try (ApiEngine engine = engine("m", Map.of("{m{f g}}", "{\"m\":{\"f\":1,\"g\":2}}"));
                Api.Client dag = engine.connect()) {
            int sum = dag.fetch(
                    d -> d.module("m").call("f").asInt(),
                    d -> d.module("m").call("g").asInt(),
                    Integer::sum);
            assertEquals(3, sum);
            assertEquals(2, engine.queries().size(), "" + engine.queries());
        }
    }
}
