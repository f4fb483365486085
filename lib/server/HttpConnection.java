package daggerkit.server;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One client's connection: its requests one after the other. Its own thread reads; a request is answered on a thread of
 * the executor. So the connection is being read while an answer is on its way, and its end ends the answer: the thread
 * is interrupted. (The JDK's {@code HttpServer} does not look at a connection until the answer is written.)
 */
final class HttpConnection implements Runnable {
    private static final int MILLIS_BETWEEN_LOOKS = 100;
    private static final int SECONDS_TO_DRAIN = 5;

    /** What a server makes of requests. Called in parallel. */
    interface Handler {
        /** Refuses a request by its head, before its body is read; null to go on. */
        Reply refusal(HttpRequest head);

        /** Answers a request; on a thread of the executor, which is interrupted if the client goes away. */
        Reply reply(HttpRequest request);
    }

    private final Socket socket;
    private final ExecutorService executor;
    private final Handler handler;
    /** The answer is written but for its last bytes: what comes now is the next request. */
    private volatile boolean answered;

    HttpConnection(Socket socket, ExecutorService executor, Handler handler) {
        this.socket = socket;
        this.executor = executor;
        this.handler = handler;
    }

    /** Serves the connection until one of its two ends is closed. */
    @Override
    public void run() {
        try (socket) {
            // Else each answer on a kept connection waits some 40 ms for an acknowledgement.
            socket.setTcpNoDelay(true);
            HttpInput input = new HttpInput(socket);
            try {
                while (serve(input)) {
                    continue;
                }
            } catch (HttpInput.BadRequestException bad) {
                refuse(input, null, Reply.of(400, Reply.TEXT, "400 Bad Request: " + bad.getMessage()));
            } catch (HttpInput.TooLongException large) {
                refuse(input, null, Reply.of(413, Reply.TEXT, "413 Request Entity Too Large: " + large.getMessage()));
            }
        } catch (IOException | RuntimeException gone) {
            // The client has gone away, or the server is being closed.
        }
    }

    private boolean serve(HttpInput input) throws IOException {
        HttpRequest head = input.head();
        if (head == null) {
            return false;
        }
        Reply refusal = handler.refusal(head);
        if (refusal != null) {
            refuse(input, head, refusal);
            return false;
        }
        if ("100-continue".equalsIgnoreCase(head.header("Expect"))) {
            socket.getOutputStream().write(HttpInput.bytes("HTTP/1.1 100 Continue\r\n\r\n"));
        }
        HttpRequest request = head.with(input.body(head));
        answered = false;
        Future<?> answer = executor.submit(() -> answer(request));
        try {
            return watch(input, answer) && request.keepsAlive();
        } catch (IOException | RuntimeException end) {
            answer.cancel(true);
            throw end;
        }
    }

    /** Waits for the end of the answer, or of the connection: false. */
    private boolean watch(HttpInput input, Future<?> answer) throws IOException {
        while (!answered) {
            if (input.isFull()) {
                finished(answer, MILLIS_BETWEEN_LOOKS);
                continue;
            }
            // With a next request at hand there need not be a byte that ends the wait.
            socket.setSoTimeout(input.isEmpty() ? 0 : MILLIS_BETWEEN_LOOKS);
            try {
                if (!input.more()) {
                    answer.cancel(true);
                    return false;
                }
            } catch (SocketTimeoutException notYet) {
                continue;
            }
        }
        while (!finished(answer, MILLIS_BETWEEN_LOOKS)) {
            continue;
        }
        return true;
    }

    private static boolean finished(Future<?> answer, int millis) throws IOException {
        try {
            answer.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (ExecutionException | CancellationException | InterruptedException failure) {
            throw new IOException("there is no whole answer", failure);
        }
    }

    private Void answer(HttpRequest request) throws IOException {
        try {
            send(request, handler.reply(request), !request.keepsAlive());
            return null;
        } catch (IOException | RuntimeException | Error failure) {
            // What was written is no whole answer, and the client is to see that.
            socket.close();
            throw failure;
        }
    }

    private void send(HttpRequest request, Reply reply, boolean last) throws IOException {
        OutputStream out = socket.getOutputStream();
        ReplyStream body = new ReplyStream(out, request, reply, last);
        reply.body().writeTo(body);
        answered = true;
        body.finish();
        if (last) {
            socket.shutdownOutput();
        }
    }

    /** Answers and closes, but not before the client has had time to read: unread bytes of it would reset the connection. */
    private void refuse(HttpInput input, HttpRequest head, Reply refusal) throws IOException {
        HttpRequest request = head == null ? new HttpRequest("GET", "/", "HTTP/1.1", Map.of(), new byte[0]) : head;
        send(request, refusal, true);
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS_TO_DRAIN));
        input.drain(TimeUnit.SECONDS.toNanos(SECONDS_TO_DRAIN));
    }
}
