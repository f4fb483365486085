package daggerkit.up;

import daggerkit.Cli;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The services of Compose files. What Dagger has no such thing for is told of, what would change what a service does is
 * refused, all of it at once and each with its line. Used by one thread.
 */
public final class ComposeFile {
    private static final String PROFILES = "profiles";

    private final Problems problems = new Problems();
    private final Project files;
    private final Map<String, ServiceSpec> services = new LinkedHashMap<>();
    private final Map<String, Value> active = new LinkedHashMap<>();
    private final String project;

    private ComposeFile(List<String> names, List<String> profiles, Map<String, String> environment) {
        files = Project.read(names, environment, problems);
        Value root = files.root();
        Keys.ofFile(root, problems);
        Value all = problems.attempt(null, () -> root.get("services"));
        String given = files.variables().get("COMPOSE_PROJECT_NAME");
        String named = problems.attempt(null, () -> root.string("name"));
        project = given != null && !given.isEmpty()
                ? given
                : named != null ? named : "" + files.folder().getFileName();
        if (all == null || all.isMapping() && all.entries().isEmpty()) {
            Value at = root.entries().getOrDefault("services", root);
            problems.add(at.wrong("there is no service: expected services with at least one."));
            return;
        }
        Map<String, Value> entries = problems.attempt(Map.of(), all::mapping);
        entries.forEach((name, service) -> {
            if (problems.attempt(true, () -> isActive(service, profiles))) {
                active.put(name, service);
            }
        });
        if (active.isEmpty() && problems.errors().isEmpty()) {
            problems.add(all.wrong("all services have profiles: expected --profile with one of them."));
            return;
        }
        ServiceReader reader = new ServiceReader(root, active.keySet(), files.variables(), project, problems);
        active.forEach((name, service) -> {
            ServiceSpec spec = problems.attempt(null, () -> read(reader, name, service));
            if (spec != null) {
                services.put(name, spec);
            }
        });
    }

    private static ServiceSpec read(ServiceReader reader, String name, Value service) {
        if (!name.matches("[a-zA-Z0-9][a-zA-Z0-9._-]*")) {
            throw service.wrong("\"" + name + "\" is no name of a service: expected a host's name.");
        }
        if (!service.isMapping()) {
            throw service.wrong("the service \"" + name + "\" needs an image or a build.");
        }
        return reader.service(name, service);
    }

    private static boolean isActive(Value service, List<String> profiles) {
        if (!service.isMapping() || service.get(PROFILES) == null) {
            return true;
        }
        List<String> own = service.get(PROFILES).strings();
        return own.isEmpty() || profiles.contains("*") || own.stream().anyMatch(profiles::contains);
    }

    /**
     * Reads files.
     *
     * @param names the files as the user gave them, each laid over those before
     * @param profiles the profiles whose services are wanted beside those that have none
     * @param environment the variables of this process, that values may name
     * @return their services
     * @throws Cli.Usage if a file cannot be read at all
     */
    public static ComposeFile read(List<String> names, List<String> profiles, Map<String, String> environment) {
        ComposeFile read = new ComposeFile(names, profiles, environment);
        if (read.errors().isEmpty()) {
            read.inOrder();
        }
        return read;
    }

    /**
     * What is wrong with the files.
     *
     * @return a sentence each; empty if they can be used
     */
    public List<String> errors() {
        return problems.errors();
    }

    /**
     * What is not as it would be under Docker.
     *
     * @return a sentence each
     */
    public List<String> warnings() {
        return problems.warnings();
    }

    /** What named volumes of this file have before their names. */
    String project() {
        return project;
    }

    /** The services, each after those that it depends on. */
    List<ServiceSpec> inOrder() {
        List<ServiceSpec> ordered = new ArrayList<>();
        services.values().forEach(service -> add(service, ordered, new ArrayList<>()));
        return ordered;
    }

    private void add(ServiceSpec service, List<ServiceSpec> ordered, List<String> way) {
        if (way.contains(service.name())) {
            List<String> circle = new ArrayList<>(way.subList(way.indexOf(service.name()), way.size()));
            circle.add(service.name());
            problems.add("Services depend on each other: " + String.join(" -> ", circle) + ".");
        } else if (!ordered.contains(service) && problems.errors().isEmpty()) {
            way.add(service.name());
            service.before().forEach(name -> add(services.get(name), ordered, way));
            way.remove(service.name());
            ordered.add(service);
        }
    }

    /**
     * The services in waves: those of one are started when all of the waves before are up.
     *
     * @return the waves, each with at least one service
     */
    List<List<ServiceSpec>> waves() {
        Map<String, Integer> depths = new LinkedHashMap<>();
        List<List<ServiceSpec>> waves = new ArrayList<>();
        for (ServiceSpec service : inOrder()) {
            int depth = service.before().stream()
                    .mapToInt(name -> depths.get(name) + 1)
                    .max()
                    .orElse(0);
            depths.put(service.name(), depth);
            if (waves.size() == depth) {
                waves.add(new ArrayList<>());
            }
            waves.get(depth).add(service);
        }
        return waves;
    }
}
