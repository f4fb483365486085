package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session makes of an engine's answers, in every framing of HTTP. Others are in SessionStrangersTest. */
class SessionAnswersTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";

    private static JsonNode query(Peer peer) {
        try (Session session = Session.open(peer.params(), Map.of())) {
            return session.query("{x}", Map.of(), null);
        }
    }

    private static JsonNode data(String json) throws IOException {
        try (Peer peer = Peer.answering(json)) {
            return query(peer);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                OK + "Content-Length: 23\r\n\r\n{\"data\":{\"x\":\"a\u00e9\u20ac\"}}",
                OK + "content-length:23\r\nConnection: keep-alive\r\n\r\n{\"data\":{\"x\":\"a\u00e9\u20ac\"}} more",
                "HTTP/1.0 200\n\n{\"data\":{\"x\":\"a\u00e9\u20ac\"}}",
                OK + "\r\n {\"data\" : {\"x\":\"a\u00e9\u20ac\"}}\r\n\r\n",
                CHUNKED + "17\r\n{\"data\":{\"x\":\"a\u00e9\u20ac\"}}\r\n0\r\n\r\n",
                OK
                        + "TRANSFER-ENCODING: Chunked\r\n\r\n"
                        + "1;a=b\r\n"
                        + "{\r\n"
                        + "0016 ; c=\"d\"\r\n"
                        + "\"data\":{\"x\":\"a\u00e9\u20ac\"}}\r\n"
                        + "000\r\n"
                        + "Trailer: 1\r\n"
                        + "Other: 2\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" + OK
                        + "Content-Length: 23\r\n\r\n{\"data\":{\"x\":\"a\u00e9\u20ac\"}}"
            })
    void every_framing_gives_the_same_data(String answer) throws IOException {
        for (boolean dribble : new boolean[] {false, true}) {
            try (Peer peer = Peer.playing(connection -> {
                connection.receive();
                if (dribble) {
                    connection.dribble(answer);
                } else {
                    connection.send(answer);
                }
            })) {
                assertEquals("{\"x\":\"a\u00e9\u20ac\"}", query(peer).toString());
            }
        }
    }

    @Test
    void chunks_may_break_anywhere_even_in_a_character() throws IOException {
        String json = "{\"data\":{\"x\":\"" + "\ud83d\ude80\u00e9\\u00e9\\n".repeat(5_000) + "\"}}";
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Random random = new Random(7);
        try (Peer peer = Peer.playing(connection -> {
            connection.receive();
            connection.send(CHUNKED);
            for (int from = 0, to; from < bytes.length; from = to) {
                to = Math.min(bytes.length, from + 1 + random.nextInt(random.nextInt(10) == 0 ? 20_000 : 9));
                connection.send(Integer.toHexString(to - from) + "\r\n");
                connection.send(Arrays.copyOfRange(bytes, from, to));
                connection.send("\r\n");
            }
            connection.send("0\r\n\r\n");
        })) {
            assertEquals(
                    "\ud83d\ude80\u00e9\u00e9\n".repeat(5_000),
                    query(peer).path("x").asText());
        }
    }

    @Test
    void numbers_and_texts_keep_their_value() throws IOException {
        JsonNode data = data("{\"data\":{\"int\":-7,\"long\":9007199254740993,\"big\":12345678901234567890,"
                + "\"decimal\":0.1,\"small\":1e-7,\"text\":\"\u00e9\\u00e9 \ud83d\ude80\\ud83d\\ude80 \\u0000 \\/\","
                + "\"yes\":true,\"none\":null,\"list\":[[],{}]}}");
        assertEquals(-7, data.path("int").intValue());
        assertEquals(9007199254740993L, data.path("long").longValue());
        assertEquals(new BigInteger("12345678901234567890"), data.path("big").bigIntegerValue());
        assertEquals(0.1, data.path("decimal").doubleValue());
        assertEquals(1e-7, data.path("small").doubleValue());
        assertEquals(
                "\u00e9\u00e9 \ud83d\ude80\ud83d\ude80 \u0000 /",
                data.path("text").asText());
        assertTrue(data.path("yes").booleanValue());
        assertTrue(data.path("none").isNull());
        assertEquals("[[],{}]", data.path("list").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "1", "\"x\"", "[]"})
    void data_may_be_any_json(String data) throws IOException {
        assertEquals(
                data,
                data("{\"extensions\":{\"a\":[1]},\"data\":" + data + ",\"errors\":[]}")
                        .toString());
        assertEquals(data, data("{\"errors\":null,\"data\":" + data + "}").toString());
    }

    @Test
    void errors_win_over_data_whatever_the_status() throws IOException {
        String json = "{\"data\":{\"x\":1},\"errors\":[{\"message\":\"no\"},{},1,null]}";
        for (String status : List.of("200 OK", "400 Bad Request", "422 Unprocessable Entity", "500 Error")) {
            try (Peer peer = Peer.sending(Peer.http(status, json))) {
                QueryException refused = assertThrows(QueryException.class, () -> query(peer));
                assertEquals(4, refused.errors().size());
                assertTrue(refused.getMessage().startsWith("no\n"), refused.getMessage());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thousands_of_levels_are_read_and_walked(boolean lists) throws IOException {
        int levels = lists ? 500 : 5_000;
        String open = lists ? "{\"a\":[" : "{\"a\":";
        String close = lists ? "]}" : "}";
        Selection chain = Selection.query();
        for (int i = 0; i < levels; i++) {
            chain = chain.select("a");
        }
        try (Peer peer = Peer.answering("{\"data\":" + open.repeat(levels) + "7" + close.repeat(levels) + "}");
                Api.Client dag = Dagger.connect(peer.params())) {
            JsonNode found = dag.fetch(chain);
            while (found.isArray()) {
                assertEquals(1, found.size());
                found = found.get(0);
            }
            assertEquals(7, found.intValue());
        }
    }

    @Test
    void an_answer_without_the_selected_field_says_which() throws IOException {
        try (Peer peer = Peer.answering("{\"data\":{\"a\":{\"b\":1}}}");
                Api.Client dag = Dagger.connect(peer.params())) {
            SessionException lacks = assertThrows(
                    SessionException.class, () -> dag.fetch(dag.select("a").select("c")));
            assertEquals("The answer lacks \"a.c\", which the query selects.", lacks.getMessage());
        }
    }
}
