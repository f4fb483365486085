package daggerkit.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What a session server answers. Immutable if its body is.
 *
 * @param status the HTTP status
 * @param contentType the media type, or null for an empty body
 * @param body writes the body
 */
public record Reply(int status, String contentType, Body body) {
    /** The media type of GraphQL responses. */
    public static final String JSON = "application/json";

    /** Writes a body. */
    @FunctionalInterface
    public interface Body {
        /**
         * Writes all of it, from the beginning, and does not close the stream.
         *
         * @param out where to
         * @throws IOException if the client has gone away
         */
        void writeTo(OutputStream out) throws IOException;
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
        return new Reply(status, contentType, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }
}
