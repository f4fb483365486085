package daggerkit.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A free port of 127.0.0.1 and the connections to it, each with a thread of its own. A server of our own, and small, for
 * two reasons: the JDK's {@code HttpServer} cannot tell that a client has gone away, and Netty, which can, takes three
 * times as long to start (280 ms against 110). Thread-safe.
 */
final class HttpListener implements AutoCloseable {
    private static final int BACKLOG = 1024;
    private static final int STACK_BYTES = 256 * 1024;
    private static final int SECONDS_TO_END = 10;
    private static final int MILLIS_TO_RECOVER = 50;

    private final ServerSocket server = new ServerSocket();
    private final ExecutorService executor;
    private final HttpConnection.Handler handler;
    private final Map<Socket, Thread> connections = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private Thread accepting;

    /** Binds a port; clients wait until {@link #start}. */
    HttpListener(ExecutorService executor, HttpConnection.Handler handler) throws IOException {
        this.executor = executor;
        this.handler = handler;
        server.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), BACKLOG);
    }

    int port() {
        return server.getLocalPort();
    }

    synchronized void start() {
        accepting = daemon("session-" + port() + "-accept", this::accept);
        accepting.start();
    }

    /** Ends all connections and frees the port. */
    @Override
    public synchronized void close() throws IOException {
        server.close();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_END);
        join(accepting, end);
        for (Map.Entry<Socket, Thread> connection : connections.entrySet()) {
            connection.getKey().close();
            join(connection.getValue(), end);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            Socket socket = null;
            try {
                socket = server.accept();
                serve(socket);
            } catch (IOException | OutOfMemoryError failure) {
                // Closed; or there are no more files or threads, and there will be when a client leaves.
                quietlyClose(socket);
                pause();
            }
        }
    }

    private void serve(Socket socket) {
        HttpConnection connection = new HttpConnection(socket, executor, handler);
        Thread thread = daemon("session-" + port() + "-" + count.incrementAndGet(), () -> {
            try {
                connection.run();
            } finally {
                connections.remove(socket);
            }
        });
        connections.put(socket, thread);
        try {
            thread.start();
        } catch (OutOfMemoryError noThread) {
            connections.remove(socket);
            throw noThread;
        }
    }

    private void pause() {
        try {
            if (!server.isClosed()) {
                Thread.sleep(MILLIS_TO_RECOVER);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void quietlyClose(Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException useless) {
            // It is of no more use either way.
        }
    }

    private static void join(Thread thread, long end) {
        try {
            if (thread != null) {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(null, work, name, STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    }
}
