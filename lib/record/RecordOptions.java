package daggerkit.record;

import daggerkit.ConnectParams;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a {@link RecordServer} records; each method that sets something returns the options. By default it is the session
 * of this process's environment or, where there is none, one of its own. Used by one thread until the server has started.
 */
public final class RecordOptions {
    private ConnectParams session;
    private Map<String, String> environment = System.getenv();
    private List<String> secrets = List.of();

    /** What a server is by default. */
    RecordOptions() {}

    /**
     * Sets the session that is recorded.
     *
     * @param open where it listens, and its token
     * @return these options
     */
    public RecordOptions session(ConnectParams open) {
        session = Objects.requireNonNull(open, "open");
        return this;
    }

    /**
     * Sets the variables that name the session, if none is given.
     *
     * @param variables as {@link System#getenv()} gives them
     * @return these options
     */
    public RecordOptions environment(Map<String, String> variables) {
        environment = Map.copyOf(variables);
        return this;
    }

    /**
     * Sets what is blanked besides what is known to be secret.
     *
     * @param texts texts that do not get into the file
     * @return these options
     */
    public RecordOptions secrets(Collection<String> texts) {
        secrets = List.copyOf(texts);
        return this;
    }

    ConnectParams session() {
        return session;
    }

    Map<String, String> environment() {
        return environment;
    }

    List<String> secrets() {
        return secrets;
    }
}
