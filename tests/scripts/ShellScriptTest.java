package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code shell} without a terminal: results on standard output and nothing else, and its end. */
@SignalsAsUsual
class ShellScriptTest {
    private static final String FAILS =
            "dag.container().from(\"alpine:latest\").withExec(\"sh\", \"-c\", \"fail; exit 7\").stdout()\n";

    @TempDir
    Path folder;

    private static Run shell(String... args) {
        return Run.jvm("scripts/shell.java", args);
    }

    private static Run.Result run(String code, String... args) throws IOException {
        try (EchoEngine engine = EchoEngine.newest()) {
            return shell(args).session(engine.params()).stdin(code).run();
        }
    }

    @Test
    void values_of_expressions_are_printed_as_they_are_and_nothing_else() throws IOException {
        String code = """
            // Declarations and statements print nothing of themselves.
            var alpine = dag.container().from("alpine");
            int twice(int number) {
                return number * 2;
            }
            record Pair(String a, String b) {}

            alpine.stdout()
            alpine.withExec("ls", "-l")
            twice(21); twice(4)
            alpine.fetch(Container::stdout, Container::stderr, Pair::new).b()
            for (int i = 0; i < 2; i++) {
                System.out.println("line " + i);
            }
            List.of("a", "b")
            Map.of("key", new int[] {1, 2})
            Optional.empty()
            "two\\nlines\\n"
            dag.query("{version}")
            dag
            (Object) null
            """;
        Run.Result result = run(code);
        assertEquals("""
            container.from("alpine").stdout
            Container: container.from(address: "alpine").withExec(args: ["ls","-l"])
            42
            8
            container.from("alpine").stderr
            line 0
            line 1
            [a, b]
            {key=[1, 2]}
            (none)
            two
            lines
            {
              "version" : "version"
            }
            Client: the root of the API
            null
            """, result.out());
        assertEquals("", result.err());
        assertEquals(0, result.code());
    }

    @Test
    void a_failure_ends_it_as_it_ends_a_script() throws IOException {
        Run.Result result = run("1 + 1\n" + FAILS + "3 + 3\n");
        assertEquals("2\n", result.out());
        assertEquals(7, result.code());
        assertTrue(
                result.err().startsWith("The command failed with exit code 7: sh -c 'fail; exit 7'\n"), result.err());
    }

    @Test
    void what_is_wrong_is_told_with_its_line() throws IOException {
        Run.Result unknown = run("1 + 1\n\ndag.versio()\n2 + 2\n");
        assertEquals("2\n", unknown.out());
        assertTrue(
                unknown.err().startsWith("Line 3 of standard input does not compile: cannot find symbol; "),
                unknown.err());
        assertEquals(1, unknown.err().lines().count(), unknown.err());
        assertEquals(1, unknown.code());

        Run.Result thrown = run("int zero = 0;\n1 / zero\n");
        assertEquals(
                new Run.Result(1, "", "Line 2 of standard input threw java.lang.ArithmeticException: / by zero.\n"),
                thrown);

        Run.Result unfinished = run("int f() {\n");
        assertTrue(unfinished.err().startsWith("Line 1 of standard input does not compile: "), unfinished.err());

        Run.Result command = run("/vars\n");
        assertTrue(command.err().startsWith("Line 1 of standard input has the command \"/vars\""), command.err());
    }

    @Test
    void exit_gives_the_exit_code_and_nothing_behind_it_runs() throws IOException {
        assertEquals(new Run.Result(5, "1\n", ""), run("1\n/exit 5\n2\n"));
        assertEquals(new Run.Result(0, "1\n", ""), run("1\n/exit\n2\n"));
    }

    @Test
    void files_and_an_argument_run_in_one_shell_and_the_input_is_left_alone() throws IOException {
        Path file = folder.resolve("build.jsh");
        Files.writeString(file, "var greeting = \"h\\u00e9llo\";\n");
        assertEquals(
                new Run.Result(0, "h\u00e9llo\n5\n", ""),
                run("1 / 0\n", "--execute", "greeting; greeting.length()", file.toString()));
        Run.Result missing = run("", folder.resolve("none.jsh").toString());
        assertEquals(64, missing.code());
        assertTrue(
                missing.err().matches("shell: Cannot read [^\n]*none\\.jsh\": there is no such file[^\n]*\n"),
                missing.err());
    }

    @Test
    void no_name_that_it_imports_is_ambiguous() throws IOException {
        List<String> api = Arrays.stream(Api.class.getDeclaredClasses())
                .map(Class::getSimpleName)
                .sorted()
                .toList();
        List<String> others = List.of(
                "Api",
                "Dagger",
                "DaggerException",
                "ExecException",
                "QueryException",
                "SessionException",
                "Leaf",
                "Literal",
                "ModuleObject",
                "Selection",
                "JsonNode",
                "List",
                "Map",
                "Path",
                "Files",
                "Stream",
                "Duration",
                "Pattern",
                "BigDecimal",
                "IOException",
                "URI",
                "Callable",
                "Supplier");
        String code = (String.join(".class.getName()\n", api) + ".class.getName()\n"
                + others.stream().map(name -> name + ".class.getSimpleName()\n").collect(Collectors.joining()));
        Run.Result result = run(code);
        assertEquals("", result.err());
        List<String> expected = new java.util.ArrayList<>(
                api.stream().map(name -> "daggerkit.Api$" + name).toList());
        expected.addAll(others);
        assertEquals(expected, result.out().lines().toList());
    }

    @Test
    void a_secret_is_not_shown() throws IOException {
        Run.Result result = run("var s = dag.setSecret(\"token\", \"pl\" + \"ain\");\ns\ndag.container()"
                + ".withSecretVariable(\"T\", s)\nList.of(s)\ns.plaintext().length()\nfailure()\n");
        assertEquals(0, result.code(), result.err());
        assertFalse((result.out() + result.err()).contains("plain\""), result.out());
        assertTrue(
                result.out().startsWith("Secret: setSecret(name: \"token\", plaintext: $plaintext)\n"), result.out());
    }

    @Test
    void a_session_of_its_own_ends_with_it() throws Exception {
        try (RecordingServer engine = RecordingServer.of("v0.21.8", "platform")) {
            for (String code : List.of("1 + 1\n", "1 + 1\n/exit 3\n", "1 + 1\nthrow new Exception(\"no\");\n")) {
                try (FakeCli cli = new FakeCli(folder, engine.params().port(), "echo \"$line\"\nuntil_end")) {
                    Run.Result result = shell().env("_EXPERIMENTAL_DAGGER_CLI_BIN", cli.path())
                            .stdin(code)
                            .run();
                    assertEquals("2\n", result.out(), result.err());
                    cli.assertGone();
                    assertEquals(List.of("end of input"), cli.end());
                }
            }
        }
    }

    @Test
    void a_signal_ends_it_and_its_session() throws Exception {
        try (RecordingServer engine = RecordingServer.of("v0.21.8", "platform")) {
            for (String signal : List.of("TERM", "HUP", "INT")) {
                try (FakeCli cli = new FakeCli(folder, engine.params().port(), "echo \"$line\"\nuntil_end")) {
                    Process process = shell().env("_EXPERIMENTAL_DAGGER_CLI_BIN", cli.path())
                            .start();
                    process.getOutputStream().write("1 + 1\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                    process.getOutputStream().flush();
                    // A statement runs when its line is there, although the input has not ended.
                    assertEquals("2\n", new String(process.getInputStream().readNBytes(2)));
                    assertEquals(
                            0,
                            Run.command("kill", "-" + signal, "" + process.pid())
                                    .run()
                                    .code());
                    Limits.end(process);
                    cli.assertGone();
                }
            }
        }
    }
}
