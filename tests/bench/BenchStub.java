package daggerkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An endpoint on a free port of 127.0.0.1 that answers every query the same, and a GET with a file. Head and body go in
 * one write: the JDK's own server sends two, and the second can wait 40 ms for an acknowledgement. Thread-safe.
 */
final class BenchStub implements AutoCloseable {
    private static final int BACKLOG = 256;

    /** What a GET is answered with. */
    interface Files {
        /**
         * Reads a file.
         *
         * @param path that of the request, with a slash at its beginning
         * @return the bytes, or null if there is no such file
         */
        byte[] read(String path) throws IOException;
    }

    private final ServerSocket server = new ServerSocket();
    private final AtomicInteger gets = new AtomicInteger();
    private final byte[] answer;
    private final int waitMillis;
    private final Files files;
    private volatile long arrival;
    private volatile Runnable onQuery = () -> {};

    /**
     * Starts it.
     *
     * @param json the body of every answer to a query
     * @param waitMillis how long a request waits for its answer
     * @param files what GET is answered with
     */
    BenchStub(byte[] json, int waitMillis, Files files) throws IOException {
        this.answer = http("200 OK", json);
        this.waitMillis = waitMillis;
        this.files = files;
        server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), BACKLOG);
        daemon(this::accept);
    }

    ConnectParams params() {
        return new ConnectParams(server.getLocalPort(), "a-token-of-the-bench");
    }

    String address() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** The files of a folder, for GET. */
    static Files folder(Path folder) {
        return path -> {
            Path file = folder.resolve(path.substring(1)).normalize();
            boolean there = file.startsWith(folder) && java.nio.file.Files.isRegularFile(file);
            return there ? java.nio.file.Files.readAllBytes(file) : null;
        };
    }

    /** How many GETs have come since this was asked last. */
    int gets() {
        return gets.getAndSet(0);
    }

    /** When the last query had come whole, as {@link System#nanoTime} counts. */
    long arrival() {
        return arrival;
    }

    /** Does this whenever a query has come, before it is answered. */
    void onQuery(Runnable action) {
        onQuery = action;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "stub");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return; // Closed.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String head = head(in);
            if (head.startsWith("POST ")) {
                in.readNBytes(length(head));
                arrival = System.nanoTime();
                onQuery.run();
                Thread.sleep(waitMillis);
                socket.getOutputStream().write(answer);
            } else if (head.startsWith("GET ")) {
                gets.incrementAndGet();
                Thread.sleep(waitMillis);
                socket.getOutputStream().write(file(head.split(" ")[1], head));
            }
            socket.shutdownOutput();
            in.read();
        } catch (IOException | InterruptedException e) {
            // The client is gone: what it measured tells that.
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ends = 0;
        for (int b = in.read(); b >= 0 && ends < 2; b = ends < 2 ? in.read() : -1) {
            head.write(b);
            ends = b == '\n' ? ends + 1 : b == '\r' ? ends : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static int length(String head) {
        String value = header("content-length", head);
        return value == null ? 0 : Integer.parseInt(value);
    }

    private static String header(String name, String head) {
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
                return line.substring(name.length() + 1).strip();
            }
        }
        return null;
    }

    /** As a server of files does: who has the file already is told so and nothing else. */
    private byte[] file(String path, String head) throws IOException {
        byte[] body = files.read(path);
        if (body == null) {
            return http("404 Not Found", new byte[0]);
        }
        String tag = "\"" + Integer.toHexString(Arrays.hashCode(body)) + "\"";
        return tag.equals(header("if-none-match", head))
                ? http("304 Not Modified\r\nETag: " + tag, new byte[0])
                : http("200 OK\r\nETag: " + tag, body);
    }

    private static byte[] http(String status, byte[] body) {
        String head = "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                + "\r\nConnection: close\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        return whole;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
