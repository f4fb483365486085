package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.explain.ExplainReport;
import daggerkit.explain.ExplainServer;
import daggerkit.explain.ExplainedRequest;
import daggerkit.schema.EngineVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A server that explains, its report, and a plain HTTP client of it. Thread-safe. */
final class ExplainSession implements AutoCloseable {
    final ExplainServer server;
    final ExplainReport report;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    ExplainSession(EngineVersion engine, ExplainReport.Form form) {
        report = new ExplainReport(written, form);
        try {
            // Not told of the end: the summary is for a user's eyes.
            server = ExplainServer.start(o -> o.engine(engine).tell(report::asked));
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    ExplainSession(EngineVersion engine) {
        this(engine, ExplainReport.Form.PLAIN);
    }

    ExplainSession() {
        this(EngineVersion.newest());
    }

    Api.Client connect() {
        return Dagger.connect(server.params());
    }

    /** Posts a query and gives the whole response. */
    JsonNode ask(String query) {
        return LocalSession.json(send(query, null, "").body());
    }

    HttpResponse<byte[]> send(String query, JsonNode variables, String operationName) {
        ObjectNode body = LocalSession.JSON.createObjectNode().put("query", query);
        if (variables != null && !variables.isMissingNode()) {
            body.set("variables", variables);
        }
        if (!operationName.isEmpty()) {
            body.put("operationName", operationName);
        }
        try {
            return client.send(LocalSession.post(server.params(), body.toString()), BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    /** Posts a valid query and gives its tree. */
    String tree(String query) {
        JsonNode answer = ask(query);
        if (!answer.path("data").isObject()) {
            throw new AssertionError(query + " gave " + answer);
        }
        return last().text();
    }

    ExplainedRequest last() {
        List<ExplainedRequest> requests = server.requests();
        return requests.get(requests.size() - 1);
    }

    /** The ID that a query gives, whose answer is a chain of objects. */
    String id(String query) {
        JsonNode value = ask(query).get("data");
        while (value.isObject()) {
            value = value.elements().next();
        }
        return value.asText();
    }

    /** All that the report wrote. */
    String written() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
