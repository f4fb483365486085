package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that the stand-in fetches over HTTP, from a server on this host. */
class LocalHttpTest {
    private static final int MEGABYTE = 1 << 20;
    private static final ExecutorService THREADS = Executors.newCachedThreadPool();
    private static final Map<String, List<String>> AUTHORIZATIONS = new ConcurrentHashMap<>();

    private static HttpServer server;
    private static HttpServer other;
    private static LocalSession session;
    private static Api.Client dag;

    @TempDir
    static Path workdir;

    @BeforeAll
    static void start() throws IOException {
        server = serve();
        other = serve();
        session = LocalSession.start(o -> o.workdir(workdir));
        dag = session.connect();
    }

    @AfterAll
    static void stop() {
        dag.close();
        session.close();
        server.stop(0);
        other.stop(0);
        THREADS.shutdownNow();
    }

    private static HttpServer serve() throws IOException {
        HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        started.setExecutor(THREADS);
        started.createContext("/", LocalHttpTest::answer);
        started.start();
        return started;
    }

    private static String url(HttpServer of, String path) {
        return "http://127.0.0.1:" + of.getAddress().getPort() + path;
    }

    /** A path says what is answered: {@code /text/...}, {@code /to/STATUS/?LOCATION}, {@code /status/...}. */
    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        AUTHORIZATIONS
                .computeIfAbsent(path, key -> new CopyOnWriteArrayList<>())
                .add("" + exchange.getRequestHeaders().getFirst("Authorization"));
        String[] parts = path.split("/");
        byte[] body = ("body of " + path + "\n\u20ac").getBytes(StandardCharsets.UTF_8);
        switch (parts.length > 1 ? parts[1] : "") {
            case "to" -> {
                exchange.getResponseHeaders()
                        .add("Location", exchange.getRequestURI().getRawQuery());
                exchange.sendResponseHeaders(Integer.parseInt(parts[2]), -1);
            }
            case "circle" -> {
                exchange.getResponseHeaders().add("Location", path);
                exchange.sendResponseHeaders(302, -1);
            }
            case "status" -> exchange.sendResponseHeaders(Integer.parseInt(parts[2]), body.length);
            case "large" -> {
                exchange.sendResponseHeaders(200, 0);
                byte[] megabyte = new byte[MEGABYTE];
                for (int i = 0; i < Integer.parseInt(parts[2]); i++) {
                    exchange.getResponseBody().write(megabyte);
                }
                body = new byte[0];
            }
            case "nothing" -> exchange.sendResponseHeaders(204, -1);
            default -> {
                exchange.getResponseHeaders().add("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT");
                exchange.sendResponseHeaders(200, body.length);
            }
        }
        try (exchange;
                OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        } catch (IOException headOnly) {
            // An answer of a status without a body.
        }
    }

    private static String failure(String url) {
        return assertThrows(QueryException.class, () -> dag.http(url).contents())
                .getMessage();
    }

    @Test
    void a_file_is_fetched_and_has_the_name_of_its_address() throws IOException {
        Api.File file = dag.http(url(server, "/text/a%20b.txt?x=1"));
        assertEquals("body of /text/a b.txt\n\u20ac", file.contents());
        assertEquals("a b.txt", file.name());
        assertEquals(25, file.size());
        assertEquals("index", dag.http(url(server, "")).name());
        assertEquals("index", dag.http(url(server, "/")).name());
        assertEquals("b", dag.http(url(server, "/text/a"), o -> o.name("b")).name());
        assertEquals(0600, file.stat().permissions());
        assertEquals(
                0755,
                dag.http(url(server, "/text/a"), o -> o.permissions(0755))
                        .stat()
                        .permissions());
        assertEquals("", dag.http(url(server, "/nothing/")).contents());
        dag.directory().withFile("fetched", file).export(".");
        assertEquals("1994-11-06T08:49:37Z", "" + Files.getLastModifiedTime(workdir.resolve("fetched")));
        assertEquals(
                "body of /text/c\n\u20ac",
                dag.directory()
                        .withFile("d/", dag.http(url(server, "/text/c")))
                        .file("d/c")
                        .contents());
    }

    @Test
    void an_address_is_asked_once_in_a_session_and_not_before_its_file_is_needed() {
        String path = "/text/" + UUID.randomUUID();
        Api.File file = dag.http(url(server, path));
        assertFalse(AUTHORIZATIONS.containsKey(path));
        assertEquals(file.contents(), file.contents());
        assertEquals(List.of("null"), AUTHORIZATIONS.get(path));
    }

    @Test
    void redirects_are_followed_but_not_for_ever_and_not_to_other_schemes() {
        for (int status : List.of(301, 302, 303, 307, 308)) {
            assertEquals(
                    "body of /text/a\n\u20ac",
                    dag.http(url(server, "/to/" + status + "/x?../../text/a")).contents());
        }
        assertEquals(
                "body of /text/a\n\u20ac",
                dag.http(url(server, "/to/302/?" + url(other, "/text/a"))).contents());
        String circle = "/circle/" + UUID.randomUUID();
        assertTrue(failure(url(server, circle)).contains("stopped after 10 redirects"));
        assertEquals(11, AUTHORIZATIONS.get(circle).size());
        assertTrue(failure(url(server, "/to/302/?file:///etc/passwd")).contains("expected an address"));
    }

    @Test
    void what_is_no_file_is_an_error_that_says_what_it_is() throws IOException {
        assertTrue(failure(url(server, "/status/404/")).contains("invalid response status 404"));
        assertTrue(failure(url(server, "/status/500/")).contains("invalid response status 500"));
        assertTrue(failure("ftp://127.0.0.1/x").contains("expected an address"));
        assertTrue(failure("no address").contains("expected an address"));
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertTrue(failure("http://u:hidden@127.0.0.1:" + free + "/x")
                .contains("Cannot fetch \"http://***@127.0.0.1:" + free + "/x\""));
    }

    @Test
    void an_answer_that_ends_too_soon_is_no_file() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            THREADS.execute(() -> {
                try (Socket client = socket.accept()) {
                    client.getInputStream().read();
                    String head = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";
                    client.getOutputStream().write((head + "half").getBytes(StandardCharsets.US_ASCII));
                    client.shutdownOutput();
                    client.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException gone) {
                    // The client has what it needs.
                }
            });
            String message = failure("http://127.0.0.1:" + socket.getLocalPort() + "/short");
            assertTrue(message.contains("Cannot fetch"), message);
        }
    }

    @Test
    void a_checksum_has_to_be_the_contents() {
        String url = url(server, "/text/a");
        String wrong = "sha256:" + "0".repeat(64);
        String message = assertThrows(QueryException.class, () -> dag.http(url, o -> o.checksum(wrong))
                        .contents())
                .getMessage();
        assertTrue(message.contains("http checksum mismatch: expected " + wrong + ", got sha256:"), message);
        String digest = message.replaceFirst("(?s).*, got (sha256:[0-9a-f]{64}).*", "$1");
        assertEquals(
                "body of /text/a\n\u20ac",
                dag.http(url, o -> o.checksum(digest)).contents());
        assertThrows(QueryException.class, () -> dag.http(url, o -> o.checksum("md5:0"))
                .contents());
    }

    @Test
    void a_secret_goes_to_its_server_only_and_into_no_error() {
        String value = "Bearer " + UUID.randomUUID();
        Api.Secret secret = dag.setSecret("auth", value);
        String near = "/text/" + UUID.randomUUID();
        String far = "/text/" + UUID.randomUUID();
        dag.http(url(server, "/to/302/?" + near), o -> o.authHeader(secret)).contents();
        dag.http(url(server, "/to/302/?" + url(other, far)), o -> o.authHeader(secret))
                .contents();
        assertEquals(List.of(value), AUTHORIZATIONS.get(near));
        assertEquals(List.of("null"), AUTHORIZATIONS.get(far));
        String password = "/text/" + UUID.randomUUID();
        dag.http(url(server, password).replace("//", "//me:word@")).contents();
        assertEquals(List.of("Basic bWU6d29yZA=="), AUTHORIZATIONS.get(password));
        for (Api.File failing : List.of(
                dag.http(url(server, "/status/403/"), o -> o.authHeader(secret)),
                dag.http(url(server, near), o -> o.authHeader(dag.setSecret("two-lines", value + "\n"))))) {
            String message =
                    assertThrows(QueryException.class, failing::contents).getMessage();
            assertFalse(message.contains(value), message);
        }
    }

    @Test
    void memory_does_not_grow_with_a_file() {
        int megabytes = (int) (Runtime.getRuntime().maxMemory() / MEGABYTE / 2);
        int enough = Math.min(megabytes, 200);
        assertEquals(
                (long) enough * MEGABYTE,
                dag.http(url(server, "/large/" + enough)).size());
    }
}
