package daggerkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.record.RecordServer;
import daggerkit.record.ReplayServer;
import daggerkit.server.Reply;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What passes through a recording server, and what it writes down. */
class RecordServerTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("r.jsonl");
    }

    private String mode() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file()));
    }

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file())) {
            lines.add(LocalSession.JSON.readTree(line));
        }
        return lines;
    }

    @Test
    void requests_and_answers_pass_as_they_are() throws Exception {
        String body = " {\"data\" :{\"a\":1.50, \"b\":\"\\u00e9\"}}\n";
        Peer upstream = Peer.sending("HTTP/1.1 422 Odd\r\nContent-Type: application/json; x=y\r\nX-Kept: yes\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n" + body);
        try (upstream;
                RecordServer server = RecordServer.start(file(), o -> o.session(upstream.params()));
                RawHttp client = new RawHttp(server.params())) {
            String sent = " {\"query\" : \"{ a , b }\", \"extra\":[1]} ";
            RawHttp.Answer answer = client.send(client.post(
                            sent, "traceparent: 00-ab", "tracestate: s", "baggage: b", "User-Agent: u", "Accept: a"))
                    .read();
            assertEquals(422, answer.status());
            assertEquals("application/json; x=y", answer.header("Content-Type"));
            assertEquals("yes", answer.header("X-Kept"));
            assertEquals(body, answer.text());
            Peer.Request got = upstream.requests().get(0);
            assertEquals(sent, got.text());
            assertTrue(got.head().startsWith("POST /query HTTP/1.1\r\n"), got.head());
            for (List<String> header : List.of(
                    List.of("traceparent", "00-ab"),
                    List.of("tracestate", "s"),
                    List.of("baggage", "b"),
                    List.of("User-Agent", "u"),
                    List.of("Accept", "a"),
                    List.of("Content-Type", "application/json"),
                    List.of("Host", "127.0.0.1:" + upstream.port()),
                    List.of("Authorization", RawHttp.authorization(upstream.params())))) {
                assertEquals(List.of(header.get(1)), got.header(header.get(0)), header.get(0));
            }
        }
        assertEquals(
                "{\"query\":\"{a b}\",\"status\":422,\"contentType\":\"application/json; x=y\","
                        + "\"response\":{\"data\":{\"a\":1.50,\"b\":\"\u00e9\"}}}\n",
                Files.readString(file()));
    }

    @Test
    void what_is_no_graphql_passes_and_is_not_written_down() throws Exception {
        try (Upstreams upstream = Upstreams.saying("{\"data\":{}}");
                RecordServer server = RecordServer.start(file(), o -> o.session(upstream.params()));
                RawHttp client = new RawHttp(server.params())) {
            for (String request : List.of(
                    client.post("not json"),
                    client.post("[]"),
                    client.query("{a}").replace("/query", "/x"))) {
                RawHttp.Answer answer = client.send(request).read();
                try (RawHttp direct = new RawHttp(upstream.params())) {
                    String same = request.replace(
                                    RawHttp.authorization(server.params()), RawHttp.authorization(upstream.params()))
                            .replace(
                                    ":" + server.params().port(),
                                    ":" + upstream.params().port());
                    RawHttp.Answer wanted = direct.send(same).read();
                    assertEquals(wanted.status(), answer.status());
                    assertArrayEquals(wanted.body(), answer.body());
                }
            }
            assertEquals(0, server.recorded());
        }
        assertFalse(Files.exists(file()));
    }

    @Test
    void an_error_is_written_down_without_the_mark_of_its_trace() throws Exception {
        String mark = " [traceparent:" + "0123456789abcdef".repeat(2) + "-" + "0123456789abcdef" + "]";
        String body = "{\"errors\":[{\"message\":\"exit code: 1" + mark + "\"}],\"data\":null}";
        try (Peer upstream = Peer.answering(body);
                RecordServer server = RecordServer.start(file(), o -> o.session(upstream.params()));
                RawHttp client = new RawHttp(server.params())) {
            String answer =
                    client.send(client.post("{\"query\":\"{a}\"}")).read().text();
            assertEquals(body, answer, "what the client gets is the engine's");
        }
        assertEquals(
                "exit code: 1", lines().get(0).at("/response/errors/0/message").asText());
    }

    @Test
    void a_stranger_gets_nothing_and_reaches_nobody() throws Exception {
        try (Peer upstream = Peer.answering("{}");
                RecordServer server = RecordServer.start(file(), o -> o.session(upstream.params()))) {
            for (String header : List.of("Authorization: Basic eDo=", "Origin: http://a", "Host: a")) {
                try (RawHttp client = new RawHttp(server.params())) {
                    int status = client.send(client.query("{a}", header)).read().status();
                    assertEquals(header.startsWith("A") ? 401 : 403, status);
                }
            }
            assertEquals(0, upstream.connections());
        }
    }

    @Test
    void a_session_that_is_gone_is_told_and_not_written_down() throws Exception {
        try (Socket nobody = Peer.nobody();
                RecordServer server =
                        RecordServer.start(file(), o -> o.session(new ConnectParams(nobody.getLocalPort(), "t")))) {
            RawHttp.Answer answer = RawHttp.ask(server.params(), "{a}");
            assertEquals(502, answer.status());
            assertTrue(answer.text().startsWith("The session that is recorded does not answer: "), answer.text());
        }
        assertFalse(Files.exists(file()));
    }

    @Test
    void the_file_is_private_from_its_first_line_and_replaced_by_it() throws Exception {
        Files.writeString(file(), "old");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
        try (Upstreams upstream = Upstreams.saying("{\"data\":{\"a\":1}}");
                RecordServer server = RecordServer.start(file(), o -> o.session(upstream.params()))) {
            assertEquals("old", Files.readString(file()));
            RawHttp.ask(server.params(), "{a}");
            assertEquals("rw-------", mode());
            assertEquals(1, lines().size());
            RawHttp.ask(server.params(), "{b}");
            assertEquals(2, lines().size());
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(file()), left.toList());
        }
    }

    @Test
    void where_no_file_can_be_is_told_before_anything_is_sent() throws Exception {
        try (Peer upstream = Peer.answering("{}")) {
            for (Path wrong : List.of(folder, folder.resolve("none/r"))) {
                DaggerException told = assertThrows(
                        DaggerException.class, () -> RecordServer.start(wrong, o -> o.session(upstream.params())));
                assertTrue(told.getMessage().startsWith("Cannot record into \"" + wrong + "\": expected a file"));
            }
        }
    }

    @Test
    void a_client_that_goes_away_ends_the_request_in_the_session() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Upstreams upstream = Upstreams.of(request -> {
            if (request.query().equals("{slow}")) {
                running.countDown();
                try {
                    Thread.sleep(Long.MAX_VALUE);
                } finally {
                    ended.countDown();
                }
            }
            return Reply.of(200, Reply.JSON, "{\"data\":{}}");
        });
        try (upstream;
                RecordServer server = RecordServer.start(file(), o -> o.session(upstream.params()))) {
            RawHttp.ask(server.params(), "{a}");
            try (RawHttp client = new RawHttp(server.params())) {
                client.send(client.query("{slow}"));
                Limits.open("running", running);
            }
            Limits.open("The session is still at work.", ended);
            RawHttp.ask(server.params(), "{b}");
        }
        assertEquals(
                List.of("{a}", "{b}"),
                lines().stream().map(line -> line.get("query").asText()).toList());
    }

    @Test
    void two_hundred_requests_at_once_make_two_hundred_lines() throws Exception {
        ExecutorService pool = Executors.newCachedThreadPool();
        Upstreams upstream = Upstreams.of(request ->
                Reply.of(200, Reply.JSON, "{\"data\":{\"a\":" + request.query().replaceAll("\\D", "") + "}}"));
        try (upstream;
                RecordServer server = RecordServer.start(file(), o -> o.session(upstream.params()))) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String query = "{a(n:" + i + ")}";
                answers.add(
                        pool.submit(() -> RawHttp.ask(server.params(), query).text()));
            }
            for (int i = 0; i < 200; i++) {
                assertEquals("{\"data\":{\"a\":" + i + "}}", Limits.value(answers.get(i)));
            }
            assertEquals(200, server.recorded());
        } finally {
            pool.shutdownNow();
        }
        try (ReplayServer replay = ReplayServer.start(file())) {
            for (int i = 0; i < 200; i++) {
                assertEquals(
                        "{\"data\":{\"a\":" + i + "}}",
                        RawHttp.ask(replay.params(), "{a(n: " + i + ")}").text());
            }
            assertEquals(List.of(), replay.unasked());
        }
    }

    @Test
    void a_hundred_megabytes_pass_and_come_again() throws Exception {
        byte[] body = ("{\"data\":{\"a\":\"" + "x".repeat(100_000_000) + "\"}}").getBytes(StandardCharsets.US_ASCII);
        try (Upstreams upstream = Upstreams.of(request -> new Reply(200, Reply.JSON, out -> out.write(body)));
                RecordServer server = RecordServer.start(file(), o -> o.session(upstream.params()))) {
            assertArrayEquals(body, RawHttp.ask(server.params(), "{a}").body());
        }
        try (ReplayServer replay = ReplayServer.start(file())) {
            assertArrayEquals(body, RawHttp.ask(replay.params(), "{a}").body());
        }
    }
}
