package daggerkit.server;

import daggerkit.ConnectParams;
import java.io.IOException;

/**
 * A session on 127.0.0.1 for any client of Dagger, in any language, until it is closed. What answers its requests is a
 * {@link SessionEndpoint} with a handler.
 */
public interface SessionServer extends AutoCloseable {
    /**
     * Says what this server is, to be told to the user on start.
     *
     * @return the end of a sentence, without its full stop
     */
    String description();

    /**
     * Where the session listens, and its token.
     *
     * @return what goes into the environment of a client
     */
    ConnectParams params();

    /**
     * Ends all requests, frees the port and removes what the server made; closing again does nothing.
     *
     * @throws IOException if something could not be removed or written
     */
    @Override
    void close() throws IOException;
}
