package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.schema.EngineVersion;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What real engines answered, asked of the stand-in: the same status, media type and body. The literals of requests are
 * changed at random in each run, in the recorded answers too.
 */
class LocalServerRecordingsTest {
    private static final String MODULE = "a module needs an engine's runtime, and an image of it";

    /** Recordings that a host cannot answer, and why. */
    private static final Map<String, String> NOT_ANSWERED = new TreeMap<>(Map.ofEntries(
            Map.entry("image-not-found", "a host has no registry: whatever the address, the image is the host"),
            Map.entry(
                    "registry-image-not-found", "a host has no registry: whatever the address, the image is the host"),
            Map.entry("publish", "a host has no image to publish"),
            Map.entry("timeout-kill", "the image's timeout ends with 143, this host's with 124: the program differs"),
            Map.entry("module-call", MODULE),
            Map.entry("module-call-missing-argument", MODULE),
            Map.entry("module-call-unknown-function", MODULE),
            Map.entry("module-constructor-field", MODULE),
            Map.entry("module-current-type-defs", MODULE),
            Map.entry("module-serve", MODULE),
            Map.entry("module-serve-again", MODULE),
            Map.entry("module-type", MODULE)));

    private static final int LEAST_ANSWERED = 85;

    /** Answers that are the same in form only. */
    private static final List<String> SAME_SHAPE = List.of("combined-output", "syntax-error", "uname");

    private static final Map<EngineVersion, LocalSession> SESSIONS = new EnumMap<>(EngineVersion.class);
    private static final Map<EngineVersion, Map<String, String>> IDS = new EnumMap<>(EngineVersion.class);
    private static final RecordedLiterals LITERALS = new RecordedLiterals();

    @TempDir
    static Path workdir;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectory(workdir.resolve("src"));
        Files.writeString(workdir.resolve("src/.env"), "A=1\n");
        Files.writeString(workdir.resolve("src").resolve(LITERALS.changed("hello.txt")), LITERALS.changed("hello\n"));
        Map<String, String> environment =
                Map.of(LITERALS.changed("RECORD_SECRET"), LITERALS.changed("s3cr3t-value"), "HOME", "/");
        for (EngineVersion engine : EngineVersion.values()) {
            SESSIONS.put(
                    engine,
                    LocalSession.start(o -> o.engine(engine).workdir(workdir).environment(environment)));
            Map<String, String> ids = new HashMap<>();
            for (Map.Entry<String, String> made : Map.of(
                            "dir", "directory-id", "secret", "set-secret-id", "svc", "service-id")
                    .entrySet()) {
                JsonNode recording = LITERALS.changed(read(engine, made.getValue()));
                ids.put(
                        "${" + made.getKey() + "}",
                        id(LocalSession.json(ask(engine, recording).body())));
                ids.put(id(recording.at("/response/body")), ids.get("${" + made.getKey() + "}"));
            }
            IDS.put(engine, ids);
        }
    }

    @AfterAll
    static void stop() {
        SESSIONS.values().forEach(LocalSession::close);
    }

    @TestFactory
    Stream<DynamicTest> answers_as_the_engine_did() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (EngineVersion engine : EngineVersion.values()) {
            for (String name : answered(engine)) {
                tests.add(dynamicTest(name + " of " + engine, () -> answers_as_the_engine_did(engine, name)));
            }
        }
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> most_recordings_are_answered_and_of_each_other_the_reason_is_given() {
        return Stream.of(EngineVersion.values())
                .map(engine -> dynamicTest("" + engine, () -> {
                    List<String> answered = answered(engine);
                    assertTrue(answered.size() >= LEAST_ANSWERED, "" + answered.size());
                    for (String name : NOT_ANSWERED.keySet()) {
                        JsonNode recording = filled(engine, name);
                        JsonNode answer =
                                LocalSession.json(ask(engine, recording).body());
                        assertNotEquals(withoutTraces(recording.at("/response/body")), answer, name + " is answered");
                    }
                }));
    }

    private static void answers_as_the_engine_did(EngineVersion engine, String name) throws Exception {
        JsonNode recording = filled(engine, name);
        assumeTrue(
                !name.equals("platform") || System.getProperty("os.arch").equals("amd64"),
                "the recording is of another architecture");
        if (name.equals("service-binding")) {
            assumeServicePrograms();
        }
        JsonNode wanted = recording.path("response");
        HttpResponse<byte[]> answer = ask(engine, recording);
        assertEquals(wanted.path("status").asInt(), answer.statusCode());
        for (String header : List.of("Content-Type", "Www-Authenticate", "X-Content-Type-Options")) {
            assertEquals(wanted.path("headers").path(header).asText(""), header(answer, header));
        }
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        JsonNode body = withoutTraces(wanted.path("body"));
        if (!wanted.path("bodyIsJson").asBoolean()) {
            assertEquals(body.asText(), text);
            return;
        }
        boolean errors = text.startsWith("{\"errors\":") && text.endsWith(",\"data\":null}");
        assertEquals(body.has("errors") || body.path("head").asText().startsWith("{\"errors"), errors, text);
        if (body.has("head")) {
            assertSameEnds(wanted.path("body"), body, text);
        } else if (!id(body).isEmpty()) {
            String ours = id(LocalSession.json(answer.body()));
            assertTrue(ours.matches("[A-Za-z0-9+/]+=*"), ours);
            boolean chain = engine == EngineVersion.V0_20_8;
            assertTrue(chain ? ours.length() > 50 : ours.length() >= 24 && ours.length() <= 32, ours);
        } else if (SAME_SHAPE.contains(name)) {
            assertEquals(shape(body), shape(LocalSession.json(answer.body())), text);
        } else {
            assertEquals(body, LocalSession.json(answer.body()));
        }
    }

    /** The image has these programs, a host may lack them. */
    private static void assumeServicePrograms() {
        for (String program : List.of("httpd", "wget")) {
            boolean found = Stream.of("/usr/local/bin", "/usr/sbin", "/usr/bin")
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
            assumeTrue(found, "this host has no " + program + ", which the image has");
        }
    }

    /** Of a long answer the recording has the ends and the length, as they were with the trace in it. */
    private static void assertSameEnds(JsonNode recorded, JsonNode body, String text) {
        int trace = recorded.path("head").asText().length()
                - body.path("head").asText().length();
        assertEquals(recorded.path("<truncated, characters>").asInt() - trace, text.length());
        assertTrue(text.startsWith(body.path("head").asText()), text.substring(0, 400));
        assertTrue(text.endsWith(body.path("tail").asText()), text.substring(text.length() - 400));
    }

    /** Each text as the set of its lines, a line as the number of its words, a message of a parser as any. */
    private static JsonNode shape(JsonNode body) {
        ObjectNode shape = LocalSession.JSON.createObjectNode();
        body.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (value.isObject()) {
                shape.set(field.getKey(), shape(value));
            } else if (field.getKey().equals("errors")) {
                shape.set(field.getKey(), shape(value.get(0)));
            } else if (field.getKey().equals("message") || field.getKey().equals("locations")) {
                shape.put(field.getKey(), true);
            } else if (field.getKey().equals("stdout")) {
                shape.put(field.getKey(), value.asText().split(" ").length);
            } else {
                shape.put(
                        field.getKey(),
                        "" + new TreeSet<>(List.of(value.asText().split("\n"))));
            }
        });
        return shape;
    }

    /** The ID at the end of an answer, or nothing. */
    private static String id(JsonNode body) {
        JsonNode value = body.path("data");
        while (value.isObject() && value.size() == 1 && !value.has("id")) {
            value = value.elements().next();
        }
        return value.path("id").asText();
    }

    private static List<String> answered(EngineVersion engine) throws IOException {
        try (Stream<Path> files = Files.list(folder(engine))) {
            return files.map(file -> file.getFileName().toString().replace(".json", ""))
                    .filter(name -> !NOT_ANSWERED.containsKey(name))
                    .filter(name -> !List.of("session-line", "dagger-run-process", "dagger-session-process")
                            .contains(name))
                    .sorted()
                    .toList();
        }
    }

    /** A recording with other literals, our IDs, and our working directory. */
    private static JsonNode filled(EngineVersion engine, String name) throws IOException {
        String text = LITERALS.changed(read(engine, name)).toString().replace("<workdir>", workdir.toString());
        for (Map.Entry<String, String> id : IDS.get(engine).entrySet()) {
            text = text.replace(id.getKey(), id.getValue());
        }
        JsonNode recording = LocalSession.JSON.readTree(text);
        boolean shell = recording.path("request").path("query").asText().matches("(?s).*withExec\\(args:\\[[^\\]].*");
        assumeTrue(SESSIONS.get(engine).isolated() || !shell || name.equals("uname"), "there is no private root here");
        return recording;
    }

    private static JsonNode read(EngineVersion engine, String name) throws IOException {
        return LocalSession.JSON.readTree(folder(engine).resolve(name + ".json").toFile());
    }

    private static Path folder(EngineVersion engine) {
        return Run.root().resolve("tests/recordings").resolve(engine.toString());
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
