package daggerkit.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import daggerkit.DaggerException;
import daggerkit.console.Text;
import daggerkit.explain.ExplainedRequest;
import daggerkit.explain.Explainer;
import daggerkit.explain.PlanStep;
import daggerkit.schema.EngineVersion;
import daggerkit.server.GraphQLRequest;
import daggerkit.server.RequestBody;
import daggerkit.translate.Translation.Asked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Reads requests that were written down, one a line: by {@code record}, or by {@code explain --json}. */
final class RequestFile {
    private RequestFile() {}

    /**
     * Reads a file.
     *
     * @throws DaggerException if it cannot be read, or a line has no request
     */
    static List<Asked> read(EngineVersion engine, Path file) throws IOException {
        Explainer explainer = Explainer.ofOthers(engine);
        List<Asked> all = new ArrayList<>();
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException failure) {
            throw new DaggerException("Cannot read \"" + file + "\": expected a recording in UTF-8.", failure);
        }
        for (int i = 0; i < lines.size(); i++) {
            JsonNode line = json(lines.get(i));
            if (!line.path("query").isTextual()) {
                throw new DaggerException("Cannot read line " + (i + 1) + " of \"" + file + "\": expected a request as"
                        + " JSON, as record and explain --json write it.");
            }
            JsonNode variables = line.path("variables");
            String query = line.get("query").textValue();
            GraphQLRequest request = new GraphQLRequest(
                    query,
                    variables.isObject() ? variables : JsonNodeFactory.instance.objectNode(),
                    line.path("operationName").asText(""),
                    new byte[0]);
            ExplainedRequest explained = explainer.explain(request).explained();
            JsonNode data = line.path("response").path("data");
            learn(explainer, explained.roots(), data);
            JsonNode error = line.at("/response/errors/0/message");
            all.add(new Asked(explained, data.isObject() ? data : null, error.isTextual() ? shown(error) : null));
        }
        if (all.isEmpty()) {
            throw new DaggerException("Cannot translate \"" + file + "\": it has no request.");
        }
        return all;
    }

    private static String shown(JsonNode error) {
        return Text.abbreviate(error.textValue());
    }

    private static JsonNode json(String line) {
        try {
            return RequestBody.EXACT.readTree(line);
        } catch (IOException notJson) {
            return JsonNodeFactory.instance.missingNode();
        }
    }

    /** Says the explainer what the IDs are of that were answered. */
    private static void learn(Explainer explainer, List<PlanStep> steps, JsonNode data) {
        answeredIds(
                steps,
                data,
                (step, id) -> explainer.know(id, step.name().equals("id") ? step.owner() : step.idOf(), step.digest()));
    }

    /** Finds the IDs in an answer, each with the step that it answers. */
    static void answeredIds(List<PlanStep> steps, JsonNode data, BiConsumer<PlanStep, String> found) {
        if (data.isArray()) {
            data.forEach(element -> answeredIds(steps, element, found));
            return;
        }
        for (PlanStep step : steps) {
            JsonNode answer = data.path(step.key());
            if (step.object() != null) {
                answeredIds(step.children(), answer, found);
            } else if (step.idOf() != null && answer.isTextual()) {
                found.accept(step, answer.textValue());
            }
        }
    }
}
