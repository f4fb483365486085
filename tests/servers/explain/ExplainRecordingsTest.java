package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.schema.EngineVersion;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What was asked of real engines, asked without one: valid where it was valid there, and answered in the same shape. */
class ExplainRecordingsTest {
    private record Recording(EngineVersion engine, String name, JsonNode request, JsonNode response) {
        boolean isGraphQL() {
            return request.path("query").isTextual()
                    && request.path("method").asText().equals("POST")
                    && request.path("path").asText().equals("/query")
                    && !name.startsWith("module-");
        }

        /** The engine refused what the schema does not allow; the other errors are of things that it did. */
        boolean isRefused() {
            JsonNode error = response.at("/body/errors/0");
            String message = error.path("message").asText();
            return response.path("status").asInt() != 200
                    || message.startsWith("query:\n") && !message.contains("parse \"RECORD_SECRET\"")
                    || message.endsWith("must have a selection of subfields");
        }

        @Override
        public String toString() {
            return name + " of " + engine;
        }
    }

    /** How the IDs were got that a recording has the names of. */
    private static final Map<String, String> IDS = Map.of(
            "dir", "{directory{id}}",
            "svc", "{container{asService{id}}}",
            "secret", "{secret(uri:\"env://X\"){id}}");

    private static final Map<EngineVersion, ExplainSession> SESSIONS = new EnumMap<>(EngineVersion.class);
    private static final Map<EngineVersion, AnswerShape> SHAPES = new EnumMap<>(EngineVersion.class);

    @BeforeAll
    static void start() throws IOException {
        for (EngineVersion engine : EngineVersion.values()) {
            SESSIONS.put(engine, new ExplainSession(engine));
            SHAPES.put(engine, new AnswerShape(engine));
        }
    }

    @AfterAll
    static void stop() {
        SESSIONS.values().forEach(ExplainSession::close);
    }

    private static List<Recording> recordings() throws IOException {
        List<Recording> recordings = new ArrayList<>();
        for (EngineVersion engine : EngineVersion.values()) {
            File[] files = Run.root()
                    .resolve("tests/recordings/" + engine)
                    .toFile()
                    .listFiles((folder, name) -> name.endsWith(".json"));
            for (File file : Arrays.stream(files).sorted().toList()) {
                JsonNode json = LocalSession.JSON.readTree(file);
                recordings.add(new Recording(
                        engine, file.getName().replace(".json", ""), json.path("request"), json.path("response")));
            }
        }
        return recordings;
    }

    private static HttpResponse<byte[]> ask(ExplainSession session, Recording recording) {
        ObjectNode request = recording.request.deepCopy();
        String text = request.toString();
        for (Map.Entry<String, String> id : IDS.entrySet()) {
            String name = "${" + id.getKey() + "}";
            text = text.contains(name) ? text.replace(name, session.id(id.getValue())) : text;
        }
        JsonNode known = LocalSession.json(text.getBytes(StandardCharsets.UTF_8));
        assertFalse(known.toString().contains("${"), known.toString());
        return session.send(
                known.path("query").asText(),
                known.path("variables"),
                known.path("operationName").asText(""));
    }

    @TestFactory
    Stream<DynamicTest> a_valid_request_is_answered_in_a_shape_that_fits() throws IOException {
        List<Recording> valid = recordings().stream()
                .filter(one -> one.isGraphQL() && one.response.path("status").asInt() == 200 && !one.isRefused())
                .toList();
        assertTrue(valid.size() > 150, valid.size() + " recordings");
        return valid.stream()
                .map(recording -> dynamicTest("" + recording, () -> {
                    ExplainSession session = SESSIONS.get(recording.engine);
                    int before = session.report.notValid();
                    HttpResponse<byte[]> answer = ask(session, recording);
                    JsonNode body = LocalSession.json(answer.body());
                    assertEquals(200, answer.statusCode(), "" + body);
                    assertFalse(body.has("errors"), "" + body);
                    SHAPES.get(recording.engine)
                            .check(
                                    recording.request.path("query").asText(),
                                    recording.request.path("operationName").asText(""),
                                    body.get("data"));
                    assertTrue(session.last().isValid());
                    assertEquals(before, session.report.notValid());
                    assertFalse(session.last().text().isEmpty());
                }));
    }

    @TestFactory
    Stream<DynamicTest> a_refused_request_is_not_valid_and_says_what_the_engine_says() throws IOException {
        List<Recording> refused = recordings().stream()
                .filter(one -> one.isGraphQL() && one.isRefused())
                .filter(one ->
                        List.of(200, 422).contains(one.response.path("status").asInt()))
                .toList();
        assertTrue(refused.size() > 60, refused.size() + " recordings");
        return refused.stream()
                .map(recording -> dynamicTest("" + recording, () -> {
                    ExplainSession session = SESSIONS.get(recording.engine);
                    int before = session.report.notValid();
                    HttpResponse<byte[]> answer = ask(session, recording);
                    assertEquals(recording.response.path("status").asInt(), answer.statusCode());
                    assertFalse(session.last().isValid());
                    assertEquals(before + 1, session.report.notValid());
                    JsonNode body = LocalSession.json(answer.body());
                    assertTrue(body.path("data").isNull() && body.has("errors"), "" + body);
                    // An ID of another engine's form, and the words of another parser.
                    if (!List.of("id-of-wrong-type", "node-bad-id", "syntax-error")
                            .contains(recording.name)) {
                        String message =
                                recording.response.at("/body/errors/0/message").asText();
                        assertEquals(
                                message.replaceAll(" \\[traceparent:[^]]*\\]", ""),
                                body.at("/errors/0/message").asText());
                    }
                    JsonNode place = recording.response.at("/body/errors/0/locations");
                    // graphql-java places an unknown type where it stands, the engine where its variable does.
                    if (!recording.name.equals("syntax-error") && !(place.toString() + body).contains("Unknown type")) {
                        assertEquals(place, body.at("/errors/0/locations"));
                    }
                    if (place.isArray() && !recording.name.equals("syntax-error")) {
                        assertTrue(
                                session.last().text().contains("^\n"),
                                session.last().text());
                    }
                }));
    }
}
