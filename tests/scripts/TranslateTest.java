package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import daggerkit.explain.ExplainServer;
import daggerkit.explain.ExplainedRequest;
import daggerkit.schema.EngineVersion;
import daggerkit.translate.Translation;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Requests that are printed as Java ask the same when that is run: those of the recipes and of programs of all clients. */
class TranslateTest {
    private static Stream<DynamicTest> each(RoundTrips trips) {
        return trips.names().stream().map(name -> dynamicTest(name, () -> trips.check(name)));
    }

    @TestFactory
    Stream<DynamicTest> a_recipe_asks_the_same_again() {
        RoundTrips trips = new RoundTrips();
        for (Recipe recipe : Recipe.all()) {
            trips.add(recipe.name, EngineVersion.newest(), RecipeRuns.shared().explained(recipe).requests());
        }
        return each(trips);
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
                if (requests.stream().allMatch(ExplainedRequest::isValid) || i == 0) {
                    trips.add(program.getKey(), engine, requests);
                    break;
                }
            }
        }
        return each(trips);
    }

    private static List<ExplainedRequest> asked(EngineVersion engine, Function<Api.Client, Selection> program)
            throws IOException {
        try (ExplainServer server = ExplainServer.start(o -> o.engine(engine));
                Api.Client dag = Dagger.connect(server.params())) {
            try {
                dag.fetch(program.apply(dag));
            } catch (QueryException notValid) {
                // Of an older engine, or one that is not.
            }
            return server.requests();
        }
    }
}
