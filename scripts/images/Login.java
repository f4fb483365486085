package daggerkit.images;

import daggerkit.Api;
import daggerkit.Cli;
import daggerkit.DaggerException;
import daggerkit.ExecException;
import daggerkit.QueryException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A user's login to registries. The password stays in the environment: the engine reads it there, and no request has it.
 * Immutable and thread-safe.
 */
public final class Login {
    /** A file of the build to which access is denied is another thing. */
    private static final Pattern REFUSED = Pattern.compile(
            "\\b40[13]\\b|unauthorized|forbidden|(?<!permission )denied"
                    + "|authorization failed|authentication required|insufficient.scope|no basic auth",
            Pattern.CASE_INSENSITIVE);

    private final Set<String> registries = new LinkedHashSet<>();
    private final String username;
    private final String variable;

    private final String prefix;

    private Login(String prefix, String username, String variable, List<String> addresses) {
        this.prefix = prefix;
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
        return new Login(prefix, username, variable, addresses);
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

    /**
     * Says how to log in, if a registry refused what a pipeline wanted.
     *
     * @param failure what the engine said
     * @param logins the logins of the pipeline; of several, those for registries that the engine names
     * @return the failure with a sentence more, or itself if it is another one
     */
    public static DaggerException explained(QueryException failure, Login... logins) {
        String message = "" + failure.getMessage();
        if (failure instanceof ExecException || !REFUSED.matcher(message).find()) {
            return failure;
        }
        List<Login> named = Stream.of(logins)
                .filter(login -> login.registries.stream().anyMatch(message::contains))
                .toList();
        List<String> hints = (named.isEmpty() ? List.of(logins) : named)
                .stream().map(Login::hint).distinct().toList();
        return new DaggerException(message + "\n" + String.join("\n", hints), failure);
    }

    private String hint() {
        String user = "--" + prefix + "username";
        String password = "--" + prefix + "password-env";
        String where = String.join(", ", registries);
        return isWanted()
                ? "The registry (" + where + ") refuses the login \"" + username + "\": expected one by " + user
                        + " and " + password + " that may do this."
                : "If the registry (" + where + ") wants a login: " + user + " and " + password
                        + ", or docker login on this host.";
    }

    /** What stands before the first slash, if that looks like a host; else Docker Hub, which addresses leave out. */
    private static String registry(String address) {
        String first = address.contains("/") ? address.substring(0, address.indexOf('/')) : "";
        return first.matches(".*[.:].*|localhost") ? first : "docker.io";
    }
}
