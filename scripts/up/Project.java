package daggerkit.up;

import daggerkit.Cli;
import daggerkit.images.Inputs;
import daggerkit.up.Value.Place;
import daggerkit.up.Value.Wrong;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of a project, laid over each other, with what they include and extend. Used by one thread. */
final class Project {
    private static final String SERVICES = "services";
    private static final String EXTENDS = "extends";

    private final Problems problems;
    private final Path folder;
    private final Map<String, String> variables;
    private final List<Path> included = new ArrayList<>();
    private Value root;

    private Project(Path folder, Map<String, String> environment, Problems problems) {
        this.folder = folder;
        this.problems = problems;
        this.variables = variables(environment);
    }

    /**
     * Reads files.
     *
     * @param names the files as the user gave them, each stronger than those before; not empty
     * @param environment the variables of this process, which are stronger than those of a file {@code .env} beside the
     *     first file
     * @param problems where to put what is wrong
     * @return what they are together
     * @throws Cli.Usage if one cannot be read at all
     */
    static Project read(List<String> names, Map<String, String> environment, Problems problems) {
        Path first = Inputs.path(names.get(0));
        Project project = new Project(first.getParent(), environment, problems);
        for (String name : names) {
            project.add(Inputs.path(name), name, project.folder);
        }
        return project;
    }

    /** The folder of the first file, whose paths count from it. */
    Path folder() {
        return folder;
    }

    /** The variables that values may name. */
    Map<String, String> variables() {
        return variables;
    }

    /** All files as one. */
    Value root() {
        return root;
    }

    private Map<String, String> variables(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>();
        Path file = folder.resolve(".env");
        if (Files.isRegularFile(file)) {
            try {
                all.putAll(DotEnv.read(file, file.toString(), environment, false));
            } catch (Wrong wrong) {
                problems.add(wrong);
            } catch (IOException unreadable) {
                problems.add("Cannot read \"" + file + "\": expected variables in UTF-8.");
            }
        }
        all.putAll(environment);
        return all;
    }

    private void add(Path file, String name, Path base) {
        Value value = Source.read(file, name, base, variables, problems);
        if (!value.isMapping()) {
            throw new Cli.Usage("Cannot use \"" + name + "\", line "
                    + value.at().line() + ": the file is not a mapping: expected services.");
        }
        Value include = problems.attempt(null, () -> value.get("include"));
        if (include != null) {
            problems.attempt(null, () -> {
                include.oneOrMore().forEach(this::include);
                return null;
            });
        }
        Map<String, Value> entries = new LinkedHashMap<>(value.entries());
        entries.remove("include");
        if (entries.containsKey(SERVICES) && entries.get(SERVICES).isMapping()) {
            Map<String, Value> extended = new LinkedHashMap<>();
            Value services = entries.get(SERVICES);
            services.entries()
                    .forEach((service, one) -> extended.put(
                            service, problems.attempt(one, () -> extended(services, one, file, new ArrayList<>()))));
            entries.put(SERVICES, Value.of(SERVICES, services.at(), extended));
        }
        root = Layers.over(root, Value.of(value.key(), value.at(), entries));
    }

    private void include(Value value) {
        if (value.isMapping() && (value.get("env_file") != null || value.get("project_directory") != null)) {
            throw value.wrong("env_file and project_directory of include are not supported.");
        }
        Value paths = value.isMapping() ? value.get("path") : value;
        for (Value path : paths == null ? List.<Value>of() : paths.oneOrMore()) {
            Path file = path(path.at(), path.string());
            if (included.contains(file)) {
                throw path.wrong("the file \"" + path.string() + "\" is included twice.");
            }
            included.add(file);
            if (!Files.isRegularFile(file)) {
                throw path.wrong("there is no file \"" + path.string() + "\".");
            }
            add(file, path.string(), file.getParent());
        }
    }

    /** A path of this host as Compose takes it: from the file's folder on, or from the user's home. */
    static Path path(Place at, String text) {
        String home = System.getProperty("user.home");
        String full = text.equals("~") || text.startsWith("~/") ? home + text.substring(1) : text;
        return at.folder().resolve(Inputs.path(at.folder().resolve(full).toString()));
    }

    /** A service over the one that it extends, in this file or another. */
    private Value extended(Value services, Value service, Path file, List<String> way) {
        if (!service.isMapping() || service.get(EXTENDS) == null) {
            return service;
        }
        Value extend = service.get(EXTENDS);
        String name = extend.isMapping() ? extend.string("service") : extend.string();
        String other = extend.isMapping() ? extend.string("file") : null;
        Value from = services;
        Path source = file;
        if (other != null) {
            source = path(extend.at(), other);
            if (!Files.isRegularFile(source)) {
                throw extend.wrong("there is no file \"" + other + "\" to extend from.");
            }
            Value there = Source.read(source, other, source.getParent(), variables, problems);
            from = there.get(SERVICES);
        }
        Value base = from == null ? null : from.get("" + name);
        String step = source + " " + name;
        if (base == null) {
            throw extend.wrong("there is no service \"" + name + "\" to extend.");
        }
        if (way.contains(step)) {
            throw extend.wrong("services extend each other.");
        }
        way.add(step);
        Map<String, Value> own = new LinkedHashMap<>(service.entries());
        own.remove(EXTENDS);
        return Layers.over(extended(from, base, source, way), Value.of(service.key(), service.at(), own));
    }
}
