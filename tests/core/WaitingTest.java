package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user sees while the engine works: real JVMs in real terminals and pipes, with a CLI that says what a test wants. */
@DisabledOnOs(OS.WINDOWS)
@SignalsAsUsual
class WaitingTest {
    private static final String ANSWER = "{\"data\":{\"defaultPlatform\":\"linux/amd64\"}}";
    private static final String STEP = "42  : \u2506 withExec mvn -B verify";
    private static final long LONG_MILLIS = 2_500;

    @TempDir
    Path temporary;

    private Peer engine;
    private FakeCli cli;

    /** What runs in the JVMs of these tests: the first argument says what it does, the second is the folder of its CLI. */
    static final class Program {
        private Program() {}

        public static void main(String... args) {
            switch (args[0]) {
                case "main" -> Dagger.main(Program::query);
                case "connect" -> {
                    try (Api.Client dag = Dagger.connect()) {
                        query(dag);
                    }
                }
                case "prints" ->
                    Dagger.main(dag -> {
                        Thread printing = new Thread(() -> {
                            for (int i = 1; i <= 3; i++) {
                                Path told = Path.of(args[1], "print" + i);
                                Limits.await("" + told, () -> Files.exists(told));
                                (i == 2 ? System.err : System.out).println("line " + i);
                            }
                        });
                        printing.start();
                        query(dag);
                        printing.join();
                    });
                case "half a line" ->
                    Dagger.main(dag -> {
                        System.out.print("Building... ");
                        query(dag);
                    });
                default -> throw new IllegalArgumentException(args[0]);
            }
        }

        private static void query(Api.Client dag) {
            System.out.println(
                    dag.query("{defaultPlatform}").path("defaultPlatform").asText());
        }
    }

    /** An engine that answers when the gate is open, and a CLI of it that says this when a request has come. */
    private void start(String answer, String... progress) throws IOException {
        engine = Peer.playing(connection -> {
            connection.receive();
            cli.tell();
            connection.waitAtGate();
            connection.send(Peer.http("200 OK", answer));
        });
        cli("echo \"$line\"; until_told; printf '%s\\n' \"$progress\" >&2; until_end", progress);
    }

    private void cli(String commands, String... progress) throws IOException {
        String said = "progress='" + String.join("\n", progress).replace("'", "'\\''") + "'\n";
        cli = new FakeCli(temporary, engine == null ? 1 : engine.port(), said + commands);
    }

    private void slow(String answer, String... progress) throws IOException {
        start(answer, progress);
        Thread gate = new Thread(() -> {
            try {
                Limits.await("a request", () -> !engine.requests().isEmpty());
                Thread.sleep(LONG_MILLIS); // the engine's work, so long that the line would be there
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            engine.openGate();
        });
        gate.setDaemon(true);
        gate.start();
    }

    @AfterEach
    void nothing_is_left() throws IOException {
        if (engine != null) {
            engine.close();
        }
        if (cli != null) {
            cli.assertGone();
            cli.close();
        }
    }

    private Run program(String mode) {
        return Run.main(Program.class, mode, cli.folder.toString()).env(SessionCommand.CLI_VARIABLE, cli.path());
    }

    private static PseudoTerminal terminal(int columns, Run run) {
        assumeTrue(PseudoTerminal.lacking().isEmpty(), PseudoTerminal.lacking());
        return new PseudoTerminal(run.env("COLUMNS", null), 24, columns);
    }

    @ParameterizedTest
    @CsvSource({
        "main, 80, dagger: withExec mvn -B verify",
        "connect, 80, dagger: withExec mvn -B verify",
        "main, 30, dagger: withExec mvn -...",
        "main, 24, dagger: withExec..."
    })
    void a_terminal_shows_what_the_engine_does_and_for_how_long_until_the_answer_is_there(
            String mode, int columns, String line) throws Exception {
        start(ANSWER, "1   : connect", "1   : connect DONE [0.1s]", STEP, "42  : [0.4s] | [INFO] Scanning");
        try (PseudoTerminal terminal = terminal(columns, program(mode))) {
            terminal.awaitSeconds(line + "  ", 1);
            terminal.awaitSeconds(line + "  ", 2);
            engine.openGate();
            terminal.assertEnds(0, "linux/amd64");
            for (String drawn : terminal.written().split("[\r\n]")) {
                assertTrue(drawn.length() < columns, drawn);
            }
        }
    }

    @Test
    void a_line_that_shrinks_leaves_nothing_behind() throws Exception {
        start(ANSWER);
        cli(
                "echo \"$line\"; until_told; printf '%s\\n' \"$progress\" >&2;"
                        + " while [ ! -e \"$here/more\" ]; do sleep 0.1; done;"
                        + " echo '42  : Container.withExec DONE [3.0s]' >&2; until_end",
                STEP, "43  : Container.from(address: \"al\"): Container!");
        try (PseudoTerminal terminal = terminal(80, program("main"))) {
            terminal.awaitSeconds("dagger: withExec mvn -B verify  ", 2);
            Files.createFile(cli.folder.resolve("more"));
            terminal.awaitShown("dagger: from(address: \"al\")  ");
            assertFalse(terminal.shown().contains("verify"), terminal.written());
            engine.openGate();
            terminal.assertEnds(0, "linux/amd64");
        }
    }

    @Test
    void what_is_printed_meanwhile_stands_on_lines_of_its_own() throws Exception {
        start(ANSWER, STEP);
        try (PseudoTerminal terminal = terminal(80, program("prints"))) {
            for (int i = 1; i <= 3; i++) {
                terminal.awaitSeconds((i == 1 ? "" : "line " + (i - 1) + "\n") + "dagger: withExec mvn -B verify  ", i);
                Files.createFile(cli.folder.resolve("print" + i));
            }
            terminal.awaitShown("line 3\ndagger: ");
            engine.openGate();
            terminal.assertEnds(0, "line 1\nline 2\nline 3\nlinux/amd64");
        }
    }

    @Test
    void half_a_line_of_the_script_stays_as_it_is() throws Exception {
        slow(ANSWER, STEP);
        try (PseudoTerminal terminal = terminal(80, program("half a line"))) {
            terminal.assertEnds(0, "Building... linux/amd64");
            assertEquals("Building... linux/amd64\r\n", terminal.written());
        }
    }

    @Test
    void a_failed_step_is_told_once_and_after_the_line_is_gone() throws Exception {
        JsonNode recorded = RecordingServer.recording("v0.21.8", "exec-error").at("/response/body");
        String log = recorded.at("/errors/0/extensions/stderr")
                .asText()
                .lines()
                .findFirst()
                .orElseThrow();
        start(recorded.toString(), STEP, "42  : [0.4s] | " + log, "42  : Container.withExec ERROR [0.4s]");
        try (PseudoTerminal terminal = terminal(80, program("main"))) {
            terminal.awaitSeconds("dagger: waiting for the engine  ", 1);
            engine.openGate();
            assertEquals(7, terminal.end());
            String shown = terminal.shown();
            assertTrue(shown.startsWith("The command failed with exit code 7: sh -c "), shown);
            assertTrue(shown.contains("\n    " + log), shown);
            assertEquals(1, terminal.written().split(Pattern.quote("    " + log), -1).length - 1);
            assertFalse(shown.contains("dagger: "), shown);
        }
    }

    @Test
    void an_engine_that_cannot_be_reached_is_what_is_waited_for_and_ctrl_c_takes_the_line_away() throws Exception {
        cli("printf '%s\\n' \"$progress\" >&2; sleep 9998", FakeCli.recordedErrors("v0.21.8", "engine-unreachable"));
        try (PseudoTerminal terminal = terminal(80, program("main"))) {
            terminal.awaitSeconds("dagger: connecting to engine  ", 4);
            terminal.type("\003");
            terminal.assertEnds(130, "");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a pipe", "a dumb terminal", "a narrow terminal", "no kind of terminal"})
    void elsewhere_it_is_quiet(String where) throws Exception {
        slow(ANSWER, STEP);
        Run program = program("main");
        if (where.equals("a pipe")) {
            assertEquals(
                    new Run.Result(0, "linux/amd64\n", ""),
                    program.env("TERM", "xterm").run());
            return;
        }
        if (!where.equals("a narrow terminal")) {
            program.behind("env", where.equals("a dumb terminal") ? "TERM=dumb" : "TERM=");
        }
        try (PseudoTerminal terminal = terminal(where.equals("a narrow terminal") ? 23 : 80, program)) {
            assertEquals(0, terminal.end());
            assertEquals("linux/amd64\r\n", terminal.written());
        }
    }

    @Test
    void a_narrower_width_in_the_environment_is_kept() throws Exception {
        start(ANSWER, STEP);
        try (PseudoTerminal terminal = terminal(80, program("main").behind("env", "COLUMNS=30"))) {
            terminal.awaitSeconds("dagger: withExec mvn -...  ", 1);
            engine.openGate();
            terminal.assertEnds(0, "linux/amd64");
        }
    }

    @Test
    void with_debug_all_that_the_cli_says_comes_through_and_no_line() throws Exception {
        slow(ANSWER, STEP, "\033[1mbold");
        Run.Result result =
                program("main").env("DAGGERKIT_DEBUG", "1").env("TERM", "xterm").run();
        assertEquals("linux/amd64\n", result.out());
        assertEquals(
                STEP + "\n\033[1mbold\nrequest 1: N ms: defaultPlatform\n",
                result.err().replaceAll("\\d+ ms", "N ms"));
    }

    @Test
    void verbose_is_the_same_for_a_script_with_options() throws Exception {
        engine = Peer.answering("{\"data\":{\"container\":{\"from\":{\"withExec\":{\"stdout\":\"Linux\\n\"}}}}}");
        cli("printf '%s\\n' \"$progress\" >&2; echo \"$line\"; until_end", STEP);
        Run.Result plain = Run.jvm("scripts/uname.java")
                .env(SessionCommand.CLI_VARIABLE, cli.path())
                .run();
        assertEquals(new Run.Result(0, "Linux\n", ""), plain);
        Run.Result verbose = Run.jvm("scripts/uname.java", "--verbose")
                .env(SessionCommand.CLI_VARIABLE, cli.path())
                .run();
        assertEquals("Linux\n", verbose.out());
        assertEquals(
                STEP + "\nrequest 1: 1 leaf, N ms: container.from.withExec(uname -nrio).stdout\n",
                verbose.err().replaceAll("\\d+ ms", "N ms"));
    }

    @Test
    void a_session_of_the_environment_loads_nothing_of_it() throws IOException {
        try (RecordingServer server = RecordingServer.of("v0.21.8", "platform")) {
            cli("true");
            Run.Result result = program("main")
                    .env("JDK_JAVA_OPTIONS", "-Xlog:class+load")
                    .session(server.params())
                    .run();
            assertTrue(result.out().contains(" daggerkit.Session "), "the log has the classes");
            assertTrue(result.out().contains(" daggerkit.console.Console "), "the log has this package's too");
            for (String name : List.of("StatusLine", "EngineProgress", "OutputTail", "GitHubJob", "SessionProcess")) {
                assertFalse(result.out().matches("(?s).* daggerkit[.](console[.])?" + name + " .*"), name);
            }
            assertFalse(cli.started(), "a session of its own was started");
            cli.close();
            cli = null;
        }
    }
}
