package daggerkit.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import daggerkit.ConnectParams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A session on 127.0.0.1 that speaks HTTP as {@code dagger session} does: the statuses and bodies of what never comes
 * to be a GraphQL request are the engine's. What it answers to a request is a subclass's. Thread-safe: any number of
 * requests at once.
 */
public abstract class SessionServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build());

    /** For graphql-java, which is recursive; reserved, and used only as far as a query is deep. */
    private static final long STACK_BYTES = 1L << 29;

    private static final int BACKLOG = 1024;
    private static final int SECONDS_TO_END = 10;

    static {
        // Else each answer on a kept connection waits some 40 ms for an acknowledgement; read when the server's class
        // is.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final String token = UUID.randomUUID().toString();
    private final AtomicInteger threads = new AtomicInteger();
    private final ExecutorService executor = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(null, work, "session-" + threads.incrementAndGet(), STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    });
    private final HttpServer http;

    /**
     * Binds a free port; {@link #start} begins to answer.
     *
     * @throws IOException if there is none
     */
    protected SessionServer() throws IOException {
        http = HttpServer.create(
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), BACKLOG);
        http.createContext("/", this::handle);
        http.setExecutor(executor);
    }

    /**
     * Answers a GraphQL request. Called in parallel, on a thread with a large stack that is interrupted when the
     * server is closed.
     *
     * @param request the request, of a client that has the token
     * @return the answer
     * @throws Exception becomes the message of a GraphQL error
     */
    protected abstract Reply answer(GraphQLRequest request) throws Exception;

    /**
     * Says what this server is, to be told to the user on start.
     *
     * @return the end of a sentence, without its full stop
     */
    public abstract String description();

    /** Begins to answer. */
    protected final void start() {
        http.start();
    }

    /**
     * Where the session listens, and its token.
     *
     * @return what goes into the environment of a client
     */
    public final ConnectParams params() {
        return new ConnectParams(http.getAddress().getPort(), token);
    }

    /** Threads like those that answer: daemons, as many as are needed, interrupted when the server is closed. */
    final ExecutorService executor() {
        return executor;
    }

    /**
     * Ends all requests and frees the port; closing again does nothing.
     *
     * @throws IOException if something of a subclass's could not be removed
     */
    @Override
    public void close() throws IOException {
        http.stop(0);
        executor.shutdownNow();
        try {
            executor.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, reply(exchange));
        }
    }

    private Reply reply(HttpExchange exchange) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        if (!authorized(headers.getFirst("Authorization"))) {
            exchange.getResponseHeaders()
                    .set("Www-Authenticate", "Basic realm=\"Access to the Dagger engine session\"");
            return new Reply(401, null, out -> {});
        }
        if (headers.containsKey("Upgrade")) {
            String text = "http do: Post \"http://dagger/query\": http2: invalid Upgrade request header: [\""
                    + headers.getFirst("Upgrade") + "\"]";
            return Reply.of(502, "text/plain; charset=utf-8", text);
        }
        if (!exchange.getRequestURI().getPath().equals("/query")) {
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            return Reply.of(404, "text/plain; charset=utf-8", "404 page not found\n");
        }
        String type = headers.getFirst("Content-Type");
        boolean json = type != null && type.split(";")[0].strip().equalsIgnoreCase(Reply.JSON);
        if (exchange.getRequestMethod().equals("GET")) {
            return graphQL(headers, new GraphQLRequest("", JsonNodeFactory.instance.objectNode(), "", new byte[0]));
        }
        if (!exchange.getRequestMethod().equals("POST") || !json) {
            String text = "{\"errors\":[{\"message\":\"transport not supported\"}],\"data\":null}";
            return Reply.of(400, "text/plain; charset=utf-8", text);
        }
        byte[] body = exchange.getRequestBody().readAllBytes();
        try {
            return graphQL(headers, request(body));
        } catch (JsonProcessingException wrong) {
            String text = new String(body, StandardCharsets.UTF_8);
            boolean value = wrong instanceof JsonShapeException || !text.matches("(?s)\\s*[^\\s{\\[\"tfn0-9-].*");
            String reason = value
                    ? wrong.getOriginalMessage()
                    : "invalid character '" + text.strip().charAt(0) + "' looking for beginning of value";
            String message = "json request body could not be decoded: " + reason + " body:" + text;
            return Reply.of(400, Reply.JSON, "{\"errors\":[{\"message\":" + quote(message) + "}],\"data\":null}");
        }
    }

    /** A rejected query has status 422, or 400 for a client that asks so: recording {@code accept-graphql-response}. */
    private Reply graphQL(Headers headers, GraphQLRequest request) {
        Reply reply;
        try {
            reply = answer(request);
        } catch (Exception | StackOverflowError failure) {
            String message =
                    failure instanceof StackOverflowError ? "the query is too deep" : "" + failure.getMessage();
            reply = Reply.of(200, Reply.JSON, "{\"errors\":[{\"message\":" + quote(message) + "}],\"data\":null}");
        }
        String accepted = headers.getFirst("Accept");
        String ours = "application/graphql-response+json";
        return accepted != null && accepted.startsWith(ours)
                ? new Reply(reply.status() == 422 ? 400 : reply.status(), ours, reply.body())
                : reply;
    }

    private static GraphQLRequest request(byte[] body) throws IOException {
        JsonNode json = JSON.readTree(body);
        if (json == null || !json.isObject()) {
            throw new JsonShapeException(
                    "json: cannot unmarshal " + kind(json) + " into Go value of type graphql.RawParams");
        }
        JsonNode variables = json.path("variables");
        return new GraphQLRequest(
                text(json, "query"),
                variables.isObject() ? variables : JsonNodeFactory.instance.objectNode(),
                text(json, "operationName"),
                body);
    }

    private static String text(JsonNode json, String field) throws JsonShapeException {
        JsonNode value = json.path(field);
        if (!value.isTextual() && !value.isNull() && !value.isMissingNode()) {
            throw new JsonShapeException("json: cannot unmarshal " + kind(value) + " into Go struct field RawParams."
                    + field + " of type string");
        }
        return value.isTextual() ? value.asText() : "";
    }

    private static String kind(JsonNode json) {
        return json == null ? "nothing" : json.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
    }

    /** JSON, but not a request. */
    private static final class JsonShapeException extends JsonProcessingException {
        private static final long serialVersionUID = 1;

        JsonShapeException(String message) {
            super(message);
        }
    }

    private boolean authorized(String header) {
        String expected =
                "Basic " + Base64.getEncoder().encodeToString((token + ":").getBytes(StandardCharsets.US_ASCII));
        return header != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.US_ASCII), header.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        if (reply.contentType() == null) {
            exchange.sendResponseHeaders(reply.status(), -1);
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", reply.contentType());
        try (ReplyStream out = new ReplyStream(exchange, reply.status())) {
            reply.body().writeTo(out);
        }
    }

    private static String quote(String text) {
        return TextNode.valueOf(text).toString();
    }
}
