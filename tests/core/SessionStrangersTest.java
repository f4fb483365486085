package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import daggerkit.console.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session says of those that listen at its port and are no session. */
class SessionStrangersTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";
    private static final String BASIC =
            Base64.getEncoder().encodeToString((Peer.TOKEN + ":").getBytes(StandardCharsets.US_ASCII));

    private static void query(Peer peer) {
        try (Session session = Session.open(peer.params(), Map.of())) {
            session.query("{x}", Map.of(), null);
        }
    }

    /** The one-line message about a peer that is no session; its own address is written as PORT. */
    private static String refusal(Peer.Script script) throws IOException {
        try (Peer peer = Peer.playing(script)) {
            String message =
                    assertThrows(SessionException.class, () -> query(peer)).getMessage();
            assertEquals(1, message.lines().count(), message);
            assertHidden(message);
            assertEquals(1, peer.connections());
            return message.replace("127.0.0.1:" + peer.port(), "127.0.0.1:PORT");
        }
    }

    private static String refusal(String answer) throws IOException {
        return refusal(connection -> {
            connection.receive();
            connection.send(answer);
        });
    }

    private static void assertHidden(String message) {
        assertFalse(message.contains(Peer.TOKEN.substring(0, 8)), message);
        assertFalse(message.contains(BASIC.substring(0, 8)), message);
    }

    @TestFactory
    Stream<DynamicTest> http_that_is_not_graphql_is_told_with_its_status_and_beginning() {
        Map<String, String> quotes = new LinkedHashMap<>();
        for (String json :
                List.of("[]", "1", "{}", "{\"x\":1}", "null", "\"data\"", "{\"errors\":[]}", "{\"errors\":1}")) {
            quotes.put(Peer.http("200 OK", json), "HTTP 200, not GraphQL: \"" + json + "\"");
        }
        quotes.put(Peer.http("200 OK", "{} {}"), "HTTP 200, not GraphQL: \"{} {}\"");
        quotes.put(Peer.http("200 OK", "{\"data\":{}} x"), "HTTP 200, not GraphQL: \"{\"data\":{}} x\"");
        quotes.put(Peer.http("200 OK", "{\"data\":{\"x\""), "HTTP 200, not GraphQL: \"{\"data\":{\"x\"\"");
        quotes.put(Peer.http("200 OK", "{\"data\":{}"), "HTTP 200, not GraphQL: \"{\"data\":{}\"");
        quotes.put(Peer.http("200 OK", ""), "HTTP 200, not GraphQL: its body is empty");
        quotes.put(Peer.http("200 OK", "\r\n"), "HTTP 200, not GraphQL: its body is empty");
        quotes.put("HTTP/1.1 204 No Content\r\n\r\n", "HTTP 204, not GraphQL: its body is empty");
        quotes.put(CHUNKED + "0\r\n\r\n", "HTTP 200, not GraphQL: its body is empty");
        quotes.put(Peer.http("404 Not Found", "404 page\n"), "HTTP 404, not GraphQL: \"404 page\"");
        quotes.put(Peer.http("502 Bad Gateway", "bad \u00e9\u001b[31m"), "HTTP 502, not GraphQL: \"bad \u00e9 [31m\"");
        quotes.put(Peer.http("500 Error", "{\"data\":{}}"), "HTTP 500, not GraphQL: \"{\"data\":{}}\"");
        quotes.put(
                Peer.http("200 OK", "<!DOCTYPE html>\n<html>\r\n\t<p>Hi</html>\n"),
                "HTTP 200, not GraphQL: \"<!DOCTYPE html> <html>   <p>Hi</html>\"");
        quotes.put(Peer.http("200 OK", "x".repeat(9_999)), "HTTP 200, not GraphQL: \"" + "x".repeat(200) + "...\"");
        // Begins as UTF-32 does, for which Jackson has another exception.
        quotes.put(
                Peer.http("200 OK", "\0\0\0{\u00ff\u00ff\u00ff"), "HTTP 200, not GraphQL: \"   {\u00ff\u00ff\u00ff\"");
        return quotes.entrySet().stream()
                .map(quote -> dynamicTest(
                        Text.oneLine(quote.getKey()),
                        () -> assertEquals(
                                "The answer is " + quote.getValue()
                                        + "; expected a GraphQL answer. Is http://127.0.0.1:PORT/query a Dagger"
                                        + " session?",
                                refusal(quote.getKey()))));
    }

    @Test
    void a_refused_token_is_told_without_it() throws IOException {
        assertEquals(
                "The session at http://127.0.0.1:PORT/query refuses the token (HTTP 401): DAGGER_SESSION_TOKEN belongs"
                        + " to another session, or to one that is over.",
                refusal(Peer.http("401 Unauthorized", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"})
    void a_redirect_is_told_and_not_followed(String status) throws IOException {
        try (Peer target = Peer.answering("{\"data\":{}}")) {
            String location = target.params().endpoint().toString();
            assertEquals(
                    "The answer is a redirect (HTTP " + status.substring(0, 3) + ") to \"" + location
                            + "\", which is not followed; expected a GraphQL answer. Is http://127.0.0.1:PORT/query a"
                            + " Dagger session?",
                    refusal("HTTP/1.1 " + status + "\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n"));
            assertEquals(0, target.connections());
        }
    }

    @TestFactory
    Stream<DynamicTest> a_peer_that_repeats_the_token_does_not_bring_it_into_the_message() {
        String spelled = " " + Peer.TOKEN + " " + BASIC + " "
                + BASIC.replace("=", "\\u003d").replace("/", "\\/");
        Map<String, Peer.Script> echoes = Map.of(
                "the whole request as text",
                        connection -> {
                            Peer.Request request = connection.receive();
                            connection.send(Peer.http("404 Not Found", request.header("Authorization") + spelled));
                        },
                "in JSON", connection -> connection.send(Peer.http("200 OK", "{\"you\":\"" + spelled + "\"}")),
                "Location",
                        connection ->
                                connection.send("HTTP/1.1 302 Found\r\nLocation: http://x/?t=" + spelled + "\r\n\r\n"),
                "status line", connection -> connection.send("HTTP/1.1 " + spelled + "\r\n\r\n"),
                "header", connection -> connection.send(OK + spelled + "\r\n\r\n"),
                "length", connection -> connection.send(OK + "Content-Length: " + spelled + "\r\n\r\n"),
                "chunk size", connection -> connection.send(CHUNKED + spelled + "\r\n"),
                "coding", connection -> connection.send(OK + "Transfer-Encoding: " + spelled + "\r\n\r\n"),
                "cut in the middle of a page",
                        connection -> connection.send(Peer.http("404 Not Found", "x".repeat(190) + Peer.TOKEN)),
                "cut in the middle of a line", connection -> connection.send("x".repeat(190) + Peer.TOKEN + "\r\n"));
        return echoes.entrySet().stream()
                .map(echo -> dynamicTest(echo.getKey(), () -> {
                    String message = refusal(echo.getValue());
                    assertTrue(message.contains("***") || message.contains("**..."), message);
                }));
    }

    @TestFactory
    Stream<DynamicTest> what_is_not_http_is_told_by_what_it_says() {
        byte[] random = new byte[300];
        new Random(3).nextBytes(random);
        Map<String, Peer.Script> strangers = new LinkedHashMap<>();
        strangers.put("\"SSH-2.0-x\"", connection -> {
            connection.send("SSH-2.0-x\r\n");
            connection.hold();
        });
        strangers.put("\"PONG\" rather", connection -> connection.send("PONG"));
        strangers.put("rather than a status line", connection -> connection.send(random));
        strangers.put("\"      F\" rather", connection -> connection.send("\u0015\u0003\u0003\0\u0002\u0002F"));
        strangers.put("\"HTTP/2 200\"", connection -> connection.send("HTTP/2 200\r\n\r\n"));
        strangers.put("\"HTTP/1.1 999\"", connection -> connection.send("HTTP/1.1 999\r\n\r\n"));
        strangers.put("\"\" rather", connection -> connection.send("\r\n\r\n"));
        strangers.put("\"no header\" is not", connection -> connection.send(OK + "no header\r\n\r\n"));
        strangers.put("\": x\" is not", connection -> connection.send(OK + ": x\r\n\r\n"));
        strangers.put("a line over 65536 characters", connection -> connection.sendForEver("x"));
        strangers.put("has over 200 headers", connection -> {
            connection.send(OK);
            connection.sendForEver("X: y\r\n");
        });
        strangers.put("Content-Length \"-1\"", connection -> connection.send(OK + "Content-Length: -1\r\n\r\n{}"));
        strangers.put("Content-Length \"1, 1\"", connection -> connection.send(OK + "Content-Length: 1, 1\r\n\r\n{}"));
        strangers.put("chunk size \"zz\"", connection -> connection.send(CHUNKED + "zz\r\n{}"));
        strangers.put("chunk of the answer is longer", connection -> connection.send(CHUNKED + "1\r\n{}\r\n"));
        strangers.put("coding \"gzip\"", connection -> connection.send(OK + "Transfer-Encoding: gzip\r\n\r\n{}"));
        return strangers.entrySet().stream()
                .map(stranger -> dynamicTest(stranger.getKey(), () -> {
                    String message = refusal(connection -> {
                        connection.receive();
                        stranger.getValue().play(connection);
                    });
                    String start = "What listens at http://127.0.0.1:PORT/query does not answer as a Dagger session: ";
                    assertTrue(message.startsWith(start), message);
                    assertTrue(message.contains(stranger.getKey()), message);
                }));
    }
}
