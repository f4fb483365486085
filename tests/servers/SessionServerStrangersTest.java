package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What every session server does with clients that are none of its own, or no clients at all. */
class SessionServerStrangersTest {
    private EchoServer server;

    @BeforeEach
    void start() throws IOException {
        server = new EchoServer();
    }

    @AfterEach
    void nothing_is_left() throws Exception {
        server.closeForGood();
    }

    private RawHttp client() throws IOException {
        return new RawHttp(server.params());
    }

    private void assertServes() throws IOException {
        assertEquals("{ok}", RawHttp.ask(server.params(), "{ok}").text());
    }

    @TestFactory
    Stream<DynamicTest> a_browsers_request_is_refused_before_anything_else() {
        int port = server.params().port();
        List<String> refused = new ArrayList<>();
        for (String origin : List.of("null", "http://127.0.0.1:" + port, "https://example.org", "")) {
            refused.add("Origin: " + origin);
        }
        for (String host : List.of("evil.example:" + port, "127.0.0.1", "127.0.0.1:1", "dagger", "[::1]:" + port)) {
            refused.add("Host: " + host);
        }
        return refused.stream()
                .map(header -> dynamicTest(header, () -> {
                    for (String token : List.of("X: y", "Authorization: Basic wrong")) {
                        try (EchoServer other = new EchoServer();
                                RawHttp client = new RawHttp(other.params())) {
                            String ours = header.replace(
                                    "" + port, "" + other.params().port());
                            RawHttp.Answer answer = client.send(client.query("{a}", ours, token))
                                    .read();
                            assertEquals(403, answer.status());
                            assertEquals(1, answer.text().lines().count(), answer.text());
                            assertEquals(Set.of(), other.threads);
                        }
                    }
                }));
    }

    @Test
    void the_hosts_that_clients_name_are_accepted() throws IOException {
        int port = server.params().port();
        for (String host : List.of("127.0.0.1:" + port, "localhost:" + port)) {
            try (RawHttp client = client()) {
                assertEquals(
                        "{a}",
                        client.send(client.query("{a}", "Host: " + host)).read().text());
            }
        }
    }

    @Test
    void a_wrong_token_is_told_even_to_a_client_that_is_still_sending() throws IOException {
        try (RawHttp client = client()) {
            RawHttp.Answer answer = client.send(client.query("x".repeat(5_000_000), "Authorization: Basic d3Jvbmc6"))
                    .read();
            assertEquals(401, answer.status());
            assertEquals(0, answer.body().length);
        }
    }

    @TestFactory
    Stream<DynamicTest> garbage_is_answered_or_cut_off_and_harms_nobody() {
        return Stream.of(
                        "\u0016\u0003\u0001\u0002\u0000\u0001",
                        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                        "GET /query\r\n\r\n",
                        "POST /query HTTP/1.1\r\n: no name\r\n\r\n",
                        "POST /query HTTP/1.1\r\n" + "A: b\r\n".repeat(30_000),
                        "POST /query HTTP/1.1\r\nLENGTH: 3\r\nContent-Length: 4\r\n\r\n{}",
                        "POST /query HTTP/1.1\r\nContent-Length: -1\r\n\r\n{}",
                        "POST /query HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        "POST /query HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                        "POST /query HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\nzz\r\n",
                        "x".repeat(1_000_000))
                .map(garbage -> dynamicTest(garbage.strip().lines().findFirst().orElse(""), () -> {
                    try (EchoServer other = new EchoServer();
                            RawHttp client = new RawHttp(other.params())) {
                        String authorized = "\r\nHost: 127.0.0.1:"
                                + other.params().port() + "\r\nAuthorization: " + RawHttp.authorization(other.params());
                        client.send(garbage.replaceFirst("(?<=HTTP/1.1)", authorized));
                        client.socket.shutdownOutput();
                        try {
                            assertEquals(400, client.read().status());
                        } catch (EOFException cutOff) {
                            assertTrue(garbage.contains("LENGTH: 3") || !garbage.contains("\n"), "no answer");
                        }
                        assertEquals("{ok}", RawHttp.ask(other.params(), "{ok}").text());
                    }
                }));
    }

    @Test
    void clients_that_never_finish_their_request_keep_nobody_waiting() throws IOException {
        List<RawHttp> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                RawHttp client = client();
                slow.add(client.send(i % 2 == 0 ? "POST /que" : client.head() + "Content-Length: 1000\r\n\r\n{"));
            }
            assertServes();
        } finally {
            for (RawHttp client : slow) {
                client.close();
            }
        }
    }

    @Test
    void a_body_that_is_too_long_is_refused_before_it_is_read() throws IOException {
        String head =
                "POST /query HTTP/1.1\r\nHost: 127.0.0.1:" + server.params().port() + "\r\nAuthorization: "
                        + RawHttp.authorization(server.params()) + "\r\nContent-Type: application/json\r\n";
        for (String rest : List.of(
                "Content-Length: 1073741824\r\n\r\n{",
                "Content-Length: 99999999999999\r\n\r\n{",
                "Transfer-Encoding: chunked\r\n\r\n40000000\r\n{",
                "Transfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\n")) {
            try (RawHttp client = client()) {
                RawHttp.Answer answer = client.send(head + rest).read();
                assertEquals(413, answer.status(), rest);
                assertTrue(answer.text().contains("at most 134217728 bytes"), answer.text());
            }
        }
        assertServes();
    }
}
