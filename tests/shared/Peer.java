package daggerkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bare TCP server on a free port of 127.0.0.1 that keeps the requests it got, byte by byte, and treats each connection
 * as the test says: an HTTP server of a library would be too polite. Thread-safe.
 */
final class Peer implements AutoCloseable {
    /** Its Base64 form has a slash, a plus and an equals sign, which other formats escape. */
    static final String TOKEN = "s3cret>>>tok~en???0";

    private static final int BACKLOG = 200;

    /** What happens on a connection; it is closed afterwards. */
    interface Script {
        void play(Connection connection) throws IOException, InterruptedException;
    }

    /** A request as it came: the head with its empty line, then the body. */
    record Request(String head, byte[] body) {
        /** All values of a header, whatever the case of its name. */
        List<String> header(String name) {
            return head.lines()
                    .skip(1)
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .toList();
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private final ServerSocket server;
    private final Script script;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private Peer(Script script, int backlog) throws IOException {
        this.script = script;
        server = new ServerSocket();
        server.setReceiveBufferSize(16_384); // A client's large request soon has to wait for the reader.
        server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), backlog);
    }

    /** Plays the script on every connection, each on a thread of its own. */
    static Peer playing(Script script) throws IOException {
        Peer peer = new Peer(script, BACKLOG);
        peer.start(peer::accept);
        return peer;
    }

    /** Reads each request, sends these bytes and closes the connection. */
    static Peer sending(String answer) throws IOException {
        return playing(connection -> {
            connection.receive();
            connection.send(answer);
        });
    }

    /** Answers each request with this JSON, as an engine does. */
    static Peer answering(String json) throws IOException {
        return sending(http("200 OK", json));
    }

    /** Accepts nobody, and its queue is full: who connects has to wait. */
    static Peer full() throws IOException {
        Peer peer = new Peer(null, 1);
        try {
            while (true) {
                Socket socket = new Socket();
                peer.sockets.add(socket);
                socket.connect(peer.server.getLocalSocketAddress(), 300);
            }
        } catch (SocketTimeoutException e) {
            return peer;
        }
    }

    /** A whole HTTP answer with a length. */
    static String http(String status, String body) {
        return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    /** Owns a port that nobody listens at; one that was merely freed could be somebody else's a moment later. */
    static Socket nobody() throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        return socket;
    }

    ConnectParams params() {
        return new ConnectParams(port(), TOKEN);
    }

    int port() {
        return server.getLocalPort();
    }

    /** The requests that came whole, in the order in which they did. */
    List<Request> requests() {
        return requests;
    }

    /** How many connections were accepted, whatever came on them. */
    int connections() {
        return connections.get();
    }

    /** Lets the connections go on that wait in {@link Connection#waitAtGate}. */
    void openGate() {
        gate.countDown();
    }

    /** Waits until a connection that is held was ended by its client. */
    void awaitEnd() {
        Limits.await("the peer sees the connection end", () -> ended.getCount() == 0);
    }

    /** Ends all connections and threads; tells if a script failed. */
    @Override
    public void close() throws IOException {
        server.close();
        gate.countDown();
        for (Socket socket : sockets) {
            socket.close();
        }
        for (Thread thread : threads) {
            thread.interrupt();
            Limits.end(thread);
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("the peer failed", failures.get(0));
        }
    }

    private void start(Runnable work) {
        Thread thread = new Thread(work, "peer-" + port());
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                sockets.add(socket);
                start(() -> play(socket));
            } catch (IOException e) {
                return; // Closed.
            }
        }
    }

    private void play(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            script.play(new Connection(socket));
            if (!socket.isClosed()) {
                socket.shutdownOutput();
                socket.getInputStream().transferTo(ByteArrayOutputStream.nullOutputStream());
            }
        } catch (IOException | InterruptedException e) {
            // The client is gone, or the test is over.
        } catch (RuntimeException | Error e) {
            failures.add(e);
        }
    }

    /** One connection, seen from the server. Used by one thread. */
    final class Connection {
        private final Socket socket;
        private final InputStream in;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
        }

        /** Reads one request with its body, and keeps it. */
        Request receive() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            for (int matched = 0; matched < 4; ) {
                int b = in.read();
                if (b < 0) {
                    throw new IOException("no whole request came");
                }
                head.write(b);
                matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
            }
            String text = head.toString(StandardCharsets.ISO_8859_1);
            List<String> length = new Request(text, new byte[0]).header("Content-Length");
            int bytes = length.isEmpty() ? 0 : Integer.parseInt(length.get(0));
            Request request = new Request(text, in.readNBytes(bytes));
            if (request.body().length < bytes) {
                throw new IOException("no whole request came");
            }
            requests.add(request);
            return request;
        }

        void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.UTF_8));
        }

        void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        /** Sends each byte in a packet of its own. */
        void dribble(String text) throws IOException {
            for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
                socket.getOutputStream().write(b);
            }
        }

        /** Sends the same again and again, as long as the client takes it. */
        void sendForEver(String text) throws IOException {
            byte[] bytes = text.repeat(1_000).getBytes(StandardCharsets.UTF_8);
            while (true) {
                send(bytes);
            }
        }

        /** Is never silent for long and never done within the limit: a byte now and then, until the client ends the connection. */
        void trickle() throws IOException {
            socket.setSoTimeout(Limits.LONGEST_MILLIS / 100);
            try {
                while (!isAtEnd()) {
                    send("x");
                }
            } catch (IOException e) {
                // Also an end.
            }
            noteEnd();
        }

        private boolean isAtEnd() throws IOException {
            try {
                return in.read() < 0;
            } catch (SocketTimeoutException e) {
                return false;
            }
        }

        /** Ends the connection as a crash does, with RST. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        void waitAtGate() throws InterruptedException {
            gate.await();
        }

        /** Does nothing until the client ends the connection. */
        void hold() {
            try {
                in.transferTo(ByteArrayOutputStream.nullOutputStream());
            } catch (IOException e) {
                // Also an end.
            }
            noteEnd();
        }

        private void noteEnd() {
            if (!server.isClosed()) {
                ended.countDown();
            }
        }
    }
}
