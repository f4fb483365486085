package daggerkit.explain;

import daggerkit.schema.EngineVersion;
import java.util.Objects;

/**
 * What an {@link ExplainServer} is to be; each method that sets something returns the options. By default it has the
 * newest engine's schema and tells nobody of its requests. Used by one thread until the server has started.
 */
public final class ExplainOptions {
    private EngineVersion engine = EngineVersion.newest();
    private ExplainServer.Listener listener = request -> {};

    /** What a server is by default. */
    ExplainOptions() {}

    /**
     * Sets the engine whose schema and version it has.
     *
     * @param version one of the engines that are known
     * @return these options
     */
    public ExplainOptions engine(EngineVersion version) {
        engine = Objects.requireNonNull(version, "version");
        return this;
    }

    /**
     * Sets the engine whose schema and version it has.
     *
     * @param version as {@link EngineVersion#of} reads it: {@code 0.21.8}, {@code 1.0}
     * @return these options
     * @throws IllegalArgumentException if no such engine is known
     */
    public ExplainOptions engine(String version) {
        return engine(EngineVersion.of(version));
    }

    /**
     * Sets who is told of each request, before it is answered.
     *
     * @param told the listener
     * @return these options
     */
    public ExplainOptions tell(ExplainServer.Listener told) {
        listener = Objects.requireNonNull(told, "told");
        return this;
    }

    EngineVersion engine() {
        return engine;
    }

    ExplainServer.Listener listener() {
        return listener;
    }
}
