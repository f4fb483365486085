package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How spans end: with receivers that do not take them, with programs that end in the middle of a step, and where there are
 * none. What a span is, is in SpanTest.
 */
class SpanEndTest extends SpanSession {
    /** Steps are done, and the client closes, whatever becomes of the spans. */
    private void goesOn(int port) throws InterruptedException {
        String endpoint = "http://127.0.0.1:" + port + "/v1/traces";
        Thread.currentThread().interrupt(); // Nor does an interrupt that is under way make a difference.
        try (Api.Client dag =
                connect("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", endpoint, "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "")) {
            for (int i = 0; i < 5_000; i++) {
                assertEquals(i, dag.span("step " + i, this::one) + i - 1);
            }
        }
        assertTrue(Thread.interrupted(), "the interrupt is still there");
        Limits.await("the thread ends", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("daggerkit-trace of " + port)));
    }

    private int one() {
        return 1;
    }

    @Test
    void a_receiver_that_is_not_there_or_does_not_accept_is_no_failure() throws Exception {
        try (Socket nobody = Peer.nobody()) {
            goesOn(nobody.getLocalPort());
        }
        try (Peer full = Peer.full()) {
            goesOn(full.port());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 500 No\r\n\r\n", "HTTP/1.1 302 Go\r\nLocation: /\r\n\r\n", "nonsense", ""})
    void a_receiver_that_refuses_is_no_failure(String answer) throws Exception {
        try (Peer peer = Peer.sending(answer)) {
            goesOn(peer.port());
            assertTrue(peer.connections() > 0);
        }
    }

    @Test
    void a_receiver_that_never_answers_is_left_at_the_end() throws Exception {
        isLeft(connection -> connection.hold());
        try (Peer reads = Peer.playing(connection -> connection.waitAtGate())) {
            goesOn(reads.port());
        }
    }

    /** No limit of a single read ends this one. */
    @Test
    void a_receiver_that_is_never_silent_and_never_done_is_left_at_the_end() throws Exception {
        isLeft(connection -> connection.trickle());
    }

    /** With a receiver that does this when it has a request. */
    private void isLeft(Peer.Script next) throws Exception {
        try (Peer peer = Peer.playing(connection -> {
            connection.receive();
            next.play(connection);
        })) {
            goesOn(peer.port());
            peer.awaitEnd();
            assertEquals(1, peer.connections(), "what still waits is not even tried");
        }
    }

    @Test
    void a_receiver_that_floods_is_no_failure() throws Exception {
        try (Peer peer = Peer.playing(connection -> {
            connection.receive();
            connection.sendForEver("HTTP/1.1 200 OK\r\n\r\nmore");
        })) {
            goesOn(peer.port());
        }
        try (Peer peer = Peer.playing(connection -> connection.sendForEver("x"))) {
            goesOn(peer.port());
        }
    }

    @Test
    void after_the_end_a_step_is_just_done() throws IOException {
        Api.Client dag = connect();
        dag.span("outer", () -> {
            dag.close();
            assertEquals(1, dag.span("late", this::one));
        });
        dag.close();
        assertEquals("outer ! The program ended before this step did.\n", receiver.tree());
    }

    /** What runs in the JVMs of these tests: the first argument says what it does. */
    static final class Program {
        private Program() {}

        public static void main(String... args) {
            Dagger.main(dag -> dag.span("outer", () -> {
                dag.span("done", () -> dag.query("{ready}"));
                switch (args[0]) {
                    case "exits" -> System.exit(5);
                    case "fails" -> Integer.parseInt("x");
                    case "waits" -> Thread.sleep(Long.MAX_VALUE);
                    default -> System.out.print("done");
                }
            }));
        }
    }

    private Run program(String what) {
        return Run.main(Program.class, what).session(engine.params());
    }

    @ParameterizedTest
    @CsvSource({
        "ends, 0, ''",
        "fails, 1, ' ! java.lang.NumberFormatException: For input string: \"x\"'",
        "exits, 5, ' ! The program ended before this step did.'"
    })
    void a_program_sends_its_last_spans_however_it_ends(String how, int code, String error) {
        Run.Result result = receiver.on(program(how)).run();
        assertEquals(code, result.code(), result.err());
        assertEquals("outer" + error + "\n  done\n", receiver.tree());
    }

    @Test
    void a_signal_ends_the_steps_that_go_on() throws Exception {
        Process process = receiver.on(program("waits")).start();
        try {
            Limits.await("it waits", () -> receiver.spans().containsKey("done"));
            Run.command("kill", "-TERM", "" + process.pid()).run();
            assertEquals(143, Limits.end(process));
        } finally {
            process.destroyForcibly();
        }
        assertEquals("outer ! The program ended before this step did.\n  done\n", receiver.tree());
    }

    @Test
    void a_dead_receiver_changes_neither_exit_code_nor_output_and_is_told_on_request() throws IOException {
        try (Socket nobody = Peer.nobody()) {
            String endpoint = "http://user:hush@127.0.0.1:" + nobody.getLocalPort() + "/x?key=hush";
            Run.Result quiet = program("ends")
                    .env("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", endpoint)
                    .run();
            assertEquals(new Run.Result(0, "done", ""), quiet);
            Run.Result told = program("ends")
                    .env("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", endpoint)
                    .env("DAGGERKIT_DEBUG", "1")
                    .run();
            String words = "Cannot send all spans to \"http://127.0.0.1:" + nobody.getLocalPort() + "/x\": ";
            assertEquals(
                    1, told.err().lines().filter(line -> line.startsWith(words)).count(), told.err());
            assertFalse(told.err().contains("hush"), told.err());
        }
    }

    @Test
    void without_the_variables_nothing_of_it_is_loaded_and_no_header_is_another() {
        Run.Result without =
                program("ends").env("JDK_JAVA_OPTIONS", "-Xlog:class+load").run();
        assertTrue(without.out().contains("daggerkit.Session "), "classes are listed");
        assertFalse(without.out().contains("daggerkit.trace."), without.out());
        assertEquals(List.of(""), sent("traceparent"));
        Run.Result with = receiver.on(program("ends"))
                .env("JDK_JAVA_OPTIONS", "-Xlog:class+load")
                .run();
        assertTrue(with.out().contains("daggerkit.trace.Trace "), "so it would be seen");
    }

    @Test
    void a_receiver_behind_https_has_to_be_the_one_that_its_certificate_names(@TempDir Path folder) throws Exception {
        String store = folder.resolve("store.p12").toString();
        Run.Result made = Run.command(
                        (Path.of(System.getProperty("java.home"), "bin", "keytool") + " -genkeypair -alias a -keyalg EC"
                                        + " -dname CN=test -ext san=ip:127.0.0.1 -storetype PKCS12 -storepass changeit"
                                        + " -keystore " + store)
                                .split(" "))
                .run();
        assertEquals(0, made.code(), made.err());
        KeyStore keys = KeyStore.getInstance(Path.of(store).toFile(), "changeit".toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        List<ExportTraceServiceRequest> received = new CopyOnWriteArrayList<>();
        server.createContext("/", exchange -> {
            received.add(ExportTraceServiceRequest.parseFrom(exchange.getRequestBody()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            String trust = "-Djavax.net.ssl.trustStore=" + store + " -Djavax.net.ssl.trustStorePassword=changeit";
            String endpoint = "https://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
            Run program = receiver.on(program("ends"))
                    .env("JAVA_TOOL_OPTIONS", trust)
                    .env("DAGGERKIT_DEBUG", "1")
                    .env("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", endpoint);
            Run.Result right = program.run();
            assertEquals("done", right.out());
            assertFalse(right.err().contains("Cannot"), right.err());
            long spans = received.stream()
                    .mapToLong(request ->
                            request.getResourceSpans(0).getScopeSpans(0).getSpansCount())
                    .sum();
            assertEquals(2, spans);
            received.clear();
            Run.Result wrong = program.env(
                            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", endpoint.replace("127.0.0.1", "localhost"))
                    .run();
            assertEquals("done", wrong.out());
            assertTrue(wrong.err().contains("Cannot send all spans to \"https://localhost:"), wrong.err());
            assertTrue(wrong.err().contains("SSLHandshakeException"), wrong.err());
            assertEquals(List.of(), received);
        } finally {
            server.stop(0);
        }
    }
}
