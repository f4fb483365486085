package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link Dagger#exitWith} and {@link Dagger#run}: what they give, and which shapes of a body compile. */
class DaggerRunTest {
    private static final String SCRIPT = """
        //JAVA 17+
        //SOURCES ROOT/lib/Dagger.java
        import daggerkit.Dagger;

        class codes {
            public static void main(String... args) {
                switch (args[0]) {
                    case "code" -> Dagger.exitWith(dag -> {
                        System.out.print(dag.version());
                        return 3;
                    });
                    case "none" -> Dagger.exitWith(dag -> 0);
                    case "throws" -> Dagger.exitWith(dag -> {
                        throw new java.io.IOException("disk full");
                    });
                    case "late" -> Dagger.exitWith(dag -> {
                        dag.query("{x}", java.util.Map.of(), java.time.Duration.ofMillis(1));
                        return 3;
                    });
                    default -> System.out.print(Dagger.run(dag -> dag.version()) + " and on");
                }
            }
        }
        """;

    @TempDir
    static Path folder;

    @BeforeAll
    static void write() throws IOException {
        Files.writeString(
                folder.resolve("codes.java"), SCRIPT.replace("ROOT", Run.root().toString()));
    }

    @ParameterizedTest
    @CsvSource({
        "code, 3, v9, ''",
        "none, 0, '', ''",
        "throws, 1, '', 'java.io.IOException: disk full'",
        "run, 0, 'v9 and on', ''"
    })
    void the_body_says_the_exit_code_or_gives_a_value(String what, int code, String out, String err)
            throws IOException {
        try (Peer peer = Peer.answering("{\"data\":{\"version\":\"v9\"}}")) {
            Run.Result result = Run.jvm(folder.resolve("codes.java").toString(), what)
                    .session(peer.params())
                    .run();
            assertEquals(code, result.code(), result.err());
            assertEquals(out, result.out());
            assertTrue(err.isEmpty() ? result.err().isEmpty() : result.err().startsWith(err), result.err());
        }
    }

    @Test
    void a_timeout_has_the_exit_code_of_the_command_timeout() throws IOException {
        try (Peer peer = Peer.playing(connection -> {
            connection.receive();
            connection.hold();
        })) {
            Run.Result result = Run.jvm(folder.resolve("codes.java").toString(), "late")
                    .session(peer.params())
                    .run();
            assertEquals(
                    new Run.Result(124, "", "The query took longer than its timeout of 1 ms.\n  It waited for x\n"),
                    result);
        }
    }

    /** Of each method, the shapes that a lambda may have: two overloads of main could not tell the first ones apart. */
    @Test
    void every_shape_of_a_body_compiles_without_a_cast() {
        JavaCompilation.of("Shapes", """
            import daggerkit.*;
            import java.io.IOException;

            class Shapes {
                void shapes() throws IOException {
                    Dagger.main(dag -> dag.container().sync());
                    Dagger.main(dag -> System.out.println(dag.version()));
                    Dagger.main(dag -> { throw new IOException(); });
                    Dagger.main(dag -> { System.out.println(); });
                    Dagger.main(Shapes::effect);
                    Dagger.main(Shapes::code);
                    Dagger.exitWith(dag -> 3);
                    Dagger.exitWith(dag -> (int) dag.container().exitCode());
                    Dagger.exitWith(dag -> { throw new IOException(); });
                    Dagger.exitWith(dag -> { return 3; });
                    Dagger.exitWith(Shapes::code);
                    String unchecked = Dagger.run(dag -> dag.version());
                    long number = Dagger.run(dag -> dag.container().exitCode());
                    String checked = Dagger.run(Shapes::text);
                    String block = Dagger.run(dag -> { Thread.onSpinWait(); return text(dag); });
                    Dagger.run(dag -> { throw new IOException(); });
                    Object last = Dagger.run(dag -> dag.container().sync());
                }

                static void unchecked() {
                    int value = Dagger.run(dag -> { if (dag == null) { throw new IllegalStateException(); } return 3; });
                }

                static void effect(Api.Client dag) throws IOException {}

                static int code(Api.Client dag) throws IOException { return 3; }

                static String text(Api.Client dag) throws IOException { return ""; }
            }
            """);
        assertThrows(AssertionError.class, () -> JavaCompilation.of("Twice", """
            class Twice {
                interface Effect { void run(daggerkit.Api.Client dag) throws Exception; }

                interface Code { int run(daggerkit.Api.Client dag) throws Exception; }

                static void main(Effect body) {}

                static void main(Code body) {}

                void shape() { main(dag -> { throw new Exception(); }); }
            }
            """), "one name could do for both");
    }

    @Test
    void a_shell_takes_them_too() throws IOException {
        try (jdk.jshell.JShell shell = jdk.jshell.JShell.builder()
                .executionEngine("local")
                .compilerOptions("-classpath", System.getProperty("java.class.path"))
                .build()) {
            for (String line : List.of(
                    "import daggerkit.*;",
                    "String version() { return Dagger.run(dag -> dag.version()); }",
                    "void end() { Dagger.exitWith(dag -> (int) dag.container().exitCode()); }",
                    "void script() { Dagger.main(dag -> System.out.println(dag.version())); }")) {
                shell.eval(line)
                        .forEach(event -> assertEquals(
                                List.of(),
                                shell.diagnostics(event.snippet())
                                        .map(problem -> problem.getMessage(null))
                                        .toList(),
                                line));
            }
        }
    }
}
