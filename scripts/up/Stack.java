package daggerkit.up;

import daggerkit.Api;
import daggerkit.DaggerException;
import daggerkit.ExecException;
import daggerkit.QueryException;
import daggerkit.QueryTimeoutException;
import daggerkit.SessionException;
import daggerkit.up.ServiceSpec.Dependency;
import daggerkit.up.ServiceSpec.HostPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The services of a file in a session. Started by one thread, stopped by any. */
public final class Stack {
    /** While one starts, an engine waits with the stop until it is up: then its session's end is its own. */
    private static final Duration LONGEST_STOP_OF_STARTING = Duration.ofSeconds(2);

    /** Versions without {@code readOnly} of {@code withMountedDirectory} (the schema of 0.20.8). */
    private static final String WITHOUT_READ_ONLY = "v?0\\.(1?\\d|20)\\..*";

    private final Api.Client dag;
    private final Report report;
    private final List<List<ServiceSpec>> waves;
    private final Map<String, List<String>> aliases = new HashMap<>();
    private final Set<String> bound = new HashSet<>();
    private final Set<String> awaited = new HashSet<>();
    private final Commands commands;
    /** The services, described until they are started, and then by ID. */
    private final Map<ServiceSpec, Api.Service> services = Collections.synchronizedMap(new LinkedHashMap<>());

    private final Set<ServiceSpec> started = ConcurrentHashMap.newKeySet();
    private final Together threads = new Together("start of a service");
    private final Tunnels tunnels;

    /**
     * Nothing runs yet.
     *
     * @param dag the client of the session
     * @param file what the services are
     * @param report where to tell of them
     */
    public Stack(Api.Client dag, ComposeFile file, Report report) {
        this.dag = dag;
        this.report = report;
        this.commands = new Commands(dag);
        this.tunnels = new Tunnels(dag);
        waves = file.waves();
        for (ServiceSpec spec : file.inOrder()) {
            aliases.put(spec.name(), spec.aliases());
            for (Dependency dependency : spec.dependsOn()) {
                (dependency.isDone() ? awaited : bound).add(dependency.name());
            }
        }
        bound.removeAll(awaited);
    }

    /**
     * Starts all services, each after those that it depends on, and waits until they accept connections.
     *
     * @param longest the longest time to wait, or null for no limit
     * @return a line for each port of this host: the service's name and where it is
     * @throws QueryException if one does not start
     * @throws DaggerException if it takes longer
     */
    public List<String> start(Duration longest) {
        Limit limit = new Limit(longest);
        List<ServiceSpec> all = waves.stream().flatMap(List::stream).toList();
        Containers containers = new Containers(dag, hasReadOnly(all));
        Images images = limit.of(() -> Images.of(dag, containers, all, bound, limit), this::pending);
        containers.know(images);
        List<ServiceSpec> inBackground = new ArrayList<>();
        for (List<ServiceSpec> wave : waves) {
            Map<String, Api.Service> up = new HashMap<>();
            services.forEach((spec, service) -> up.put(spec.name(), service));
            List<Runnable> starts = new ArrayList<>();
            for (ServiceSpec spec : wave) {
                Api.Container container = containers.container(spec, up, aliases);
                if (awaited.contains(spec.name())) {
                    starts.add(() -> await(spec, container, limit));
                } else if (Images.mayBeCommand(spec, bound) && !images.of(spec).hasPorts()) {
                    commands.start(spec, container);
                    inBackground.add(spec);
                } else {
                    services.put(spec, service(spec, container));
                    starts.add(() -> start(spec, limit));
                }
            }
            limit.of(() -> threads.run(starts), this::pending);
        }
        inBackground.forEach(report::begun);
        return limit.of(() -> open(limit), this::pending);
    }

    private boolean hasReadOnly(List<ServiceSpec> all) {
        if (all.stream()
                .flatMap(spec -> spec.mounts().stream())
                .noneMatch(mount -> mount instanceof HostPath && ((HostPath) mount).readOnly())) {
            return false;
        }
        String version = dag.version();
        if (version.matches(WITHOUT_READ_ONLY)) {
            report.tell("the engine " + version + " has no read-only folders: a service may change its copy; the folder"
                    + " here stays as it is.");
            return false;
        }
        return true;
    }

    private List<String> pending() {
        return services.keySet().stream()
                .filter(spec -> !started.contains(spec))
                .map(ServiceSpec::name)
                .toList();
    }

    private static Api.Service service(ServiceSpec spec, Api.Container container) {
        return container
                .asService(o -> {
                    o.useEntrypoint(true);
                    if (spec.command() != null && !spec.command().isEmpty()) {
                        o.args(spec.command());
                    }
                    if (spec.privileged()) {
                        o.insecureRootCapabilities(true);
                    }
                })
                .withHostname(spec.name());
    }

    private void await(ServiceSpec spec, Api.Container container, Limit limit) {
        Commands.Outcome outcome = commands.run(spec, container, limit);
        if (outcome.exitCode() != 0) {
            report.ended(spec, outcome, "which others wait for");
            throw new Report.Told(spec, outcome.exitCode());
        }
    }

    private void start(ServiceSpec spec, Limit limit) {
        try {
            services.put(spec, limit.fetch(dag, services.get(spec).leaf(Api.Service::start)));
            started.add(spec);
        } catch (ExecException ended) {
            services.remove(spec);
            report.endedAtStart(spec, ended.exitCode());
            throw ended;
        }
    }

    private List<String> open(Limit limit) {
        List<ServiceSpec> wanted = List.copyOf(services.keySet()).stream()
                .filter(spec -> !spec.ports().isEmpty())
                .toList();
        tunnels.want(wanted);
        threads.run(wanted.stream()
                .map(spec -> (Runnable) () -> tunnels.open(spec, services.get(spec), limit))
                .toList());
        return tunnels.lines();
    }

    /**
     * Waits for the end of a command, looks after the services when none ends for a while, and tells of those that have
     * ended.
     *
     * @param pause how long to wait
     * @return the exit code if nothing is left that runs, else null
     * @throws SessionException if the session is gone
     * @throws InterruptedException if this thread is interrupted
     */
    public Integer look(Duration pause) throws InterruptedException {
        Commands.End end = commands.next(pause);
        if (end == null) {
            lookAfter();
        } else if (end.failure() != null) {
            throw end.failure();
        } else {
            report.ended(end);
        }
        return services.isEmpty() && commands.running() == 0 ? report.exitCode() : null;
    }

    private void lookAfter() {
        boolean asked = false;
        for (ServiceSpec spec : List.copyOf(services.keySet())) {
            if (tunnels.has(spec)) {
                asked = true;
                lookAtTunnel(spec);
            } else if (spec.restart().afterFailure()) {
                asked = true;
                again(spec, false);
            }
        }
        if (!asked) {
            dag.version();
        }
    }

    private void lookAtTunnel(ServiceSpec spec) {
        if (tunnels.isOpen(spec)) {
            report.isUp(spec);
        } else if (spec.restart().afterFailure()) {
            again(spec, true);
        } else {
            report.gone(spec);
            services.remove(spec);
            tunnels.forget(spec);
        }
    }

    /** Starts a service again; one that runs goes on. */
    private void again(ServiceSpec spec, boolean hasEnded) {
        try {
            dag.fetch(services.get(spec).leaf(Api.Service::start));
            if (hasEnded) {
                tunnels.openAgain(spec, services.get(spec));
                report.again(spec);
            }
        } catch (QueryException failure) {
            report.notAgain(spec, failure);
        }
    }

    /**
     * Whether a service is up, other than a command.
     *
     * @return false if there is none
     */
    public boolean hasServices() {
        return !services.isEmpty();
    }

    /**
     * Whether there is something to stop.
     *
     * @return false before the start, and when all have ended
     */
    public boolean isRunning() {
        return !services.isEmpty() || commands.running() > 0;
    }

    /**
     * Stops all that runs, those first that depend on others, by force what has not ended after its time.
     *
     * @throws DaggerException if the session does not answer
     */
    public void stop() {
        threads.stop(); // An engine waits with a stop for a start that is under way.
        commands.stop();
        Together stops = new Together("stop of a service");
        stops.run(tunnels.services().stream()
                .map(service -> (Runnable) () -> stop(service, ServiceSpec.GRACE))
                .toList());
        List<List<ServiceSpec>> reverse = new ArrayList<>(waves);
        Collections.reverse(reverse);
        for (List<ServiceSpec> wave : reverse) {
            stops.run(wave.stream()
                    .filter(services::containsKey)
                    .map(spec -> (Runnable) () -> stop(spec))
                    .toList());
        }
    }

    private void stop(ServiceSpec spec) {
        if (started.contains(spec)) {
            stop(services.get(spec), spec.grace());
            return;
        }
        try {
            dag.fetch(services.get(spec).selection().select("stop").arg("kill", true), LONGEST_STOP_OF_STARTING);
        } catch (QueryTimeoutException | SessionException late) {
            report.tell("\"" + spec.name() + "\" is still starting; the engine ends it with the session.");
        }
    }

    private void stop(Api.Service service, Duration grace) {
        try {
            dag.fetch(service.selection().select("stop"), grace);
        } catch (QueryTimeoutException late) {
            dag.fetch(service.selection().select("stop").arg("kill", true), grace);
        }
    }
}
