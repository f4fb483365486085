package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.explain.ExplainedRequest;
import daggerkit.explain.PlanStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the programs of tests/clients ask in a session that explains, as it is stored for the tests. Stateless. */
final class ClientRequests {
    private ClientRequests() {}

    /** Where those of a client are. */
    static Path file(SdkClient client) {
        String version = client.version().isEmpty() ? client.engine().toString().substring(1) : client.version();
        return Run.root().resolve("tests/clients/requests/" + client.language() + "-" + version + ".jsonl");
    }

    /** Whether it is more than what a client asks the schema for its own use. */
    static boolean isOfTheProgram(ExplainedRequest request) {
        return request.roots().isEmpty() || !request.roots().stream().allMatch(PlanStep::isIntrospection);
    }

    /** A request as a line. */
    static String line(String program, ExplainedRequest request) {
        ObjectNode line = JsonNodeFactory.instance.objectNode().put("program", program);
        line.put("query", request.query());
        if (!request.variables().isEmpty()) {
            line.set("variables", request.variables());
        }
        if (!request.operationName().isEmpty()) {
            line.put("operationName", request.operationName());
        }
        return line.toString();
    }

    /** The lines of each program. */
    static Map<String, List<String>> read(SdkClient client) throws IOException {
        Map<String, List<String>> programs = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file(client))) {
            JsonNode json = new ObjectMapper().readTree(line);
            programs.computeIfAbsent(json.get("program").asText(), name -> new ArrayList<>())
                    .add(line);
        }
        return programs;
    }
}
