package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * A real HTTP server on a free port of 127.0.0.1 that answers a query with what a function of the test makes of it, and
 * keeps every request as it came. Thread-safe.
 */
final class ApiEngine implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final UnaryOperator<String> answers;
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    /** Starts it; the function gives the body of the answer to the text of a query. */
    ApiEngine(UnaryOperator<String> answers) throws IOException {
        this.answers = answers;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    /** An answer with the error that an engine gives for a query that its schema does not allow. */
    static String refusal(String message) {
        return JSON.createObjectNode()
                .set(
                        "errors",
                        JSON.createArrayNode()
                                .add(JSON.createObjectNode()
                                        .put("message", message)
                                        .set(
                                                "extensions",
                                                JSON.createObjectNode().put("code", "GRAPHQL_VALIDATION_FAILED"))))
                .toString();
    }

    /** The introspection answer of an engine, as it stands in the folder of the generator's schemas. */
    static JsonNode schema(String version) throws IOException {
        return JSON.readTree(Run.root().resolve("schemas/" + version + ".json").toFile());
    }

    Api.Client connect() {
        return Dagger.connect(params());
    }

    ConnectParams params() {
        return new ConnectParams(server.getAddress().getPort(), "a-token");
    }

    /** The bodies of all requests so far. */
    List<String> bodies() {
        return bodies;
    }

    /** The texts of all queries so far. */
    List<String> queries() {
        return bodies.stream()
                .map(body -> {
                    try {
                        return JSON.readTree(body).path("query").asText();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        bodies.add(body);
        byte[] answer =
                answers.apply(JSON.readTree(body).path("query").asText()).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
