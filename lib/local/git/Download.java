package daggerkit.local.git;

import daggerkit.local.common.FieldException;
import daggerkit.local.files.Content;
import daggerkit.local.files.FileNames;
import daggerkit.local.files.FileStore;
import daggerkit.local.files.Tree;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Base64;

/** A file of the network that can be fetched, with the proxy that this JVM is told to use. Immutable. */
public final class Download {
    private static final int MOST_REDIRECTS = 10;
    private static final Duration CONNECTING = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final int REDIRECTION = 300;
    private static final int BAD_REQUEST = 400;

    private final URI uri;

    private Download(URI uri) {
        this.uri = uri;
    }

    /**
     * Reads an address.
     *
     * @param url of the scheme http or https
     * @throws FieldException if it is none
     */
    public static Download of(String url) throws FieldException {
        try {
            URI uri = new URI(url);
            if (("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                    && uri.getHost() != null) {
                return new Download(uri);
            }
        } catch (URISyntaxException wrong) {
            // The same as with another scheme; what is wrong may stand in a password.
        }
        throw new FieldException("Cannot fetch \"" + shown(url) + "\": expected an address such as"
                + " \"https://example.com/file\", in which other characters are written as %20.");
    }

    /** The last part of its path, as the engine names a file. */
    public String fileName() {
        String name = uri.getPath() == null ? "" : FileNames.last(uri.getPath());
        return name.isEmpty() ? "index" : name;
    }

    /**
     * Fetches it; memory does not grow with it.
     *
     * @param disk where it is kept
     * @param authHeader the value of the header Authorization, or null; no other server than this one gets it
     * @throws FieldException if there is no answer, or none that is a file
     */
    public Tree.File fetch(FileStore disk, String authHeader) throws FieldException, InterruptedException {
        // HTTP/1.1, for a server that does not know an upgrade may refuse the request.
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECTING)
                .build();
        URI at = uri;
        boolean trusted = true;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpResponse<Path> response = send(client, request(at, trusted ? authHeader : null), disk.newFile());
            String location = response.headers().firstValue("Location").orElse("");
            if (response.statusCode() < REDIRECTION && response.statusCode() >= OK) {
                Path file = response.body();
                return new Tree.File(new Content(file, file.toFile().length()), 0, modified(response));
            } else if (response.statusCode() < BAD_REQUEST && !location.isEmpty()) {
                URI next = redirected(at, location);
                trusted &= isSameServer(at, next);
                at = next;
            } else {
                throw failed(at, "invalid response status " + response.statusCode());
            }
        }
        throw failed(uri, "stopped after " + MOST_REDIRECTS + " redirects");
    }

    /** Waits for the whole answer, for that, unlike reading from a stream, ends when the thread is interrupted. */
    private static HttpResponse<Path> send(HttpClient client, HttpRequest request, Path file)
            throws FieldException, InterruptedException {
        boolean complete = false;
        try {
            HttpResponse<Path> response = client.send(
                    request,
                    head -> head.statusCode() >= OK && head.statusCode() < REDIRECTION
                            ? BodySubscribers.ofFile(file)
                            : BodySubscribers.replacing(null));
            complete = true;
            return response;
        } catch (IOException failure) {
            throw failed(request.uri(), failure.getMessage() == null ? "no connection" : failure.getMessage());
        } finally {
            if (!complete) {
                file.toFile().delete();
            }
        }
    }

    private static URI redirected(URI at, String location) throws FieldException {
        try {
            return Download.of(at.resolve(location.replace(" ", "%20")).toString()).uri;
        } catch (IllegalArgumentException wrong) {
            throw failed(at, "it leads to \"" + shown(location) + "\", which is no address");
        }
    }

    private static HttpRequest request(URI uri, String authHeader) throws FieldException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept-Encoding", "identity");
        String user = uri.getUserInfo();
        try {
            if (authHeader != null) {
                request.header("Authorization", authHeader);
            } else if (user != null) {
                byte[] bytes = user.getBytes(StandardCharsets.UTF_8);
                request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
            }
        } catch (IllegalArgumentException wrong) { // whose message has the value
            throw failed(uri, "the secret of authHeader is no value of a header: expected one line without its end");
        }
        return request.build();
    }

    /** The same host and port, or the one that answers in its place with encryption. */
    private static boolean isSameServer(URI from, URI to) {
        boolean upgraded =
                from.getPort() < 0 && to.getPort() < 0 && to.getScheme().equalsIgnoreCase("https");
        boolean same = from.getPort() == to.getPort() && from.getScheme().equalsIgnoreCase(to.getScheme());
        return from.getHost().equalsIgnoreCase(to.getHost()) && (same || upgraded);
    }

    private static FileTime modified(HttpResponse<?> response) {
        String time = response.headers().firstValue("Last-Modified").orElse("");
        try {
            return FileTime.from(ZonedDateTime.parse(time, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException none) {
            return FileTime.fromMillis(0); // as in the engine, so that the same file is the same
        }
    }

    private static FieldException failed(URI uri, String reason) {
        return new FieldException("Cannot fetch \"" + shown(uri.toString()) + "\": " + reason);
    }

    /** A text without the passwords of the addresses in it. */
    public static String shown(String text) {
        return text.replaceAll("(?<=//)[^/?#\\s\"']*@", "***@");
    }
}
