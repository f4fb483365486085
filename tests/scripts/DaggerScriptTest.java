package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code dagger}: which CLI it runs, and what it passes to it and back. */
@DisabledOnOs(OS.WINDOWS)
@SignalsAsUsual
class DaggerScriptTest {
    /** A stand-in that shows all that it is given, and ends as it is told. */
    private static final String SHOW = """
        #!/bin/sh
        printf '<%s>' "$@"; echo
        cat
        echo "said on standard error" >&2
        exit 7
        """;

    private static final String FETCHING = "Fetching dagger 0.21.8 (once), from ";

    @TempDir
    Path temporary;

    private ReleaseServer server;

    @BeforeEach
    void server() throws IOException {
        server = ReleaseServer.ofStandIn(SHOW);
    }

    @AfterEach
    void close() {
        server.close();
    }

    /** Nothing is on PATH but the system's tools and what a test puts there; there is a container runtime. */
    private Run dagger(String... args) throws IOException {
        program("runtime", "docker", "exit 0");
        return Run.jvm("scripts/dagger.java", args)
                .env("PATH", temporary.resolve("bin") + ":" + temporary.resolve("runtime") + ":" + Launcher.SYSTEM)
                .env("HOME", temporary.toString())
                .env("XDG_CACHE_HOME", null);
    }

    private Run fetching(String... words) throws IOException {
        return dagger(Stream.concat(Stream.of("--from", server.address()), Stream.of(words))
                .toArray(String[]::new));
    }

    private Path program(String folder, String name, String commands) throws IOException {
        return FakeCli.write(
                Files.createDirectories(temporary.resolve(folder)).resolve(name), "#!/bin/sh\n" + commands + "\n");
    }

    @Test
    void where_there_is_none_it_is_fetched_once_and_given_everything() throws IOException {
        String shown = "<run><--progress><plain><-h><--version><--><a  b><><*>\ninput";
        for (int run = 0; run < 2; run++) {
            Run.Result result = fetching("run", "--progress", "plain", "-h", "--version", "--", "a  b", "", "*")
                    .stdin("input")
                    .run();
            String word = run == 0 ? FETCHING + server.address() + " ...\n" : "";
            assertEquals(new Run.Result(7, shown, word + "said on standard error\n"), result);
        }
        assertEquals(2, server.requests.size());
    }

    @Test
    void an_option_of_its_own_stands_behind_two_dashes() throws IOException {
        assertEquals(
                "<--progress><plain><call>\n",
                fetching("--", "--progress", "plain", "call").run().out());
    }

    @Test
    void the_one_on_path_is_preferred_unless_a_version_is_asked_for() throws IOException {
        program("bin", "dagger", "echo \"on PATH: $*\"");
        assertEquals(
                new Run.Result(0, "on PATH: version\n", ""), fetching("version").run());
        assertEquals(new Run.Result(0, "on PATH: \n", ""), dagger().run());
        Run.Result fetched = fetching("--cli-version", "v0.21.8", "version").run();
        assertEquals("<version>\n", fetched.out());
        assertTrue(fetched.err().startsWith(FETCHING), fetched.err());
        String named = program("named", "cli", "echo \"named: $*\"").toString();
        assertEquals(
                "named: version\n",
                fetching("version")
                        .env("_EXPERIMENTAL_DAGGER_CLI_BIN", named)
                        .run()
                        .out());
    }

    @Test
    void a_wrapper_that_runs_this_script_is_no_cli() throws IOException {
        Path wrapper = program("bin", "dagger", "exec jbang run dagger@catalog \"$@\"");
        assertEquals("<version>\n", fetching("version").run().out());
        assertEquals(
                "<version>\n",
                fetching("version")
                        .env("_EXPERIMENTAL_DAGGER_CLI_BIN", wrapper.toString())
                        .run()
                        .out());
    }

    @Test
    void what_cannot_be_fetched_or_started_is_one_sentence() throws IOException {
        Run.Result unknown = fetching("--cli-version", "0.0.1", "version").run();
        assertEquals(69, unknown.code());
        assertTrue(
                unknown.err()
                        .matches("(?s)" + FETCHING.replace("0.21.8 (once)", ".*")
                                + ".*\nCannot fetch dagger 0.0.1: [^\n]* answered 404[^\n]*\\.\n"),
                unknown.err());
        Run.Result named = dagger("version")
                .env("_EXPERIMENTAL_DAGGER_CLI_BIN", temporary.resolve("none").toString())
                .run();
        assertEquals(69, named.code());
        assertTrue(named.err().contains("there is no such file"), named.err());
        FakeCli.write(program("bin", "dagger", ""), "#!/no/such/interpreter\n");
        Run.Result broken = dagger("version").run();
        assertEquals(69, broken.code());
        assertTrue(broken.err().matches("Cannot start \"[^\n]*\\.\n"), broken.err());
    }

    @Test
    void without_a_container_runtime_it_says_what_to_do() throws IOException {
        Run failing = fetching("call").env("PATH", Launcher.SYSTEM.toString());
        Run.Result result = failing.run();
        assertEquals(7, result.code());
        assertTrue(
                result.err().contains("\ndagger: there is no docker, podman, nerdctl, finch or container on PATH"),
                result.err());
        assertFalse(fetching("call").run().err().contains("there is no docker"));
        Run elsewhere = fetching("call").env("PATH", Launcher.SYSTEM.toString());
        assertFalse(elsewhere
                .env("_EXPERIMENTAL_DAGGER_RUNNER_HOST", "tcp://engine:1234")
                .run()
                .err()
                .contains("there is no docker"));
    }

    /** Each signal is seen once, by the one that is to act on it; the exit code is what that makes of it. */
    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    void a_signal_reaches_it(String signal) throws Exception {
        program("bin", "dagger", """
            trap 'echo seen; [ -e "$HOME/seen" ] && exit 3; touch "$HOME/seen"; exit 42' %s
            echo ready
            while :; do sleep 0.1; done\
            """.formatted(signal));
        Process process = dagger("run")
                .env("PATH", temporary.resolve("bin") + ":" + System.getenv("PATH"))
                .start();
        try (var out = process.inputReader()) {
            assertEquals("ready", out.readLine());
            assertEquals(
                    0,
                    Run.command("kill", "-" + signal, "" + process.pid()).run().code());
            assertEquals("seen", out.readLine());
            assertEquals(42, Limits.end(process));
        } finally {
            Limits.kill(process);
        }
    }

    @Test
    void a_signal_that_ends_it_is_told_as_a_shell_does() throws Exception {
        program("bin", "dagger", "kill -KILL $$");
        assertEquals(137, dagger("run").run().code());
    }

    @Test
    void ctrl_c_in_a_terminal_is_one_and_it_may_take_its_time() throws IOException {
        assumeTrue(PseudoTerminal.lacking().isEmpty(), PseudoTerminal.lacking());
        program("bin", "dagger", """
            trap 'count=$((count + 1)); echo "seen $count"' INT TERM HUP
            echo ready
            until [ -e "$HOME/go" ]; do sleep 0.1; done
            echo "cleaned up after $count"
            exit 5\
            """);
        Run run = dagger("run").env("PATH", temporary.resolve("bin") + ":" + System.getenv("PATH"));
        try (PseudoTerminal terminal = new PseudoTerminal(run, 25, 80)) {
            terminal.await("ready\r\n");
            terminal.type("\u0003");
            terminal.await("seen 1\r\n");
            Files.createFile(temporary.resolve("go"));
            terminal.await("cleaned up after 1\r\n");
            assertEquals(5, terminal.end());
        }
    }

    @Test
    void two_first_runs_at_once_fetch_once() throws Exception {
        server.release(ReleaseServer.archiveHere(), ReleaseServer.tarGz(Map.of("dagger", "#!/bin/sh\necho ran\n")));
        Path go = temporary.resolve("go");
        byte[] archive = server.file(ReleaseServer.archiveHere());
        server.answer(ReleaseServer.archiveHere(), exchange -> {
            Limits.await("the second run", () -> Files.exists(go));
            exchange.sendResponseHeaders(200, archive.length);
            exchange.getResponseBody().write(archive);
        });
        Process first = fetching("version").start();
        Process second = null;
        try {
            first.getOutputStream().close();
            assertTrue(first.errorReader().readLine().startsWith(FETCHING));
            second = fetching("version").start();
            second.getOutputStream().close();
            assertEquals(
                    "Waiting for another run, which fetches dagger already ...",
                    second.errorReader().readLine());
            Files.createFile(go);
            for (Process process : List.of(first, second)) {
                assertEquals("ran", process.inputReader().readLine());
                assertEquals(0, Limits.end(process));
            }
        } finally {
            Limits.kill(first);
            if (second != null) {
                Limits.kill(second);
            }
        }
        assertEquals(2, server.requests.size());
    }

    /** The limit for the size of a file stands for a disk that is full: writing fails amid the archive. */
    @Test
    void a_full_disk_is_one_sentence_and_leaves_nothing() throws IOException {
        StringBuilder noise = new StringBuilder();
        new Random(1).ints(3_000_000, ' ', '~').forEach(c -> noise.append((char) c));
        server.release(ReleaseServer.archiveHere(), ReleaseServer.tarGz(Map.of("dagger", noise.toString())));
        Run.Result result = fetching("version")
                .behind("sh", "-c", "ulimit -f 1000; exec \"$@\"", "limited")
                .run();
        assertEquals(69, result.code(), result.err());
        Path folder = temporary.resolve(".cache/daggerkit/cli");
        assertTrue(
                result.err()
                        .matches("Fetching [^\n]*\nCannot keep the dagger command in \"" + folder
                                + "\": [^\n]*; make room there, or set XDG_CACHE_HOME[^\n]*\\.\n"),
                result.err());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("lock")), files.toList());
        }
    }

    @Test
    void in_a_terminal_the_live_line_says_how_far_it_is() throws Exception {
        assumeTrue(PseudoTerminal.lacking().isEmpty(), PseudoTerminal.lacking());
        byte[] archive = server.file(ReleaseServer.archiveHere());
        server.answer(ReleaseServer.archiveHere(), exchange -> {
            exchange.sendResponseHeaders(200, archive.length);
            exchange.getResponseBody().write(archive, 0, 10);
            exchange.getResponseBody().flush();
            Limits.await("the test", () -> Files.exists(temporary.resolve("go")));
            exchange.getResponseBody().write(archive, 10, archive.length - 10);
        });
        Run run = fetching("version").env("PATH", System.getenv("PATH").replaceAll("[^:]*dagger[^:]*", "/none"));
        try (PseudoTerminal terminal = new PseudoTerminal(run, 25, 80)) {
            terminal.awaitShown("dagger: fetching 0.21.8, 0 of 0 MB  ");
            Files.createFile(temporary.resolve("go"));
            terminal.await("<version>\r\n");
            terminal.type("\u0004");
            assertEquals(7, terminal.end());
        }
    }

    @Test
    void a_program_that_says_so_has_its_session_from_a_fetched_one() throws IOException {
        try (RecordingServer engine = RecordingServer.of("v0.21.8", "platform");
                FakeCli cli = new FakeCli(temporary, engine.params().port(), "echo \"$line\"; until_end")) {
            server.release(
                    ReleaseServer.archiveHere(),
                    ReleaseServer.tarGz(Map.of("dagger", "#!/bin/sh\nexec '" + cli.path() + "' \"$@\"\n")));
            ByteArrayOutputStream notes = new ByteArrayOutputStream();
            Map<String, String> environment = FakeCli.environment("HOME", temporary.toString());
            try (Api.Client dag = Dagger.connect(o -> o.environment(environment)
                    .download("0.21.8", server.address())
                    .progress(new PrintStream(notes, true, StandardCharsets.UTF_8)))) {
                assertEquals(
                        "linux/amd64",
                        dag.query("{defaultPlatform}").path("defaultPlatform").asText());
            }
            cli.assertGone();
            assertEquals(FETCHING + server.address() + " ...\n", notes.toString(StandardCharsets.UTF_8));
            SessionException failure = assertThrows(
                    SessionException.class,
                    () -> Dagger.connect(o -> o.environment(environment)
                            .download("0.0.1", server.address())
                            .progress(new PrintStream(notes, true, StandardCharsets.UTF_8))));
            assertTrue(failure.getMessage().contains("answered 404"), failure.getMessage());
        }
    }

    /** Its classes, and with them the JDK's HTTP client, are for those who asked. */
    @Test
    void who_asks_for_no_download_loads_nothing_of_it() throws IOException {
        try (RecordingServer engine = RecordingServer.of("v0.21.8", "platform");
                FakeCli cli = new FakeCli(temporary, engine.params().port(), "echo \"$line\"; until_end")) {
            Run.Result result = Run.jvm(
                            "scripts/query.java",
                            List.of("-Xlog:class+load:stderr", "-Xshare:off"),
                            "{defaultPlatform}")
                    .env("_EXPERIMENTAL_DAGGER_CLI_BIN", cli.path())
                    .run();
            assertEquals(0, result.code(), result.out());
            assertTrue(result.err().contains("daggerkit.SessionCommand "));
            assertFalse(result.err().contains("daggerkit.download."));
            assertFalse(result.err().contains("java.net.http."));
        }
    }
}
