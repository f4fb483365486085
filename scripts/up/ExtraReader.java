package daggerkit.up;

import daggerkit.up.ServiceSpec.Extra;
import daggerkit.up.ServiceSpec.Mount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** The secrets and configs of a file, and where a service has them. Used by one thread. */
final class ExtraReader {
    private final Map<String, Value> secrets;
    private final Map<String, Value> configs;
    private final Map<String, String> variables;
    private final Problems problems;

    /**
     * Makes a reader.
     *
     * @param root the file, for its secrets and configs
     * @param variables the variables of this process, and of the file {@code .env}
     * @param problems where to put what is wrong
     */
    ExtraReader(Value root, Map<String, String> variables, Problems problems) {
        this.secrets = named(root, "secrets", problems);
        this.configs = named(root, "configs", problems);
        this.variables = variables;
        this.problems = problems;
    }

    /** The mapping at a key of the file; empty if there is none. */
    static Map<String, Value> named(Value root, String key, Problems problems) {
        Value value = root.entries().get(key);
        return value == null ? Map.of() : problems.attempt(Map.of(), value::mapping);
    }

    /** An element of {@code secrets}. */
    Mount secret(Value value) {
        return extra(value, secrets, "secret", "/run/secrets/");
    }

    /** An element of {@code configs}. */
    Mount config(Value value) {
        return extra(value, configs, "config", "/");
    }

    private Extra extra(Value value, Map<String, Value> named, String what, String folder) {
        boolean isSecret = named == secrets;
        String name = value.isMapping() ? value.string("source") : value.string();
        Value settings = named.get("" + name);
        if (settings == null) {
            throw value.wrong("there is no " + what + " \"" + name + "\": expected one of the file's " + what + "s.");
        }
        Keys.check(
                settings.mapping(),
                "a " + what,
                Set.of("content", "environment", "external", "file"),
                Set.of("labels", "name"),
                Map.of("driver", "an engine has none", "template_driver", "an engine has none"),
                problems);
        String target = value.isMapping() && value.get("target") != null ? value.string("target") : name;
        String uid = value.isMapping() ? value.string("uid") : null;
        String gid = value.isMapping() ? value.string("gid") : null;
        String owner = uid == null && gid == null ? null : (uid == null ? "0" : uid) + ":" + (gid == null ? "0" : gid);
        String mode = value.isMapping() ? value.string("mode") : null;
        if (mode != null && !mode.matches("(0o?)?[0-7]{3,4}")) {
            throw value.wrong("the mode \"" + mode + "\" is not supported: expected octal digits, as 0440.");
        }
        Integer bits = mode == null ? null : Integer.valueOf(mode.replaceFirst("^0o", ""), 8);
        String path = MountReader.target(value, target.startsWith("/") ? target : folder + target);
        String file = settings.string("file");
        if (file != null) {
            return new Extra(name, file(settings, file), null, isSecret, path, owner, bits);
        }
        String variable = settings.string("environment");
        if (variable != null) {
            if (!variables.containsKey(variable)) {
                throw settings.wrong(
                        "there is no environment variable \"" + variable + "\" for the " + what + " \"" + name + "\".");
            }
            String text = variables.get(variable);
            return new Extra(name, null, text, isSecret || Variables.mayBePassword(text), path, owner, bits);
        }
        Value content = settings.get("content");
        if (content == null) {
            throw settings.wrong("the " + what + " \"" + name + "\" is not supported: expected a file or an environment"
                    + " variable.");
        }
        return new Extra(
                name, null, content.string(), isSecret || content.text().isPrivate(), path, owner, bits);
    }

    private static Path file(Value settings, String written) {
        Path path = Project.path(settings.at(), written);
        if (!Files.isRegularFile(path)) {
            throw settings.wrong("there is no file \"" + written + "\".");
        }
        try {
            return path.toRealPath();
        } catch (IOException unreadable) {
            throw settings.wrong("cannot read the file \"" + written + "\".");
        }
    }

    /** A secret of a build: its ID and its plaintext. */
    Map<String, String> buildSecret(Value value) {
        Extra secret = (Extra) secret(value);
        String id = value.isMapping() && value.get("target") != null ? value.string("target") : secret.name();
        try {
            return Map.of(
                    id,
                    secret.text() != null ? secret.text() : Files.readString(secret.file(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw value.wrong("cannot read the secret \"" + secret.name() + "\": expected a text in UTF-8.");
        }
    }
}
