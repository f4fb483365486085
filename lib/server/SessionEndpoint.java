package daggerkit.server;

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
 * The port of a session server: a free one of 127.0.0.1, a token, and threads. Whoever has the token gets the handler's
 * reply; a wrong one is refused as {@code dagger session} does. Unlike the engine's it also refuses what a browser sends,
 * so that no web page can use it: a request with an {@code Origin}, or for another host. Thread-safe: any number of
 * requests at once.
 */
public final class SessionEndpoint implements AutoCloseable {
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
    private volatile Handler handler;

    /** Answers the requests of clients that have the token. Thread-safe. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Answers a request. Called in parallel, on a thread with a large stack that is interrupted when the client goes
         * away or the endpoint is closed.
         *
         * @param request the request, whole
         * @return the reply
         */
        Reply reply(HttpRequest request);
    }

    /**
     * Binds a free port; {@link #serve} begins to answer.
     *
     * @throws IOException if there is none
     */
    public SessionEndpoint() throws IOException {
        http = new HttpListener(executor, new HttpConnection.Handler() {
            @Override
            public Reply refusal(HttpRequest head) {
                return SessionEndpoint.this.refusal(head);
            }

            @Override
            public Reply reply(HttpRequest request) {
                return handler.reply(request);
            }
        });
    }

    /**
     * Begins to answer.
     *
     * @param requests answers the requests
     */
    public void serve(Handler requests) {
        handler = requests;
        http.start();
    }

    /**
     * Where the session listens, and its token.
     *
     * @return what goes into the environment of a client
     */
    public ConnectParams params() {
        return new ConnectParams(http.port(), token);
    }

    /**
     * Threads like those that answer: daemons, as many as are needed, interrupted when the endpoint is closed.
     *
     * @return the executor of this endpoint
     */
    public ExecutorService executor() {
        return executor;
    }

    /** Ends all requests and frees the port, after ten seconds at most; closing again does nothing. */
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

    private boolean authorized(String header) {
        String expected =
                "Basic " + Base64.getEncoder().encodeToString((token + ":").getBytes(StandardCharsets.US_ASCII));
        return header != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.US_ASCII), header.getBytes(StandardCharsets.UTF_8));
    }
}
