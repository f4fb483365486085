package daggerkit.up;

import daggerkit.up.ServiceSpec.Build;
import daggerkit.up.ServiceSpec.Dependency;
import daggerkit.up.ServiceSpec.Mount;
import daggerkit.up.ServiceSpec.Setting;
import daggerkit.up.Value.Wrong;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A service of a Compose file. Used by one thread. */
final class ServiceReader {
    private final Map<String, Value> named;
    private final Set<String> active;
    private final Problems problems;
    private final PortReader ports;
    private final MountReader mounts;
    private final ExtraReader extras;
    private final Settings settings;
    private final LifeReader life;

    /**
     * Makes a reader.
     *
     * @param root the file
     * @param active the names of the services that are to be started
     * @param variables the variables of this process, and of the file {@code .env}
     * @param project what named volumes of this file have before their names
     * @param problems where to put what is wrong
     */
    ServiceReader(Value root, Set<String> active, Map<String, String> variables, String project, Problems problems) {
        this.named = root.get("services").mapping();
        this.active = active;
        this.problems = problems;
        this.ports = new PortReader(problems);
        this.mounts = new MountReader(root, project, problems);
        this.extras = new ExtraReader(root, variables, problems);
        this.settings = new Settings(variables, problems);
        this.life = new LifeReader(problems);
    }

    ServiceSpec service(String name, Value service) {
        int before = problems.errors().size();
        Keys.ofService(service, problems);
        Build build = read(service, "build", null, new BuildReader(extras, settings, problems)::build);
        String image = text(service, "image");
        boolean isTold = problems.errors().size() > before
                || service.get("image") != null
                        && service.get("image").isText()
                        && service.get("image").text().wrong() != null;
        if (!isTold && build == null && (image == null || image.isEmpty())) {
            problems.add(nameless(name, service));
        }
        Map<String, Setting> environment = new LinkedHashMap<>(read(service, "env_file", Map.of(), settings::files));
        environment.putAll(read(service, "environment", Map.of(), settings::settings));
        Set<String> aliases = new LinkedHashSet<>();
        if (service.get("container_name") != null) {
            aliases.add(service.string("container_name"));
        }
        networks(service).forEach(aliases::addAll);
        aliases.remove(name);
        List<Mount> all = new ArrayList<>(each(service, "tmpfs", mounts::temporary));
        all.addAll(each(service, "configs", extras::config));
        all.addAll(each(service, "secrets", extras::secret));
        all.addAll(each(service, "volumes", mounts::volume));
        return new ServiceSpec(
                name,
                build == null ? image : null,
                build,
                platform(service),
                read(service, "entrypoint", null, ServiceReader::command),
                read(service, "command", null, ServiceReader::command),
                environment,
                List.copyOf(new LinkedHashSet<>(flat(each(service, "ports", ports::published)))),
                flat(each(service, "expose", ports::exposed)),
                dependsOn(service),
                List.copyOf(aliases),
                MountReader.inOrder(all.stream().filter(mount -> mount != null).toList()),
                text(service, "working_dir"),
                text(service, "user"),
                life.restart(service),
                read(service, "healthcheck", null, life::health),
                problems.attempt(false, () -> service.flag("privileged")),
                read(service, "stop_grace_period", ServiceSpec.GRACE, LifeReader::length));
    }

    private static Wrong nameless(String name, Value service) {
        Value image = service.get("image");
        if (image == null) {
            return service.wrong("the service \"" + name + "\" needs an image or a build.");
        }
        return image.wrong(
                image.text().unset().isEmpty()
                        ? "the image has no name."
                        : "there is no environment variable \""
                                + image.text().unset().iterator().next() + "\", and without it the image has no name.");
    }

    private <T> T read(Value service, String key, T fallback, Function<Value, T> read) {
        Value value = service.get(key);
        // A variable without a value leaves an empty text; only of an entrypoint it says that there is to be none.
        boolean isEmpty = value == null
                || value.isText()
                        && value.text().wrong() == null
                        && value.text().value().isEmpty()
                        && !key.equals("entrypoint");
        return isEmpty ? fallback : problems.attempt(fallback, () -> read.apply(value));
    }

    private String text(Value service, String key) {
        return read(service, key, null, Value::string);
    }

    /** Each element for itself, so that all that is wrong is told. */
    private <T> List<T> each(Value service, String key, Function<Value, T> read) {
        List<T> list = new ArrayList<>();
        for (Value one : read(service, key, List.<Value>of(), Value::oneOrMore)) {
            T element = problems.attempt(null, () -> read.apply(one));
            if (element != null) {
                list.add(element);
            }
        }
        return list;
    }

    private static <T> List<T> flat(List<List<T>> lists) {
        return lists.stream().flatMap(List::stream).toList();
    }

    private static List<String> command(Value value) {
        return value.isList() ? value.strings() : Words.split(value.string(), value::wrong);
    }

    private String platform(Value service) {
        return read(service, "platform", null, value -> {
            if (!value.string().matches("linux(/[\\w.]+){0,2}|\\w+")) {
                throw value.wrong("the platform \"" + value.string() + "\" is not supported: an engine runs those of"
                        + " linux, as linux/arm64.");
            }
            return value.string().equals("linux") ? null : value.string();
        });
    }

    /** The aliases that the networks give. */
    private List<List<String>> networks(Value service) {
        List<List<String>> aliases = new ArrayList<>();
        Value networks = service.get("networks");
        if (networks == null) {
            return aliases;
        }
        problems.ignore(networks, "networks");
        if (networks.isMapping()) {
            networks.entries()
                    .forEach((name, network) -> problems.attempt(null, () -> {
                        Keys.check(
                                network.mapping(),
                                "a network",
                                Set.of("aliases"),
                                Set.of("driver_opts", "gw_priority", "interface_name", "priority"),
                                Map.of(
                                        "ipv4_address", "an engine chooses the addresses; reach a service by its name",
                                        "ipv6_address", "an engine chooses the addresses; reach a service by its name",
                                        "link_local_ips",
                                                "an engine chooses the addresses; reach a service by its name",
                                        "mac_address", "an engine chooses the addresses"),
                                problems);
                        if (network.get("aliases") != null) {
                            aliases.add(network.get("aliases").strings());
                        }
                        return null;
                    }));
        }
        return aliases;
    }

    private List<Dependency> dependsOn(Value service) {
        Map<String, Dependency> all = new LinkedHashMap<>();
        Value value = service.get("depends_on");
        if (value != null && value.isMapping()) {
            value.entries().forEach((name, one) -> problems.attempt(null, () -> depend(all, name, one, List.of())));
        } else {
            for (Value one : read(service, "depends_on", List.<Value>of(), Value::elements)) {
                problems.attempt(null, () -> depend(all, one.string(), Value.of("", one.at(), Map.of()), List.of()));
            }
        }
        for (Value one : read(service, "links", List.<Value>of(), Value::elements)) {
            problems.attempt(null, () -> {
                String[] parts = one.string().split(":", 2);
                return depend(
                        all,
                        parts[0],
                        Value.of("", one.at(), Map.of()),
                        parts.length < 2 ? List.of() : List.of(parts[1]));
            });
        }
        return List.copyOf(all.values());
    }

    private Void depend(Map<String, Dependency> all, String name, Value settings, List<String> aliases) {
        Keys.check(
                settings.mapping(),
                "depends_on",
                Set.of("condition", "required", "restart"),
                Set.of(),
                Map.of(),
                problems);
        boolean isRequired = settings.get("required") == null || settings.flag("required");
        String condition = settings.string("condition");
        if (condition != null && !condition.matches("service_started|service_healthy|service_completed_successfully")) {
            throw settings.get("condition")
                    .wrong("the condition \"" + condition + "\" is not supported: expected service_started,"
                            + " service_healthy or service_completed_successfully.");
        }
        if (active.contains(name)) {
            Dependency before = all.get(name);
            List<String> both = new ArrayList<>(before == null ? List.of() : before.aliases());
            both.addAll(aliases);
            boolean isDone = ("" + condition).endsWith("successfully") || before != null && before.isDone();
            all.put(name, new Dependency(name, isDone, both));
        } else if (isRequired) {
            throw settings.wrong(
                    named.containsKey(name)
                            ? "the service \"" + name + "\" to depend on has a profile that is not asked for: expected"
                                    + " --profile with one of it."
                            : "there is no service \"" + name + "\" to depend on.");
        }
        return null;
    }
}
