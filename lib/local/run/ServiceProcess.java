package daggerkit.local.run;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileSystem;
import daggerkit.local.graph.Fields;
import daggerkit.local.host.HostWatch;
import daggerkit.local.host.Isolation;
import daggerkit.local.host.Output;
import daggerkit.local.host.Processes;
import daggerkit.local.host.Relay;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A container's command that runs as a service. Thread-safe. */
final class ServiceProcess implements RunningService {
    private static final int MOST_PORT = 65535;
    private static final int SECONDS_TO_END = 10;
    private static final int MILLISECONDS_AFTER_END = 2000;
    private static final String LOOPBACK = "127.0.0.1";

    private final ExecSession session;
    private final ServiceSlot slot;
    private final Service.OfContainer source;
    private final Exec exec;
    private final Output output;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<AutoCloseable> closed = new ArrayList<>();
    private Isolation.Step step;
    private Path hosts;
    /** Guarded by this object, as are the next two. */
    private boolean stopped;

    private Process process;
    private PrintStream orders;
    private volatile boolean healthy;
    private volatile int exitCode;
    private volatile String reason;
    private volatile IOException failure;

    private ServiceProcess(ExecSession session, ServiceSlot slot, Service.OfContainer source) throws IOException {
        this.session = session;
        this.slot = slot;
        this.source = source;
        exec = new Exec(session, new Exec.Command(source.args(), source.container(), "", Map.of(), Exec.Expect.ANY));
        output = new Output(session.disk());
        closed.add(output);
    }

    /**
     * Starts a service and waits until it is healthy: until all its ports accept connections that are not excepted.
     *
     * @param session where it runs
     * @param slot its place
     * @throws FieldException if it ends before, or takes too long
     */
    static ServiceProcess start(ExecSession session, ServiceSlot slot)
            throws FieldException, InterruptedException, IOException {
        Service.OfContainer source = (Service.OfContainer) slot.service().source();
        FileSystem files = source.container().files().get();
        ServiceProcess service = new ServiceProcess(session, slot, source);
        boolean begun = false;
        try {
            ProcessBuilder builder = service.prepare(files);
            List<byte[]> hidden = service.exec.hidden(files);
            // A thread that lives as long: the process is killed when the one that started it ends.
            Thread thread = new Thread(
                    () -> service.run(builder, hidden),
                    "service " + slot.service().hostname());
            thread.setDaemon(true);
            thread.start();
            begun = true;
            service.awaitHealth();
            return service;
        } catch (Isolation.Refused refused) {
            throw new FieldException(refused.getMessage());
        } finally {
            if (!begun) {
                service.close();
            } else if (!service.healthy) {
                service.stop(true);
            }
        }
    }

    private ProcessBuilder prepare(FileSystem files)
            throws FieldException, InterruptedException, IOException, Isolation.Refused {
        ContainerConfig settings = source.container().settings();
        for (ContainerConfig.Port port : settings.ports) {
            if (port.port() < 1 || port.port() > MOST_PORT) {
                throw new FieldException("Cannot start a service with the port " + port.port()
                        + ": expected a number from 1 to " + MOST_PORT + ".");
            }
            if (!port.protocol().equals("TCP")) {
                throw Fields.notImplemented("A service with the port " + port.port() + " of " + port.protocol()
                        + " (Container.withExposedPort)");
            }
        }
        String impossible = exec.impossible(files);
        if (impossible != null) {
            Files.writeString(output.stderr(), impossible);
            throw exec.execError(beforeHealth(), 1, output);
        }
        Isolation isolation = session.isolation();
        int number = session.nextNumber();
        if (isolation.folder() == null) {
            return isolation.service(exec.step(number, files, List.of()), List.of());
        }
        for (ContainerConfig.Binding binding : settings.services) {
            if (binding.service().sharesPortWith(slot.service())) {
                throw new FieldException("Cannot bind a service as \"" + binding.alias() + "\" to the service \""
                        + slot.service().hostname()
                        + "\": the two have a port in common, and in the stand-in a service reaches only others' ports;"
                        + " give one of them another port, or use a real engine: dagger run ...");
            }
        }
        ServiceUse uses = session.services().use(settings.services);
        closed.add(uses);
        FileSystem prepared = exec.withWorkdir(files);
        if (isolation.canMount()) {
            prepared = uses.withHosts(prepared, slot.service());
        } else if (!prepared.mounts().isEmpty()) {
            throw new FieldException("Cannot mount \"" + files.mounts().firstKey()
                    + "\" without a private root: copy it instead, with withDirectory or withFile.");
        }
        CommandRoot root = CommandRoot.write(session.disk(), isolation, number, prepared);
        closed.add(root);
        hosts = isolation.canMount() ? root.mounted(uses.place(prepared)) : null;
        step = exec.step(number, prepared, root.binds());
        ProcessBuilder builder = isolation.service(step, session.services().relay(slot));
        if (!isolation.hasOwnNetworks()) {
            slot.requireFreePorts();
            builder.redirectInput(new File("/dev/null"));
            Closeable relay = Relay.serve(slot.socket(), port -> new InetSocketAddress(LOOPBACK, port));
            closed.add(relay);
        }
        return builder;
    }

    private void run(ProcessBuilder builder, List<byte[]> hidden) {
        try {
            session.services().begin(this, () -> begin(builder));
            HostWatch.Guard guard = session.watch().guard(process);
            closed.add(guard);
            output.read(process, hidden);
            if (session.isolation().hasOwnNetworks()) {
                session.services().running().forEach(this::reach);
                order(Relay.RUN);
            }
            exitCode = process.waitFor();
            output.await(MILLISECONDS_AFTER_END);
            String setUp = session.isolation().setUpFailure(step, output.stderr());
            reason = guard.exceeded() != null ? guard.exceeded() : setUp;
        } catch (IOException broken) {
            failure = broken;
        } catch (InterruptedException ending) {
            // It was stopped before it began.
        } finally {
            close();
        }
    }

    private synchronized void begin(ProcessBuilder builder) throws IOException, InterruptedException {
        if (stopped) {
            throw new InterruptedException("stopped");
        }
        process = builder.start();
        if (session.isolation().hasOwnNetworks()) {
            orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        }
    }

    /** Makes another service reachable in its network. */
    void reach(ServiceSlot other) {
        if (!other.service().sharesPortWith(slot.service())) {
            other.lines().forEach(this::order);
        }
    }

    private synchronized void order(String line) {
        if (orders != null) {
            orders.println(line);
        }
    }

    /** Makes another's name known to it. */
    void addHost(ServiceSlot other) throws IOException {
        if (hosts != null && !hasEnded() && !other.service().sharesPortWith(slot.service())) {
            String line = ServiceUse.line(other.service().hostname(), other.address());
            Files.writeString(hosts, line, StandardOpenOption.APPEND);
        }
    }

    private void awaitHealth() throws FieldException, InterruptedException, IOException {
        ServiceHealth health = new ServiceHealth(slot, this::hasBegun);
        while (!ended.await(ServiceHealth.MILLISECONDS_BETWEEN_CHECKS, TimeUnit.MILLISECONDS)) {
            healthy = health.check(output.combined());
            if (healthy) {
                return;
            }
        }
        if (failure != null) {
            throw failure;
        }
        if (reason != null) {
            throw new FieldException(
                    "Cannot start the service \"" + slot.service().hostname() + "\": " + reason);
        }
        throw exec.execError(beforeHealth(), exitCode, output);
    }

    /** Whether the set-up is done and it is the command's turn. */
    private boolean hasBegun() throws IOException {
        return session.isolation().setUpFailure(step, output.stderr()) == null;
    }

    private String beforeHealth() {
        return "The service \"" + slot.service().hostname() + "\" ended before it was healthy: ";
    }

    @Override
    public boolean hasEnded() {
        return ended.getCount() == 0;
    }

    @Override
    public void await() throws InterruptedException {
        ended.await();
    }

    @Override
    public void stop(boolean kill) {
        Process now;
        synchronized (this) {
            stopped = true;
            now = process;
        }
        boolean interrupted = Thread.interrupted();
        try {
            if (now != null && !kill && Processes.ask(now)) {
                ended.await(SECONDS_TO_END, TimeUnit.SECONDS);
            }
        } catch (InterruptedException again) {
            interrupted = true;
        }
        if (now != null) {
            Processes.stop(now);
        }
        try {
            ended.await(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException again) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends what is left of the process and takes away what was made for it, last first. */
    private void close() {
        session.services().ended(this);
        synchronized (this) {
            if (orders != null) {
                orders.close();
                orders = null;
            }
        }
        if (process != null) {
            Processes.stop(process);
        }
        for (int i = closed.size() - 1; i >= 0; i--) {
            try {
                closed.get(i).close();
            } catch (Exception left) {
                // The session's folder, in which it is, goes at the end.
            }
        }
        try {
            Files.deleteIfExists(slot.socket());
        } catch (IOException left) {
            // Likewise.
        }
        ended.countDown();
    }
}
