package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.console.GitHubJob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a job of GitHub Actions gets: real processes with the variables of a runner, and answers of a real engine. */
class ActionsTest {
    private static final String ENGINE = "v0.21.8";
    private static final String SECRET = "correct horse battery staple";
    private static final String HEAD = "\n### daggerkit.ActionsTest&#36;Program: ";
    private static final String TABLE = "\n\n| What ran | Time | Result |\n| --- | ---: | --- |\n";

    @TempDir
    Path folder;

    private Path summary;

    @BeforeEach
    void before() {
        summary = folder.resolve("summary.md");
    }

    /** What runs in the JVMs of these tests: the first argument says what it does. */
    static final class Program {
        private Program() {}

        public static void main(String... args) {
            switch (args[0]) {
                case "main" -> Dagger.main(Program::fail);
                case "caught" ->
                    Dagger.main(dag -> {
                        try {
                            fail(dag);
                        } catch (ExecException e) {
                            System.out.println("caught");
                        }
                    });
                case "exit" ->
                    Dagger.main(dag -> {
                        dag.query("{defaultPlatform}");
                        System.exit(5);
                    });
                case "connect" -> {
                    try (Api.Client dag = Dagger.connect()) {
                        fail(dag);
                    }
                }
                case "forget" -> Dagger.connect().query("{defaultPlatform}");
                case "unused" -> Dagger.main(dag -> {});
                case "own failure" ->
                    Dagger.main(dag -> {
                        throw new IllegalStateException("mine");
                    });
                case "secret" ->
                    Dagger.main(dag -> dag.setSecret("name", SECRET).plaintext());
                case "many" ->
                    Dagger.main(dag -> {
                        for (int i = 1; i <= 150; i++) {
                            dag.query("{n" + i + "}");
                        }
                    });
                case "markdown" ->
                    Dagger.main(dag -> dag.container()
                            .withExec("echo", "a|b `c` <b>*d*</b>\n[e](f) &amp; # @g \u00e9", "x".repeat(500))
                            .stdout());
                default -> throw new IllegalArgumentException(args[0]);
            }
        }

        private static void fail(Api.Client dag) {
            dag.query("{defaultPlatform}");
            dag.container().from("alpine:latest").withExec("sh", "-c", "exit 7").stdout();
        }
    }

    private Run program(String mode) {
        return Run.main(Program.class, mode)
                .env("GITHUB_ACTIONS", "true")
                .env("GITHUB_STEP_SUMMARY", summary.toString());
    }

    /** An engine that answers the first request with its platform and the second with a failed command. */
    private static Peer failing() throws IOException {
        String failure = RecordingServer.recording(ENGINE, "exec-error")
                .at("/response/body")
                .toString();
        return Peer.playing(connection -> {
            boolean isPlatform = connection.receive().text().contains("{defaultPlatform}");
            connection.send(Peer.http("200 OK", isPlatform ? "{\"data\":{\"defaultPlatform\":\"x\"}}" : failure));
        });
    }

    private Run.Result run(Peer engine, String mode) {
        return program(mode).session(engine.params()).run();
    }

    /** The summary with each time as T. */
    private String summary() throws IOException {
        return Files.readString(summary).replaceAll("(, |\\| )\\d+([.]\\d)? s", "$1T");
    }

    private static List<String> annotations(Run.Result result) {
        return result.err().lines().filter(line -> line.startsWith("::")).toList();
    }

    @ParameterizedTest
    @CsvSource({"main, 7, error", "connect, 1, warning"})
    void a_failed_step_is_an_annotation_and_a_row_of_the_summary(String mode, int code, String level)
            throws IOException {
        try (Peer engine = failing()) {
            Run.Result result = run(engine, mode);
            assertEquals(code, result.code(), result.err());
            assertEquals("", result.out());
            assertEquals(
                    List.of("::" + level + " title=daggerkit.ActionsTest$Program%3A exit code 7::sh -c 'echo some-out;"
                            + " echo some-err >&2; exit 7'%0Asome-err%0Aat"
                            + " container.from.withExec.stdout"),
                    annotations(result));
            assertEquals(
                    HEAD + "2 requests to Dagger, T, 1 failed" + TABLE
                            + "| <code>defaultPlatform</code> | T | ok |\n"
                            + "| <code>container.from.withExec(sh -c &#39;exit 7&#39;).stdout</code> | T | exit code 7"
                            + " |\n\n",
                    summary());
        }
    }

    @Test
    void a_failure_that_the_script_has_caught_is_in_the_summary_only() throws IOException {
        try (Peer engine = failing()) {
            assertEquals(new Run.Result(0, "caught\n", ""), run(engine, "caught"));
            assertTrue(summary().contains("| T | exit code 7 |"), summary());
        }
    }

    @ParameterizedTest
    @CsvSource({"exit, 5", "forget, 0"})
    void the_summary_is_written_however_the_script_ends_and_behind_what_is_there(String mode, int code)
            throws IOException {
        Files.writeString(summary, "# Mine\n");
        try (Peer engine = failing()) {
            assertEquals(new Run.Result(code, "", ""), run(engine, mode));
            assertEquals(
                    "# Mine\n" + HEAD + "1 request to Dagger, T" + TABLE
                            + "| <code>defaultPlatform</code> | T | ok |\n\n",
                    summary());
        }
    }

    @Test
    void a_script_that_asks_nothing_has_no_summary_and_a_failure_of_its_own_no_annotation() throws IOException {
        try (Peer engine = failing()) {
            assertEquals(new Run.Result(0, "", ""), run(engine, "unused"));
            assertEquals(List.of(), annotations(run(engine, "own failure")));
            assertFalse(Files.exists(summary));
        }
    }

    @Test
    void no_session_is_an_annotation() throws IOException {
        Run.Result result = program("main").env("PATH", folder.toString()).run();
        assertEquals(69, result.code());
        assertEquals(1, annotations(result).size(), result.err());
        assertTrue(
                annotations(result)
                        .get(0)
                        .startsWith("::error title=daggerkit.ActionsTest$Program%3A no answer::There is no Dagger"),
                result.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a folder", "no folder"})
    void a_summary_that_cannot_be_written_is_one_sentence_and_changes_nothing(String what) throws IOException {
        Path file = what.equals("a folder") ? folder : folder.resolve("none/summary.md");
        try (Peer engine = failing()) {
            Run.Result result = program("exit")
                    .env("GITHUB_STEP_SUMMARY", file.toString())
                    .session(engine.params())
                    .run();
            assertEquals(
                    new Run.Result(
                            5,
                            "",
                            "Cannot write the summary to \"" + file
                                    + "\" (GITHUB_STEP_SUMMARY): expected a file that can"
                                    + " be written to; the script's result is the same.\n"),
                    result);
        }
    }

    @Test
    void the_summary_of_many_requests_shows_the_first_and_the_last() throws IOException {
        try (Peer engine = Peer.answering("{\"data\":{}}")) {
            assertEquals(new Run.Result(0, "", ""), run(engine, "many"));
            List<String> lines = summary().lines().toList();
            assertEquals("### daggerkit.ActionsTest&#36;Program: 150 requests to Dagger, T", lines.get(1));
            assertEquals("| <code>n1</code> | T | ok |", lines.get(5));
            assertEquals("| 50 more, not shown | | |", lines.get(55));
            assertEquals("| <code>n101</code> | T | ok |", lines.get(56));
            assertEquals("| <code>n150</code> | T | ok |", lines.get(105));
            assertEquals(107, lines.size());
        }
    }

    /** GitHub refuses the whole summary of a step that is over its limit. */
    @Test
    void a_summary_that_is_full_already_is_left_alone() throws IOException {
        Files.writeString(summary, "x".repeat(900_000));
        try (Peer engine = failing()) {
            assertEquals(new Run.Result(5, "", ""), run(engine, "exit"));
            assertEquals(900_000, Files.size(summary));
        }
    }

    @Test
    void nothing_that_is_secret_is_anywhere() throws IOException {
        String quoting = "{\"errors\":[{\"message\":\"query:\\n{x(y: " + SECRET + ")}\\n\\nerror: bad value\"}]}";
        try (Peer engine = Peer.answering("{\"data\":{\"setSecret\":{\"plaintext\":\"" + SECRET + "\"}}}")) {
            assertEquals(new Run.Result(0, "", ""), run(engine, "secret"));
            assertTrue(summary().contains("| <code>setSecret.plaintext</code> | T | ok |"), Files.readString(summary));
        }
        try (Peer engine = Peer.answering(quoting)) {
            assertTrue(annotations(run(engine, "secret")).get(0).endsWith("refused by the engine::bad value"));
            assertTrue(summary().contains("| <code>setSecret.plaintext</code> | T | refused by the engine |"));
        }
        String all = Files.readString(summary);
        assertFalse(all.contains("horse") || all.contains(Peer.TOKEN) || all.contains("name"), all);
    }

    @Test
    void markdown_in_a_command_is_text_and_a_long_one_is_cut() throws IOException {
        try (Peer engine = Peer.answering("{\"data\":{\"container\":{\"withExec\":{\"stdout\":\"\"}}}}")) {
            assertEquals(new Run.Result(0, "", ""), run(engine, "markdown"));
            String row = summary().lines().skip(5).findFirst().orElseThrow();
            assertTrue(
                    row.startsWith("| <code>container.withExec(echo &#39;a&#124;b &#96;c&#96;"
                            + " &#60;b&#62;&#42;d&#42;&#60;/b&#62; &#91;e&#93;(f) &#38;amp&#59; &#35; &#64;g"
                            + " \u00e9&#39; xxx"),
                    row);
            assertTrue(row.endsWith("xxx).stdout</code> | T | ok |"), row);
            assertTrue(row.length() < 600, row);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"})
    void outside_there_is_nothing_of_it(String missing) throws IOException {
        try (Peer engine = failing()) {
            Run.Result result =
                    program("main").session(engine.params()).env(missing, null).run();
            assertEquals(7, result.code());
            assertEquals(
                    missing.equals("GITHUB_ACTIONS") ? 0 : 1,
                    annotations(result).size(),
                    result.err());
            assertFalse(Files.exists(summary));
        }
    }

    @Test
    void a_script_with_options_has_the_same_under_its_own_name() throws IOException {
        try (RecordingServer engine = RecordingServer.of(ENGINE, "exec-error")) {
            Run.Result result = Run.jvm("scripts/uname.java", "--image", "x")
                    .env("GITHUB_ACTIONS", "true")
                    .env("GITHUB_STEP_SUMMARY", summary.toString())
                    .session(engine.params())
                    .run();
            assertEquals(7, result.code());
            assertTrue(annotations(result).get(0).startsWith("::error title=uname%3A exit code 7::"), result.err());
            assertTrue(summary().startsWith("\n### uname: 1 request to Dagger, T, 1 failed\n"), summary());
        }
    }

    @Test
    void a_workflow_command_is_escaped() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        GitHubJob.annotate(
                new GitHubJob.Failure("100%\r\na,b:c", null, List.of("100%\r\na,b:c", "d")),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        String told = err.toString(StandardCharsets.UTF_8);
        assertTrue(told.startsWith("::error title="), told);
        assertTrue(told.endsWith("%3A 100%25%0D%0Aa%2Cb%3Ac::100%25%0D%0Aa,b:c%0Ad" + System.lineSeparator()), told);
    }
}
