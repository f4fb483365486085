package daggerkit.local.run;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.Lazy;
import daggerkit.local.host.Relay;
import daggerkit.local.run.Service.Forward;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** The place of one service in a session: its address, and what runs. Thread-safe. */
public final class ServiceSlot {
    /** As long as the engine lets a service run that nobody uses any more. */
    private static final int SECONDS_UNUSED = 10;

    private final Services services;
    private final Service service;
    private final Path socket;
    private final String address;
    /** Held while it starts and stops. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<Integer, ServerSocketChannel> listening = new LinkedHashMap<>();
    private volatile RunningService running;
    /** Guarded by this object, as are the next two. */
    private int users;
    /** Started by word: it runs although nobody uses it. */
    private boolean pinned;

    private long unusedSince;

    /**
     * A place; nothing runs.
     *
     * @param services the session's
     * @param service the service
     * @param socket where it will be served
     * @param address its own in every network of the session
     */
    ServiceSlot(Services services, Service service, Path socket, String address) {
        this.services = services;
        this.service = service;
        this.socket = socket;
        this.address = address;
    }

    Service service() {
        return service;
    }

    String address() {
        return address;
    }

    Path socket() {
        return socket;
    }

    /** What runs, or null. */
    public RunningService running() {
        RunningService now = running;
        return now == null || now.hasEnded() ? null : now;
    }

    /** Where commands in this host's network find it. */
    String addressOnHost() {
        return isOfThisHost() ? "127.0.0.1" : address;
    }

    /** What tells a relay to listen for it, a line for each port. */
    List<String> lines() {
        return service.forwards().stream().map(this::line).toList();
    }

    /** Where others listen as well, what answers may be someone else. */
    void requireFreePorts() throws FieldException {
        for (Forward forward : service.forwards()) {
            try (Socket port = new Socket(InetAddress.getLoopbackAddress(), forward.backend())) {
                throw new FieldException("Cannot start the service \"" + service.hostname() + "\": its port "
                        + port.getPort() + " is in use on this host.");
            } catch (IOException free) {
                // As it should be.
            }
        }
    }

    private String line(Forward forward) {
        Path there = Path.of("..").resolve(socket.subpath(socket.getNameCount() - 2, socket.getNameCount()));
        return Relay.line(new InetSocketAddress(address, forward.frontend()), there, forward.frontend());
    }

    /** Starts it unless it runs, and waits until it is healthy; to be released. */
    void acquire() throws FieldException, InterruptedException {
        synchronized (this) {
            users++;
        }
        try {
            lock.lockInterruptibly();
            try {
                if (running() == null) {
                    stopListening();
                    running = Lazy.run(() -> services.launch(this));
                    services.announce(this);
                }
            } finally {
                lock.unlock();
            }
        } catch (FieldException | InterruptedException | RuntimeException failure) {
            release();
            throw failure;
        }
    }

    /** One user less. */
    synchronized void release() {
        users--;
        unusedSince = System.nanoTime();
        if (users == 0 && !pinned && running != null) {
            services.later(this::stopIfUnused, SECONDS_UNUSED);
        }
    }

    /** Lets it run until it is stopped, used or not. */
    synchronized void pin() {
        pinned = true;
    }

    /** Stops it, used or not; nothing happens if it does not run. */
    public void stop(boolean kill) {
        synchronized (this) {
            pinned = false;
        }
        lock.lock();
        try {
            end(kill);
        } finally {
            lock.unlock();
        }
    }

    private void stopIfUnused() {
        lock.lock();
        try {
            synchronized (this) {
                long unused = System.nanoTime() - unusedSince;
                if (users > 0 || pinned || unused < TimeUnit.SECONDS.toNanos(SECONDS_UNUSED)) {
                    return;
                }
            }
            end(false);
        } finally {
            lock.unlock();
        }
    }

    private void end(boolean kill) {
        RunningService now = running;
        if (now != null) {
            now.stop(kill);
            running = null;
        }
        stopListening();
    }

    /** Makes its ports reachable in this host's network. */
    void listen() throws FieldException, InterruptedException {
        lock.lockInterruptibly();
        try {
            RunningService now = running();
            for (Forward forward : now == null || isOfThisHost() ? List.<Forward>of() : service.forwards()) {
                if (!listening.containsKey(forward.frontend())) {
                    InetSocketAddress at = new InetSocketAddress(address, forward.frontend());
                    listening.put(forward.frontend(), Relay.listen(at, socket, forward.frontend()));
                }
            }
        } catch (IOException failure) {
            throw new FieldException("Cannot make a port of the service \"" + service.hostname()
                    + "\" reachable for commands of this host: " + failure.getMessage()
                    + "; expected a port from 1024 on that no program of this host has on all its addresses.");
        } finally {
            lock.unlock();
        }
    }

    private void stopListening() {
        for (ServerSocketChannel one : listening.values()) {
            try {
                one.close();
            } catch (IOException failure) {
                // A socket that cannot be closed goes with this process.
            }
        }
        listening.clear();
    }

    /** Then a port that this host listens on needs, and could have, no other listener. */
    private boolean isOfThisHost() {
        if (!(service.source() instanceof Service.OfHost)) {
            return false;
        }
        Service.OfHost host = (Service.OfHost) service.source();
        return host.host().matches("localhost|127\\.0\\.0\\.1")
                && host.forwards().stream().allMatch(forward -> forward.frontend() == forward.backend());
    }
}
