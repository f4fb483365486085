package daggerkit.trace;

import daggerkit.console.Console;
import daggerkit.console.PeerText;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sends spans to a receiver of OTLP over HTTP, on a thread of its own, which begins with the first span. What comes while a
 * request runs goes with the next one. Nothing is sent twice; what a receiver does not take is lost, and told of only to a
 * user who wants to be told more. A socket of its own can be closed at any moment, which {@code HttpURLConnection} cannot.
 * Thread-safe.
 */
final class Exporter {
    private static final int MOST_WAITING = 2_048;
    private static final int LONGEST_STATUS = 200;

    private final URI endpoint;
    private final Map<String, String> headers;
    private final Protobuf resource;
    private final Protobuf scope;
    private final Duration longest;
    /** The newest form of each span, by its ID. */
    private final Map<String, byte[]> waiting = new LinkedHashMap<>();

    private Thread thread;
    private Socket socket;
    private boolean isClosing;
    private boolean isGivenUp;
    private boolean isTold;
    private int dropped;

    /**
     * Sends nothing yet.
     *
     * @param endpoint where the receiver is, http or https
     * @param headers what is sent with each request beside its own headers
     * @param resource OpenTelemetry's Resource message
     * @param scope OpenTelemetry's InstrumentationScope message
     * @param longest how long the receiver may take to be reached, and to answer
     */
    Exporter(URI endpoint, Map<String, String> headers, Protobuf resource, Protobuf scope, Duration longest) {
        this.endpoint = endpoint;
        this.headers = headers;
        this.resource = resource;
        this.scope = scope;
        this.longest = longest;
    }

    /** Has a span sent soon; of one that waits with the same ID, this takes the place. */
    synchronized void add(String id, byte[] span) {
        if (isClosing || waiting.size() >= MOST_WAITING && !waiting.containsKey(id)) {
            dropped++;
            return;
        }
        waiting.put(id, span);
        if (thread == null) {
            Thread sender = new Thread(this::run, "daggerkit-trace of " + endpoint.getPort());
            sender.setDaemon(true);
            try {
                sender.start();
                thread = sender;
            } catch (OutOfMemoryError noThread) {
                isClosing = true; // A user may have no more processes: a script needs none of its own, and goes on.
                dropped++;
            }
        }
        notifyAll();
    }

    /** Sends what waits, for so long at most, even if this thread is interrupted; afterwards nothing is sent any more. */
    void close(Duration end) {
        Thread running;
        synchronized (this) {
            isClosing = true;
            notifyAll();
            running = thread;
        }
        if (running == null) {
            return;
        }
        long deadline = System.nanoTime() + end.toNanos();
        boolean isInterrupted = false;
        for (long left = end.toNanos(); left > 0 && running.isAlive(); left = deadline - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(running, left);
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        giveUp(end);
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void giveUp(Duration end) {
        int lost;
        synchronized (this) {
            lost = waiting.size() + dropped;
            waiting.clear();
            isGivenUp = true;
            if (socket != null) {
                lost++;
                close(socket);
            }
        }
        if (lost > 0) {
            tell("spans were lost: the receiver took longer than " + longest.toSeconds()
                    + " s, or there were too many");
        }
    }

    private void run() {
        for (List<byte[]> batch = next(); batch != null; batch = next()) {
            try {
                int status = post(request(batch));
                if (status / 100 != 2) {
                    tell("the receiver answered HTTP " + status);
                }
            } catch (IOException | RuntimeException e) {
                tell(e.getClass().getSimpleName() + ": " + e.getMessage());
            }
        }
    }

    private synchronized List<byte[]> next() {
        while (waiting.isEmpty()) {
            if (isClosing) {
                return null;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                return null; // Nobody else has this thread, so somebody wants all threads to end.
            }
        }
        List<byte[]> batch = new ArrayList<>(waiting.values());
        waiting.clear();
        return batch;
    }

    /** By the numbers of OpenTelemetry's trace_service.proto and trace.proto. */
    private byte[] request(List<byte[]> spans) {
        Protobuf all = new Protobuf().message(1, scope);
        spans.forEach(span -> all.bytes(2, span));
        Protobuf ofResource = new Protobuf().message(1, resource).message(2, all);
        return new Protobuf().message(1, ofResource).toBytes();
    }

    private int post(byte[] body) throws IOException {
        boolean isSecure = "https".equalsIgnoreCase(endpoint.getScheme());
        int port = endpoint.getPort() >= 0 ? endpoint.getPort() : isSecure ? 443 : 80;
        try (Socket plain = new Socket(Proxy.NO_PROXY)) {
            synchronized (this) {
                if (isGivenUp) {
                    throw new IOException("it is too late");
                }
                socket = plain;
            }
            plain.setSoTimeout((int) longest.toMillis());
            plain.connect(new InetSocketAddress(endpoint.getHost(), port), (int) longest.toMillis());
            Socket used = isSecure ? secured(plain, port) : plain;
            OutputStream out = new BufferedOutputStream(used.getOutputStream());
            out.write(head(body.length));
            out.write(body);
            out.flush();
            return status(used.getInputStream());
        } finally {
            synchronized (this) {
                socket = null;
            }
        }
    }

    private Socket secured(Socket plain, int port) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket secured = (SSLSocket) factory.createSocket(plain, endpoint.getHost(), port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // Else any valid certificate would do.
        secured.setSSLParameters(parameters);
        return secured;
    }

    private byte[] head(int length) {
        String path = endpoint.getRawPath().isEmpty() ? "/" : endpoint.getRawPath();
        String query = endpoint.getRawQuery() == null ? "" : "?" + endpoint.getRawQuery();
        StringBuilder head = new StringBuilder("POST " + path + query + " HTTP/1.1\r\nHost: " + endpoint.getHost()
                + (endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort()) + "\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Type: application/x-protobuf\r\nContent-Length: ").append(length);
        head.append("\r\nConnection: close\r\n\r\n");
        return head.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The status is all that counts: what a receiver sends behind it is not even read. */
    private static int status(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n' && line.length() < LONGEST_STATUS; c = in.read()) {
            line.append((char) c);
        }
        if (!line.toString().matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?\r?")) {
            throw new IOException("the answer is not HTTP");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no more use either way.
        }
    }

    private void tell(String why) {
        synchronized (this) {
            if (isTold) {
                return;
            }
            isTold = true;
        }
        if (Console.isVerbose()) {
            // Neither what stands before the host nor behind the path: there may be a password.
            System.err.println(PeerText.shown("Cannot send all spans to \"" + endpoint.getScheme() + "://"
                    + endpoint.getHost() + (endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort())
                    + endpoint.getPath() + "\": " + why + ". The script goes on without them."));
        }
    }
}
