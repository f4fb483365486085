package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import daggerkit.record.ReplayServer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The scripts {@code record} and {@code replay} as processes, with commands of their own. */
@SignalsAsUsual
class RecordScriptTest {
    private static final String ENGINE = "v1.0.0-beta.10";

    @TempDir
    Path folder;

    private RecordedEngine engine;

    @BeforeEach
    void start() throws IOException {
        engine = new RecordedEngine(ENGINE, "uname");
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private String file() {
        return folder.resolve("r.jsonl").toString();
    }

    private static List<String> java(String script) {
        return Run.jvm("scripts/" + script + ".java").words();
    }

    private static Run script(String script, List<String> args, String... command) {
        List<String> all = new ArrayList<>(java(script));
        all.addAll(args);
        all.addAll(List.of(command));
        return Run.command(all.toArray(new String[0]));
    }

    private Run record(String... command) {
        return script("record_", List.of(file()), command).session(engine.params());
    }

    private static String[] uname() {
        return java("uname").toArray(new String[0]);
    }

    private static List<String> with(String first, String... rest) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(rest));
        return all;
    }

    @Test
    void what_was_recorded_is_replayed_without_a_session() throws IOException {
        Run.Result recorded = record(uname()).run();
        assertEquals(0, recorded.code(), recorded.err());
        assertTrue(recorded.out().endsWith("GNU/Linux\n") || recorded.out().contains("Linux"), recorded.out());
        assertEquals("record: recording into \"" + file() + "\".\n", recorded.err());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(file()))));
        Run.Result replayed =
                script("replay", List.of("--strict", file()), uname()).run();
        assertEquals(
                new Run.Result(0, recorded.out(), "replay: answering 1 request from \"" + file() + "\".\n"), replayed);
        assertEquals(1, engine.requests().size());
    }

    @Test
    void another_request_fails_the_command_and_shows_the_difference() throws IOException {
        record(uname()).run();
        List<String> other = new ArrayList<>(List.of(uname()));
        other.addAll(List.of("--image", "debian"));
        Run.Result replayed = script("replay", List.of("--strict", file()), other.toArray(new String[0]))
                .run();
        assertEquals(1, replayed.code());
        assertTrue(replayed.err().contains("\n-    from(address: \"alpine:latest\")\n"), replayed.err());
        assertTrue(replayed.err().contains("\n+    from(address: \"debian\")\n"), replayed.err());
        assertTrue(replayed.err().contains("did not ask all that is recorded"), replayed.err());
    }

    @TestFactory
    Stream<DynamicTest> strict_is_about_what_was_not_asked() {
        record(uname()).run();
        return Stream.of(List.of("", "true", "0"), List.of("--strict", "true", "1"), List.of("--strict", "exit 7", "7"))
                .map(row -> dynamicTest(row.toString(), () -> {
                    List<String> args = row.get(0).isEmpty() ? List.of(file()) : List.of(row.get(0), file());
                    Run.Result result =
                            script("replay", args, "sh", "-c", row.get(1)).run();
                    assertEquals(Integer.parseInt(row.get(2)), result.code(), result.err());
                    assertEquals(
                            !row.get(0).isEmpty(), result.err().contains("\n  line 1: {container{from("), result.err());
                }));
    }

    @TestFactory
    Stream<DynamicTest> the_command_has_our_streams_its_arguments_and_its_own_exit_code() throws IOException {
        record(uname()).run();
        return Stream.of("record_", "replay")
                .map(script -> dynamicTest(script, () -> {
                    String[] command = {
                        "sh", "-c", "cat; echo \"$@\"; echo err >&2; exit 7", "sh", "--help", "--strict", "-V"
                    };
                    Run.Result result = script(script, List.of(file()), command)
                            .session(engine.params())
                            .stdin("from stdin\n")
                            .run();
                    assertEquals(7, result.code());
                    assertEquals("from stdin\n--help --strict -V\n", result.out());
                    assertTrue(result.err().contains("\nerr\n"), result.err());
                    assertFalse(result.err().contains(engine.params().token()));
                    Run.Result killed = script(script, List.of(file()), "sh", "-c", "kill -KILL $$")
                            .session(engine.params())
                            .run();
                    assertEquals(137, killed.code());
                }));
    }

    @Test
    void a_recording_stays_as_it_is_where_none_begins() throws IOException {
        Files.writeString(Path.of(file()), "old");
        Run.Result notFound = record("no-such-command").run();
        assertEquals(127, notFound.code());
        assertTrue(notFound.err().contains("record: cannot run \"no-such-command\": expected"), notFound.err());
        Run.Result noRequest = record("true").run();
        assertEquals(0, noRequest.code());
        assertTrue(noRequest.err().endsWith("record: the command sent no request; \"" + file() + "\" is as it was.\n"));
        Run.Result noSession = script("record_", List.of(file()), "true")
                .env("PATH", folder.toString())
                .run();
        assertEquals(69, noSession.code());
        assertEquals(1, noSession.err().lines().count(), noSession.err());
        Run.Result wrongPort =
                record("true").env(ConnectParams.PORT_VARIABLE, "x").run();
        assertEquals(69, wrongPort.code());
        assertEquals("old", Files.readString(Path.of(file())));
    }

    @TestFactory
    Stream<DynamicTest> wrong_usage_is_a_sentence() throws IOException {
        return Stream.of(
                        with("record_"),
                        with("record_", file()),
                        with("record_", "--redact", "NO_SUCH_VARIABLE", file(), "true"),
                        with("replay"),
                        with("replay", "--strict", file()))
                .map(command -> dynamicTest(command.toString(), () -> {
                    Run.Result result = script(command.get(0), command.subList(1, command.size()))
                            .run();
                    assertEquals(64, result.code());
                    assertEquals(1, result.err().lines().count(), result.err());
                    assertTrue(result.err().contains(": expected "), result.err());
                }));
    }

    @Test
    void a_variable_that_is_named_is_blanked() throws IOException {
        Run.Result result = script("record_", List.of("--redact", "IMAGE", file()), uname())
                .env("IMAGE", "alpine:latest")
                .session(engine.params())
                .run();
        assertEquals(0, result.code(), result.err());
        assertTrue(Files.readString(Path.of(file())).contains("from(address: \\\"<blanked>\\\")"));
    }

    @Test
    void without_a_session_it_starts_one_and_ends_it() throws IOException {
        try (RecordingServer own = RecordingServer.of(ENGINE, "uname");
                FakeCli cli = new FakeCli(folder, own.params().port(), "echo \"$line\"\nuntil_end")) {
            Run.Result result = script("record_", List.of(file()), uname())
                    .env(SessionCommand.CLI_VARIABLE, cli.path())
                    .run();
            assertEquals(0, result.code(), result.err());
            cli.assertGone();
            assertFalse(Files.readString(Path.of(file())).contains(FakeCli.TOKEN));
            assertFalse(result.err().contains(FakeCli.TOKEN));
        }
    }

    @TestFactory
    Stream<DynamicTest> a_signal_leaves_a_whole_recording_and_nothing_that_runs() {
        return Stream.of(List.of("INT", "130"), List.of("TERM", "143"), List.of("KILL", "137"))
                .map(pair -> dynamicTest(pair.get(0), () -> {
                    List<String> command = with("sh", "-c", "\"$@\"; echo $PPID $$; read line", "sh");
                    command.addAll(List.of(uname()));
                    Process process = record(command.toArray(new String[0])).start();
                    long child = 0;
                    try {
                        BufferedReader out = new BufferedReader(
                                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                        out.readLine();
                        String[] pids = out.readLine().split(" ");
                        child = Long.parseLong(pids[1]);
                        Run.command("kill", "-" + pair.get(0), pids[0]).run();
                        Limits.end(process);
                        assertEquals(Integer.parseInt(pair.get(1)), process.exitValue());
                        if (!pair.get(0).equals("KILL")) {
                            long gone = child;
                            Limits.await("The command lives on.", () -> !ProcessHandle.of(gone)
                                    .map(ProcessHandle::isAlive)
                                    .orElse(false));
                        }
                        try (ReplayServer replay = ReplayServer.start(Path.of(file()))) {
                            assertEquals(1, replay.unasked().size());
                        }
                        File[] files = folder.toFile().listFiles();
                        assertEquals(1, files.length, List.of(files).toString());
                    } finally {
                        ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly);
                        process.destroyForcibly();
                    }
                }));
    }
}
