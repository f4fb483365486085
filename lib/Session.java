package daggerkit;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.console.AtEnd;
import daggerkit.console.Text;
import daggerkit.trace.Trace;
import java.io.CharConversionException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * An open session of an engine: sends a GraphQL request and returns its data or throws.
 *
 * <p>A request is sent exactly once, goes to 127.0.0.1 past every proxy, follows no redirect and waits as long as the
 * engine works, unless the caller gives a timeout. It ends when its thread is interrupted or the session is closed, and
 * the engine then cancels it. Thread-safe: any number of requests at once, each on a connection of its own.
 */
public final class Session implements AutoCloseable {
    private static final int HEAD_KEPT = 2_000;
    private static final int BAD_GATEWAY = 502;
    /** How the CLI tells a client that was slower to end than it was itself that the engine hears it no more. */
    private static final Pattern CANCELED = Pattern.compile(
            "context canceled|connection (?:reset|closed|refused)|\\bEOF\\b|broken pipe|shut(?:ting)? ?down");

    private final ConnectParams params;
    private final SessionProcess process;
    private final Map<String, String> headers = new LinkedHashMap<>();
    /** Null unless the environment names a receiver of spans: then no class of it is loaded. */
    private final Trace trace;

    private final Set<SocketChannel> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private Session(ConnectParams params, SessionProcess process, Map<String, String> environment) {
        this.params = params;
        this.process = process;
        byte[] user = (params.token() + ":").getBytes(StandardCharsets.US_ASCII);
        headers.put("Authorization", "Basic " + Base64.getEncoder().encodeToString(user));
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/json");
        headers.put("User-Agent", "daggerkit/" + SessionCommand.VERSION);
        headers.putAll(traceHeaders(environment));
        trace = hasReceiver(environment) ? Trace.of(environment, SessionCommand.VERSION) : null;
    }

    /** Whether a script's own spans go anywhere, as {@code dagger run} says; in the plainest way, since every script asks. */
    private static boolean hasReceiver(Map<String, String> environment) {
        return !environment
                        .getOrDefault("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "")
                        .isBlank()
                || !environment.getOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT", "").isBlank();
    }

    /**
     * The headers by which an engine shows calls below the step that started this process; inside a container nobody else
     * sends them.
     *
     * @param environment the variables that {@code TRACEPARENT}, {@code TRACESTATE} and {@code BAGGAGE} are taken from
     * @return the headers' names in small letters, and their values; what HTTP cannot carry is left out
     */
    @Internal("the session servers")
    public static Map<String, String> traceHeaders(Map<String, String> environment) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : List.of("TRACEPARENT", "TRACESTATE", "BAGGAGE")) {
            String value = environment.getOrDefault(name, "");
            if (!value.isBlank() && value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
                headers.put(name.toLowerCase(Locale.ROOT), value);
            }
        }
        return headers;
    }

    /**
     * Opens a session. Nothing is sent yet.
     *
     * @param params where the session listens, and its token
     * @param environment the variables that {@code TRACEPARENT}, {@code TRACESTATE} and {@code BAGGAGE} are forwarded
     *     from, as {@link System#getenv()} gives them
     * @return the session
     */
    public static Session open(ConnectParams params, Map<String, String> environment) {
        return new Session(params, null, environment);
    }

    /** Opens the session of a process of one's own, which ends with the session. */
    static Session open(SessionProcess process, Map<String, String> environment) {
        return new Session(process.params(), process, environment);
    }

    /**
     * The address that requests go to.
     *
     * @return {@code http://127.0.0.1:PORT/query}
     */
    public URI endpoint() {
        return params.endpoint();
    }

    /**
     * Sends one request and waits for its answer.
     *
     * @param query the text of the query
     * @param variables its variables, of the kinds that {@link Literal} lists; empty for none
     * @param timeout how long the whole request may take, or null for no limit
     * @return the {@code data} of the answer
     * @throws ExecException if a command in a container failed
     * @throws QueryException if the engine answered with other errors
     * @throws QueryTimeoutException if the whole request takes longer than the timeout
     * @throws SessionException if the session cannot be reached, refuses the token, does not answer as an engine does, was
     *     closed, or this thread was interrupted (its interrupt status stays set)
     * @throws DaggerException if a variable cannot be carried
     */
    public JsonNode query(String query, Map<String, ?> variables, Duration timeout) {
        return query(query, variables, null, timeout);
    }

    /** The same, of a query that has several operations; the name is null for one that has only one. */
    JsonNode query(String query, Map<String, ?> variables, String operation, Duration timeout) {
        if (process == null) {
            return send(query, variables, operation, timeout);
        }
        process.status().start("waiting for the engine");
        try {
            return send(query, variables, operation, timeout);
        } finally {
            process.status().end();
        }
    }

    private JsonNode send(String query, Map<String, ?> variables, String operation, Duration timeout) {
        byte[] body = body(query, variables, operation);
        CompletableFuture<Void> limit = new CompletableFuture<>();
        try (SocketChannel channel = SocketChannel.open()) {
            running.add(channel);
            try {
                if (timeout != null) {
                    // By closing, since a blocking connect or write has no timeout of its own.
                    limit.orTimeout(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS)
                            .exceptionally(late -> close(channel));
                }
                if (closed) {
                    throw new SessionException("Cannot send the query: the session is closed.");
                }
                Http http = new Http(channel, params.port(), this::quoted);
                http.post("/query", trace == null ? headers : trace.headers(headers), body);
                return read(http, query);
            } finally {
                running.remove(channel);
            }
        } catch (IOException e) {
            throw failure(e, limit.isCompletedExceptionally() ? timeout : null);
        } finally {
            limit.complete(null);
        }
    }

    /** Ends the session: running requests end with a {@link SessionException}, later ones too. Closing twice is fine. */
    @Override
    public void close() {
        closed = true;
        for (SocketChannel channel : running) {
            close(channel);
        }
        try {
            if (process != null) {
                process.close();
            }
        } finally {
            if (trace != null) {
                trace.close();
            }
        }
    }

    /** Where a script's own spans go, or null. */
    Trace trace() {
        return trace;
    }

    private static Void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The connection is of no more use either way.
        }
        return null;
    }

    private static byte[] body(String query, Map<String, ?> variables, String operation) {
        StringBuilder body =
                new StringBuilder("{\"query\":").append(Literal.json(Objects.requireNonNull(query, "query"), "query"));
        if (operation != null) {
            body.append(",\"operationName\":").append(Literal.json(operation, "operation"));
        }
        String separator = ",\"variables\":{";
        for (Map.Entry<String, ?> variable : new TreeMap<>(variables).entrySet()) {
            String name = variable.getKey();
            if (!Literal.isName(name)) {
                throw new DaggerException("Cannot send the variable \"" + Text.oneLine(name)
                        + "\": expected a GraphQL name, without the dollar sign.");
            }
            body.append(separator).append('"').append(name).append("\":");
            body.append(Literal.json(variable.getValue(), "$" + name));
            separator = ",";
        }
        body.append(variables.isEmpty() ? "}" : "}}");
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private JsonNode read(Http http, String query) throws IOException {
        if (http.status() == 401) {
            throw new SessionException("The session at " + endpoint() + " refuses the token (HTTP 401): "
                    + ConnectParams.TOKEN_VARIABLE + " belongs to another session, or to one that is over.");
        }
        Head body = new Head(http.body());
        JsonNode answer = null;
        try {
            answer = Json.read(body);
        } catch (JacksonException | CharConversionException e) {
            // Not JSON: reported below, with what was there instead.
        }
        if (answer != null
                && answer.path("errors").isArray()
                && !answer.path("errors").isEmpty()) {
            List<QueryError> errors = new ArrayList<>();
            answer.path("errors").forEach(error -> errors.add(QueryError.read(error)));
            throw QueryException.of(query, errors);
        }
        if (answer == null || !answer.has("data") || http.status() != 200) {
            throw notGraphql(http, body.start());
        }
        return answer.get("data");
    }

    private SessionException notGraphql(Http http, String start) {
        String status = "HTTP " + http.status();
        if (http.status() == BAD_GATEWAY && CANCELED.matcher(start).find()) {
            return over(status + ": \"" + quoted(start.strip()) + "\"", null);
        }
        String advice = "; expected a GraphQL answer. Is " + endpoint() + " a Dagger session?";
        if (http.status() / 100 == 3) {
            return new SessionException("The answer is a redirect (" + status + ") to \""
                    + quoted(http.header("Location")) + "\", which is not followed" + advice);
        }
        return new SessionException("The answer is " + status + ", not GraphQL: "
                + (start.isBlank() ? "its body is empty" : "\"" + quoted(start.strip()) + "\"") + advice);
    }

    /** On one line and without the token: a stranger at the port may send back what it was sent. */
    private String quoted(String text) {
        String basic = headers.get("Authorization").substring("Basic ".length()).replace("=", "");
        String masked = text.replace(basic, "***")
                .replace(basic.replace("/", "\\/"), "***")
                .replace(params.token(), "***");
        return Text.oneLine(masked);
    }

    /** Null for a timeout that has not passed. */
    private DaggerException failure(IOException e, Duration timeout) {
        if (Thread.currentThread().isInterrupted() || e instanceof ClosedByInterruptException) {
            return new SessionException("The query was interrupted.", new InterruptedException());
        }
        if (closed) {
            return new SessionException("The session was closed while a query was running.", e);
        }
        if (timeout != null) {
            return new QueryTimeoutException(timeout, null, e);
        }
        if (e instanceof ConnectException) {
            if (AtEnd.isWhy()) {
                return ending(e);
            }
            String why = process == null
                    ? "the session is over, or " + ConnectParams.PORT_VARIABLE
                            + " is wrong; start again with `dagger run`."
                    : "the session is over." + obituary();
            return new SessionException("Nothing listens at " + endpoint() + ": " + why, e);
        }
        if (e instanceof Http.ProtocolException) {
            return new SessionException(
                    "What listens at " + endpoint() + " does not answer as a Dagger session: " + e.getMessage() + ".");
        }
        return over(Text.oneLine("" + e.getMessage()), e);
    }

    private SessionException over(String how, IOException e) {
        return AtEnd.isWhy()
                ? ending(e)
                : new SessionException(
                        "The session went away while a query was running (" + how
                                + "); the query was sent once and is not repeated." + obituary(),
                        e);
    }

    private static SessionException ending(IOException e) {
        return new SessionException("The session is over, as this program is told to end.", e);
    }

    private String obituary() {
        return process == null ? "" : process.obituary();
    }

    /** Remembers how a body began, for the message if it is not JSON. */
    private static final class Head extends FilterInputStream {
        private final byte[] start = new byte[HEAD_KEPT];
        private int kept;

        Head(InputStream in) {
            super(in);
        }

        String start() {
            return new String(start, 0, kept, StandardCharsets.UTF_8);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            int more = Math.min(count, start.length - kept);
            if (more > 0) {
                System.arraycopy(buffer, offset, start, kept, more);
                kept += more;
            }
            return count;
        }
    }
}
