package daggerkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** One connection of a client that says exactly what a test wants. Used by one thread. */
final class RawHttp implements AutoCloseable {
    /** An answer: the head with its line ends, and the body without chunks. */
    record Answer(int status, String head, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        String header(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    final Socket socket;
    final InputStream in;
    private final ConnectParams params;

    RawHttp(ConnectParams params) throws IOException {
        this.params = params;
        socket = new Socket(InetAddress.getByName("127.0.0.1"), params.port());
        socket.setSoTimeout(Limits.LONGEST_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends a query with the token and reads the answer. */
    static Answer ask(ConnectParams params, String query) throws IOException {
        try (RawHttp client = new RawHttp(params)) {
            return client.send(client.query(query)).read();
        }
    }

    /** The value of the header that carries the token. */
    static String authorization(ConnectParams params) {
        return "Basic "
                + Base64.getEncoder().encodeToString((params.token() + ":").getBytes(StandardCharsets.US_ASCII));
    }

    /** A whole request that posts a query. */
    String query(String query, String... headers) {
        return post("{\"query\":" + LocalSession.JSON.getNodeFactory().textNode(query) + "}", headers);
    }

    /** A whole request that posts a body. */
    String post(String body, String... headers) {
        return head(headers) + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    /** The beginning of a request, up to its length. Headers that are given replace those of a client. */
    String head(String... headers) {
        String given = String.join("\r\n", headers) + (headers.length == 0 ? "" : "\r\n");
        String head = "POST /query HTTP/1.1\r\n";
        for (String line : new String[] {
            "Host: 127.0.0.1:" + params.port(),
            "Content-Type: application/json",
            "Authorization: " + authorization(params)
        }) {
            boolean replaced = given.contains(line.substring(0, line.indexOf(':') + 1));
            head += replaced ? "" : line + "\r\n";
        }
        return head + given;
    }

    RawHttp send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    RawHttp send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Reads the next answer, whole. */
    Answer read() throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) byteOf(in.read()));
        }
        Answer answer = new Answer(Integer.parseInt(head.substring(9, 12)), head.toString(), new byte[0]);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (answer.header("Transfer-Encoding").equals("chunked")) {
            for (int size = size(); size > 0; size = size()) {
                body.write(in.readNBytes(size));
                byteOf(in.read());
                byteOf(in.read());
            }
            byteOf(in.read());
            byteOf(in.read());
        } else if (!answer.header("Content-Length").isEmpty()) {
            body.write(in.readNBytes(Integer.parseInt(answer.header("Content-Length"))));
        }
        return new Answer(answer.status, answer.head, body.toByteArray());
    }

    /** Goes away as a process does that is killed in the middle of an answer. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private int size() throws IOException {
        StringBuilder line = new StringBuilder();
        while (!line.toString().endsWith("\r\n")) {
            line.append((char) byteOf(in.read()));
        }
        return Integer.parseInt(line.toString().strip(), 16);
    }

    private static int byteOf(int read) throws IOException {
        if (read < 0) {
            throw new EOFException("the server closed the connection");
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
