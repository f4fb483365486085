package daggerkit.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import daggerkit.ConnectParams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A session on 127.0.0.1 that speaks HTTP as {@code dagger session} does: the statuses and bodies of what never comes
 * to be a GraphQL request are the engine's. Unlike the engine's it refuses what a browser sends, so that no web page can
 * use it: a request with an {@code Origin}, or for another host. What it answers to a request is a subclass's.
 * Thread-safe: any number of requests at once.
 */
public abstract class SessionServer implements AutoCloseable {
    /** For graphql-java, which is recursive; reserved, and used only as far as a query is deep. */
    private static final long STACK_BYTES = 1L << 29;

    private static final int SECONDS_TO_END = 10;

    private final String token = UUID.randomUUID().toString();
    private final AtomicInteger threads = new AtomicInteger();
    private final ExecutorService executor = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(null, work, "session-" + threads.incrementAndGet(), STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    });
    private final HttpListener http;

    /**
     * Binds a free port; {@link #start} begins to answer.
     *
     * @throws IOException if there is none
     */
    protected SessionServer() throws IOException {
        http = new HttpListener(executor, new HttpConnection.Handler() {
            @Override
            public Reply refusal(HttpRequest head) {
                return SessionServer.this.refusal(head);
            }

            @Override
            public Reply reply(HttpRequest request) {
                return handle(request);
            }
        });
    }

    /**
     * Answers a GraphQL request. Called in parallel, on a thread with a large stack that is interrupted when the client
     * goes away or the server is closed.
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
        return new ConnectParams(http.port(), token);
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
        executor.shutdownNow();
        http.close();
        try {
            executor.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Reply refusal(HttpRequest head) {
        int port = http.port();
        List<String> hosts = head.headers().getOrDefault("host", List.of("127.0.0.1:" + port));
        if (hosts.size() > 1
                || !List.of("127.0.0.1:" + port, "localhost:" + port).contains(hosts.get(0))) {
            return Reply.of(403, Reply.TEXT, "Expected a request to the host 127.0.0.1:" + port + ".\n");
        }
        if (head.headers().containsKey("origin")) {
            return Reply.of(403, Reply.TEXT, "A request with an Origin comes from a web page: expected a client.\n");
        }
        if (!authorized(head.header("Authorization"))) {
            return new Reply(401, null, out -> {})
                    .with("Www-Authenticate", "Basic realm=\"Access to the Dagger engine session\"");
        }
        return null;
    }

    /** Answers what has the token; the statuses and bodies are the engine's. */
    Reply handle(HttpRequest request) {
        if (request.header("Upgrade") != null) {
            String text = "http do: Post \"http://dagger/query\": http2: invalid Upgrade request header: [\""
                    + request.header("Upgrade") + "\"]";
            return Reply.of(502, Reply.TEXT, text);
        }
        if (!request.path().equals("/query")) {
            return Reply.of(404, Reply.TEXT, "404 page not found\n").with("X-Content-Type-Options", "nosniff");
        }
        if (request.method().equals("GET")) {
            return graphQL(request, RequestBody.none());
        }
        String type = request.header("Content-Type");
        boolean json = type != null && type.split(";")[0].strip().equalsIgnoreCase(Reply.JSON);
        if (!request.method().equals("POST") || !json) {
            return Reply.of(400, Reply.TEXT, "{\"errors\":[{\"message\":\"transport not supported\"}],\"data\":null}");
        }
        try {
            return graphQL(request, RequestBody.read(request.body()));
        } catch (JsonProcessingException wrong) {
            return RequestBody.refusal(request.body(), wrong);
        } catch (IOException unreadable) {
            return RequestBody.error(400, "json request body could not be decoded: " + unreadable.getMessage());
        }
    }

    /** A rejected query has status 422, or 400 for a client that asks so: recording {@code accept-graphql-response}. */
    private Reply graphQL(HttpRequest http, GraphQLRequest request) {
        Reply reply;
        try {
            reply = answer(request);
        } catch (Exception | StackOverflowError failure) {
            reply = RequestBody.error(
                    200, failure instanceof StackOverflowError ? "the query is too deep" : "" + failure.getMessage());
        }
        String accepted = http.header("Accept");
        String ours = "application/graphql-response+json";
        return accepted != null && accepted.startsWith(ours)
                ? new Reply(reply.status() == 422 ? 400 : reply.status(), ours, reply.body(), reply.headers())
                : reply;
    }

    private boolean authorized(String header) {
        String expected =
                "Basic " + Base64.getEncoder().encodeToString((token + ":").getBytes(StandardCharsets.US_ASCII));
        return header != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.US_ASCII), header.getBytes(StandardCharsets.UTF_8));
    }
}
