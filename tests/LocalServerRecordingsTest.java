//SOURCES ../lib/server/Servers.java
//SOURCES LocalSession.java
package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.server.EngineVersion;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What real engines answered, asked of the stand-in: the same status, media type and body. */
class LocalServerRecordingsTest {
    /** Recordings whose answer is the same on a host, word by word, on each engine. */
    private static final List<String> SAME = List.of(
            "accept-encoding-gzip",
            "accept-graphql-response",
            "bearer-token",
            "block-string",
            "deep-chain-200",
            "empty-list-arg",
            "empty-query",
            "empty-string-arg",
            "exec-error",
            "exec-error-killed",
            "exec-error-not-found",
            "exec-error-sync",
            "fragment",
            "get-method",
            "graphql-content-type",
            "include-skip-directives",
            "inline-control-raw",
            "inline-raw-newline-in-string",
            "inline-unicode-raw",
            "inline-unicode-surrogate-escape",
            "int-too-big",
            "json-array-batch",
            "json-charset",
            "leaf-needs-selection",
            "list-of-objects",
            "missing-required-argument",
            "mutation",
            "no-query-key",
            "no-token",
            "not-json",
            "nul-byte-argument",
            "null-optional-arg",
            "null-result",
            "put-method",
            "same-field-twice-conflicts",
            "selection-on-scalar",
            "several-leaves-one-request",
            "stdout-trailing-newlines",
            "subscription",
            "text-plain",
            "traceparent",
            "two-aliases",
            "two-aliases-both-fail",
            "two-aliases-one-fails",
            "two-operations-named",
            "two-operations-no-name",
            "typename",
            "unknown-argument",
            "unknown-field",
            "unknown-operation-name",
            "upgrade-h2c",
            "variable-missing",
            "variable-wrong-type",
            "variables",
            "version",
            "wrong-path",
            "wrong-token");

    private static final Map<EngineVersion, LocalSession> SESSIONS = new EnumMap<>(EngineVersion.class);

    @BeforeAll
    static void start() {
        for (EngineVersion engine : EngineVersion.values()) {
            SESSIONS.put(engine, LocalSession.start(engine));
        }
    }

    @AfterAll
    static void stop() {
        SESSIONS.values().forEach(LocalSession::close);
    }

    @TestFactory
    Stream<DynamicTest> answers_as_the_engine_did() {
        List<DynamicTest> tests = new ArrayList<>();
        for (EngineVersion engine : EngineVersion.values()) {
            for (String name : SAME) {
                tests.add(dynamicTest(name + " of " + engine, () -> {
                    JsonNode recording = recording(engine, name);
                    JsonNode wanted = recording.path("response");
                    HttpResponse<byte[]> answer = ask(engine, recording);
                    assertEquals(wanted.path("status").asInt(), answer.statusCode());
                    for (String header : List.of("Content-Type", "Www-Authenticate", "X-Content-Type-Options")) {
                        assertEquals(wanted.path("headers").path(header).asText(""), header(answer, header));
                    }
                    String text = new String(answer.body(), StandardCharsets.UTF_8);
                    if (wanted.path("bodyIsJson").asBoolean()) {
                        assertEquals(withoutTraces(wanted.path("body")), LocalSession.json(answer.body()));
                        boolean errors = text.startsWith("{\"errors\":") && text.endsWith(",\"data\":null}");
                        assertEquals(wanted.path("body").has("errors"), errors, text);
                    } else {
                        assertEquals(wanted.path("body").asText(), text);
                    }
                }));
            }
        }
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> a_kernel_is_named_in_the_engines_form() {
        return Stream.of(EngineVersion.values())
                .map(engine -> dynamicTest("uname of " + engine, () -> {
                    JsonNode answer = LocalSession.json(
                            ask(engine, recording(engine, "uname")).body());
                    String line =
                            answer.at("/data/container/from/withExec/stdout").asText();
                    assertTrue(line.matches("\\S+ \\S+ \\S+ \\S+\n"), "" + answer);
                }));
    }

    @TestFactory
    Stream<DynamicTest> an_error_keeps_as_much_output_as_the_engines() {
        return Stream.of(EngineVersion.values())
                .map(engine -> dynamicTest("big output of " + engine, () -> {
                    JsonNode recording = recording(engine, "exec-error-big-output");
                    String text = new String(ask(engine, recording).body(), StandardCharsets.UTF_8);
                    JsonNode wanted = recording.at("/response/body");
                    int trace = wanted.path("head")
                            .asText()
                            .replaceFirst(".*( \\[traceparent:[^]]*\\]).*", "$1")
                            .length();
                    assertEquals(wanted.path("<truncated, characters>").asInt() - trace, text.length());
                    assertTrue(text.contains("\"stdout\":\"[omitting 197600 bytes]...x\\n"), text.substring(0, 400));
                }));
    }

    private static JsonNode recording(EngineVersion engine, String name) throws IOException {
        Path file = Run.root().resolve("tests/recordings/" + engine + "/" + name + ".json");
        JsonNode recording = LocalSession.JSON.readTree(file.toFile());
        boolean shell = recording.path("request").path("query").asText().matches("(?s).*withExec\\(args:\\[[^\\]].*");
        assumeTrue(SESSIONS.get(engine).isolated() || !shell || name.equals("uname"), "there is no private root here");
        return recording;
    }

    private static HttpResponse<byte[]> ask(EngineVersion engine, JsonNode recording) throws Exception {
        JsonNode request = recording.path("request");
        String body = request.path("rawBody").asText("");
        if (!request.has("rawBody")) {
            ObjectNode json = LocalSession.JSON.createObjectNode();
            for (String key : List.of("query", "variables", "operationName")) {
                if (request.has(key)) {
                    json.set(key, request.get(key));
                }
            }
            body = json.toString();
        }
        ConnectParams params = SESSIONS.get(engine).server.params();
        HttpRequest.Builder builder = HttpRequest.newBuilder(
                        params.endpoint().resolve(request.path("path").asText()))
                .method(request.path("method").asText(), BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header(
                        "Authorization",
                        LocalSession.post(params, "")
                                .headers()
                                .firstValue("Authorization")
                                .get());
        boolean upgrade = false;
        for (Map.Entry<String, JsonNode> header : request.path("headers").properties()) {
            upgrade |= header.getKey().equals("Upgrade");
            if (!List.of("Connection", "Upgrade", "HTTP2-Settings").contains(header.getKey())) {
                builder.setHeader(header.getKey(), header.getValue().asText());
            }
        }
        HttpRequest ready = builder.build();
        if (request.path("headers").has("Authorization")
                && request.path("headers").get("Authorization").isNull()) {
            ready = HttpRequest.newBuilder(ready, (name, value) -> !name.equalsIgnoreCase("Authorization"))
                    .build();
        }
        // The JDK's own attempt to upgrade to HTTP/2 is the request that was recorded.
        HttpClient.Version version = upgrade ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1;
        return HttpClient.newBuilder().version(version).build().send(ready, BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<byte[]> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static JsonNode withoutTraces(JsonNode body) {
        return LocalSession.json(
                body.toString().replaceAll(" \\[traceparent:[^]]*\\]", "").getBytes(StandardCharsets.UTF_8));
    }
}
