package daggerkit.up;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.Api;
import daggerkit.DaggerException;
import daggerkit.Leaf;
import daggerkit.QueryTimeoutException;
import daggerkit.Selection;
import daggerkit.SessionException;
import daggerkit.images.BuildContext;
import daggerkit.up.ServiceSpec.Build;
import daggerkit.up.ServiceSpec.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The services of a file in a session. Started by one thread, stopped by any. */
public final class Stack {
    /** As long as Docker gives a container to end. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Api.Client dag;
    private final ComposeFile file;
    private final Map<ServiceSpec, Api.Service> services = new LinkedHashMap<>();
    /** By ID: described once more, a service built from a folder that has changed would be another one. */
    private volatile Map<ServiceSpec, Api.Service> running = Map.of();

    private volatile List<Api.Service> tunnels = List.of();

    private Stack(Api.Client dag, ComposeFile file) {
        this.dag = dag;
        this.file = file;
    }

    /**
     * Describes the services; nothing runs.
     *
     * @param dag the client of the session
     * @param file what the services are
     * @return the services
     * @throws IOException if a folder to build cannot be read
     */
    public static Stack of(Api.Client dag, ComposeFile file) throws IOException {
        Stack stack = new Stack(dag, file);
        for (ServiceSpec spec : file.inOrder()) {
            stack.services.put(spec, stack.service(spec));
        }
        return stack;
    }

    /**
     * Starts all services, each after those that it depends on, and waits until they accept connections.
     *
     * @param longest the longest time to wait, or null for no limit
     * @return a line for each port of this host: the service's name and where it is
     * @throws daggerkit.QueryException if one does not start
     * @throws DaggerException if it takes longer
     */
    public List<String> start(Duration longest) {
        List<Api.Service> started;
        try {
            started = fetch(all(services.values(), Api.Service::start), longest);
        } catch (QueryTimeoutException late) {
            throw new DaggerException(
                    "Not all services accept connections after " + longest.toSeconds() + " seconds.", late);
        }
        Map<ServiceSpec, Api.Service> byId = new LinkedHashMap<>();
        services.keySet().forEach(spec -> byId.put(spec, started.get(byId.size())));
        running = byId;
        List<ServiceSpec> open =
                byId.keySet().stream().filter(spec -> !spec.ports().isEmpty()).toList();
        if (open.isEmpty()) {
            return List.of();
        }
        tunnels = dag.fetch(
                all(open.stream().map(spec -> tunnel(spec, byId.get(spec))).toList(), Api.Service::start));
        List<List<Long>> ports = dag.fetch(Leaf.all(tunnels.stream()
                .map(tunnel -> tunnel.each(Api.Service::ports, port -> port.leaf(Api.Port::port)))
                .toList()));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            for (int j = 0; j < ports.get(i).size(); j++) {
                lines.add(open.get(i).name() + " "
                        + url(open.get(i).ports().get(j), ports.get(i).get(j)));
            }
        }
        return lines;
    }

    private Api.Service tunnel(ServiceSpec spec, Api.Service service) {
        List<Api.PortForward> forwards = spec.ports().stream()
                .map(port ->
                        new Api.PortForward(port.host(), port.container(), port.udp() ? Api.NetworkProtocol.UDP : null))
                .toList();
        return dag.host().tunnel(service, o -> o.ports(forwards));
    }

    /**
     * Looks after the services: starts those again that have ended and are to be restarted.
     *
     * @throws daggerkit.QueryException if one cannot be started again
     * @throws SessionException if the session is gone
     */
    public void lookAfter() {
        List<Api.Service> kept = new ArrayList<>();
        running.forEach((spec, service) -> {
            if (spec.restart()) {
                kept.add(service);
            }
        });
        if (kept.isEmpty()) {
            dag.version();
        } else {
            dag.fetch(all(kept, service -> step(service.selection().select("start"))));
        }
    }

    /**
     * Stops all that runs, by force what has not ended after 10 seconds.
     *
     * @throws DaggerException if the session does not answer
     */
    public void stop() {
        List<Api.Service> all = new ArrayList<>(tunnels);
        all.addAll(running.isEmpty() ? services.values() : running.values());
        try {
            dag.fetch(all(all, service -> step(service.selection().select("stop"))), GRACE);
        } catch (DaggerException late) {
            dag.fetch(
                    all(all, service -> step(service.selection().select("stop").arg("kill", true))), GRACE);
        }
    }

    private static <T> Leaf<List<T>> all(
            Collection<Api.Service> services, Function<? super Api.Service, ? extends T> path) {
        return Leaf.all(
                services.stream().<Leaf<T>>map(service -> service.leaf(path)).toList());
    }

    /** Not by start() and stop() themselves: those give a service, which nobody wants here. */
    private JsonNode step(Selection step) {
        return dag.fetch(step);
    }

    private <T> T fetch(Leaf<T> leaf, Duration longest) {
        return longest == null ? dag.fetch(leaf) : dag.fetch(leaf, longest);
    }

    /** With a scheme where the port is one that HTTP usually has. */
    private static String url(Port port, long host) {
        String number = "" + port.container();
        String scheme = port.udp()
                ? "udp://"
                : number.matches("8?443")
                        ? "https://"
                        : number.matches("80|3000|4200|5000|5173|8\\d\\d\\d|9000|9090") ? "http://" : "";
        return scheme + "127.0.0.1:" + host;
    }

    private Api.Service service(ServiceSpec spec) throws IOException {
        Api.Container container = base(spec);
        for (Map.Entry<String, ServiceSpec.Setting> entry : spec.environment().entrySet()) {
            String value = entry.getValue().value();
            container = entry.getValue().isPrivate()
                    ? container.withSecretVariable(
                            entry.getKey(), dag.setSecret(spec.name() + "/" + entry.getKey(), value))
                    : container.withEnvVariable(entry.getKey(), value);
        }
        for (ServiceSpec.Volume volume : spec.volumes()) {
            container = mounted(container, volume);
        }
        container = spec.workdir() == null ? container : container.withWorkdir(spec.workdir());
        container = spec.user() == null ? container : container.withUser(spec.user());
        container = spec.entrypoint() == null ? container : container.withEntrypoint(spec.entrypoint());
        Set<Port> exposed = new LinkedHashSet<>();
        spec.ports().forEach(port -> exposed.add(new Port(null, port.container(), port.udp())));
        spec.exposed().forEach(port -> exposed.add(new Port(null, port, false)));
        for (Port port : exposed) {
            container = port.udp()
                    ? container.withExposedPort(port.container(), o -> o.protocol(Api.NetworkProtocol.UDP))
                    : container.withExposedPort(port.container());
        }
        for (String name : spec.dependsOn()) {
            container = container.withServiceBinding(name, named(name));
        }
        return container
                .asService(o -> {
                    o.useEntrypoint(true);
                    if (spec.command() != null) {
                        o.args(spec.command());
                    }
                })
                .withHostname(spec.name());
    }

    private Api.Service named(String name) {
        return services.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private Api.Container base(ServiceSpec spec) throws IOException {
        if (spec.image() != null) {
            Api.Container empty =
                    spec.platform() == null ? dag.container() : dag.container(o -> o.platform(spec.platform()));
            return empty.from(spec.image());
        }
        Build build = spec.build();
        String folder = file.folder().resolve(build.folder()).normalize().toString();
        String dockerfile = build.dockerfile() == null ? null : folder + "/" + build.dockerfile();
        BuildContext context = BuildContext.of(folder, dockerfile);
        List<Api.BuildArg> args = new ArrayList<>();
        build.args().forEach((name, value) -> args.add(new Api.BuildArg(name, value)));
        Api.Directory source = dag.host().directory(folder, o -> {
            if (!context.excluded().isEmpty()) {
                o.exclude(context.excluded());
            }
        });
        return source.dockerBuild(o -> {
            o.dockerfile(context.dockerfile());
            if (build.target() != null) {
                o.target(build.target());
            }
            if (spec.platform() != null) {
                o.platform(spec.platform());
            }
            if (!args.isEmpty()) {
                o.buildArgs(args);
            }
        });
    }

    private Api.Container mounted(Api.Container container, ServiceSpec.Volume volume) {
        if (volume.path() == null) {
            return container.withMountedCache(volume.target(), dag.cacheVolume(file.project() + "_" + volume.name()));
        }
        String path = volume.path().toString();
        return Files.isDirectory(volume.path())
                ? container.withMountedDirectory(volume.target(), dag.host().directory(path))
                : container.withMountedFile(volume.target(), dag.host().file(path));
    }
}
