package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.console.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which session and which {@code dagger} is taken, and how it is called. */
@DisabledOnOs(OS.WINDOWS)
class SessionCommandTest {
    private static final String SESSION = "echo \"$line\"; until_end";
    private static final String VARIABLE = SessionCommand.CLI_VARIABLE;

    @TempDir
    Path temporary;

    private RecordingServer engine;
    private FakeCli cli;
    private FakeCli other;

    @BeforeEach
    void two_clis() throws IOException {
        engine = RecordingServer.of("v0.21.8", "platform");
        cli = new FakeCli(temporary, engine.params().port(), SESSION);
        other = new FakeCli(temporary, engine.params().port(), SESSION);
    }

    @AfterEach
    void end() {
        cli.close();
        other.close();
        engine.close();
    }

    private static Api.Client connect(Map<String, String> environment, Consumer<ConnectOptions> more) {
        return Dagger.connect(more.andThen(o -> o.environment(environment).startTimeout(Limits.LONGEST)));
    }

    private static String refusal(Map<String, String> environment, Consumer<ConnectOptions> more) {
        String message = assertThrows(
                        SessionException.class, () -> connect(environment, more).close())
                .getMessage();
        assertFalse(message.contains("\n"), message);
        return message;
    }

    /** An environment with a CLI on PATH in front of what the system has. */
    private Map<String, String> onPath(FakeCli first, String... more) {
        Map<String, String> environment = FakeCli.environment(more);
        environment.merge("PATH", first.folder.toString(), (system, folder) -> folder + ":" + system);
        return environment;
    }

    @Test
    void the_arguments_are_those_that_every_cli_knows() {
        connect(FakeCli.environment(), o -> o.cli(cli.path()).workdir(temporary))
                .close();
        List<String> expected = List.of(
                "session",
                "--workdir",
                temporary.toAbsolutePath().toString(),
                "--label",
                "dagger.io/sdk.name:daggerkit",
                "--label",
                "dagger.io/sdk.version:" + Dagger.VERSION);
        assertEquals(expected, cli.lines("arguments"));
    }

    @Test
    void without_a_work_folder_it_is_the_current_one() {
        connect(FakeCli.environment(), o -> o.cli(cli.path())).close();
        assertEquals(
                Path.of("").toAbsolutePath().toString(), cli.lines("arguments").get(2));
    }

    @Test
    void a_relative_work_folder_becomes_absolute() {
        Path relative = Path.of("").toAbsolutePath().relativize(temporary.toAbsolutePath());
        connect(FakeCli.environment(), o -> o.cli(cli.path()).workdir(relative)).close();
        Path given = Path.of(cli.lines("arguments").get(2));
        assertTrue(given.isAbsolute(), given.toString());
        assertEquals(temporary.toAbsolutePath(), given.normalize());
    }

    @Test
    void the_child_gets_the_environment_and_nothing_else() {
        Map<String, String> environment = FakeCli.environment("TRACEPARENT", "00-0af7-b7ad-01", "EMPTY", "");
        connect(environment, o -> o.cli(cli.path())).close();
        List<String> seen = cli.lines("environment");
        assertTrue(seen.contains("TRACEPARENT=00-0af7-b7ad-01"));
        assertTrue(seen.contains("EMPTY="));
        assertFalse(seen.stream().anyMatch(line -> line.startsWith("HOME=")));
    }

    @Test
    void a_session_of_the_environment_comes_before_every_cli() {
        Map<String, String> environment = onPath(cli, VARIABLE, cli.path());
        environment.put(ConnectParams.PORT_VARIABLE, "" + engine.params().port());
        environment.put(ConnectParams.TOKEN_VARIABLE, "a-token");
        try (Api.Client dag = connect(environment, o -> o.cli(cli.path()))) {
            assertTrue(dag.query("{defaultPlatform}").has("defaultPlatform"));
        }
        assertFalse(cli.started());
    }

    @ParameterizedTest
    @CsvSource({"DAGGER_SESSION_PORT,1234", "DAGGER_SESSION_PORT,''", "DAGGER_SESSION_TOKEN,a-token"})
    void a_session_that_is_half_set_is_an_error_even_where_there_is_a_cli(String name, String value) {
        String message = refusal(onPath(cli, name, value, VARIABLE, cli.path()), o -> o.cli(cli.path()));
        assertTrue(message.contains(name), message);
        assertFalse(message.contains("a-token"), message);
        assertFalse(cli.started());
    }

    @ParameterizedTest
    @CsvSource({"abc,a-token,DAGGER_SESSION_PORT", "0,a-token,DAGGER_SESSION_PORT", "80,'',DAGGER_SESSION_TOKEN"})
    void a_session_that_is_set_wrongly_is_an_error_even_where_there_is_a_cli(String port, String token, String name) {
        Map<String, String> environment =
                onPath(cli, "DAGGER_SESSION_PORT", port, "DAGGER_SESSION_TOKEN", token, VARIABLE, cli.path());
        String message = refusal(environment, o -> o.cli(cli.path()));
        assertTrue(message.startsWith("Cannot use " + name), message);
        assertFalse(cli.started());
    }

    @Test
    void the_option_comes_before_the_variable() {
        connect(FakeCli.environment(VARIABLE, cli.path()), o -> o.cli(other.path()))
                .close();
        assertTrue(other.started());
        assertFalse(cli.started());
    }

    @Test
    void the_variable_comes_before_the_path() {
        connect(onPath(cli, VARIABLE, other.path()), o -> {}).close();
        assertTrue(other.started());
        assertFalse(cli.started());
    }

    @Test
    void the_first_dagger_on_the_path_that_can_run_is_taken() throws IOException {
        Path folder =
                Files.createDirectories(temporary.resolve("a folder/dagger")).getParent();
        Path file = Files.createDirectories(temporary.resolve("not executable")).resolve("dagger");
        Files.writeString(file, "#!/bin/sh\n");
        Map<String, String> environment = onPath(cli);
        environment.computeIfPresent("PATH", (name, path) -> folder + ":" + file.getParent() + ":" + path);
        connect(environment, o -> {}).close();
        assertTrue(cli.started());
    }

    @Test
    void a_name_is_looked_for_on_the_path_of_the_environment() throws IOException {
        FakeCli.write(cli.folder.resolve("dagger-next"), "#!/bin/sh\nexec '" + other.path() + "' \"$@\"\n");
        connect(onPath(cli), o -> o.cli("dagger-next")).close();
        assertTrue(other.started());
        connect(onPath(other, VARIABLE, "dagger-next", "PATH", cli.folder + ":" + System.getenv("PATH")), o -> {})
                .close();
        assertEquals(2, other.lines("pids").size());
        assertFalse(cli.started());
    }

    /** What is set wrongly is an error: the CLI on PATH, which is another version perhaps, is not taken in its place. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", "dagger-of-nowhere", "HERE/missing", "HERE/a folder", "HERE/not executable", "HERE/\u0000"})
    void a_wrong_cli_is_an_error_and_never_another_one(String asked) throws IOException {
        Files.createDirectories(temporary.resolve("a folder"));
        Files.writeString(temporary.resolve("not executable"), "#!/bin/sh\n");
        String value = asked.replace("HERE", temporary.toString());
        String shown = "\"" + value.replace('\u0000', ' ') + "\": ";
        String expected = asked.endsWith("not executable")
                ? "it is not executable."
                : "there is no such file; expected the path of the `dagger` command.";
        assertEquals(
                "Cannot start a session with _EXPERIMENTAL_DAGGER_CLI_BIN=" + shown + expected,
                refusal(onPath(cli, VARIABLE, value), o -> {}));
        assertEquals(
                "Cannot start a session with the command " + shown + expected, refusal(onPath(cli), o -> o.cli(value)));
        assertFalse(cli.started());
    }

    @Test
    void a_script_whose_interpreter_is_missing_is_an_error_in_one_sentence() {
        Path script = FakeCli.write(temporary.resolve("script"), "#!/nowhere/sh\n");
        String message = refusal(onPath(cli, VARIABLE, script.toString()), o -> {});
        assertTrue(message.startsWith("Cannot start \"" + script + " session\": "), message);
        assertFalse(cli.started());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Not a command at all.\n", "\u007fELF\u0001\u0002\u0003\n"})
    void a_file_that_is_no_program_is_an_error_and_never_another_cli(String text) {
        Path file = FakeCli.write(temporary.resolve("text"), text);
        String message = assertThrows(
                        SessionException.class, () -> connect(onPath(cli, VARIABLE, file.toString()), o -> {}))
                .getMessage();
        assertTrue(
                message.matches("(?s)(Cannot start \"" + file + " session\": .*|\"" + file
                        + " session\" did not give a session[.] .* exit code \\d+[.].*)"),
                message);
        assertFalse(cli.started());
    }

    @Test
    void without_any_cli_there_is_one_sentence_with_three_ways_to_go_on() {
        String message = refusal(new TreeMap<>(Map.of("PATH", temporary.toString())), o -> {});
        assertTrue(message.contains("`dagger run ...`"), message);
        assertTrue(message.contains("install Dagger (https://docs.dagger.io/install)"), message);
        assertTrue(message.contains(Catalog.named("`jbang local@catalog ...`")), message);
        assertEquals(message, refusal(Map.of(), o -> {}), "no PATH at all");
    }

    @Test
    void a_work_folder_is_refused_where_there_is_a_session_with_the_reason() {
        Map<String, String> environment = onPath(cli, VARIABLE, cli.path());
        environment.put(ConnectParams.PORT_VARIABLE, "" + engine.params().port());
        environment.put(ConnectParams.TOKEN_VARIABLE, "a-token");
        String message = refusal(environment, o -> o.workdir(temporary));
        assertTrue(message.contains("\"" + temporary + "\""), message);
        assertTrue(message.contains("the environment has a session already"), message);
        assertTrue(message.contains("start `dagger run` there, or unset DAGGER_SESSION_PORT"), message);
        assertFalse(message.contains("a-token"), message);
        assertFalse(cli.started());
    }

    @Test
    void a_work_folder_that_is_missing_or_a_file_is_an_error() {
        for (String wrong : List.of(temporary.resolve("missing").toString(), cli.path())) {
            assertEquals(
                    "Cannot start a session in \"" + wrong + "\": expected an existing folder.",
                    refusal(FakeCli.environment(VARIABLE, cli.path()), o -> o.workdir(Path.of(wrong))));
        }
        assertFalse(cli.started());
    }

    @Test
    void a_timeout_is_longer_than_zero() {
        for (Duration wrong : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
            String message = assertThrows(DaggerException.class, () -> Dagger.connect(o -> o.startTimeout(wrong)))
                    .getMessage();
            assertEquals("Cannot use the start timeout \"" + wrong + "\": expected a time longer than zero.", message);
        }
    }

    @Test
    void a_timeout_may_be_as_long_as_one_likes() {
        connect(FakeCli.environment(), o -> o.cli(cli.path())).close();
        Dagger.connect(o -> o.environment(FakeCli.environment())
                        .cli(cli.path())
                        .startTimeout(Duration.ofSeconds(Long.MAX_VALUE)))
                .close();
        assertEquals(2, cli.end().size());
    }
}
