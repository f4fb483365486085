package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.schema.EngineVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What real engines answered to requests about files, owners, commands, variables and secrets, asked of the stand-in
 * in the same order over the same work folder: the same data, or the same error.
 */
class LocalFilesRecordingsTest {
    private static final Path RECORDINGS = Run.root().resolve("tests/recordings-files");
    private static final int RECORDED = 158;
    private static final int MOST_EXCEPTIONS = 12;

    /** What differs from run to run: traces, and the engine's own folders, in which the container's paths begin. */
    private static final Map<String, String> VARYING = new TreeMap<>(Map.of(
            " \\[traceparent:[^\\]]*\\]", "",
            "/tmp/(?:buildkit-mount|dagger-mount|rootfs)\\d+(?=/)", "",
            "/tmp/(?:buildkit-mount|dagger-mount|rootfs)\\d+|<engine>(?!<workdir>)", "/",
            "<engine>(?=<workdir>)", ""));

    private static final Map<EngineVersion, LocalSession> SESSIONS = new EnumMap<>(EngineVersion.class);
    private static final Map<EngineVersion, Path> FOLDERS = new EnumMap<>(EngineVersion.class);

    @TempDir
    static Path temporary;

    @BeforeAll
    static void start() throws IOException {
        for (EngineVersion engine : EngineVersion.values()) {
            Path folder = Files.createDirectory(temporary.toRealPath().resolve("" + engine));
            makeFixture(folder);
            FOLDERS.put(engine, folder);
            SESSIONS.put(
                    engine,
                    LocalSession.start(o -> o.engine(engine).workdir(folder).environment(Map.of("HOME", "/"))));
        }
    }

    @AfterAll
    static void stop() {
        SESSIONS.values().forEach(LocalSession::close);
    }

    @TestFactory
    Stream<DynamicContainer> answers_as_the_engine_did() {
        return Stream.of(EngineVersion.values()).map(engine -> {
            Map<String, String> ids = new HashMap<>();
            return dynamicContainer(
                    "" + engine,
                    names(engine).stream()
                            .map(name -> dynamicTest(name + " of " + engine, () -> {
                                answers_as_the_engine_did(engine, name, ids);
                            })));
        });
    }

    @Test
    void all_are_asked_and_the_exceptions_are_few_and_real() {
        Set<String> excepted = new HashSet<>(RecordedExceptions.OF_OWNERS);
        for (RecordedExceptions.Exception exception : RecordedExceptions.ALL) {
            excepted.add(exception.recording());
            boolean differs = Stream.of(EngineVersion.values())
                    .map(engine -> read(engine, exception.recording())
                            .at("/response/body")
                            .toPrettyString())
                    .anyMatch(body -> !RecordedExceptions.common(exception.recording(), body)
                            .equals(body));
            assertTrue(differs, exception.recording() + " has nothing of " + exception.differs());
        }
        assertTrue(excepted.size() <= MOST_EXCEPTIONS, "" + excepted);
        for (EngineVersion engine : EngineVersion.values()) {
            assertEquals(RECORDED, new HashSet<>(names(engine)).size());
        }
    }

    private static void answers_as_the_engine_did(EngineVersion engine, String name, Map<String, String> ids)
            throws IOException {
        JsonNode recording = read(engine, name);
        String query = recording.at("/request/query").asText();
        for (Map.Entry<String, String> id : ids.entrySet()) {
            query = query.replace("${" + id.getKey() + "}", id.getValue());
        }
        LocalSession session = SESSIONS.get(engine);
        assumeTrue(session.isolated() || !query.contains("withExec("), "there is no private root here");
        assumeTrue(!RecordedExceptions.OF_OWNERS.contains(name) || session.seesOwners(), "commands see no owners here");
        ObjectNode request = LocalSession.JSON.createObjectNode().put("query", query);
        request.set("variables", recording.at("/request/variables"));
        JsonNode answer = LocalSession.json(session.send(LocalSession.post(session.params, request.toString()))
                .body());
        JsonNode wanted = recording.at("/response/body");
        if (recording.has("save")) {
            String path = "/" + recording.at("/save/1").asText().replace('.', '/');
            assertTrue(answer.at(path).asText().length() > 0, "" + answer);
            ids.put(recording.at("/save/0").asText(), answer.at(path).asText());
            return;
        }
        assertEquals(common(engine, name, wanted), common(engine, name, answer), query);
    }

    /** An answer as text, without what may differ. */
    private static String common(EngineVersion engine, String name, JsonNode answer) {
        String text = answer.toPrettyString().replace("" + FOLDERS.get(engine), "<workdir>");
        for (Map.Entry<String, String> varying : VARYING.entrySet()) {
            text = text.replaceAll(varying.getKey(), varying.getValue());
        }
        text = text.replaceAll("\"id\" : \"[A-Za-z0-9+/=]+\"", "\"id\" : \"\"");
        return RecordedExceptions.common(name, text);
    }

    private static List<String> names(EngineVersion engine) {
        List<String> names = new ArrayList<>();
        read(engine, "order").forEach(name -> names.add(name.asText()));
        return names;
    }

    private static JsonNode read(EngineVersion engine, String name) {
        return json(RECORDINGS.resolve("" + engine).resolve(name + ".json"));
    }

    private static JsonNode json(Path file) {
        try {
            return LocalSession.JSON.readTree(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** The tree that the engines' work folder held: modes last, for some keep others out. */
    private static void makeFixture(Path folder) throws IOException {
        Map<Path, String> modes = new HashMap<>();
        for (JsonNode entry : json(RECORDINGS.resolve("fixture.json"))) {
            Path path = folder.resolve(entry.path("path").asText());
            Files.createDirectories(path.getParent());
            if (entry.has("link")) {
                Files.createSymbolicLink(path, Path.of(entry.path("link").asText()));
                continue;
            } else if (entry.has("folder")) {
                Files.createDirectories(path);
            } else {
                Files.writeString(path, entry.path("contents").asText());
            }
            String usual = entry.has("folder") ? "755" : "644";
            modes.put(path, entry.path("mode").asText(usual));
        }
        for (Map.Entry<Path, String> mode : modes.entrySet()) {
            Files.setPosixFilePermissions(mode.getKey(), permissions(Integer.parseInt(mode.getValue(), 8)));
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = new HashSet<>();
        PosixFilePermission[] all = PosixFilePermission.values();
        for (int bit = 0; bit < all.length; bit++) {
            if ((mode & 0400 >> bit) != 0) {
                permissions.add(all[bit]);
            }
        }
        return permissions;
    }
}
