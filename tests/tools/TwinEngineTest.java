package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.schema.EngineVersion;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What test-clients holds for an engine answers as the recorded engines did. */
class TwinEngineTest {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private HttpResponse<byte[]> send(TwinEngine engine, String query) throws IOException, InterruptedException {
        String body = LocalSession.JSON.createObjectNode().put("query", query).toString();
        return client.send(LocalSession.post(engine.params(), body), BodyHandlers.ofByteArray());
    }

    private JsonNode ask(TwinEngine engine, String query) throws IOException, InterruptedException {
        return LocalSession.json(send(engine, query).body());
    }

    private String id(TwinEngine engine, EngineVersion version, String recording)
            throws IOException, InterruptedException {
        String query =
                TwinFields.recording(version, recording).at("/request/query").asText();
        return ask(engine, query).findValue("id").asText();
    }

    /** Status, media type and body are those of a recording, whose request may name an ID. */
    private void assertAnswers(TwinEngine engine, EngineVersion version, String name, String placeholder, String id)
            throws IOException, InterruptedException {
        JsonNode recording = TwinFields.recording(version, name);
        String query = recording.at("/request/query").asText().replace(placeholder, id);
        HttpResponse<byte[]> response = send(engine, query);
        JsonNode expected = recording.path("response");
        assertEquals(expected.path("status").asInt(), response.statusCode(), name);
        assertEquals(
                expected.at("/headers/Content-Type").asText(),
                response.headers().firstValue("Content-Type").orElse(""),
                name);
        if (response.statusCode() == 200) {
            assertEquals(
                    expected.path("body").toString(),
                    new String(response.body(), StandardCharsets.UTF_8).strip(),
                    name);
        }
    }

    @ParameterizedTest
    @EnumSource
    void recorded_requests_get_the_recorded_answers(EngineVersion version) throws IOException, InterruptedException {
        try (TwinEngine engine = TwinEngine.start(version)) {
            for (String name : List.of("version", "uname", "exec-error", "list-of-objects")) {
                assertAnswers(engine, version, name, "${}", "");
            }
            String directory = id(engine, version, "directory-id");
            assertAnswers(engine, version, "node-directory", "${dir}", directory);
            assertAnswers(engine, version, "load-directory-from-id", "${dir}", directory);
            String secret = id(engine, version, "set-secret-id");
            assertAnswers(engine, version, "secret-in-exec-scrubbed", "${secret}", secret);
            String service = id(engine, version, "service-id");
            assertAnswers(engine, version, "service-binding", "${svc}", service);
        }
    }

    /** From 0.21 on an ID belongs to its session, so it is another one in the next; before, it is the recipe. */
    @ParameterizedTest
    @EnumSource
    void ids_look_like_recorded_ones(EngineVersion version) throws IOException, InterruptedException {
        String recorded = TwinFields.recording(version, "directory-id")
                .findValue("withNewFile")
                .path("id")
                .asText();
        String first;
        try (TwinEngine engine = TwinEngine.start(version)) {
            first = id(engine, version, "directory-id");
        }
        String bytes = new String(Base64.getDecoder().decode(first), StandardCharsets.ISO_8859_1);
        assertTrue(bytes.contains("\n\tDirectory\30\1"), first);
        try (TwinEngine engine = TwinEngine.start(version)) {
            String second = id(engine, version, "directory-id");
            if (version == EngineVersion.V0_20_8) {
                assertTrue(first.length() > 200, first);
                assertEquals(first, second);
            } else {
                assertEquals(recorded.length(), first.length(), 4, first);
                assertNotEquals(first, second);
            }
        }
    }
}
