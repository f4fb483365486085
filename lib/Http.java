package daggerkit;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * One HTTP/1.1 request on a connection of its own, and its answer.
 *
 * <p>A blocking {@link SocketChannel} ends at once when its thread is interrupted or when somebody closes it, in every
 * phase. {@code HttpURLConnection} cannot: while a body is read, {@code disconnect()} waits for the reader (seen on JDK
 * 17 and 25), and it may send a POST twice. {@code HttpClient} can, and takes half a second longer to start. What a
 * session needs of HTTP is small: no proxy, no redirect, no reuse, no second try.
 *
 * <p>Used by one thread; another one may close the channel.
 */
@Internal("the session servers")
public final class Http {
    private static final int LONGEST_LINE = 65_536;
    private static final int MOST_HEADERS = 200;
    private static final int LONGEST_NAP_MS = 250;

    /** The peer does not speak HTTP. */
    public static final class ProtocolException extends IOException {
        private static final long serialVersionUID = 1;

        ProtocolException(String message) {
            super(message);
        }
    }

    private final SocketChannel channel;
    private final int port;
    private final UnaryOperator<String> quote;
    private final InputStream in;
    private final Map<String, String> headers = new HashMap<>();
    private int status;

    /**
     * Connects a channel, which the caller owns and closes.
     *
     * @param channel an open channel that is not connected
     * @param port the port on 127.0.0.1
     * @param quote what the peer said goes through it into messages
     * @throws IOException if nothing listens there, or the thread is interrupted
     */
    public Http(SocketChannel channel, int port, UnaryOperator<String> quote) throws IOException {
        byte[] loopback = {127, 0, 0, 1};
        this.channel = channel;
        this.port = port;
        this.quote = quote;
        channel.connect(new InetSocketAddress(InetAddress.getByAddress(loopback), port));
        channel.socket().setSoTimeout(LONGEST_NAP_MS);
        this.in = new BufferedInputStream(new Waking(channel.socket().getInputStream()), 16_384);
    }

    /** Posts a body and reads the answer up to its body. */
    void post(String path, Map<String, String> requestHeaders, byte[] body) throws IOException {
        exchange("POST", path, requestHeaders, body);
    }

    /**
     * Sends the request and reads the answer up to its body.
     *
     * @param method the method
     * @param path the path and query
     * @param requestHeaders all headers but Host, Content-Length and Connection
     * @param body the body, empty for none
     * @throws IOException if the peer goes away, or the thread is interrupted
     * @throws ProtocolException if the peer does not speak HTTP
     */
    public void exchange(String method, String path, Map<String, String> requestHeaders, byte[] body)
            throws IOException {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n");
        requestHeaders.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(body.length).append("\r\nConnection: close\r\n\r\n");
        IOException unsent = send(head.toString().getBytes(StandardCharsets.ISO_8859_1), body);
        try {
            do {
                readHead();
            } while (status / 100 == 1);
        } catch (IOException e) {
            if (unsent != null) {
                e.addSuppressed(unsent);
            }
            throw e;
        }
    }

    /** A server may refuse before it has read the whole request: the failed write is then not the whole story. */
    private IOException send(byte[] head, byte[] body) throws IOException {
        try {
            OutputStream out = channel.socket().getOutputStream();
            byte[] all = new byte[head.length + body.length];
            System.arraycopy(head, 0, all, 0, head.length);
            System.arraycopy(body, 0, all, head.length, body.length);
            out.write(all);
            return null;
        } catch (IOException e) {
            if (!channel.isOpen()) {
                throw e;
            }
            return e;
        }
    }

    /**
     * The status of the answer.
     *
     * @return 200 to 599, or 0 before there is one
     */
    public int status() {
        return status;
    }

    /** The value of a header, or an empty text. */
    String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /**
     * The headers of the answer.
     *
     * @return the values by name, the names in small letters; of several with one name the last
     */
    public Map<String, String> headers() {
        return Map.copyOf(headers);
    }

    /**
     * The body: its end is where the peer says, and to be cut off before is an error.
     *
     * @return the body, to be read once
     * @throws IOException if its length is not one
     */
    public InputStream body() throws IOException {
        if (status == 204 || status == 304) {
            return InputStream.nullInputStream();
        }
        String coding = header("Transfer-Encoding");
        if (coding.equalsIgnoreCase("chunked")) {
            return new Body(true, 0);
        }
        if (!coding.isEmpty()) {
            throw new ProtocolException("the transfer coding \"" + quote.apply(coding) + "\" is unknown");
        }
        String length = header("Content-Length");
        return length.isEmpty() ? in : new Body(false, parse(length, 10, "Content-Length"));
    }

    private void readHead() throws IOException {
        String line = readLine();
        if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
            throw noStatusLine(line);
        }
        status = Integer.parseInt(line.substring(9, 12));
        headers.clear();
        for (int count = 0; !(line = readLine()).isEmpty(); count++) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new ProtocolException("\"" + quote.apply(line) + "\" is not an HTTP header");
            }
            if (count == MOST_HEADERS) {
                throw new ProtocolException("the answer has over " + MOST_HEADERS + " headers");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw cutOff(line.toString());
            }
            if (line.length() == LONGEST_LINE) {
                throw new ProtocolException("the answer's head has a line over " + LONGEST_LINE + " characters");
            }
            line.append((char) c);
        }
        int length = line.length();
        return line.substring(0, length > 0 && line.charAt(length - 1) == '\r' ? length - 1 : length);
    }

    private IOException cutOff(String line) {
        if (status == 0 && !line.isEmpty() && !line.startsWith("HTTP/")) {
            return noStatusLine(line);
        }
        return new EOFException(
                status == 0 && line.isEmpty()
                        ? "the connection was closed without an answer"
                        : "the connection was closed in the middle of the answer");
    }

    private ProtocolException noStatusLine(String line) {
        return new ProtocolException("the answer begins with \"" + quote.apply(line) + "\" rather than a status line");
    }

    private long parse(String number, int radix, String what) throws ProtocolException {
        try {
            long value = Long.parseLong(number, radix);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one sentence for both.
        }
        throw new ProtocolException(what + " \"" + quote.apply(number) + "\" is not a length");
    }

    /** A body of a known length, or of chunks whose lengths come one by one. */
    private final class Body extends InputStream {
        private final boolean chunked;
        private long left;
        private boolean begun;
        private boolean ended;

        Body(boolean chunked, long length) {
            this.chunked = chunked;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0 && !ended) {
                nextChunk();
            }
            if (ended) {
                return -1;
            }
            int count = in.read(buffer, offset, (int) Math.min(left, length));
            if (count < 0) {
                throw new EOFException("the connection was closed in the middle of the answer");
            }
            left -= count;
            return count;
        }

        private void nextChunk() throws IOException {
            if (chunked) {
                if (begun && !readLine().isEmpty()) {
                    throw new ProtocolException("a chunk of the answer is longer than it says");
                }
                begun = true;
                String size = readLine();
                int extension = size.indexOf(';');
                left = parse((extension < 0 ? size : size.substring(0, extension)).strip(), 16, "the chunk size");
            }
            ended = left == 0;
        }
    }

    /**
     * Reads as a blocking read does, but comes back to Java now and then: JShell's Ctrl-C throws its error into a thread
     * without interrupting it, and a read that stays in the operating system would never see it.
     */
    private static final class Waking extends FilterInputStream {
        Waking(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            while (true) {
                try {
                    return in.read(buffer, offset, length);
                } catch (SocketTimeoutException nothingYet) {
                    // The engine works as long as it works.
                }
            }
        }
    }
}
