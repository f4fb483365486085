package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However a program ends, its own {@code dagger session} ends with it: with real JVMs and real signals. */
@DisabledOnOs(OS.WINDOWS)
@SignalsAsUsual
class SessionLifeTest {
    private static final String SESSION = "echo \"$line\"; until_end";
    /** In milliseconds; nobody waits so long. */
    private static final String LONG = "" + Duration.ofDays(1).toMillis();

    @TempDir
    Path temporary;

    private RecordingServer engine;
    private FakeCli cli;
    private Process process;

    /** What runs in the JVMs of these tests: the first argument says what it does. */
    static final class Program {
        private Program() {}

        public static void main(String... args) {
            switch (args[0]) {
                case "query" -> Dagger.main(Program::query);
                case "query-later" ->
                    Dagger.main(dag -> {
                        Limits.await(args[1], () -> Files.exists(Path.of(args[1])));
                        query(dag);
                    });
                case "query-given" -> query(Dagger.connect(new ConnectParams(Integer.parseInt(args[1]), "a-token")));
                case "exit" -> Dagger.main(dag -> System.exit(5));
                case "throw" -> Dagger.main(dag -> Integer.parseInt("not today"));
                case "forget" -> query(Dagger.connect());
                case "stay" -> stay(patiently(Duration.ofMillis(Long.parseLong(args[1]))));
                case "late" -> {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> query(Dagger.connect())));
                    System.exit(0);
                }
                case "wait" -> {
                    PrintStream progress = new PrintStream(System.out, true, StandardCharsets.UTF_8);
                    new Thread(() -> waitToo(progress)).start();
                    Dagger.main(Program::query);
                }
                default -> throw new IllegalArgumentException(args[0]);
            }
        }

        private static void query(Api.Client dag) {
            System.out.println(
                    dag.query("{defaultPlatform}").path("defaultPlatform").asText());
        }

        private static void waitToo(PrintStream progress) {
            try {
                Dagger.connect(o -> o.progress(progress)).close();
            } catch (SessionException e) {
                ProgramEnd.tell(e, System.err, false);
            }
        }

        /** With a longer timeout each time, until the CLI says in time where it listens. */
        private static Api.Client patiently(Duration timeout) {
            try {
                return Dagger.connect(o -> o.startTimeout(timeout));
            } catch (SessionException late) {
                return patiently(timeout.multipliedBy(2));
            }
        }

        private static void stay(Api.Client dag) {
            query(dag);
            try (dag) {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** An engine, and a CLI that gives a session of it. */
    private void cli(String... commands) throws IOException {
        engine = RecordingServer.of("v0.21.8", "platform");
        cli = new FakeCli(temporary, engine.params().port(), String.join("\n", commands));
    }

    @AfterEach
    void nothing_is_left() {
        if (process != null) {
            process.destroyForcibly();
        }
        cli.close();
        engine.close();
    }

    /** A run of {@link Program}, behind another command if there is one. */
    private Run program(List<String> before, List<String> flags, String... args) {
        List<String> command = new ArrayList<>(before);
        command.addAll(Run.java());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName()));
        command.addAll(List.of(args));
        return Run.command(command.toArray(String[]::new)).env(SessionCommand.CLI_VARIABLE, cli.path());
    }

    private Run program(String... args) {
        return program(List.of(), List.of(), args);
    }

    /** Starts a program and waits until it has its session. */
    private void start(String... args) throws IOException {
        process = program(args).start();
        assertEquals("linux/amd64", reader(process.getInputStream()).readLine());
    }

    private static BufferedReader reader(java.io.InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    private static void assertLine(String pattern, String line) {
        assertTrue(line != null && line.matches(pattern), "" + line);
    }

    private int signal(String name) throws InterruptedException {
        Run.command("sh", "-c", "kill -" + name + " " + process.pid()).run();
        return Limits.end(process);
    }

    @ParameterizedTest
    @CsvSource({"query,0", "exit,5", "throw,1", "forget,0"})
    void a_program_that_ends_ends_its_session(String program, int code) throws IOException {
        cli("trap 'echo TERM >>\"$here/end\"' TERM", SESSION, "sleep 0.3; echo done >>\"$here/end\"");
        Run.Result result = program(program).run();
        assertEquals(code, result.code(), result.err());
        assertEquals(List.of("end of input", "done"), cli.end());
        cli.assertGone();
    }

    @ParameterizedTest
    @CsvSource({"TERM,143", "INT,130", "HUP,129"})
    void a_program_that_gets_a_signal_ends_its_session(String signal, int code) throws Exception {
        cli("trap 'echo TERM >>\"$here/end\"' TERM", SESSION, "sleep 0.3; echo done >>\"$here/end\"");
        start("stay", LONG);
        assertEquals(code, signal(signal));
        assertEquals(List.of("end of input", "done"), cli.end());
        cli.assertGone();
    }

    @Test
    void a_program_that_gets_a_signal_kills_a_cli_that_does_not_end_with_its_children() throws Exception {
        cli("trap '' TERM", "child sleep 9998", "echo \"$line\"", "sleep 9998");
        start("stay", "300");
        assertEquals(143, signal("TERM"));
        cli.assertGone();
        assertTrue(cli.lines("pids").size() >= 2, "itself and a child");
    }

    @Test
    void a_program_that_is_killed_leaves_a_cli_that_sees_the_end_of_its_input() throws Exception {
        cli(SESSION);
        start("stay", LONG);
        assertEquals(137, signal("KILL"));
        cli.assertGone();
        assertEquals(List.of("end of input"), cli.end());
    }

    @Test
    void a_program_that_is_ending_already_starts_no_session() throws IOException {
        cli("echo \"$line\"; sleep 9998");
        Run.Result result = program("late").run();
        assertTrue(result.err().contains("session\": this program is ending already."), result.err());
        if (cli.started()) { // it may be killed before it has noted that
            cli.assertGone();
        }
    }

    @Test
    void a_long_wait_is_told_and_ctrl_c_ends_it_at_once() throws Exception {
        cli("printf '\\033[90;2m3 : connecting to engine\\033[0m\\n' >&2", "child sleep 9998", "sleep 9998");
        process = program("wait").start();
        String note = "Waiting for \"" + cli.path()
                + " session\" for \\d+([.]\\d)? s; it last said \"3 : connecting to engine\"[.]";
        BufferedReader errors = reader(process.getErrorStream());
        BufferedReader progress = reader(process.getInputStream());
        assertEquals("\033[90;2m3 : connecting to engine\033[0m", progress.readLine());
        assertLine(note, progress.readLine());
        assertLine(note, errors.readLine());
        assertEquals(130, signal("INT"));
        assertEquals(null, errors.readLine(), "Ctrl-C needs no explanation");
        cli.assertGone();
        assertEquals(4, cli.lines("pids").size(), "both sessions and a child each");
    }

    /** More than a pipe holds, more than this JVM has memory for, before and after the line. */
    @Test
    void a_flood_on_standard_error_neither_stops_the_cli_nor_fills_the_memory() throws IOException {
        String flood = "yes 'a lot of noise on standard error' | head -c 52428800 >&2";
        cli(flood, "echo \"$line\"", flood, "echo >\"$here/flooded\"", "until_end");
        Run.Result result = program(
                        List.of(),
                        List.of("-Xmx24m"),
                        "query-later",
                        cli.folder.resolve("flooded").toString())
                .run();
        assertEquals(new Run.Result(0, "linux/amd64\n", ""), result);
        assertEquals(List.of("end of input"), cli.end());
        cli.assertGone();
    }

    @Test
    void in_the_locale_c_nothing_is_lost() throws IOException {
        String locale = "export LC_ALL=C PLACE=$(printf 'K\\303\\266ln'); exec \"$@\"";
        List<String> inLocaleC = List.of("sh", "-c", locale, "sh");
        cli("printf 'K\\303\\266ln: %s\\n' \"$PLACE\" >&2", "exit 3");
        Run.Result result = program(inLocaleC, List.of(), "query").run();
        assertEquals(69, result.code());
        assertTrue(
                result.err().endsWith("ended with exit code 3.\n  its last words:\n    K\u00f6ln: K\u00f6ln\n"),
                result.err());
        cli.close();
        cli(SESSION);
        assertEquals(
                new Run.Result(0, "linux/amd64\n", ""),
                program(inLocaleC, List.of(), "query").run());
        assertEquals(List.of("end of input"), cli.end());
        cli.assertGone();
    }

    @Test
    void parameters_that_are_given_come_before_the_environment() throws IOException {
        cli(SESSION);
        Run.Result result = program("query-given", "" + engine.params().port())
                .env(ConnectParams.PORT_VARIABLE, "1")
                .env(ConnectParams.TOKEN_VARIABLE, "another-token")
                .run();
        assertEquals(new Run.Result(0, "linux/amd64\n", ""), result);
        assertFalse(cli.started());
    }

    @Test
    void a_script_of_the_catalog_needs_no_dagger_run() throws IOException {
        engine = RecordingServer.of("v0.21.8", "uname");
        cli = new FakeCli(temporary, engine.params().port(), SESSION);
        Run.Result result = Run.jbang("uname")
                .env(SessionCommand.CLI_VARIABLE, null)
                .env("PATH", cli.folder + ":" + System.getenv("PATH"))
                .run();
        assertEquals(new Run.Result(0, "dagger 6.1.0 unknown GNU/Linux\n", ""), result);
        assertEquals(List.of("end of input"), cli.end());
        cli.assertGone();
    }
}
