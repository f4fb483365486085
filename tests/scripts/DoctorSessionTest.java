package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.schema.EngineVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the script {@code doctor} says of sessions and engines, and that it waits for none too long and leaves none. */
@DisabledOnOs(OS.WINDOWS)
@SignalsAsUsual
class DoctorSessionTest extends DoctorMachine {
    private static final String VERSION_LINE = "dagger v0.21.8 (image://registry/engine:v0.21.8) linux/amd64";

    @ParameterizedTest
    @EnumSource
    void a_session_of_the_environment_is_asked_and_compared_with_the_api(EngineVersion engine) throws IOException {
        try (LocalSession local = LocalSession.start(engine)) {
            ConnectParams params = local.server.params();
            Run.Result result = doctor("--json").session(params).run();
            assertEquals(0, result.code(), result.err() + result.out());
            JsonNode report = json(result);
            assertCheck("ok", "port " + params.port(), report, "session");
            assertEquals(
                    engine.toString(),
                    check("engine", report).at("/facts/version").asText());
            assertCheck("ok", "not needed: a session runs already", report, "dagger");
            assertCheck("ok", "not needed: a session runs already", report, "containers");
            assertCheck("ok", "matches: all ", report, "api");
            JsonNode facts = check("api", report).path("facts");
            assertTrue(facts.path("shared").asInt() > 500, facts.toString());
            assertEquals(0, facts.path("lacking").size() + facts.path("more").size(), facts.toString());
            List<String> foreign = new ArrayList<>();
            facts.path("foreign").forEach(name -> foreign.add(name.asText()));
            assertEquals(engine == EngineVersion.V0_20_8, foreign.contains("Query.node"), foreign.toString());
            assertEquals(
                    engine == EngineVersion.V1_0_0, foreign.contains("Query.loadDirectoryFromID"), foreign.toString());
            assertEquals(
                    engine == EngineVersion.V0_20_8,
                    foreign.contains("Container.withDirectory(permissions)"),
                    foreign.toString());
            Run.Result screen = doctor().session(params).run();
            assertTrue(screen.out().endsWith("A session can be had.\n"), screen.out());
            for (Run.Result one : List.of(result, screen)) {
                assertFalse((one.out() + one.err()).contains(params.token()), one.toString());
            }
        }
    }

    /** A real engine has fields for introspection, and their types have some more. */
    @Test
    void what_is_for_introspection_is_no_difference() throws IOException {
        JsonNode schema = ApiEngine.schema("v1.0.0-beta.10");
        JsonNode data = schema.has("data") ? schema.path("data") : schema;
        for (JsonNode type : data.at("/__schema/types")) {
            if (type.path("name").asText().equals("Query")) {
                for (String name : List.of("__schema", "__type", "__typename")) {
                    ((com.fasterxml.jackson.databind.node.ArrayNode) type.path("fields"))
                            .addObject()
                            .put("name", name)
                            .putArray("args")
                            .addObject()
                            .put("name", "name");
                }
            }
        }
        ObjectNode more = ((com.fasterxml.jackson.databind.node.ArrayNode) data.at("/__schema/types"))
                .addObject()
                .put("name", "__Type");
        more.putArray("fields").addObject().put("name", "kind").putArray("args");
        try (ApiEngine engine = new ApiEngine(query -> query.equals("{version}")
                ? "{\"data\":{\"version\":\"v1.0.0-beta.10\"}}"
                : query.startsWith("{__schema") ? "{\"data\":" + data + "}" : "{\"data\":{\"__type\":null}}")) {
            JsonNode report = json(doctor("--json").session(engine.params()).run());
            assertCheck("ok", "matches: all ", report, "api");
        }
    }

    @Test
    void a_newer_engine_is_told_by_what_either_lacks() throws IOException {
        JsonNode schema = ApiEngine.schema("v1.0.0-beta.10");
        for (JsonNode type : schema.at("/data/__schema/types").isArray()
                ? schema.at("/data/__schema/types")
                : schema.at("/__schema/types")) {
            if (type.path("name").asText().equals("Container")) {
                for (JsonNode field : type.path("fields")) {
                    if (field.path("name").asText().equals("stdout")) {
                        ((ObjectNode) field).put("name", "brandNew");
                    }
                }
            }
        }
        JsonNode data = schema.has("data") ? schema.path("data") : schema;
        try (ApiEngine engine = new ApiEngine(query -> query.equals("{version}")
                ? "{\"data\":{\"version\":\"v1.7.0\"}}"
                : query.startsWith("{__schema") ? "{\"data\":" + data + "}" : "{\"data\":{\"__type\":null}}")) {
            Run.Result result = doctor("--json").session(engine.params()).run();
            assertEquals(0, result.code(), result.err());
            JsonNode report = json(result);
            assertCheck("ok", "v1.7.0", report, "engine");
            assertCheck("warn", "the API lacks 1 (Container.brandNew)", report, "api");
            List<String> lacking = new ArrayList<>();
            check("api", report).at("/facts/lacking").forEach(name -> lacking.add(name.asText()));
            assertTrue(lacking.contains("Container.stdout"), lacking.toString());
            assertFalse(lacking.contains("Container.stderr"), lacking.toString());
            assertFalse(lacking.contains("Container.brandNew"), lacking.toString());
        }
    }

    @Test
    void with_a_cli_alone_a_session_is_started_asked_and_ended() throws IOException {
        try (RecordingServer engine = RecordingServer.of("v0.21.8", "version");
                FakeCli cli = cli(engine.params().port(), "echo \"$line\"; until_end")) {
            Run.Result result = doctor("--json")
                    .env("PATH", cli.folder + ":" + Launcher.SYSTEM)
                    .run();
            assertEquals(0, result.code(), result.err() + result.out());
            JsonNode report = json(result);
            assertCheck("ok", "dagger v0.21.8", report, "dagger");
            assertEquals("v0.21.8", check("dagger", report).at("/facts/version").asText());
            assertCheck("ok", "each script starts its own with \"" + cli.path() + "\"", report, "session");
            assertCheck("ok", "v0.21.8", report, "engine");
            assertCheck("warn", "not compared", report, "api");
            assertEquals(List.of("end of input"), cli.end());
            assertFalse((result.out() + result.err()).contains(FakeCli.TOKEN), result.toString());
            cli.assertGone();
        }
    }

    /** A CLI with the commands for {@code dagger session}; its {@code dagger version} is the real one's. */
    private FakeCli cli(int port, String session) throws IOException {
        return new FakeCli(
                temporary, port, "if [ \"$1\" = version ]; then echo '" + VERSION_LINE + "'; exit; fi\n" + session);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v0.20.8", "v0.21.8", "v1.0.0-beta.10"})
    void an_engine_that_is_not_reached_is_waited_for_so_long_only(String version) throws IOException {
        String words = FakeCli.recordedErrors(version, "engine-unreachable");
        try (FakeCli cli = cli(1, "cat >&2 <<'END'\n" + words + "\nEND\nchild sleep 9999; sleep 9999")) {
            Run.Result result = doctor("--json", "--timeout", "2")
                    .env("PATH", cli.folder + ":" + Launcher.SYSTEM)
                    .run();
            assertEquals(69, result.code(), result.err());
            JsonNode report = json(result);
            assertCheck("fail", "was not ready within 2 s", report, "session");
            assertCheck("fail", "connecting to engine", report, "session");
            assertCheck("ok", "v0.21.8", report, "dagger");
            cli.assertGone();
        }
    }

    @Test
    void programs_that_hang_are_given_up_and_ended() throws IOException {
        for (String name : List.of("docker", "podman", "nerdctl", "container", "dagger", "jbang")) {
            program(name, "trap '' TERM INT\nwhile :; do sleep 9999 & echo $! >>'" + temporary + "/pids'; wait; done");
        }
        Run.Result result = doctor("--json", "--timeout", "2").run();
        assertEquals(69, result.code(), result.err());
        JsonNode report = json(result);
        assertCheck("warn", "docker does not answer: it did not answer within 2 s", report, "containers");
        assertCheck("warn", "container does not answer: it did not answer within 2 s", report, "containers");
        assertCheck("warn", "did not answer within 2 s", report, "jbang");
        assertCheck("warn", "did not answer within 2 s", report, "dagger");
        assertCheck("fail", "was not ready within 2 s", report, "session");
        List<String> pids = lines("pids");
        assertTrue(pids.size() >= 14, pids.toString());
        Limits.await("the end of " + pids, () -> pids.stream().noneMatch(FakeCli::runs));
    }

    /** Also while it tries what isolation there is, which has a temporary folder. */
    @Test
    void told_to_end_it_ends_the_programs_that_it_asks_and_leaves_no_file() throws Exception {
        program("docker", "trap '' TERM INT\nsleep 9999 &\necho $! >>'" + temporary + "/pids'\nwait");
        // The stand-in's commands run as another user if root runs the tests.
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        String marker = "88" + ProcessHandle.current().pid();
        FakeCli.write(temporary.resolve("bwrap"), "#!/bin/sh\nexec sleep " + marker + "\n");
        Path tmp = Files.createDirectory(temporary.resolve("tmp"));
        Process process = doctor().temporary(tmp).start();
        Limits.await("the start of docker", () -> lines("pids").size() == 2);
        Limits.await("the start of bwrap", () -> LocalProcess.isRunning("sleep " + marker));
        assertEquals(1, tmp.toFile().list().length);
        process.destroy();
        Limits.end(process);
        assertEquals(List.of(), List.of(tmp.toFile().list()));
        Limits.await("the end of bwrap", () -> !LocalProcess.isRunning("sleep " + marker));
        List<String> pids = lines("pids");
        Limits.await("the end of " + pids, () -> pids.stream().noneMatch(FakeCli::runs));
    }

    @ParameterizedTest
    @CsvSource({
        "DAGGER_SESSION_PORT, 4711, DAGGER_SESSION_PORT is set but DAGGER_SESSION_TOKEN is not",
        "DAGGER_SESSION_TOKEN, s3cret-token, DAGGER_SESSION_TOKEN is set but DAGGER_SESSION_PORT is not",
        "_EXPERIMENTAL_DAGGER_CLI_BIN, /no/such, there is no such file"
    })
    void what_is_set_wrongly_is_never_unset(String name, String value, String words) throws IOException {
        try (FakeCli cli = cli(1, "exit 3")) {
            for (String more : List.of("--timeout=9", "--no-session")) {
                Run.Result result = doctor("--json", more)
                        .env("PATH", cli.folder + ":" + Launcher.SYSTEM)
                        .env(name, value)
                        .run();
                assertEquals(69, result.code(), result.out());
                JsonNode report = json(result);
                assertCheck("fail", words, report, "session");
                assertFalse(result.out().contains("s3cret"), result.out());
            }
            assertFalse(cli.lines("arguments").contains("session"));
        }
    }

    @Test
    void a_wrong_cli_is_no_hindrance_where_a_session_runs_already() throws IOException {
        try (RecordingServer engine = RecordingServer.of("v0.21.8", "version")) {
            Run.Result result = doctor("--json")
                    .session(engine.params())
                    .env("_EXPERIMENTAL_DAGGER_CLI_BIN", "/no/such")
                    .run();
            assertEquals(0, result.code(), result.out());
            assertCheck("warn", "\"/no/such\"", json(result), "dagger");
        }
    }

    @Test
    void a_session_that_is_over_or_never_answers_is_none() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Run.Result result = doctor("--json", "--timeout", "1")
                    .session(new ConnectParams(silent.getLocalPort(), "a-token"))
                    .run();
            assertEquals(69, result.code(), result.out());
            assertCheck("fail", "longer than its timeout of 1000 ms", json(result), "session");
            silent.close();
            result = doctor("--json")
                    .session(new ConnectParams(silent.getLocalPort(), "a-token"))
                    .run();
            assertEquals(69, result.code(), result.out());
            assertCheck("fail", "Nothing listens at ", json(result), "session");
        }
    }

    @Test
    void without_a_session_nothing_is_started_or_asked() throws IOException {
        try (FakeCli cli = cli(1, "exit 3")) {
            Run.Result result = doctor("--json", "--no-session")
                    .env("PATH", cli.folder + ":" + Launcher.SYSTEM)
                    .run();
            assertEquals(0, result.code(), result.out());
            JsonNode report = json(result);
            assertCheck("ok", "not tried: --no-session", report, "session");
            assertFalse(names(report).contains("engine") || names(report).contains("api"), result.out());
            assertEquals(List.of("version"), cli.lines("arguments"));
            assertEquals(1, cli.lines("pids").size());
        }
    }
}
