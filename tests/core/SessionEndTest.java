package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How requests end before their answer is whole: by us, and by the peer. */
class SessionEndTest {
    private static final String DATA = "{\"data\":{\"version\":\"v1\"}}";

    private static Session open(Peer peer) {
        return Session.open(peer.params(), Map.of());
    }

    /** Where a request can be when something ends it. */
    private enum Phase {
        CONNECTING("daggerkit.Http.<init>", null),
        SENDING("daggerkit.Http.send", connection -> {
            connection.waitAtGate();
            connection.hold();
        }),
        HEAD("daggerkit.Http.readHead", answered("")),
        MIDDLE_OF_HEAD("daggerkit.Http.readHead", answered("HTTP/1.1 200 OK\r\nContent-")),
        FIXED_BODY("daggerkit.Json.read", answered("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"data\":")),
        CHUNKED_BODY("daggerkit.Json.read", answered("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"d")),
        BODY_UNTIL_CLOSE("daggerkit.Json.read", answered("HTTP/1.1 200 OK\r\n\r\n{\"data\":"));

        private final String method;
        private final Peer.Script script;

        Phase(String method, Peer.Script script) {
            this.method = method;
            this.script = script;
        }

        private static Peer.Script answered(String start) {
            return connection -> {
                connection.receive();
                connection.send(start);
                connection.hold();
            };
        }

        Peer peer() throws IOException {
            return this == CONNECTING ? Peer.full() : Peer.playing(script);
        }

        Map<String, Object> variables() {
            return this == SENDING ? Map.of("much", "x".repeat(16_000_000)) : Map.of();
        }

        boolean isOf(Thread thread) {
            return Arrays.stream(thread.getStackTrace())
                    .anyMatch(frame -> method.equals(frame.getClassName() + "." + frame.getMethodName()));
        }

        void assertEnded(Peer peer) throws InterruptedException {
            if (this != CONNECTING) {
                peer.openGate();
                peer.awaitEnd();
                assertEquals(1, peer.connections());
            }
        }
    }

    /** A query on a thread of its own. */
    private static final class Running {
        private volatile Throwable thrown;
        private volatile boolean interrupted;
        private final Thread thread;

        Running(Session session, Phase phase, Duration timeout) {
            thread = new Thread(() -> {
                try {
                    session.query("{version}", phase.variables(), timeout);
                } catch (Throwable e) {
                    thrown = e;
                }
                interrupted = Thread.currentThread().isInterrupted();
            });
            thread.setDaemon(true);
            thread.start();
        }

        String message() {
            Limits.end(thread);
            return assertInstanceOf(DaggerException.class, thrown).getMessage();
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_interrupt_ends_a_running_request_at_once(Phase phase) throws Exception {
        try (Peer peer = phase.peer();
                Session session = open(peer)) {
            Running running = new Running(session, phase, null);
            Limits.await("it is " + phase, () -> phase.isOf(running.thread));
            running.thread.interrupt();
            assertEquals("The query was interrupted.", running.message());
            assertTrue(running.interrupted, "the interrupt status stays set");
            phase.assertEnded(peer);
        }
    }

    @ParameterizedTest
    @EnumSource
    void close_ends_a_running_request_at_once(Phase phase) throws Exception {
        try (Peer peer = phase.peer();
                Session session = open(peer)) {
            Running running = new Running(session, phase, null);
            Limits.await("it is " + phase, () -> phase.isOf(running.thread));
            session.close();
            assertEquals("The session was closed while a query was running.", running.message());
            assertFalse(running.interrupted);
            phase.assertEnded(peer);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_timeout_ends_a_request_and_is_named(Phase phase) throws Exception {
        try (Peer peer = phase.peer();
                Session session = open(peer)) {
            long start = System.nanoTime();
            Running running = new Running(session, phase, Duration.ofMillis(500));
            assertEquals("The query took longer than its timeout of 500 ms.", running.message());
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis >= 500, millis + " ms");
            phase.assertEnded(peer);
        }
    }

    @Test
    void a_timeout_that_is_long_enough_changes_nothing() throws IOException {
        try (Peer peer = Peer.answering(DATA);
                Session session = open(peer)) {
            for (Duration timeout : List.of(Duration.ofMinutes(1), Duration.ofSeconds(Long.MAX_VALUE))) {
                assertEquals(
                        "v1",
                        session.query("{version}", Map.of(), timeout)
                                .path("version")
                                .asText());
            }
        }
    }

    @Test
    void a_closed_session_says_so_and_closing_twice_is_fine() throws IOException {
        try (Peer peer = Peer.answering(DATA)) {
            Session session = open(peer);
            session.query("{version}", Map.of(), null);
            session.close();
            session.close();
            SessionException closed =
                    assertThrows(SessionException.class, () -> session.query("{version}", Map.of(), null));
            assertEquals("Cannot send the query: the session is closed.", closed.getMessage());
            assertEquals(1, peer.connections());
        }
    }

    @Test
    void when_nothing_listens_the_address_and_the_way_on_are_told() throws IOException {
        try (Socket nobody = Peer.nobody();
                Session session = Session.open(new ConnectParams(nobody.getLocalPort(), Peer.TOKEN), Map.of())) {
            SessionException none =
                    assertThrows(SessionException.class, () -> session.query("{version}", Map.of(), null));
            assertEquals(
                    "Nothing listens at http://127.0.0.1:" + nobody.getLocalPort() + "/query: the session is over, or"
                            + " DAGGER_SESSION_PORT is wrong; start again with `dagger run`.",
                    none.getMessage());
        }
    }

    /** How a peer goes away after it got the request. */
    private static Map<String, Peer.Script> departures() {
        String head = "HTTP/1.1 200 OK\r\n";
        String chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
        return Map.ofEntries(
                Map.entry("closed without an answer", connection -> {}),
                Map.entry("closed in the status line", connection -> connection.send("HTTP/1.1 20")),
                Map.entry("closed in the headers", connection -> connection.send(head + "Content-Le")),
                Map.entry("closed behind a header", connection -> connection.send(head + "Content-Length: 5\r\n")),
                Map.entry(
                        "closed in a body",
                        connection -> connection.send(head + "Content-Length: 26\r\n\r\n{\"data\":{}")),
                Map.entry("closed in a chunk", connection -> connection.send(chunked + "1a\r\n{\"data\":{}")),
                Map.entry("closed between chunks", connection -> connection.send(chunked + "4\r\n{\"da\r\n")),
                Map.entry("closed in a chunk size", connection -> connection.send(chunked + "4\r\n{\"da\r\n1")),
                Map.entry("reset without an answer", Peer.Connection::reset),
                Map.entry("reset in the headers", connection -> {
                    connection.send(head);
                    connection.reset();
                }),
                Map.entry("reset in a body", connection -> {
                    connection.send(head + "Content-Length: 26\r\n\r\n{\"data\":{}");
                    connection.reset();
                }),
                Map.entry("reset in a chunk", connection -> {
                    connection.send(chunked + "1a\r\n{\"data\":{}");
                    connection.reset();
                }));
    }

    @TestFactory
    Stream<DynamicTest> a_request_is_sent_once_however_the_peer_goes_away() {
        return departures().entrySet().stream()
                .map(departure -> dynamicTest(departure.getKey(), () -> {
                    try (Peer peer = Peer.playing(connection -> {
                                connection.receive();
                                departure.getValue().play(connection);
                            });
                            Session session = open(peer)) {
                        String message = assertThrows(
                                        SessionException.class, () -> session.query("{version}", Map.of(), null))
                                .getMessage();
                        assertTrue(message.startsWith("The session went away while a query was running ("), message);
                        assertTrue(message.endsWith("); the query was sent once and is not repeated."), message);
                        assertEquals(1, peer.requests().size());
                        assertEquals(1, peer.connections());
                    }
                }));
    }

    @Test
    void an_answer_before_the_whole_request_was_read_is_an_answer() throws IOException {
        try (Peer peer = Peer.playing(connection -> connection.send(Peer.http("401 Unauthorized", "")));
                Session session = open(peer)) {
            String message = assertThrows(
                            SessionException.class,
                            () -> session.query("{version}", Map.of("much", "x".repeat(16_000_000)), null))
                    .getMessage();
            assertTrue(message.contains("refuses the token (HTTP 401)"), message);
        }
    }
}
