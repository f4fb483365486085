package daggerkit.build;

import daggerkit.Api;
import daggerkit.Cli;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Option;

/**
 * What a container gets of this process's environment; a picocli mixin. All of it is secret, so that no value stands in a
 * query, in the engine's cache or in a log. Used by one thread.
 */
public final class Variables {
    private static final String RUN = "DAGGERKIT_RUN";

    @Option(
            names = "--env",
            paramLabel = "NAME",
            description = "Pass this environment variable on, as a secret: output shows *** for its value. May be given"
                    + " several times.")
    private List<String> names = new ArrayList<>();

    /** Nothing is asked for yet. */
    public Variables() {}

    /**
     * Checks that the variables are set.
     *
     * @throws Cli.Usage if one is not
     */
    public void check() {
        for (String name : names) {
            if (System.getenv(name) == null) {
                throw new Cli.Usage("Cannot pass on \"" + name + "\": expected the name of a variable that is set.");
            }
        }
    }

    /**
     * Gives a container the variables.
     *
     * @param dag the client
     * @param container the container
     * @return the container with them
     */
    public Api.Container in(Api.Client dag, Api.Container container) {
        Api.Container with = container;
        for (String name : names) {
            with = with.withSecretVariable(name, dag.setSecret(name, System.getenv(name)));
        }
        return with;
    }

    /**
     * Makes what follows run in every run. The engine keeps what a command gave, of one that may fail its failure too, and
     * would tell of a network that was down for as long as the sources are the same. The variable has the value that it
     * has in this process, if any: a recording can be replayed with the value that it was made with.
     *
     * @param container the container
     * @return the container with a variable that has another value in every run
     */
    public static Api.Container fresh(Api.Container container) {
        String given = System.getenv(RUN);
        return container.withEnvVariable(RUN, given == null ? UUID.randomUUID().toString() : given);
    }
}
