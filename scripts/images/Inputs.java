package daggerkit.images;

import daggerkit.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What options of a command line name: variables, files, values. Thread-safe: it has no state. */
public final class Inputs {
    private Inputs() {}

    /**
     * The path of a file or a folder of this host.
     *
     * @param given the path as the user gave it, from the current folder on
     * @return the absolute path, because the session may have been started in another folder
     * @throws Cli.Usage if it is not a path of this host
     */
    public static Path path(String given) {
        try {
            return Path.of(given).toAbsolutePath().normalize();
        } catch (InvalidPathException wrong) {
            throw new Cli.Usage("Cannot use \"" + given + "\": expected a path of this host.");
        }
    }

    /**
     * The value of an environment variable.
     *
     * @param option the option that names it, for the message
     * @param name the variable's name
     * @return its value
     * @throws Cli.Usage if there is no such variable
     */
    public static String variable(String option, String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new Cli.Usage("There is no environment variable \"" + name + "\", which " + option + " names.");
        }
        return value;
    }

    /**
     * Values by name, the last one of each name.
     *
     * @param option the option, for messages
     * @param given each {@code NAME=VALUE}
     * @param fromEnvironment whether {@code NAME} alone stands for the environment variable of that name
     * @return the values in the order of the names
     * @throws Cli.Usage if one cannot be read
     */
    public static Map<String, String> values(String option, List<String> given, boolean fromEnvironment) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String one : given) {
            int equals = one.indexOf('=');
            if (equals == 0 || equals < 0 && !fromEnvironment) {
                // A value may be private, so it is not repeated.
                throw new Cli.Usage("Cannot read an " + option + " option: expected NAME=VALUE.");
            }
            values.put(
                    equals < 0 ? one : one.substring(0, equals),
                    equals < 0 ? variable(option, one) : one.substring(equals + 1));
        }
        return values;
    }

    /**
     * Plaintexts of the secrets of a build, in the form of {@code docker build --secret}. They are read here and given
     * names by {@code setSecret}, because a Dockerfile finds a secret by its name.
     *
     * @param given each {@code id=ID}, {@code id=ID,env=NAME} or {@code id=ID,src=FILE}
     * @return the plaintexts by ID
     * @throws Cli.Usage if one cannot be read
     */
    public static Map<String, String> secrets(List<String> given) {
        Map<String, String> plaintexts = new LinkedHashMap<>();
        for (String one : given) {
            Map<String, String> parts = values("--secret", List.of(one.split(",")), false);
            String id = parts.remove("id");
            String variable = parts.remove("env");
            String source = parts.remove("src");
            parts.remove("type");
            if (id == null || id.isEmpty() || !parts.isEmpty() || variable != null && source != null) {
                throw new Cli.Usage(
                        "Cannot read the secret \"" + one + "\": expected id=ID,env=NAME or id=ID,src=FILE.");
            }
            plaintexts.put(
                    id, source == null ? variable("--secret", variable == null ? id : variable) : contents(source));
        }
        return plaintexts;
    }

    private static String contents(String source) {
        try {
            return Files.readString(path(source));
        } catch (IOException unreadable) {
            throw new Cli.Usage("Cannot read the secret file \"" + source + "\": expected a readable text in UTF-8.");
        }
    }
}
