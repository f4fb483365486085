package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.server.GraphQLRequest;
import daggerkit.server.Reply;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every session server does with its connections, seen from their other end. */
class SessionServerTest {
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

    @Test
    void a_client_that_closes_its_connection_ends_its_request_within_a_second() throws Exception {
        try (RawHttp client = client()) {
            client.send(client.query("wait"));
            Limits.open("waiting", server.waiting);
        }
        Limits.open("It is not interrupted.", server.interrupted);
        assertServes();
    }

    @Test
    void so_does_one_that_crashes_behind_a_request_in_advance() throws Exception {
        RawHttp client = client();
        client.send(client.query("wait") + client.query("{next}"));
        Limits.open("waiting", server.waiting);
        client.reset();
        Limits.open("It is not interrupted.", server.interrupted);
        assertServes();
    }

    @Test
    void a_client_that_goes_in_the_middle_of_an_answer_ends_it() throws Exception {
        try (RawHttp client = client()) {
            client.send(client.query("large")).in.readNBytes(1_000_000);
        }
        Limits.open("It is still being written.", server.brokenOff);
        assertServes();
    }

    @Test
    void a_large_answer_waits_for_its_reader() throws Exception {
        try (RawHttp client = client()) {
            client.send(client.query("large"));
            long[] seen = {0, 0};
            Limits.await("the server does not go on", () -> {
                long now = server.written.get();
                seen[1] = now > 0 && now == seen[0] ? seen[1] + 1 : 0;
                seen[0] = now;
                return seen[1] == 50;
            });
            long before = server.written.get();
            assertTrue(before < EchoServer.LARGE / 4, before + " bytes were written with no reader");
            assertEquals(EchoServer.LARGE, client.read().body().length);
            assertEquals("{b}", client.send(client.query("{b}")).read().text());
        }
    }

    @Test
    void a_connection_carries_requests_one_after_the_other_and_in_advance() throws IOException {
        try (RawHttp client = client()) {
            for (int i = 0; i < 3; i++) {
                assertEquals(
                        "{a" + i + "}",
                        client.send(client.query("{a" + i + "}")).read().text());
            }
            client.send(client.query("{b}") + client.query("{c}") + client.query("{d}"));
            for (String wanted : List.of("{b}", "{c}", "{d}")) {
                assertEquals(wanted, client.read().text());
            }
            assertEquals(
                    "close",
                    client.send(client.query("{e}", "Connection: close")).read().header("Connection"));
            assertEquals(-1, client.in.read());
        }
    }

    @Test
    void a_body_may_come_in_chunks_and_wait_to_be_asked_for() throws IOException {
        try (RawHttp client = client()) {
            String head = client.head("Transfer-Encoding: chunked", "Expect: 100-continue") + "\r\n";
            assertEquals(100, client.send(head).read().status());
            client.send("8;ext=1\r\n{\"query\"\r\n").send("7\r\n:\"{q}\"}\r\n0\r\nTrailer: x\r\n\r\n");
            assertEquals("{q}", client.read().text());
            assertEquals("{b}", client.send(client.query("{b}")).read().text());
        }
    }

    @Test
    void two_hundred_clients_are_answered_at_once() throws Exception {
        ExecutorService pool = Executors.newCachedThreadPool();
        try {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String query = "{q" + i + "}";
                answers.add(
                        pool.submit(() -> RawHttp.ask(server.params(), query).text()));
            }
            for (int i = 0; i < 200; i++) {
                assertEquals("{q" + i + "}", Limits.value(answers.get(i)));
            }
            Limits.await("the connections end with their clients", () -> server.connections() == 1);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void an_answer_that_fails_half_way_does_not_look_whole() throws IOException {
        AnsweringServer failing = new AnsweringServer() {
            {
                start();
            }

            @Override
            protected Reply answer(GraphQLRequest request) {
                return new Reply(200, Reply.JSON, out -> {
                    out.write(new byte[Integer.parseInt(request.query())]);
                    throw new IOException("no more");
                });
            }

            @Override
            public String description() {
                return "a failure";
            }
        };
        try (failing) {
            for (String size : List.of("10", "200000")) {
                IOException end = assertThrows(IOException.class, () -> RawHttp.ask(failing.params(), size));
                assertFalse(end instanceof SocketTimeoutException, "The connection is still open.");
            }
        }
    }
}
