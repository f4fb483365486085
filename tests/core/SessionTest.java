package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session sends. How its requests end is in SessionEndTest, what it makes of answers in SessionAnswersTest. */
class SessionTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DATA = "{\"data\":{\"version\":\"v1\"}}";

    private enum Color {
        RED
    }

    private record Point(int x, List<Object> parts, Color color, String none) {}

    private static Session open(Peer peer) {
        return Session.open(peer.params(), Map.of());
    }

    /** The one request that a query makes. */
    private static Peer.Request sent(String query, Map<String, ?> variables, Map<String, String> environment)
            throws IOException {
        try (Peer peer = Peer.answering(DATA);
                Session session = Session.open(peer.params(), environment)) {
            assertEquals(
                    "{\"version\":\"v1\"}",
                    session.query(query, variables, null).toString());
            assertEquals(1, peer.connections());
            return peer.requests().get(0);
        }
    }

    @Test
    void the_head_of_the_request_is_exactly_this() throws IOException {
        try (Peer peer = Peer.answering(DATA);
                Session session = open(peer)) {
            session.query("{version}", Map.of(), null);
            String basic = Base64.getEncoder().encodeToString((Peer.TOKEN + ":").getBytes(StandardCharsets.US_ASCII));
            Peer.Request request = peer.requests().get(0);
            assertEquals("{\"query\":\"{version}\"}", request.text());
            assertEquals(
                    String.join(
                            "\r\n",
                            "POST /query HTTP/1.1",
                            "Host: 127.0.0.1:" + peer.port(),
                            "Authorization: Basic " + basic,
                            "Content-Type: application/json",
                            "Accept: application/json",
                            "User-Agent: daggerkit/" + Dagger.VERSION,
                            "Content-Length: " + request.body().length,
                            "Connection: close",
                            "",
                            ""),
                    request.head());
        }
    }

    @Test
    void the_body_carries_every_character_and_its_length_is_in_bytes() throws IOException {
        String text = "\"quote\\ \n\r\t\b\f\u0000\u001f\u007f\u0085\u2028 \u00e9 \ud83d\ude80 </script>";
        Peer.Request request = sent("# " + text + "\n{version}", Map.of("text", text), Map.of());
        JsonNode body = JSON.readTree(request.body());
        assertEquals("# " + text + "\n{version}", body.path("query").asText());
        assertEquals(text, body.path("variables").path("text").asText());
        assertEquals(Set.of("query", "variables"), names(body));
        assertEquals(List.of("" + request.body().length), request.header("Content-Length"));
        assertTrue(request.text().contains("\ud83d\ude80"), "non-ASCII is sent as UTF-8");
    }

    @Test
    void variables_of_every_kind_arrive_as_json() throws IOException {
        Map<String, Object> variables = new HashMap<>();
        variables.put("none", null);
        variables.put("yes", true);
        variables.put("long", Long.MAX_VALUE);
        variables.put("decimal", 0.1);
        variables.put("ENUM", Literal.enumValue("ANY"));
        variables.put("record", new Point(1, List.of(List.of(), Map.of("k", List.of(2))), Color.RED, null));
        variables.put("array", new int[] {1, 2});
        variables.put("json", JSON.readTree("{\"a\":[1.5,null,{}]}"));
        Peer.Request request = sent("{version}", variables, Map.of());
        assertEquals(JSON.readTree("""
            {"none":null,"yes":true,"long":9223372036854775807,"decimal":0.1,"ENUM":"ANY",
             "record":{"x":1,"parts":[[],{"k":[2]}],"color":"RED"},
             "array":[1,2],"json":{"a":[1.5,null,{}]}}\
            """), JSON.readTree(request.body()).path("variables"));
    }

    @Test
    void a_value_that_cannot_be_carried_is_named_by_its_place_and_nothing_is_sent() throws IOException {
        try (Peer peer = Peer.answering(DATA);
                Session session = open(peer)) {
            Map<String, Object> wrong = new HashMap<>();
            wrong.put("$p.parts[1].k", new Point(1, List.of(0, Map.of("k", Double.NaN)), Color.RED, null));
            wrong.put("$p[0]", List.of(new Object()));
            wrong.put("$p", "half \ud83d");
            wrong.forEach((place, value) -> {
                DaggerException refused =
                        assertThrows(DaggerException.class, () -> session.query("{version}", Map.of("p", value), null));
                assertTrue(refused.getMessage().contains("\"" + place + "\""), refused.getMessage());
            });
            DaggerException name =
                    assertThrows(DaggerException.class, () -> session.query("{version}", Map.of("$p", 1), null));
            assertTrue(name.getMessage().startsWith("Cannot send the variable \"$p\": expected"), name.getMessage());
            assertEquals(0, peer.connections());
        }
    }

    @Test
    void the_trace_of_the_environment_is_forwarded() throws IOException {
        Peer.Request request = sent(
                "{version}",
                Map.of(),
                Map.of(
                        "TRACEPARENT",
                        "00-aa-bb-01",
                        "TRACESTATE",
                        "k=v",
                        "BAGGAGE",
                        "b=1,c=2",
                        "OTHER",
                        "other-value"));
        assertEquals(List.of("00-aa-bb-01"), request.header("traceparent"));
        assertEquals(List.of("k=v"), request.header("tracestate"));
        assertEquals(List.of("b=1,c=2"), request.header("baggage"));
        assertFalse(request.head().contains("other"), request.head());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1\r\nEvil: 1", "1\nEvil: 1", "\r", "", "  ", "\u00e9vil", "\u0000"})
    void a_trace_that_a_header_cannot_carry_is_left_out(String value) throws IOException {
        Peer.Request request =
                sent("{version}", Map.of(), Map.of("TRACEPARENT", value, "TRACESTATE", value, "BAGGAGE", value));
        assertFalse(request.head().matches("(?is).*(evil|vil|trace|baggage).*"), request.head());
        assertEquals(8, request.head().lines().filter(line -> !line.isEmpty()).count(), request.head());
    }

    @Test
    void sixty_four_requests_run_at_once_on_one_session_and_each_gets_its_own_answer() throws Exception {
        int count = 64;
        CountDownLatch arrived = new CountDownLatch(count);
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try (Peer peer = Peer.playing(connection -> {
                    JsonNode body = JSON.readTree(connection.receive().body());
                    arrived.countDown();
                    arrived.await(); // Nobody is answered before all are here.
                    connection.send(Peer.http("200 OK", "{\"data\":" + body.path("variables") + "}"));
                });
                Session session = open(peer)) {
            List<Future<JsonNode>> answers = IntStream.range(0, count)
                    .mapToObj(i -> threads.submit(() -> session.query("{x}", Map.of("i", i), null)))
                    .toList();
            for (int i = 0; i < count; i++) {
                assertEquals("{\"i\":" + i + "}", Limits.value(answers.get(i)).toString());
            }
            assertEquals(count, peer.connections());
        } finally {
            threads.shutdownNow();
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
