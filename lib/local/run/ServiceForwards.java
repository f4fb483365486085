package daggerkit.local.run;

import daggerkit.local.common.FieldException;
import daggerkit.local.host.Relay;
import daggerkit.local.run.Service.Forward;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A service without a process of its own: a tunnel, or a server of the host's. */
public final class ServiceForwards implements RunningService {
    private final List<Closeable> listening = new ArrayList<>();
    private final List<Forward> forwards = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ServiceUse upstream;
    private Path socket;

    private ServiceForwards(ServiceUse upstream) {
        this.upstream = upstream;
    }

    /**
     * Makes a service's ports reachable on this host.
     *
     * @param target the socket of the service
     * @param wanted the ports
     * @param upstream what keeps the service running, to be closed with the tunnel
     */
    static ServiceForwards tunnel(Path target, List<Forward> wanted, ServiceUse upstream) throws FieldException {
        ServiceForwards tunnel = new ServiceForwards(upstream);
        for (Forward forward : wanted) {
            try {
                ServerSocketChannel server =
                        Relay.listen(new InetSocketAddress("127.0.0.1", forward.frontend()), target, forward.backend());
                tunnel.listening.add(server);
                int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
                tunnel.forwards.add(new Forward(port, forward.backend()));
            } catch (IOException failure) {
                tunnel.stop(true);
                throw new FieldException("Cannot listen on 127.0.0.1:" + forward.frontend() + " for the port "
                        + forward.backend() + " of a service: " + failure.getMessage()
                        + "; expected a port that is free, or none to have a free one chosen.");
            }
        }
        return tunnel;
    }

    /**
     * Makes a server that can be reached from this host one of the session.
     *
     * @param host its name
     * @param wanted its ports, and under which they are to be had
     * @param socket where to serve
     */
    static ServiceForwards ofHost(String host, List<Forward> wanted, Path socket) throws IOException {
        Map<Integer, Integer> backends = new HashMap<>();
        wanted.forEach(forward -> backends.put(forward.frontend(), forward.backend()));
        ServiceForwards service = new ServiceForwards(null);
        service.socket = socket;
        service.listening.add(
                Relay.serve(socket, port -> new InetSocketAddress(host, backends.getOrDefault(port, port))));
        return service;
    }

    /** The ports of a tunnel. */
    public List<Forward> forwards() {
        return List.copyOf(forwards);
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
    public synchronized void stop(boolean kill) {
        if (!hasEnded()) {
            try {
                for (Closeable one : listening) {
                    Relay.close(one);
                }
                if (socket != null) {
                    Files.deleteIfExists(socket);
                }
            } catch (IOException failure) {
                // The folder of sockets goes with the session.
            }
            if (upstream != null) {
                upstream.close();
            }
            ended.countDown();
        }
    }
}
