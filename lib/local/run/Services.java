package daggerkit.local.run;

import daggerkit.local.common.FieldException;
import daggerkit.local.files.Folders;
import daggerkit.local.host.Relay;
import daggerkit.local.run.ContainerConfig.Binding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The services of a session: each runs once, from when it is first needed until nobody has needed it for a while. In
 * every container each has the same address, one of 127.0.0.0/8. Thread-safe.
 */
public final class Services implements AutoCloseable {
    private static final int MOST_OF_BYTE = 255;
    /** What every Unix has room for. */
    private static final int LONGEST_SOCKET = 103;

    private static final String CLASSES = "classes";

    private final ExecSession session;
    private final Path folder;
    private final Map<String, ServiceSlot> slots = new LinkedHashMap<>();
    private final Set<String> addresses = new HashSet<>();
    private final Set<ServiceProcess> processes = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService reaper = Executors.newScheduledThreadPool(2, work -> {
        Thread thread = new Thread(work, "end of unused services");
        thread.setDaemon(true);
        return thread;
    });
    private boolean closed;

    /** What starts a process. */
    interface Start {
        void run() throws IOException, InterruptedException;
    }

    /**
     * None yet.
     *
     * @param session whose they are
     * @param folder for their sockets, made when there is one
     */
    Services(ExecSession session, Path folder) {
        this.session = session;
        this.folder = folder;
    }

    /** The place of a service: the same for the same chain. */
    public synchronized ServiceSlot slot(Service service) {
        String digest = service.call().digest();
        ServiceSlot slot = slots.get(digest);
        if (slot == null) {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            String address;
            do {
                // Another session on this host has others, most likely.
                address = "127." + random.nextInt(1, MOST_OF_BYTE) + "." + random.nextInt(0, MOST_OF_BYTE) + "."
                        + random.nextInt(1, MOST_OF_BYTE);
            } while (!addresses.add(address));
            slot = new ServiceSlot(this, service, folder.resolve("" + addresses.size()), address);
            slots.put(digest, slot);
        }
        return slot;
    }

    /** Makes a name known to the services that run: two that call each other cannot both be first. */
    public Service named(Service service) throws IOException {
        ServiceSlot slot = slot(service);
        for (ServiceProcess process : processes) {
            process.addHost(slot);
        }
        return service;
    }

    synchronized List<ServiceSlot> all() {
        return List.copyOf(slots.values());
    }

    /** The places of those that run and have an address. */
    List<ServiceSlot> running() {
        return all().stream()
                .filter(slot -> slot.running() != null && !(slot.service().source() instanceof Service.Tunnel))
                .toList();
    }

    /** Starts services for a container, and waits until they are healthy. */
    ServiceUse use(List<Binding> bindings) throws FieldException, InterruptedException {
        if (!bindings.isEmpty()
                && session.isolation().folder() != null
                && !session.isolation().canMount()) {
            throw new FieldException(
                    "Cannot bind a service as \"" + bindings.get(0).alias()
                            + "\" without a private root, which has an /etc/hosts of its own: use the service's"
                            + " endpoint through host.tunnel, or a real engine: dagger run ...");
        }
        return begin(bindings);
    }

    private ServiceUse begin(List<Binding> bindings) throws FieldException, InterruptedException {
        ServiceUse use = new ServiceUse(session, bindings);
        try {
            use.begin();
            return use;
        } catch (FieldException | InterruptedException | RuntimeException failure) {
            use.close();
            throw failure;
        }
    }

    /** Runs a service until it is stopped. */
    public void start(Service service) throws FieldException, InterruptedException {
        ServiceSlot slot = slot(service);
        slot.acquire();
        slot.pin();
        slot.release();
    }

    /** For a slot: starts what is to run there. */
    RunningService launch(ServiceSlot slot) throws FieldException, InterruptedException, IOException {
        prepare();
        int length = slot.socket().toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_SOCKET) {
            throw new FieldException("Cannot start a service: its socket \"" + slot.socket() + "\" has a path of "
                    + length + " bytes, at most " + LONGEST_SOCKET
                    + " are allowed; choose a shorter folder for temporary files, with java.io.tmpdir.");
        }
        Service.Source source = slot.service().source();
        if (source instanceof Service.Tunnel) {
            Service.Tunnel tunnel = (Service.Tunnel) source;
            ServiceUse upstream = begin(List.of(new Binding("", tunnel.upstream())));
            ServiceSlot target = slot(tunnel.upstream());
            RunningService running = target.running();
            ServiceForwards forwards = ServiceForwards.tunnel(target.socket(), tunnel.forwards(), upstream);
            endWith(running, forwards);
            return forwards;
        } else if (source instanceof Service.OfHost) {
            Service.OfHost host = (Service.OfHost) source;
            return ServiceForwards.ofHost(host.host(), host.forwards(), slot.socket());
        }
        return ServiceProcess.start(session, slot);
    }

    /** Ends a tunnel with the service that it leads to, as an engine does since 0.21. */
    private static void endWith(RunningService upstream, ServiceForwards tunnel) {
        Thread thread = new Thread(
                () -> {
                    try {
                        if (upstream != null) {
                            upstream.await();
                        }
                        tunnel.stop(true);
                    } catch (InterruptedException ending) {
                        // All services end.
                    }
                },
                "end of a tunnel");
        thread.setDaemon(true);
        thread.start();
    }

    /** Lets the other services reach one. */
    void announce(ServiceSlot slot) {
        processes.forEach(process -> process.reach(slot));
    }

    /** Starts a process, unless the session ends. */
    synchronized void begin(ServiceProcess process, Start start) throws IOException, InterruptedException {
        if (closed) {
            throw new InterruptedException("the session ends");
        }
        processes.add(process);
        start.run();
    }

    void ended(ServiceProcess process) {
        processes.remove(process);
    }

    void later(Runnable work, int seconds) {
        try {
            reaper.schedule(work, seconds, TimeUnit.SECONDS);
        } catch (RejectedExecutionException ending) {
            // Then all services end.
        }
    }

    /** The relay as a command, in a folder beside this one. */
    List<String> relay(ServiceSlot slot) {
        Path there = Path.of("..").resolve(folder.getFileName());
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-Xmx64m",
                "-cp",
                there.resolve(CLASSES).toString(),
                Relay.class.getName(),
                there.resolve(slot.socket().getFileName()).toString());
    }

    private synchronized void prepare() throws IOException {
        if (!Files.exists(folder)) {
            Folders.createPrivate(folder);
            String name = Relay.class.getName().replace('.', '/') + ".class";
            Path file = folder.resolve(CLASSES).resolve(name);
            Files.createDirectories(file.getParent());
            try (InputStream in = Relay.class.getResourceAsStream("/" + name)) {
                Files.copy(in, file);
            }
        }
    }

    /** Kills all of them and waits until they are gone. */
    @Override
    public void close() {
        List<Runnable> ends = new ArrayList<>();
        synchronized (this) {
            closed = true;
            reaper.shutdownNow();
            processes.forEach(process -> ends.add(() -> process.stop(true)));
        }
        for (ServiceSlot slot : all()) {
            ends.add(() -> slot.stop(true));
        }
        ends.parallelStream().forEach(Runnable::run);
    }
}
