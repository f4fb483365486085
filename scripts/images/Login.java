package daggerkit.images;

import daggerkit.Api;
import daggerkit.Cli;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A user's login to registries. The password stays in the environment: the engine reads it there, and no request has it.
 * Immutable and thread-safe.
 */
public final class Login {
    private final Set<String> registries = new LinkedHashSet<>();
    private final String username;
    private final String variable;

    private Login(String username, String variable, List<String> addresses) {
        this.username = username;
        this.variable = variable;
        addresses.forEach(address -> registries.add(registry(address)));
    }

    /**
     * Checks the two options of a login.
     *
     * @param prefix what stands before {@code username} and {@code password-env} in the options' names
     * @param username the user's name, or null if the option is not given
     * @param variable the environment variable with the password or token, or null if the option is not given
     * @param addresses images of the registries
     * @return the login; one that does nothing if neither option is given
     * @throws Cli.Usage if only one of them is given, or there is no such variable
     */
    public static Login of(String prefix, String username, String variable, List<String> addresses) {
        String user = "--" + prefix + "username";
        String password = "--" + prefix + "password-env";
        if ((username == null) != (variable == null)) {
            throw new Cli.Usage("Cannot log in with " + (username == null ? password : user) + " alone: expected both "
                    + user + " and " + password + ".");
        }
        if (variable != null) {
            Inputs.variable(password, variable);
        }
        return new Login(username, variable, addresses);
    }

    /**
     * Whether there is anything to do.
     *
     * @return true if the options are given
     */
    public boolean isWanted() {
        return username != null;
    }

    /**
     * Lets a container log in, once for each registry. The engine keeps logins for the whole session.
     *
     * @param dag the client of the session
     * @param container the container
     * @return the container that logs in; the same one if nothing is wanted
     */
    public Api.Container apply(Api.Client dag, Api.Container container) {
        if (!isWanted()) {
            return container;
        }
        Api.Secret password = dag.secret("env://" + variable);
        Api.Container loggedIn = container;
        for (String registry : registries) {
            loggedIn = loggedIn.withRegistryAuth(registry, username, password);
        }
        return loggedIn;
    }

    /** What stands before the first slash, if that looks like a host; else Docker Hub, which addresses leave out. */
    private static String registry(String address) {
        String first = address.contains("/") ? address.substring(0, address.indexOf('/')) : "";
        return first.matches(".*[.:].*|localhost") ? first : "docker.io";
    }
}
