//JAVA 17+
//SOURCES ../schema/EngineSchema.java
//SOURCES ExplainOptions.java
//SOURCES ExplainReport.java
//SOURCES ExplainedRequest.java
//SOURCES ExplainedStep.java
//SOURCES IdTypes.java
//SOURCES PlaceholderIds.java
//SOURCES Placeholders.java
//SOURCES Plan.java
//SOURCES PlanStep.java
//SOURCES PlanText.java
//SOURCES QueryTokens.java
//SOURCES Secrets.java
//SOURCES Style.java
//SOURCES ValueText.java
package daggerkit.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import daggerkit.ConnectParams;
import daggerkit.QueryError;
import daggerkit.schema.EngineSchema;
import daggerkit.schema.EngineVersion;
import daggerkit.schema.Operation;
import daggerkit.schema.Operation.Rejected;
import daggerkit.schema.Responses;
import daggerkit.server.GraphQLHandler;
import daggerkit.server.GraphQLRequest;
import daggerkit.server.Reply;
import daggerkit.server.SessionEndpoint;
import daggerkit.server.SessionServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * A session in which nothing runs: it checks requests against the schema of an engine, as that one does, answers them
 * with values that the schema allows, and keeps them. For the unit tests of a pipeline:
 *
 * <pre>{@code
 * try (ExplainServer server = ExplainServer.start();
 *         Api.Client dag = Dagger.connect(server.params())) {
 *     build(dag);
 *     assertEquals("""
 *             container
 *             from(address: "alpine")
 *             withExec $ uname -a
 *             stdout -> String!
 *             """, server.requests().get(0).text().replace("\u2192", "->"));
 * }
 * }</pre>
 *
 * <p>A list has one element. A String says which field it came from, such as {@code Container.stdout}; a number is 0, a
 * Boolean false, an enum value the first one, JSON {@code {}}, an ID {@code Directory#1} for the first Directory that was
 * asked for one; nothing is null but {@code Void}. {@code version}, {@code __typename}, {@code __schema} and
 * {@code __type} are answered truly. What a module adds to the schema cannot be known without an engine and is an error
 * that says so. Thread-safe.
 */
public final class ExplainServer implements SessionServer {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The parser's own words may quote a part of the secret. */
    private static final List<Map<String, Object>> ILLEGIBLE =
            List.of(Responses.error("a string that has a secret in it is not a valid literal"));

    /** Loading one takes longer than all else, and unit tests start many servers. */
    private static final Map<EngineVersion, EngineSchema> SCHEMAS = new ConcurrentHashMap<>();

    private final ExplainOptions options;
    private final SessionEndpoint endpoint;
    private final Future<EngineSchema> schema;
    private final Secrets secrets = new Secrets();
    private final PlaceholderIds ids = new PlaceholderIds();
    private final List<String> served = new CopyOnWriteArrayList<>();
    private final List<ExplainedRequest> requests = new ArrayList<>();
    private boolean ended;

    /** Is told of each request, before it is answered. */
    public interface Listener {
        /**
         * A request came; the next one waits until this returns.
         *
         * @param request the request
         */
        void asked(ExplainedRequest request);

        /** The server was closed: no more will come. */
        default void ended() {}
    }

    private ExplainServer(ExplainOptions options) throws IOException {
        this.options = options;
        endpoint = new SessionEndpoint();
        schema = endpoint.executor().submit(() -> schema(options.engine()));
        secrets.add(params().token());
    }

    /**
     * Starts a server with the newest engine's schema, as {@link #start(Consumer)} does without options.
     *
     * @return the server, to be closed
     * @throws IOException if there is no port
     */
    public static ExplainServer start() throws IOException {
        return start(options -> {});
    }

    /**
     * Starts a server.
     *
     * @param options sets what is not to be as by default
     * @return the server, to be closed
     * @throws IOException if there is no port
     */
    public static ExplainServer start(Consumer<ExplainOptions> options) throws IOException {
        ExplainOptions chosen = new ExplainOptions();
        options.accept(chosen);
        ExplainServer server = new ExplainServer(chosen);
        server.endpoint.serve(new GraphQLHandler(server::answer));
        return server;
    }

    /** Whose schema it is, and that nothing runs. */
    @Override
    public String description() {
        return "requests are checked as by Dagger " + options.engine()
                + " and answered with placeholders; nothing runs";
    }

    /**
     * What was asked so far.
     *
     * @return the requests in the order in which they came; a copy
     */
    public List<ExplainedRequest> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** An explanation and the answer that goes with it. */
    private record Answer(ExplainedRequest explained, int status, Map<String, Object> response) {}

    @Override
    public ConnectParams params() {
        return endpoint.params();
    }

    private Reply answer(GraphQLRequest request) throws InterruptedException, ExecutionException {
        EngineSchema loaded = schema.get();
        GraphQLRequest shown = secrets.blanked(request);
        Answer answer;
        try {
            List<Map<String, Object>> lost = shown == request ? List.of() : rejection(loaded, request);
            Operation operation = loaded.operation(shown);
            answer = lost.isEmpty()
                    ? answer(Plan.of(options.engine(), loaded.graphQL(), operation, ids), shown)
                    : new Answer(notValid(shown, ILLEGIBLE), 422, Responses.errors(lost));
        } catch (Rejected rejected) {
            List<Map<String, Object>> errors = withModules(rejected.errors());
            // The places in the answer are those of the text that was sent.
            List<Map<String, Object>> sent = shown == request ? List.of() : rejection(loaded, request);
            List<Map<String, Object>> answered = sent.isEmpty() ? errors : withModules(sent);
            answer = new Answer(notValid(shown, errors), 422, Responses.errors(answered));
        } catch (StackOverflowError | RuntimeException failure) {
            boolean tooDeep = failure instanceof StackOverflowError;
            String message = tooDeep ? "the query is too deep to be explained" : "cannot be explained: " + failure;
            List<Map<String, Object>> errors = List.of(Responses.error(message));
            answer = new Answer(notValid(shown, errors), 200, Responses.errors(errors));
        }
        keep(answer.explained);
        Map<String, Object> response = answer.response;
        return new Reply(answer.status, Reply.JSON, out -> Responses.write(response, out));
    }

    private Answer answer(Plan plan, GraphQLRequest shown) {
        if (plan.problems().isEmpty()) {
            served.addAll(plan.served());
            Map<String, Object> data = Placeholders.data(plan.roots());
            return new Answer(ExplainedRequest.valid(shown, plan), 200, Responses.data(data));
        }
        List<Map<String, Object>> errors = plan.problems().stream()
                .map(problem -> Responses.error(problem.message(), problem.path(), Map.of()))
                .toList();
        List<QueryError> placed =
                plan.problems().stream().map(ExplainServer::error).toList();
        return new Answer(ExplainedRequest.notValid(shown, placed), 200, Responses.errors(errors));
    }

    private static ExplainedRequest notValid(GraphQLRequest shown, List<Map<String, Object>> errors) {
        return ExplainedRequest.notValid(
                shown, errors.stream().map(ExplainServer::error).toList());
    }

    private static List<Map<String, Object>> rejection(EngineSchema schema, GraphQLRequest request) {
        try {
            schema.operation(request);
            return List.of();
        } catch (Rejected rejected) {
            return rejected.errors();
        }
    }

    /** A field that the engine may know since a module was served is an error here, but one that says why. */
    private List<Map<String, Object>> withModules(List<Map<String, Object>> errors) {
        if (!served.isEmpty()) {
            for (Map<String, Object> error : errors) {
                String message = "" + error.get("message");
                if (message.startsWith("Cannot query field ") && message.contains(" on type \"Query\".")) {
                    error.put(
                            "message",
                            message + " If it is of the module \"" + String.join("\" or \"", served)
                                    + "\", which explain cannot know without an engine, check it under dagger run.");
                }
            }
        }
        return errors;
    }

    private void keep(ExplainedRequest request) {
        synchronized (requests) {
            requests.add(request);
            options.listener().asked(request);
        }
    }

    private static QueryError error(Plan.Problem problem) {
        return new QueryError(
                problem.message(),
                problem.path().stream().map(Object::toString).toList(),
                List.of(new QueryError.Location(
                        problem.place().getLine(), problem.place().getColumn())),
                JSON.createObjectNode());
    }

    private static QueryError error(Map<String, Object> error) {
        JsonNode json = JSON.valueToTree(error);
        List<String> path = new ArrayList<>();
        json.path("path").forEach(name -> path.add(name.asText()));
        List<QueryError.Location> places = new ArrayList<>();
        json.path("locations")
                .forEach(place -> places.add(new QueryError.Location(
                        place.path("line").asInt(), place.path("column").asInt())));
        JsonNode extensions = json.has("extensions") ? json.get("extensions") : JSON.createObjectNode();
        return new QueryError(json.path("message").asText(), path, places, extensions);
    }

    private static EngineSchema schema(EngineVersion engine) throws IOException {
        EngineSchema known = SCHEMAS.get(engine);
        if (known == null) {
            known = EngineSchema.load(engine);
            SCHEMAS.put(engine, known);
        }
        return known;
    }

    /** Ends all requests and frees the port, and tells the listener; closing again does nothing. */
    @Override
    public void close() throws IOException {
        endpoint.close();
        synchronized (requests) {
            if (!ended) {
                ended = true;
                options.listener().ended();
            }
        }
    }
}
