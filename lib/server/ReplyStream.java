package daggerkit.server;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** The body of an answer: with its length if it is short, else in chunks as it is written. Used by one thread. */
final class ReplyStream extends OutputStream {
    private static final int LONGEST = 64 * 1024;

    private final HttpExchange exchange;
    private final int status;
    private ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean closed;

    ReplyStream(HttpExchange exchange, int status) {
        this.exchange = exchange;
        this.status = status;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (held != null && held.size() + length > LONGEST) {
            exchange.sendResponseHeaders(status, 0);
            held.writeTo(exchange.getResponseBody());
            held = null;
        }
        if (held != null) {
            held.write(bytes, offset, length);
        } else {
            exchange.getResponseBody().write(bytes, offset, length);
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (held != null) {
            exchange.sendResponseHeaders(status, held.size() == 0 ? -1 : held.size());
            held.writeTo(exchange.getResponseBody());
        }
        exchange.getResponseBody().close();
    }
}
