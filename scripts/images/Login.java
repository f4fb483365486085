package daggerkit.images;

import daggerkit.Api;
import daggerkit.Cli;
import daggerkit.DaggerException;
import daggerkit.ExecException;
import daggerkit.QueryException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A user's login to registries. The password stays in the environment: the engine reads it there, and no request has it.
 * Immutable and thread-safe.
 */
public final class Login {
    /** What registries say, in the words of an engine. */
    private static final Pattern REFUSED = Pattern.compile("(?i)\\b40[13]\\b|unauthorized|authorization failed"
            + "|authentication required|insufficient_scope|no basic auth|(?<!permission )\\bdenied\\b");

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

    /**
     * Does what needs the registries. If one of them asks for a login, or refuses it, the failure says which options are
     * for that.
     *
     * @param prefixes what stands before {@code username} and {@code password-env} in the options' names
     * @param work what needs them
     * @param <T> the type of what it gives
     * @return what it gives
     * @throws DaggerException as the work does, with that sentence behind it if the failure is about a login
     */
    public static <T> T hinting(List<String> prefixes, Supplier<T> work) {
        try {
            return work.get();
        } catch (ExecException failed) {
            throw failed; // A command of a build; what it was refused has to do with its own files.
        } catch (QueryException refused) {
            if (!REFUSED.matcher(refused.getMessage()).find()) {
                throw refused;
            }
            String options = prefixes.stream()
                    .map(prefix -> "--" + prefix + "username and --" + prefix + "password-env")
                    .collect(Collectors.joining(", or "));
            throw new DaggerException(
                    refused.getMessage() + "\nA registry asks for a login, or refuses it: give it by " + options
                            + ", or log in by `docker login` on this host.",
                    refused);
        }
    }

    /** What stands before the first slash, if that looks like a host; else Docker Hub, which addresses leave out. */
    private static String registry(String address) {
        String first = address.contains("/") ? address.substring(0, address.indexOf('/')) : "";
        return first.matches(".*[.:].*|localhost") ? first : "docker.io";
    }
}
