package daggerkit.up;

import daggerkit.up.ServiceSpec.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names with values: {@code environment}, {@code args} and {@code env_file}. Used by one thread. */
final class Settings {
    private final Map<String, String> variables;
    private final Problems problems;

    /**
     * Makes a reader.
     *
     * @param variables the variables of this process, and of the file {@code .env}
     * @param problems where to put what is wrong
     */
    Settings(Map<String, String> variables, Problems problems) {
        this.variables = variables;
        this.problems = problems;
    }

    /** A mapping, or a list of {@code NAME=VALUE}. A name alone is a variable of this process, left out if it has none. */
    Map<String, Setting> settings(Value value) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        if (value.isList()) {
            for (Value one : value.list()) {
                String text = one.string();
                int equals = text.indexOf('=');
                if (equals == 0) {
                    throw one.wrong("a variable of " + value.key() + " has no name: expected NAME=VALUE.");
                }
                if (equals < 0) {
                    put(settings, text);
                } else {
                    settings.put(
                            text.substring(0, equals),
                            new Setting(text.substring(equals + 1), one.text().isPrivate()));
                }
            }
        } else {
            value.mapping().forEach((name, one) -> {
                if (one.isEmpty()) {
                    put(settings, name);
                } else {
                    settings.put(name, new Setting(one.string(), one.text().isPrivate()));
                }
            });
        }
        return settings;
    }

    private void put(Map<String, Setting> settings, String name) {
        String known = variables.get(name);
        if (known == null) {
            settings.remove(name);
        } else {
            settings.put(name, new Setting(known, Variables.mayBePassword(known)));
        }
    }

    /** The variables of files: a name, a list of names, or of mappings with {@code path} and {@code required}. */
    Map<String, Setting> files(Value value) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        for (Value one : value.isMapping() ? List.of(value) : value.oneOrMore()) {
            problems.attempt(null, () -> {
                settings.putAll(file(one));
                return null;
            });
        }
        return settings;
    }

    private Map<String, Setting> file(Value value) {
        String written = value.isMapping() ? value.string("path") : value.string();
        if (written == null) {
            throw value.wrong("a file of env_file has no path.");
        }
        boolean isRequired = !value.isMapping() || value.get("required") == null || value.flag("required");
        String format = value.isMapping() ? value.string("format") : null;
        if (format != null && !format.equals("raw")) {
            throw value.wrong("the format \"" + format + "\" of env_file is not supported: expected raw, or none.");
        }
        Path file = Project.path(value.at(), written);
        if (!Files.exists(file)) {
            if (isRequired) {
                throw value.wrong("there is no file \"" + written + "\" with variables.");
            }
            return Map.of();
        }
        Map<String, Setting> settings = new LinkedHashMap<>();
        try {
            DotEnv.read(file, written, variables, format != null)
                    .forEach((name, one) -> settings.put(name, new Setting(one, Variables.mayBePassword(one))));
        } catch (IOException unreadable) {
            throw value.wrong("cannot read \"" + written + "\": expected a file of variables in UTF-8.");
        }
        return settings;
    }
}
