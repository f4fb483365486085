package daggerkit.build;

import daggerkit.Api;
import daggerkit.Dagger;
import daggerkit.SessionException;

/** Connects. */
public final class Clients {
    private Clients() {}

    /**
     * Connects, as {@link Dagger#connect()} does.
     *
     * @param verbose whether a session of one's own tells its progress on standard error
     * @return the client, to be closed
     * @throws SessionException if there is no session and none can be started
     */
    public static Api.Client connect(boolean verbose) {
        return Dagger.connect(options -> {
            if (verbose) {
                options.progress(System.err);
            }
        });
    }
}
