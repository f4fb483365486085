package daggerkit.download;

import daggerkit.console.Text;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Gets files of one server, or says in a sentence why not. Used by one thread. */
final class Web {
    static final int OK = 200;
    private static final Duration CONNECTING = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 200;

    private final HttpClient client;
    private final Duration patience;

    /** What comes of a file: the network's thread writes it, and the one that waits looks at it. */
    private static final class Body {
        private final OutputStream to;
        private volatile long length = -1;
        private volatile long count;
        private volatile IOException failure;

        Body(OutputStream to) {
            this.to = to;
        }

        void add(byte[] bytes) {
            if (failure == null) {
                try {
                    to.write(bytes);
                    count += bytes.length;
                } catch (IOException full) {
                    failure = full;
                }
            }
        }
    }

    /** Told of what has come, again and again. */
    interface Progress {
        /**
         * So much has come.
         *
         * @param count of bytes
         * @param length of all, or -1 if the server does not tell
         */
        void tell(long count, long length);
    }

    /** The file cannot be written: nothing that the network can help. */
    static final class DiskException extends Exception {
        private static final long serialVersionUID = 1;

        DiskException(IOException cause) {
            super(cause);
        }
    }

    Web(URI address, Map<String, String> environment, Duration patience) throws DownloadException {
        Proxies proxies = new Proxies(address, environment);
        this.patience = patience;
        // HTTP/1.1, for a server that does not know an upgrade may refuse the request.
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(CONNECTING)
                .proxy(proxies)
                .authenticator(proxies.authenticator())
                .build();
    }

    /**
     * Gets a file.
     *
     * @param to where it is written if the status is 200
     * @return the status
     * @throws DownloadException if there is no answer, or only a part
     * @throws DiskException if it cannot be written
     */
    int get(URI address, OutputStream to, Progress progress)
            throws DownloadException, DiskException, InterruptedException {
        Body body = new Body(to);
        HttpRequest request = HttpRequest.newBuilder(withoutUser(address)).build();
        CompletableFuture<HttpResponse<Void>> answer = client.sendAsync(request, head -> {
            if (head.statusCode() != OK) {
                return BodySubscribers.replacing(null);
            }
            body.length = head.headers().firstValueAsLong("Content-Length").orElse(-1);
            return BodySubscribers.ofByteArrayConsumer(bytes -> bytes.ifPresent(body::add));
        });
        try {
            int status = await(answer, body, progress);
            if (body.failure != null) {
                throw new DiskException(body.failure);
            }
            return status;
        } catch (IOException failure) {
            throw new DownloadException(
                    "Cannot fetch \"" + DownloadException.shown(address.toString()) + "\": " + reason(failure, body)
                            + "; look at the network and the proxy (HTTPS_PROXY), or name a mirror, and run this"
                            + " again.",
                    failure);
        } finally {
            answer.cancel(true);
        }
    }

    private int await(CompletableFuture<HttpResponse<Void>> answer, Body body, Progress progress)
            throws IOException, InterruptedException {
        long seen = -1;
        long since = 0;
        while (true) {
            try {
                return answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS).statusCode();
            } catch (TimeoutException notYet) {
                long now = System.nanoTime();
                if (body.count != seen) {
                    seen = body.count;
                    since = now;
                } else if (now - since > patience.toNanos()) {
                    throw new IOException("nothing came for " + Text.seconds(patience));
                } else if (body.failure != null) {
                    return OK;
                }
                progress.tell(body.count, body.length);
            } catch (ExecutionException failed) {
                throw failed.getCause() instanceof IOException
                        ? (IOException) failed.getCause()
                        : new IOException(failed.getCause());
            }
        }
    }

    private static String reason(IOException failure, Body body) {
        if (body.count > 0 && body.count < body.length) {
            return "the connection ended after " + body.count + " of " + body.length + " bytes";
        }
        if (failure instanceof HttpConnectTimeoutException) {
            return "no connection within " + Text.seconds(CONNECTING);
        }
        Throwable first = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            first = cause;
        }
        if (first instanceof UnresolvedAddressException) {
            return "its host is not known here";
        }
        return failure instanceof ConnectException || first.getMessage() == null
                ? "no connection"
                : Text.oneLine(first.getMessage());
    }

    private static URI withoutUser(URI address) {
        return URI.create(address.toString().replaceFirst("(?<=//)[^/?#]*@", ""));
    }
}
