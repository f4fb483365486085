package daggerkit.up;

import daggerkit.Cli;
import daggerkit.up.ServiceSpec.Build;
import daggerkit.up.ServiceSpec.Port;
import daggerkit.up.ServiceSpec.Setting;
import daggerkit.up.ServiceSpec.Volume;
import daggerkit.up.Source.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A file of services: a subset of Docker Compose. What it cannot do is refused, with the line. Used by one thread. */
public final class ComposeFile {
    private static final List<String> TOP = List.of("name", "services", "version", "volumes");
    private static final List<String> SERVICE = List.of(
            "build",
            "command",
            "depends_on",
            "entrypoint",
            "environment",
            "expose",
            "image",
            "platform",
            "ports",
            "restart",
            "user",
            "volumes",
            "working_dir");
    private static final Pattern PORT = Pattern.compile("(?:(\\d{1,5}):)?(\\d{1,5})(?:/(tcp|udp))?");
    private static final long MOST_PORT = 65_535;

    private final Source source;
    private final Path folder;
    private final Map<String, Value> volumes;
    private final String project;
    private final Map<String, Value> named;
    private final Map<String, ServiceSpec> services = new LinkedHashMap<>();

    private ComposeFile(Source.File file, Path folder) {
        this.source = file.source();
        this.folder = folder;
        Map<String, Value> top = source.entries(file.root());
        source.only(file.root(), "the file", TOP);
        Value all = top.get("services");
        if (all == null || Source.isEmpty(all)) {
            throw source.error(file.root(), "there is no service: expected services with at least one.");
        }
        volumes = top.containsKey("volumes") ? source.entries(top.get("volumes")) : Map.of();
        volumes.values().stream()
                .filter(volume -> !Source.isEmpty(volume))
                .findFirst()
                .ifPresent(volume -> {
                    throw source.error(volume, "settings of the volume \"" + volume.key() + "\" are not supported.");
                });
        project = top.containsKey("name") ? source.text(top.get("name")) : "" + folder.getFileName();
        named = source.entries(all);
        named.forEach((name, service) -> services.put(name, service(name, service)));
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @param name its name as the user gave it
     * @param environment the variables that its values may name
     * @return its services
     * @throws Cli.Usage if it is not what is expected, in one sentence with the line
     */
    public static ComposeFile read(Path file, String name, Map<String, String> environment) {
        ComposeFile read = new ComposeFile(Source.read(file, name, environment), file.getParent());
        read.inOrder();
        return read;
    }

    /** The folder that relative paths count from. */
    Path folder() {
        return folder;
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
            way.add(service.name());
            throw new Cli.Usage("Services depend on each other: " + String.join(" -> ", way) + ".");
        }
        if (!ordered.contains(service)) {
            way.add(service.name());
            service.dependsOn().forEach(name -> add(services.get(name), ordered, way));
            way.remove(service.name());
            ordered.add(service);
        }
    }

    private ServiceSpec service(String name, Value value) {
        Map<String, Value> keys = source.entries(value);
        if (!name.matches("[a-zA-Z0-9][a-zA-Z0-9._-]*") || keys.isEmpty()) {
            throw source.error(value, "the service \"" + name + "\" has no name or no image: expected a host's name.");
        }
        source.only(value, "a service", SERVICE);
        if (keys.containsKey("image") == keys.containsKey("build")) {
            throw source.error(value, "the service \"" + name + "\" needs either an image or a build.");
        }
        return new ServiceSpec(
                name,
                text(keys.get("image")),
                keys.containsKey("build") ? build(keys.get("build")) : null,
                text(keys.get("platform")),
                keys.containsKey("entrypoint") ? source.command(keys.get("entrypoint")) : null,
                keys.containsKey("command") ? source.command(keys.get("command")) : null,
                keys.containsKey("environment") ? environment(keys.get("environment")) : Map.of(),
                each(keys.get("ports")).map(this::port).toList(),
                each(keys.get("expose"))
                        .map(port -> number(port, source.text(port)))
                        .toList(),
                keys.containsKey("depends_on") ? dependsOn(keys.get("depends_on")) : List.of(),
                each(keys.get("volumes")).map(this::volume).toList(),
                text(keys.get("working_dir")),
                text(keys.get("user")),
                keys.containsKey("restart") && restart(keys.get("restart")));
    }

    private String text(Value value) {
        return value == null ? null : source.text(value);
    }

    private Stream<Value> each(Value list) {
        return list == null ? Stream.of() : source.list(list).stream();
    }

    private Build build(Value value) {
        if (!Source.isMapping(value)) {
            return new Build(source.text(value), null, null, Map.of());
        }
        Map<String, Value> keys = source.entries(value);
        source.only(value, "build", List.of("args", "context", "dockerfile", "target"));
        Map<String, String> args = new LinkedHashMap<>();
        if (keys.containsKey("args")) {
            environment(keys.get("args")).forEach((name, setting) -> args.put(name, setting.value()));
        }
        String context = keys.containsKey("context") ? source.text(keys.get("context")) : ".";
        return new Build(context, text(keys.get("dockerfile")), text(keys.get("target")), args);
    }

    /** A mapping, or a list of {@code NAME=VALUE}; a name alone is a variable of this process. */
    private Map<String, Setting> environment(Value value) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        if (Source.isList(value)) {
            for (Value one : source.list(value)) {
                String written = source.written(one);
                String name = written.contains("=") ? written.substring(0, written.indexOf('=')) : written;
                settings.put(
                        name,
                        written.equals(name)
                                ? new Setting(source.variable(one, name), true)
                                : new Setting(source.text(one).substring(name.length() + 1), Variables.isIn(written)));
            }
        } else {
            source.entries(value)
                    .forEach((name, one) -> settings.put(
                            name,
                            Source.isEmpty(one)
                                    ? new Setting(source.variable(one, name), true)
                                    : new Setting(source.text(one), Variables.isIn(source.written(one)))));
        }
        return settings;
    }

    private Port port(Value value) {
        if (Source.isMapping(value)) {
            throw source.error(value, "a port is a mapping: expected HOST:CONTAINER or CONTAINER, as \"8080:80\".");
        }
        String text = source.text(value);
        Matcher matcher = PORT.matcher(text);
        if (!matcher.matches()) {
            throw source.error(
                    value,
                    "the port \"" + text + "\" is not supported: expected HOST:CONTAINER or"
                            + " CONTAINER, as \"8080:80\" or \"53/udp\".");
        }
        Long host = matcher.group(1) == null ? null : number(value, matcher.group(1));
        return new Port(host, number(value, matcher.group(2)), "udp".equals(matcher.group(3)));
    }

    private long number(Value value, String text) {
        long port = text.matches("\\d{1,5}") ? Long.parseLong(text) : 0;
        if (port < 1 || port > MOST_PORT) {
            throw source.error(value, "\"" + text + "\" is not a port: expected a number from 1 to " + MOST_PORT + ".");
        }
        return port;
    }

    private List<String> dependsOn(Value value) {
        List<String> names = new ArrayList<>();
        if (Source.isMapping(value)) {
            source.entries(value).forEach((name, settings) -> {
                source.only(settings, "depends_on", List.of("condition"));
                Value condition = source.entries(settings).get("condition");
                if (condition != null && !source.text(condition).matches("service_started|service_healthy")) {
                    throw source.error(
                            condition,
                            "the condition \"" + source.text(condition) + "\" is not supported: expected"
                                    + " service_healthy; all are.");
                }
                names.add(name);
            });
        } else {
            names.addAll(source.texts(value));
        }
        for (String name : names) {
            if (!named.containsKey(name)) {
                throw source.error(value, "there is no service \"" + name + "\" to depend on.");
            }
        }
        return names;
    }

    private Volume volume(Value value) {
        if (Source.isMapping(value)) {
            throw source.error(value, "a volume is a mapping: expected SOURCE:TARGET, as \"./conf:/etc/conf\".");
        }
        String text = source.text(value);
        String[] parts = text.split(":");
        boolean isPath = parts[0].startsWith(".") || parts[0].startsWith("/");
        boolean isNamed = volumes.containsKey(parts[0]);
        if (parts.length < 2
                || parts.length > 3
                || !parts[1].startsWith("/")
                || parts.length == 3 && !parts[2].matches("ro|rw")
                || !isPath && !isNamed) {
            throw source.error(
                    value,
                    "the volume \"" + text + "\" is not supported: expected PATH:TARGET with a path"
                            + " that begins with . or /, or NAME:TARGET with a name that volumes has.");
        }
        Path path = isPath ? folder.resolve(parts[0]).normalize() : null;
        if (isPath && !Files.exists(path)) {
            throw source.error(value, "there is no file or folder \"" + parts[0] + "\".");
        }
        return new Volume(parts[0], path, parts[1]);
    }

    private boolean restart(Value value) {
        String text = source.text(value);
        if (!text.matches("no|always|unless-stopped")) {
            throw source.error(
                    value,
                    "the value \"" + text + "\" of restart is not supported: expected no, always or"
                            + " unless-stopped.");
        }
        return !text.equals("no");
    }
}
