package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** A real HTTP server on a free port of 127.0.0.1 that gives one recorded answer to every request. Thread-safe. */
final class RecordingServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ABOUT_THE_LENGTH = Set.of("content-length", "transfer-encoding", "date");

    private final HttpServer server;
    private final JsonNode response;
    private volatile JsonNode lastRequest = JSON.missingNode();

    RecordingServer(JsonNode recording) throws IOException {
        response = recording.path("response");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    static JsonNode recording(String version, String name) throws IOException {
        return JSON.readTree(Run.root()
                .resolve("tests/recordings")
                .resolve(version)
                .resolve(name + ".json")
                .toFile());
    }

    static RecordingServer of(String version, String name) throws IOException {
        return new RecordingServer(recording(version, name));
    }

    ConnectParams params() {
        return new ConnectParams(server.getAddress().getPort(), "a-token");
    }

    /** The body of the last request, or a missing node. */
    JsonNode lastRequest() {
        return lastRequest;
    }

    private void answer(HttpExchange exchange) throws IOException {
        lastRequest = JSON.readTree(exchange.getRequestBody());
        response.path("headers").properties().forEach(header -> {
            if (!ABOUT_THE_LENGTH.contains(header.getKey().toLowerCase(java.util.Locale.ROOT))) {
                exchange.getResponseHeaders()
                        .set(header.getKey(), header.getValue().asText());
            }
        });
        JsonNode recorded = response.path("body");
        byte[] body =
                (recorded.isTextual() ? recorded.textValue() : recorded.toString()).getBytes(StandardCharsets.UTF_8);
        // 0 is "chunked" and -1 is "empty" for this server.
        boolean chunked =
                response.path("headers").path("Transfer-Encoding").asText().equals("chunked");
        exchange.sendResponseHeaders(
                response.path("status").asInt(), chunked ? 0 : body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
