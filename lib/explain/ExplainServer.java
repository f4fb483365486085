//JAVA 17+
//SOURCES ../schema/EngineSchema.java
//SOURCES ExplainOptions.java
//SOURCES ExplainReport.java
//SOURCES ExplainedRequest.java
//SOURCES ExplainedStep.java
//SOURCES Explainer.java
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

import daggerkit.ConnectParams;
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
 * <p>A list has one element. A String says which field it came from, such as {@code Container.stdout}, but a
 * user is {@code nobody} and a container's folder {@code /}; a number is 0, a
 * Boolean false, an enum value the first one, JSON {@code {}}, an ID {@code Directory#1} for the first Directory that was
 * asked for one; nothing is null but {@code Void}. {@code version}, {@code __typename}, {@code __schema} and
 * {@code __type} are answered truly. What a module adds to the schema cannot be known without an engine and is an error
 * that says so. Thread-safe.
 */
public final class ExplainServer implements SessionServer {
    private final ExplainOptions options;
    private final SessionEndpoint endpoint;
    private final Future<Explainer> explainer;
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
        explainer = endpoint.executor().submit(() -> new Explainer(options.engine(), params().token()));
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

    @Override
    public ConnectParams params() {
        return endpoint.params();
    }

    private Reply answer(GraphQLRequest request) throws InterruptedException, ExecutionException {
        Explainer.Answer answer = explainer.get().explain(request);
        keep(answer.explained());
        Map<String, Object> response = answer.response();
        return new Reply(answer.status(), Reply.JSON, out -> Responses.write(response, out));
    }

    private void keep(ExplainedRequest request) {
        synchronized (requests) {
            requests.add(request);
            options.listener().asked(request);
        }
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
