package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A real HTTP server on a free port of 127.0.0.1 that answers every query as an engine did: with the recording that has
 * the same text, white space aside. A query without a recording is answered with an error that shows it. Thread-safe.
 */
final class RecordedEngine implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "a-token-of-the-tests";
    private static final String AUTHORIZATION =
            "Basic " + Base64.getEncoder().encodeToString((TOKEN + ":").getBytes(StandardCharsets.US_ASCII));

    private final Map<String, JsonNode> responses = new HashMap<>();
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /**
     * Starts it.
     *
     * @param version the engine whose recordings answer
     * @param names the recordings
     */
    RecordedEngine(String version, String... names) throws IOException {
        for (String name : names) {
            JsonNode recording = RecordingServer.recording(version, name);
            alsoAs(recording.path("request").path("query").asText(), recording);
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Lets a recording answer a query that differs in its text only, such as one with a variable for a literal. */
    RecordedEngine alsoAs(String query, JsonNode recording) {
        responses.put(withoutSpace(query), recording.path("response"));
        return this;
    }

    /** The answers of two branches with aliases of their own, as the same branches have them behind their beginning. */
    static JsonNode merged(JsonNode recording) {
        ObjectNode merged = recording.deepCopy();
        JsonNode data = recording.at("/response/body/data");
        ((ObjectNode) merged.at("/response/body"))
                .putObject("data")
                .putObject("container")
                .putObject("from")
                .<ObjectNode>set("withExec", data.at("/a/from/withExec"))
                .set("withExec_2", data.at("/b/from/withExec"));
        return merged;
    }

    ConnectParams params() {
        return new ConnectParams(server.getAddress().getPort(), TOKEN);
    }

    /** The bodies of all requests so far. */
    List<JsonNode> requests() {
        return requests;
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        requests.add(request);
        boolean allowed = AUTHORIZATION.equals(exchange.getRequestHeaders().getFirst("Authorization"));
        String query = request.path("query").asText();
        JsonNode response = responses.getOrDefault(withoutSpace(query), unrecorded(query));
        byte[] body = response.path("body").toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (allowed) {
            exchange.sendResponseHeaders(response.path("status").asInt(), body.length);
            exchange.getResponseBody().write(body);
        } else {
            exchange.sendResponseHeaders(401, -1);
        }
        exchange.close();
    }

    private static String withoutSpace(String query) {
        return query.replaceAll("\\s", "");
    }

    private static JsonNode unrecorded(String query) {
        ObjectNode response = JSON.createObjectNode().put("status", 422);
        response.putObject("body")
                .putNull("data")
                .putArray("errors")
                .addObject()
                .put("message", "No recording has the query " + query);
        return response;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
