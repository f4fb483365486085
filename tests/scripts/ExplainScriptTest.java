package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code explain}, as a process with a command of its own. */
@SignalsAsUsual
class ExplainScriptTest {
    private static final String START = "explain: requests are checked as by Dagger v1.0.0-beta.10 and answered with"
            + " placeholders; nothing runs.\n";
    private static final String UNAME = "{container{from(address:\"alpine\"){withExec(args:[\"uname\"]){stdout}}}}";
    private static final String WRONG = "{container{withExce(args:[\"x\"]){stdout}}}";

    @Test
    void a_valid_pipeline_is_shown_on_standard_error_and_the_output_is_the_commands() throws IOException {
        try (ExplainProcess explain = new ExplainProcess(0)) {
            explain.ask(UNAME);
            Run.Result result = explain.end();
            assertEquals(0, result.code(), result.err());
            assertEquals("bye\n", result.out());
            assertEquals(START + """
                request 1, 4 steps
                  container
                  from(address: "alpine")
                  withExec $ uname
                  stdout \u2192 String!

                explain: 1 request, 4 steps, 0 not valid.
                """, result.err());
            assertFalse(result.err().contains(explain.params.token()));
        }
    }

    @TestFactory
    Stream<DynamicTest> one_request_that_is_not_valid_is_exit_code_1_whatever_the_command_says() {
        return Stream.of(0, 7)
                .map(code -> dynamicTest("exit " + code, () -> {
                    try (ExplainProcess explain = new ExplainProcess(code)) {
                        explain.ask(UNAME);
                        explain.ask(WRONG);
                        Run.Result result = explain.end();
                        assertEquals(1, result.code());
                        assertTrue(result.err().contains("Did you mean \"withExec\","), result.err());
                        assertTrue(
                                result.err().endsWith("\nexplain: 2 requests, 4 steps, 1 not valid.\n"), result.err());
                    }
                }));
    }

    @Test
    void a_command_that_sends_nothing_is_asked_whether_something_is_missing() throws IOException {
        try (ExplainProcess explain = new ExplainProcess(0)) {
            Run.Result result = explain.end();
            assertTrue(
                    result.err()
                            .endsWith(
                                    "explain: 0 requests, 0 steps, 0 not valid. A chain is sent when something is read"
                                            + " of it: is there a .sync() or .stdout() missing?\n"),
                    result.err());
        }
    }

    @Test
    void else_the_exit_code_is_the_commands_own() throws IOException {
        try (ExplainProcess explain = new ExplainProcess(7)) {
            explain.ask("{version}");
            assertEquals(7, explain.end().code());
        }
    }

    @Test
    void the_version_is_that_of_the_engine_asked_for() throws IOException {
        try (ExplainProcess explain = new ExplainProcess(0, "--engine", "0.20.8")) {
            assertEquals("v0.20.8", explain.ask("{version}").at("/data/version").asText());
            assertEquals(0, explain.end().code());
        }
    }

    @Test
    void json_is_an_object_a_line(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("requests.jsonl");
        try (ExplainProcess explain = new ExplainProcess(0, "--json", "--out", file.toString())) {
            explain.ask(UNAME);
            explain.ask("{setSecret(name:\"n\",plaintext:\"hush-4711\"){id}}");
            explain.ask(WRONG);
            Run.Result result = explain.end();
            assertEquals(1, result.code());
            assertEquals(START + "explain: 3 requests, 6 steps, 1 not valid.\n", result.err());
        }
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(LocalSession.JSON.readTree(line));
        }
        assertEquals(3, lines.size());
        assertEquals(UNAME, lines.get(0).path("query").asText());
        assertEquals(4, lines.get(0).path("steps").asInt());
        assertTrue(lines.get(0).path("valid").asBoolean());
        assertTrue(lines.get(0).path("formatted").asText().startsWith("container\nfrom("));
        assertFalse(lines.get(1).toString().contains("4711"), lines.get(1).toString());
        assertFalse(lines.get(2).path("valid").asBoolean());
        assertEquals(12, lines.get(2).at("/errors/0/locations/0/column").asInt());
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
    }

    @Test
    void without_a_file_json_is_the_lines_of_standard_error_that_begin_with_a_brace() throws IOException {
        try (ExplainProcess explain = new ExplainProcess(0, "--json")) {
            explain.ask(UNAME);
            Run.Result result = explain.end();
            List<String> lines =
                    result.err().lines().filter(line -> line.startsWith("{")).toList();
            assertEquals(1, lines.size(), result.err());
            assertEquals(
                    1, LocalSession.JSON.readTree(lines.get(0)).path("request").asInt());
        }
    }

    @Test
    void a_pipe_is_plain_unless_colours_are_asked_for() throws IOException {
        for (String color : List.of("auto", "never", "always")) {
            try (ExplainProcess explain = new ExplainProcess(0, "--color", color)) {
                explain.ask(UNAME);
                String err = explain.end().err();
                assertEquals(color.equals("always"), err.contains("\u001b["), err);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> a_terminal_is_coloured_unless_the_user_wants_none(@TempDir Path folder) {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "there is no pseudo terminal here");
        return Stream.of("", "NO_COLOR", "TERM", "--color=never")
                .map(how -> dynamicTest("with " + how, () -> {
                    String java = Path.of(System.getProperty("java.home"), "bin", "java")
                            .toString();
                    String query =
                            "curl -s -o /dev/null -u \"$DAGGER_SESSION_TOKEN:\" -H 'Content-Type: application/json'"
                                    + " -d '{\"query\":\"{version}\"}' http://127.0.0.1:$DAGGER_SESSION_PORT/query";
                    assumeTrue(Run.command("sh", "-c", "command -v curl").run().code() == 0, "there is no curl here");
                    Path commands = Files.writeString(folder.resolve("ask" + how + ".sh"), query + "\n");
                    String option = how.startsWith("-") ? how : "";
                    Run run = Run.command(
                                    "script",
                                    "-qec",
                                    java + " -cp \"$CLASSES\" explain " + option + " sh " + commands,
                                    "/dev/null")
                            .env("CLASSES", Run.classPath("scripts/explain.java"))
                            .env("NO_COLOR", how.equals("NO_COLOR") ? "1" : null)
                            .env("TERM", how.equals("TERM") ? "dumb" : "xterm");
                    Run.Result result = run.run();
                    assertEquals(0, result.code(), result.out());
                    assertTrue(result.out().contains("request 1"), result.out());
                    assertEquals(how.isEmpty(), result.out().contains("\u001b[1mrequest 1"), result.out());
                }));
    }

    @Test
    void a_command_that_is_not_there_is_127_and_a_sentence() {
        Run.Result result = ExplainProcess.script("no-such-command", "x").run();
        assertEquals(127, result.code());
        assertTrue(
                result.err()
                        .contains("\nexplain: cannot run \"no-such-command\": expected a command on the PATH or the"
                                + " path of an executable file.\n"),
                result.err());
    }

    @TestFactory
    Stream<DynamicTest> wrong_usage_is_a_sentence() {
        return Stream.of(
                        List.of("64", "CMD"),
                        List.of("64", "CMD", "--json"),
                        List.of("64", "--json", "--java", "--json", "true"),
                        List.of("64", "--mermaid together with --svg", "--svg", "--mermaid", "true"),
                        List.of("64", "no-such.jsonl", "--java", "no-such.jsonl"),
                        List.of("64", "no-such.jsonl", "--svg", "no-such.jsonl"),
                        List.of("64", "\"0.19\"", "--engine", "0.19", "true"),
                        List.of("64", "--color", "--color", "perhaps", "true"),
                        List.of("1", "\"/no/such/folder/x\"", "--out", "/no/such/folder/x", "true"))
                .map(words -> dynamicTest("" + words.subList(2, words.size()), () -> {
                    Run.Result result = ExplainProcess.script(
                                    words.subList(2, words.size()).toArray(new String[0]))
                            .run();
                    assertEquals(Integer.parseInt(words.get(0)), result.code(), result.err());
                    assertEquals(1, result.err().lines().count(), result.err());
                    assertTrue(result.err().contains(words.get(1)), result.err());
                    assertEquals("", result.out());
                }));
    }

    @Test
    void told_to_end_it_ends_its_command_and_says_what_it_saw() throws Exception {
        try (ExplainProcess explain = new ExplainProcess(0)) {
            explain.ask(UNAME);
            ProcessHandle child = explain.process.children().findFirst().orElseThrow();
            explain.process.toHandle().destroy(); // the other one closes the streams as well
            Limits.end(explain.process);
            assertEquals(143, explain.process.exitValue());
            Limits.end(child);
            String err = explain.err();
            assertTrue(err.contains("explain: 1 request, 4 steps, 0 not valid.\n"), err);
        }
    }

    @Test
    void the_uname_script_runs_in_it() {
        String jbang = Run.root().resolve("jbang").toString();
        Run.Result result =
                Run.jbang("explain", jbang, "--quiet", "run", "uname").run();
        assertEquals(0, result.code(), result.err());
        assertEquals("Container.stdout", result.out());
        assertTrue(result.err().contains("  withExec $ uname -nrio\n"), result.err());
    }

    private static final String UNAME_IN_JAVA = """
        import daggerkit.Dagger;

        class pipeline {
            public static void main(String... args) {
                Dagger.main(dag -> {
                    System.out.print(dag.container().from("alpine:latest").withExec("uname", "-nrio").stdout());
                });
            }
        }
        """;

    /** The command is a program in Java; what it prints goes to the other stream. */
    @Test
    void the_java_is_standard_output_and_asks_the_same(@TempDir Path folder) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Run.Result printed = ExplainProcess.script("--java", java, "-cp", Run.classPath("scripts/uname.java"), "uname")
                .run();
        assertEquals(0, printed.code(), printed.err());
        assertTrue(printed.out().endsWith("\n" + UNAME_IN_JAVA), printed.out());
        assertTrue(printed.out().startsWith("///usr/bin/env jbang \"$0\""), printed.out());
        assertTrue(printed.err().contains("Container.stdout"), printed.err());
        assertTrue(printed.err().endsWith("explain: 1 request, 4 steps, 0 not valid.\n"), printed.err());
        Path file = Files.writeString(folder.resolve("pipeline.java"), printed.out());
        Run.Result again = ExplainProcess.script(java, "-cp", Run.classPath("scripts/uname.java"), file.toString())
                .run();
        assertEquals("Container.stdout", again.out(), again.err());
        assertTrue(again.err().contains("  from(address: \"alpine:latest\")\n  withExec $ uname -nrio\n"), again.err());
    }

    @Test
    void with_a_file_for_the_java_the_command_keeps_its_output(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("build.java");
        try (ExplainProcess explain = new ExplainProcess(7, "--java", "--out", file.toString())) {
            explain.ask(UNAME);
            explain.ask(WRONG);
            Run.Result result = explain.end();
            assertEquals("bye\n", result.out());
            assertEquals(1, result.code());
            assertTrue(
                    result.err()
                            .contains(
                                    "\nexplain: request 2 is not valid for Dagger v1.0.0-beta.10: Cannot query field"),
                    result.err());
        }
        String script = Files.readString(file);
        assertTrue(script.contains("\nclass build {\n"), script);
        assertTrue(script.contains("// Not typed: it is not valid for Dagger"), script);
        assertTrue(script.contains("dag.query(\"{container{withExce("), script);
    }

    @Test
    void requests_that_were_written_down_are_translated_without_a_command(@TempDir Path folder) throws IOException {
        String query = "{container{from(address:\"alpine:latest\"){withExec(args:[\"uname\",\"-nrio\"]){stdout}}}}";
        Path file = Files.writeString(
                folder.resolve("requests.jsonl"),
                LocalSession.JSON.createObjectNode().put("query", query) + "\n");
        Run.Result result = ExplainProcess.script("--java", file.toString()).run();
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().endsWith("\n" + UNAME_IN_JAVA), result.out());
        assertEquals("", result.err());
        Files.writeString(file, "{\"query\":\"{version}\"}\nnothing\n");
        Run.Result broken = ExplainProcess.script("--java", file.toString()).run();
        assertEquals(1, broken.code());
        assertEquals(
                "Cannot read line 2 of \"" + file + "\": expected a request as JSON, as record and explain --json write"
                        + " it.\n",
                broken.err().replaceFirst("^explain: ", ""));
    }

    private static final String UNAME_IN_MERMAID = """
        flowchart TB
            n1[["image<br/>alpine:latest"]]
            n2["run<br/>uname -nrio"]
            n3("result<br/>stdout")
            n1 --> n2
            n2 --> n3
        """;

    private static Run unameWith(String option) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return ExplainProcess.script(option, java, "-cp", Run.classPath("scripts/uname.java"), "uname");
    }

    @Test
    void the_picture_is_standard_output_and_what_is_wrong_is_told(@TempDir Path folder) throws IOException {
        Run.Result drawn = unameWith("--mermaid").run();
        assertEquals(0, drawn.code(), drawn.err());
        assertEquals(UNAME_IN_MERMAID, drawn.out());
        assertTrue(drawn.err().contains("Container.stdout"), drawn.err());
        assertTrue(drawn.err().endsWith("explain: 1 request, 4 steps, 0 not valid.\n"), drawn.err());
        Path file = folder.resolve("pipeline.svg");
        try (ExplainProcess explain = new ExplainProcess(0, "--svg", "--out", file.toString())) {
            explain.ask(UNAME);
            explain.ask(WRONG);
            Run.Result result = explain.end();
            assertEquals("bye\n", result.out());
            assertEquals(1, result.code());
            assertTrue(result.err().contains("Did you mean \"withExec\","), result.err());
        }
        String svg = Files.readString(file);
        assertTrue(svg.startsWith("<svg xmlns=") && svg.contains(">uname</text>"), svg);
        assertTrue(svg.contains("<title id=\"title\">The pipeline of sh -c 'echo "), svg);
    }

    @Test
    void a_recording_is_drawn_with_the_ids_that_an_engine_gave(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("recording.jsonl"), """
            {"query":"{host{directory(path:\\"src\\"){id}}}","response":{"data":{"host":{"directory":{"id":"xyz=="}}}}}
            {"query":"{container{withDirectory(path:\\"/a\\",source:\\"xyz==\\"){withExec(args:[\\"ls\\"]){stdout}}}}"}
            """);
        Run.Result result = ExplainProcess.script("--mermaid", file.toString()).run();
        assertEquals("", result.err());
        assertEquals("""
            flowchart TB
                n1[/"host directory<br/>src"/]
                n2["run<br/>ls"]
                n3("result<br/>stdout")
                n1 -->|"/a"| n2
                n2 --> n3
            """, result.out());
    }

    @Test
    void the_summary_of_a_step_gets_the_picture_and_elsewhere_a_sentence_says_that_there_is_none(@TempDir Path folder)
            throws IOException {
        Path summary = Files.writeString(folder.resolve("summary.md"), "before\n");
        Run script = unameWith("--summary");
        Run.Result written =
                script.env("GITHUB_STEP_SUMMARY", summary.toString()).run();
        assertEquals(0, written.code(), written.err());
        assertTrue(written.err().contains("  withExec $ uname -nrio\n"), "the steps are shown all the same");
        assertEquals(
                "before\n\n### explain: 1 request, 4 steps, 0 not valid\n\n```mermaid\n" + UNAME_IN_MERMAID
                        + "```\n\n"
                        + "<details><summary>The steps</summary>\n\n"
                        + "```text\n"
                        + "request 1\n"
                        + "container\n"
                        + "from(address: \"alpine:latest\")\n"
                        + "withExec $ uname -nrio\n"
                        + "stdout \u2192 String!\n"
                        + "```\n\n"
                        + "</details>\n",
                Files.readString(summary));
        Run.Result without = script.env("GITHUB_STEP_SUMMARY", null).run();
        assertEquals(0, without.code(), without.err());
        assertTrue(
                without.err()
                        .endsWith("\nexplain: There is no summary to write to: GITHUB_STEP_SUMMARY is not set, expected"
                                + " a job of GitHub Actions.\n"),
                without.err());
    }
}
