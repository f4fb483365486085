package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.explain.ExplainedRequest;
import daggerkit.explain.Explainer;
import daggerkit.schema.EngineVersion;
import daggerkit.server.GraphQLRequest;
import daggerkit.translate.Translation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Requests that are printed as Java ask the same when that is run: those of the recipes and of programs of all clients. */
class TranslateTest {
    /** A method of Java has 64 KB at most. */
    private static final int TOGETHER = 100;

    /** An ID that is not known in a query that is only looked at. */
    private static final Pattern ANY_ID = Pattern.compile("\"\\.\\.\\.\"");

    @TempDir
    static Path folder;

    private static Stream<DynamicTest> exactly(RoundTrips trips) {
        return trips.names().stream().map(name -> dynamicTest(name, () -> trips.checkExactly(name)));
    }

    @TestFactory
    Stream<DynamicTest> a_recipe_asks_the_same_again() {
        RoundTrips trips = new RoundTrips();
        for (Recipe recipe : Recipe.all()) {
            trips.add(
                    recipe.name,
                    EngineVersion.newest(),
                    RecipeRuns.shared().explained(recipe).requests());
        }
        return exactly(trips);
    }

    @TestFactory
    Stream<DynamicTest> a_golden_chain_asks_the_same_again() throws IOException {
        RoundTrips trips = new RoundTrips();
        Map<String, Function<Api.Client, Selection>> programs = new LinkedHashMap<>();
        ApiPrograms.add(programs::put);
        for (Map.Entry<String, Function<Api.Client, Selection>> program : programs.entrySet()) {
            for (int i = EngineVersion.values().length - 1; i >= 0; i--) {
                EngineVersion engine = EngineVersion.values()[i];
                List<ExplainedRequest> requests = asked(engine, program.getValue());
                if (requests.stream().allMatch(ExplainedRequest::isValid)) {
                    trips.add(program.getKey(), engine, requests);
                    break;
                }
            }
        }
        assertEquals(List.copyOf(programs.keySet()), trips.names());
        assertEquals(0, trips.raw());
        return exactly(trips);
    }

    private static List<ExplainedRequest> asked(EngineVersion engine, Function<Api.Client, Selection> program)
            throws IOException {
        try (ExplainingServer server = ExplainingServer.start(engine);
                Api.Client dag = Dagger.connect(server.params())) {
            try {
                dag.fetch(program.apply(dag));
            } catch (QueryException notValid) {
                // An older engine has it.
            }
            return server.requests();
        }
    }

    /** What each program of tests/clients asked when it was run with its SDK: {@code ./jbang test-clients translate}. */
    @TestFactory
    Stream<DynamicTest> a_program_of_another_sdk_asks_the_same_again() throws IOException {
        RoundTrips trips = new RoundTrips();
        for (SdkClient client : SdkClient.ALL) {
            Map<String, List<String>> programs = ClientRequests.read(client);
            assertEquals(ClientPrograms.NAMES, List.copyOf(programs.keySet()), client + "");
            for (Map.Entry<String, List<String>> program : programs.entrySet()) {
                Path file = Files.write(folder.resolve("requests.jsonl"), program.getValue());
                trips.add(
                        client + ": " + program.getKey(),
                        client.engine(),
                        RequestForms.of(client.engine(), program.getValue()),
                        Translation.ofFile(client.engine(), file));
            }
        }
        assertEquals(0, trips.raw());
        // Those of one program ask for an ID to load an object by it, which is a variable in Java.
        return trips.names().stream()
                .map(name -> dynamicTest(name, () -> {
                    if (name.endsWith(": directory")) {
                        trips.check(name);
                    } else {
                        trips.checkExactly(name);
                    }
                }));
    }

    /** Each with all its options, of an older engine what no newer one has. */
    @TestFactory
    Stream<DynamicTest> every_field_of_the_api_is_asked_again() throws Exception {
        RoundTrips trips = new RoundTrips();
        Set<String> known = new HashSet<>();
        int all = 0;
        for (int i = EngineVersion.values().length - 1; i >= 0; i--) {
            EngineVersion engine = EngineVersion.values()[i];
            List<ExplainedRequest> requests = new ArrayList<>();
            Explainer explainer = Explainer.ofOthers(engine);
            try (ApiCalls calls = new ApiCalls("" + engine)) {
                for (JsonNode type : ApiTest.types("" + engine).toList()) {
                    if (type.path("kind").asText().matches("OBJECT|INTERFACE")) {
                        calls.checkType(type);
                    }
                }
                for (String query : calls.queries()) {
                    String asked = ANY_ID.matcher(query)
                            .replaceAll(id -> "\"one of " + known.size() + "." + id.start() + "\"");
                    if (known.add(query)) {
                        requests.add(explainer
                                .explain(new GraphQLRequest(
                                        asked, LocalSession.JSON.createObjectNode(), "", new byte[0]))
                                .explained());
                    }
                }
            }
            all += requests.size();
            for (int from = 0; from < requests.size(); from += TOGETHER) {
                int to = Math.min(from + TOGETHER, requests.size());
                trips.add(engine + " from " + from, engine, requests.subList(from, to));
            }
        }
        assertTrue(all > 1_500, all + " queries");
        assertEquals(0, trips.raw());
        return trips.names().stream().map(name -> dynamicTest(name, () -> trips.check(name)));
    }

    @Test
    void the_page_shows_what_is_printed() throws IOException {
        SdkClient python = SdkClient.ALL.stream()
                .filter(client -> client.version().equals("1.0.0b14"))
                .findFirst()
                .orElseThrow();
        Path file = Files.write(
                folder.resolve("secret.jsonl"), ClientRequests.read(python).get("secret"));
        List<String> blocks = Markdown.read("docs/translate.md").blocks().stream()
                .filter(block -> block.language().equals("java"))
                .map(Markdown.Block::text)
                .toList();
        String script = Translation.ofFile(python.engine(), file).script("pipeline", "daggerkit@catalog");
        assertEquals(List.of(script.strip()), blocks.stream().map(String::strip).toList());
    }
}
