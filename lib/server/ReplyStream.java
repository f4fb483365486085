package daggerkit.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * An answer on its way: with its length if it is short, else in chunks as it is written, and no faster than the client
 * reads. Used by one thread.
 */
final class ReplyStream extends OutputStream {
    private static final int LONGEST = 64 * 1024;
    private static final int DELETE = 0x7f;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private final OutputStream out;
    private final HttpRequest request;
    private final Reply reply;
    private final boolean last;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean begun;

    /**
     * Nothing is written before the body has become long or is at its end.
     *
     * @param out the connection
     * @param request what is answered: HTTP/1.0 knows no chunks, HEAD no body
     * @param reply its status and headers
     * @param last whether the connection ends with it
     */
    ReplyStream(OutputStream out, HttpRequest request, Reply reply, boolean last) {
        this.out = out;
        this.request = request;
        this.reply = reply;
        this.last = last;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (held.size() + length > LONGEST) {
            if (!begun) {
                begun = true;
                out.write(head(request.http11() ? "Transfer-Encoding: chunked\r\n" : ""));
            }
            chunk(held.toByteArray(), 0, held.size());
            held.reset();
            for (int done = 0; done < length; done += LONGEST) {
                chunk(bytes, offset + done, Math.min(LONGEST, length - done));
            }
        } else {
            held.write(bytes, offset, length);
        }
    }

    /** Writes what there is still to write. */
    void finish() throws IOException {
        if (begun) {
            chunk(held.toByteArray(), 0, held.size());
            if (request.http11()) {
                out.write(HttpInput.bytes("0\r\n\r\n"));
            }
            return;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(head("Content-Length: " + held.size() + "\r\n"));
        if (!request.method().equals("HEAD")) {
            held.writeTo(all);
        }
        all.writeTo(out);
    }

    /** In one piece, as each piece is a packet. */
    private void chunk(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0 || request.method().equals("HEAD")) {
            return;
        }
        if (!request.http11()) {
            out.write(bytes, offset, length);
            return;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(length + 16);
        all.write(HttpInput.bytes(Integer.toHexString(length) + "\r\n"));
        all.write(bytes, offset, length);
        all.write(HttpInput.bytes("\r\n"));
        all.writeTo(out);
    }

    private byte[] head(String length) {
        String date = DATE.format(ZonedDateTime.now(ZoneOffset.UTC));
        StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status() + " " + reason(reply.status()) + "\r\n");
        head.append("Date: ").append(date).append("\r\n").append(length);
        if (reply.contentType() != null) {
            head.append("Content-Type: ").append(line(reply.contentType())).append("\r\n");
        }
        reply.headers()
                .forEach((name, value) ->
                        head.append(line(name)).append(": ").append(line(value)).append("\r\n"));
        head.append(last ? "Connection: close\r\n" : "").append("\r\n");
        return HttpInput.bytes(head.toString());
    }

    /** Wherever it comes from, it is one header and not the beginning of another. */
    private static String line(String text) {
        StringBuilder line = new StringBuilder();
        text.chars().forEach(c -> line.append(c < ' ' && c != '\t' || c == DELETE ? '?' : (char) c));
        return line.toString();
    }

    private static String reason(int status) {
        switch (status) {
            case 200:
                return "OK";
            case 400:
                return "Bad Request";
            case 401:
                return "Unauthorized";
            case 403:
                return "Forbidden";
            case 404:
                return "Not Found";
            case 413:
                return "Request Entity Too Large";
            case 422:
                return "Unprocessable Entity";
            case 502:
                return "Bad Gateway";
            default:
                return "Status";
        }
    }
}
