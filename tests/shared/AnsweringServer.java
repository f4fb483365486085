package daggerkit;

import daggerkit.server.GraphQLHandler;
import daggerkit.server.GraphQLRequest;
import daggerkit.server.Reply;
import daggerkit.server.SessionEndpoint;
import daggerkit.server.SessionServer;
import java.io.IOException;

/** A session server whose answers a test gives. Thread-safe if they are. */
abstract class AnsweringServer implements SessionServer {
    private final SessionEndpoint endpoint = new SessionEndpoint();

    AnsweringServer() throws IOException {}

    /** Answers a request; what it throws becomes the message of a GraphQL error. */
    protected abstract Reply answer(GraphQLRequest request) throws Exception;

    /** Begins to answer. */
    protected final void start() {
        endpoint.serve(new GraphQLHandler(this::answer));
    }

    @Override
    public final ConnectParams params() {
        return endpoint.params();
    }

    @Override
    public void close() throws IOException {
        endpoint.close();
    }
}
