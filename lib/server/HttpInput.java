package daggerkit.server;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Reads HTTP/1.1 requests from a connection. Used by one thread. */
final class HttpInput {
    /** A head takes no longer, however slowly its bytes are sent. */
    private static final int HEAD_SECONDS = 30;

    private static final int LONGEST_HEAD = 64 * 1024;
    /** A body is in memory, and what is read from it takes several times as much. */
    static final int LONGEST_BODY = 128 << 20;

    private static final int FIRST_BYTES = 64 * 1024;
    private static final String NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    /** What came is not HTTP: status 400, and the connection is of no more use. */
    static final class BadRequestException extends IOException {
        private static final long serialVersionUID = 1;

        BadRequestException(String message) {
            super(message);
        }
    }

    /** A body that is too long: status 413, and the connection is of no more use. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1;

        TooLongException() {
            super("expected a body of at most " + LONGEST_BODY + " bytes; send less in one request");
        }
    }

    private final Socket socket;
    private final InputStream in;
    private final byte[] buffer = new byte[16 * 1024];
    private int from;
    private int to;
    /** When the head that is being read has to be complete, or 0. */
    private long deadline;

    HttpInput(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /** Whether nothing of a next request is here yet. */
    boolean isEmpty() {
        return from == to;
    }

    /** Whether there is room for {@link #more}. */
    boolean isFull() {
        return to - from == buffer.length;
    }

    /**
     * Waits for more bytes of a next request.
     *
     * @return false at the end of the stream
     */
    boolean more() throws IOException {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        int count = in.read(buffer, to, buffer.length - to);
        to += Math.max(count, 0);
        return count >= 0;
    }

    /** Throws away what comes, until the end of the stream or as long as the socket's timeout lets it. */
    void drain(long nanos) throws IOException {
        long end = System.nanoTime() + nanos;
        while (in.read(buffer) >= 0 && System.nanoTime() < end) {
            continue;
        }
    }

    /** Reads up to the empty line; null if the stream ends before a request begins. */
    HttpRequest head() throws IOException {
        socket.setSoTimeout(0);
        if (isEmpty() && !more()) {
            return null;
        }
        deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(HEAD_SECONDS);
        try {
            String line = line(LONGEST_HEAD);
            String[] words = line.split(" ", -1);
            if (words.length != 3 || !words[0].matches(NAME) || !words[2].matches("HTTP/1\\.[01]")) {
                throw new BadRequestException("expected an HTTP/1.1 request line");
            }
            return new HttpRequest(words[0], words[1], words[2], headers(LONGEST_HEAD - line.length()), new byte[0]);
        } finally {
            deadline = 0;
            socket.setSoTimeout(0);
        }
    }

    /** Reads the body that belongs to a head. */
    byte[] body(HttpRequest head) throws IOException {
        List<String> codings = head.headers().getOrDefault("transfer-encoding", List.of());
        List<String> lengths = head.headers().getOrDefault("content-length", List.of());
        if (!codings.isEmpty()) {
            if (!lengths.isEmpty() || codings.size() > 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
                throw new BadRequestException("expected a Content-Length or the transfer coding \"chunked\"");
            }
            return chunks();
        }
        if (lengths.isEmpty()) {
            return new byte[0];
        }
        if (lengths.stream().distinct().count() > 1) {
            throw new BadRequestException("there are two lengths of the body");
        }
        return body((int) length(lengths.get(0), 10));
    }

    /** Memory grows with what comes, not with what is announced. */
    private byte[] body(int length) throws IOException {
        byte[] body = new byte[Math.min(length, FIRST_BYTES)];
        for (int done = 0; done < length; ) {
            if (isEmpty() && !more()) {
                throw new EOFException("the connection was closed in the middle of a request");
            }
            int count = Math.min(length - done, to - from);
            if (done + count > body.length) {
                body = Arrays.copyOf(body, (int) Math.min(length, Math.max(2L * body.length, done + count)));
            }
            System.arraycopy(buffer, from, body, done, count);
            from += count;
            done += count;
        }
        return body;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = line(LONGEST_HEAD).split(";", 2)[0].strip();
            long length = length(size, 16);
            if (length == 0) {
                headers(LONGEST_HEAD);
                return body.toByteArray();
            }
            if (body.size() + length > LONGEST_BODY) {
                throw new TooLongException();
            }
            copy(length, body);
            if (!line(LONGEST_HEAD).isEmpty()) {
                throw new BadRequestException("a chunk is longer than it says");
            }
        }
    }

    private void copy(long length, ByteArrayOutputStream out) throws IOException {
        for (long left = length; left > 0; ) {
            if (isEmpty() && !more()) {
                throw new EOFException("the connection was closed in the middle of a request");
            }
            int count = (int) Math.min(left, to - from);
            out.write(buffer, from, count);
            from += count;
            left -= count;
        }
    }

    private Map<String, List<String>> headers(int longest) throws IOException {
        Map<String, List<String>> headers = new TreeMap<>();
        int left = longest;
        for (String line = line(left); !line.isEmpty(); line = line(left)) {
            left -= line.length();
            int colon = line.indexOf(':');
            if (colon < 1 || !line.substring(0, colon).matches(NAME)) {
                throw new BadRequestException("a header has no name");
            }
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return headers;
    }

    private String line(int longest) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (isEmpty()) {
                await();
            }
            char c = (char) (buffer[from++] & 0xff);
            if (c == '\n') {
                int end = line.length() - (line.length() > 0 && line.charAt(line.length() - 1) == '\r' ? 1 : 0);
                return line.substring(0, end);
            }
            if (line.length() >= longest) {
                throw new BadRequestException("the head is too long");
            }
            line.append(c);
        }
    }

    private void await() throws IOException {
        if (deadline != 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new SocketTimeoutException("the head took too long");
            }
            socket.setSoTimeout((int) left);
        }
        if (!more()) {
            throw new EOFException("the connection was closed in the middle of a request");
        }
    }

    private static long length(String number, int radix) throws IOException {
        if (!number.matches("[0-9a-fA-F]{1,15}")) {
            throw new BadRequestException("a length of the body is not a number");
        }
        try {
            long length = Long.parseLong(number, radix);
            if (length <= LONGEST_BODY) {
                return length;
            }
        } catch (NumberFormatException letters) {
            throw new BadRequestException("a length of the body is not a number");
        }
        throw new TooLongException();
    }

    /** The bytes of a text of a head. */
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
