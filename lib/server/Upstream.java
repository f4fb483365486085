package daggerkit.server;

import daggerkit.ConnectParams;
import daggerkit.Http;
import daggerkit.Session;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The session behind a server: sends requests on, each once, and gives the answers as they are. Thread-safe. */
public final class Upstream {
    /** What belongs to a connection, and what is ours to say. The answer is wanted uncompressed, to be read. */
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "accept-encoding",
            "authorization",
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final Set<String> NOT_PASSED_BACK =
            Set.of("connection", "content-length", "content-type", "date", "keep-alive", "transfer-encoding");

    /** An answer: its media type is null if there is none. */
    public record Answer(int status, String contentType, Map<String, String> headers, byte[] body) {
        public Reply reply() {
            return new Reply(status, contentType, out -> out.write(body), headers);
        }
    }

    private final ConnectParams params;
    private final Map<String, String> trace;

    /**
     * Makes the way to a session; nothing is sent yet.
     *
     * @param params where it listens, and its token
     * @param environment the variables that trace headers come from where a client sends none
     */
    public Upstream(ConnectParams params, Map<String, String> environment) {
        this.params = params;
        trace = Session.traceHeaders(environment);
    }

    /**
     * Sends a request and reads its answer, whole. Ends when the thread is interrupted, and so does the session's work.
     *
     * @throws IOException if the session does not answer
     */
    public Answer send(HttpRequest request) throws IOException {
        byte[] user = (params.token() + ":").getBytes(StandardCharsets.US_ASCII);
        Map<String, String> headers = new TreeMap<>();
        if (!request.headers().containsKey("traceparent")) {
            headers.putAll(trace);
        }
        request.headers().forEach((name, values) -> {
            if (!NOT_PASSED_ON.contains(name)) {
                headers.put(name, String.join(", ", values));
            }
        });
        headers.put("authorization", "Basic " + Base64.getEncoder().encodeToString(user));
        try (SocketChannel channel = SocketChannel.open()) {
            Http http = new Http(channel, params.port(), text -> text);
            http.exchange(request.method(), request.target(), headers, request.body());
            byte[] body = http.body().readAllBytes();
            Map<String, String> back = new TreeMap<>(http.headers());
            String type = back.get("content-type");
            back.keySet().removeAll(NOT_PASSED_BACK);
            return new Answer(http.status(), type, back, body);
        }
    }
}
