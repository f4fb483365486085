package daggerkit.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a session server answers. Immutable if its body is.
 *
 * @param status the HTTP status
 * @param contentType the media type, or null for an empty body
 * @param body writes the body
 * @param headers further headers of the answer, by name
 */
public record Reply(int status, String contentType, Body body, Map<String, String> headers) {
    /** The media type of GraphQL responses. */
    public static final String JSON = "application/json";

    /** The media type of sentences. */
    public static final String TEXT = "text/plain; charset=utf-8";

    /** Writes a body. */
    @FunctionalInterface
    public interface Body {
        /**
         * Writes all of it, from the beginning, and does not close the stream.
         *
         * @param out where to; a write waits until the client takes what was written before
         * @throws IOException if the client has gone away
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Keeps a copy of the headers. */
    public Reply {
        headers = Map.copyOf(headers);
    }

    /**
     * An answer without further headers.
     *
     * @param status the HTTP status
     * @param contentType the media type, or null for an empty body
     * @param body writes the body
     */
    public Reply(int status, String contentType, Body body) {
        this(status, contentType, body, Map.of());
    }

    /**
     * A short answer.
     *
     * @param status the HTTP status
     * @param contentType the media type
     * @param text the body
     * @return the reply
     */
    public static Reply of(int status, String contentType, String text) {
        return of(status, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    /** An answer whose bytes are at hand, and stay as they are. */
    public static Reply of(int status, String contentType, byte[] bytes) {
        return new Reply(status, contentType, out -> out.write(bytes));
    }

    /** The same with one more header. */
    Reply with(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new Reply(status, contentType, body, more);
    }
}
