package daggerkit.local.host;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Carries TCP connections from one network namespace into another, through a socket in the file system, which namespaces
 * share. One end listens on an address; the other connects to the port that it is told in the first two bytes, and says
 * in one byte whether that worked. As a process, it is the other end in the network of a service and the service's parent.
 * A class of its own, without others, because it runs from a folder that has nothing else. Thread-safe.
 */
public final class Relay {
    /** The line of standard input after which the command runs. */
    public static final String RUN = "run";

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MOST_PORT = 0xffff;
    private static final int MILLISECONDS_OF_PAUSE = 10;
    private static final int MILLISECONDS_TO_CLOSE = 2_000;
    private static final Map<Closeable, Thread> ACCEPTORS = new ConcurrentHashMap<>();

    private Relay() {}

    /**
     * Serves the socket given first, starts the command that follows when it is told to, and exits as it does. Standard
     * input has a line for each address to listen on, see {@link #line}; when it ends, the command is killed.
     */
    public static void main(String... args) throws IOException, InterruptedException {
        BufferedReader told = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        serve(Path.of(args[0]), port -> new InetSocketAddress("127.0.0.1", port));
        for (String line = told.readLine(); !RUN.equals(line); line = told.readLine()) {
            if (line == null) {
                return;
            }
            listen(line);
        }
        // By this thread, which waits: the command is killed when the thread that started it ends.
        List<String> command = Arrays.asList(args).subList(1, args.length);
        Process process = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(Redirect.INHERIT)
                .redirectError(Redirect.INHERIT)
                .start();
        start("orders", () -> {
            try {
                for (String line = told.readLine(); line != null; line = told.readLine()) {
                    listen(line);
                }
            } catch (IOException gone) {
                // As if it had ended.
            }
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
        System.exit(process.waitFor());
    }

    /** What tells a relay to listen. */
    public static String line(InetSocketAddress at, Path socket, int port) {
        return at.getAddress().getHostAddress() + " " + at.getPort() + " " + port + " " + socket;
    }

    private static void listen(String line) {
        String[] words = line.split(" ", 4);
        try {
            listen(
                    new InetSocketAddress(words[0], Integer.parseInt(words[1])),
                    Path.of(words[3]),
                    Integer.parseInt(words[2]));
        } catch (IOException taken) {
            // Told before, as when a service starts again; the socket's path is the same.
        }
    }

    /**
     * Serves a socket.
     *
     * @param socket where to make it
     * @param target what to connect to for a port
     * @return ends it; connections that there are go on
     */
    public static Closeable serve(Path socket, IntFunction<? extends SocketAddress> target) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
        } catch (IOException | RuntimeException failure) {
            server.close();
            throw failure;
        }
        accepting(server, "relay " + socket.getFileName(), near -> answer(near, target));
        return server;
    }

    private static SocketChannel answer(SocketChannel near, IntFunction<? extends SocketAddress> target) {
        SocketChannel far = null;
        try {
            ByteBuffer port = ByteBuffer.allocate(Short.BYTES);
            while (port.hasRemaining()) {
                if (near.read(port) < 0) {
                    return null;
                }
            }
            try {
                far = SocketChannel.open(target.apply(port.getShort(0) & MOST_PORT));
            } catch (IOException | UnresolvedAddressException refused) {
                // The other end is told so.
            }
            near.write(ByteBuffer.wrap(new byte[] {(byte) (far == null ? 0 : 1)}));
        } catch (IOException broken) {
            close(near);
        }
        return far;
    }

    /**
     * Listens on an address for connections to the other end of a socket.
     *
     * @param at the address; port 0 is a free one
     * @param socket where the other end is; not looked at before there is a connection
     * @param port the port there
     * @return ends it; connections that there are go on
     * @throws IOException if the address is in use
     */
    public static ServerSocketChannel listen(InetSocketAddress at, Path socket, int port) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET);
        try {
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(at);
        } catch (IOException | RuntimeException failure) {
            server.close();
            throw failure;
        }
        accepting(server, "relay " + at, near -> connect(socket, port));
        return server;
    }

    /** Connects to a port of the other end; null if nothing accepts there. */
    public static SocketChannel connect(Path socket, int port) {
        SocketChannel far = null;
        try {
            far = SocketChannel.open(StandardProtocolFamily.UNIX);
            far.connect(UnixDomainSocketAddress.of(socket));
            ByteBuffer order =
                    ByteBuffer.allocate(Short.BYTES).putShort((short) port).flip();
            while (order.hasRemaining()) {
                far.write(order);
            }
            ByteBuffer answer = ByteBuffer.allocate(1);
            if (far.read(answer) == 1 && answer.get(0) == 1) {
                return far;
            }
        } catch (IOException failure) {
            // Nothing is there, or no longer.
        }
        if (far != null) {
            close(far);
        }
        return null;
    }

    /**
     * Closes what {@link #listen} or {@link #serve} opened, and waits until nothing is accepted any more: the kernel keeps a
     * port as long as a thread still waits at it, also after it was closed.
     */
    public static void close(Closeable server) throws IOException {
        Thread acceptor = ACCEPTORS.get(server);
        server.close();
        if (acceptor != null) {
            try {
                acceptor.join(MILLISECONDS_TO_CLOSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void accepting(
            ServerSocketChannel server, String name, Function<SocketChannel, SocketChannel> other) {
        CountDownLatch noted = new CountDownLatch(1);
        Thread acceptor = start(name, () -> {
            try {
                noted.await();
            } catch (InterruptedException e) {
                return;
            }
            accept(server, other);
            ACCEPTORS.remove(server);
        });
        ACCEPTORS.put(server, acceptor);
        noted.countDown();
    }

    private static void accept(ServerSocketChannel server, Function<SocketChannel, SocketChannel> other) {
        while (server.isOpen()) {
            try {
                SocketChannel near = server.accept();
                start("connection", () -> join(near, other));
            } catch (IOException closed) {
                if (server.isOpen()) {
                    pause(); // no file descriptor is left, which passes
                }
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(MILLISECONDS_OF_PAUSE);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(SocketChannel near, Function<SocketChannel, SocketChannel> other) {
        try (near;
                SocketChannel far = other.apply(near)) {
            if (far != null) {
                Thread back = start("back", () -> copy(far, near));
                copy(near, far);
                back.join();
            }
        } catch (IOException | InterruptedException gone) {
            // A connection that breaks is closed.
        }
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try {
            while (from.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
            to.shutdownOutput();
        } catch (IOException broken) {
            close(from);
            close(to);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException failure) {
            // It is of no more use either way.
        }
    }

    private static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
