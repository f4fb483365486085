package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code DAGGERKIT_SUMMARY} tells at the end: real processes, and the progress that real engines have told. */
@DisabledOnOs(OS.WINDOWS)
@SignalsAsUsual
class RunSummaryTest {
    private static final String ANSWER = Peer.http(
            "200 OK",
            "{\"data\":{\"container\":{\"from\":{\"withExec\":{"
                + "\"stdout\":\"\",\"withExec\":{\"withExec\":{\"withExec\":{\"stdout\":\"\"}}}}}},\"defaultPlatform\":\"x\"}}");

    private static final String SECRET = "correct horse battery staple";

    @TempDir
    Path temporary;

    /** What runs in the JVMs of these tests: the first argument says what it does. */
    static final class Program {
        private Program() {}

        public static void main(String... args) {
            switch (args[0]) {
                case "commands" ->
                    Dagger.main(dag -> {
                        dag.container()
                                .from("alpine:latest")
                                .withExec("sh", "-c", "echo start n1; sleep 4; echo end")
                                .withExec("sh", "-c", "sleep 3; : n1")
                                .withExec("echo", "it's", "a \"quote\"")
                                .withExec("never", "told")
                                .stdout();
                        dag.query("{defaultPlatform}");
                    });
                case "fails" ->
                    Dagger.main(dag -> {
                        dag.query("{defaultPlatform}");
                        dag.container()
                                .from("alpine")
                                .withExec("sh", "-c", "exit 7")
                                .stdout();
                    });
                case "many" ->
                    Dagger.main(dag -> {
                        for (int i = 1; i <= 250; i++) {
                            dag.query("{n" + i + "}");
                        }
                    });
                case "secret" ->
                    Dagger.main(dag -> dag.setSecret("name", SECRET).plaintext());
                case "unused" -> Dagger.main(dag -> {});
                default -> throw new IllegalArgumentException(args[0]);
            }
        }
    }

    private static Run program(String mode) {
        return Run.main(Program.class, mode).env("DAGGERKIT_SUMMARY", "1");
    }

    /** With each time that was measured here as T. */
    private static String summary(String err) {
        return err.substring(err.indexOf("What ran")).replaceAll("(?m)^( *[0-9]+)  [0-9.]+ s  ", "$1  T  ");
    }

    /** The command that is quoted in another way is invented: no recording has one, nor a command that was cached. */
    @ParameterizedTest
    @CsvSource({"v0.20.8, 4.3s, 3.5s", "v0.21.8, 4.2s, 3.2s", "v1.0.0-beta.10, 4.3s, 3.3s"})
    void with_a_session_of_ones_own_each_command_has_its_time_or_was_cached(String version, String one, String two)
            throws IOException {
        Path progress = Files.writeString(
                temporary.resolve("progress"),
                Files.readAllLines(Run.root().resolve("tests/golden/progress/" + version + ".txt")).stream()
                        .map(line -> line.substring(line.indexOf('\t') + 1).replace("\\x1b", "\033"))
                        .collect(Collectors.joining(
                                "\n",
                                "",
                                "\n900 : withExec echo it\\\\'s \"a \\\\\"quote\\\\\"\"\n"
                                        + "900 : Container.withExec CACHED [0.0s]\n".replace("\\\\", "\\"))));
        try (Peer engine = Peer.sending(ANSWER);
                FakeCli cli = new FakeCli(
                        temporary, engine.port(), "echo \"$line\"; until_end; cat '" + progress + "' >&2")) {
            Run.Result result = program("commands")
                    .env(SessionCommand.CLI_VARIABLE, cli.path())
                    .run();
            assertEquals(0, result.code(), result.err());
            assertEquals(
                    "What ran: 2 requests\n"
                            + "  1  T  container.from.withExec.withExec.withExec.withExec.stdout\n"
                            + "       $ sh -c 'echo start n1; sleep 4; echo end'  (" + one + ")\n"
                            + "       $ sh -c 'sleep 3; : n1'  (" + two + ")\n"
                            + "       $ echo 'it'\\''s' 'a \"quote\"'  (cached)\n"
                            + "       $ never told\n"
                            + "  2  T  defaultPlatform\n",
                    summary(result.err()));
            assertEquals("", result.out());
            cli.assertGone();
        }
    }

    @Test
    void in_a_session_that_is_given_nothing_is_said_of_cached_and_a_failure_is_told() throws IOException {
        String failure = RecordingServer.recording("v0.21.8", "exec-error")
                .at("/response/body")
                .toString();
        try (Peer engine = Peer.playing(connection -> {
            boolean isFirst = connection.receive().text().contains("{defaultPlatform}");
            connection.send(isFirst ? ANSWER : Peer.http("200 OK", failure));
        })) {
            Run.Result result = program("fails").session(engine.params()).run();
            assertEquals(7, result.code());
            assertEquals(
                    "What ran: 2 requests\n  1  T  defaultPlatform\n"
                            + "  2  T  container.from.withExec.stdout: exit code 7\n       $ sh -c 'exit 7'\n",
                    summary(result.err()));
        }
    }

    @Test
    void what_is_ended_from_outside_tells_what_it_waited_for() throws Exception {
        try (Peer engine = Peer.playing(connection -> {
            connection.receive();
            connection.waitAtGate();
        })) {
            Process process = program("commands").session(engine.params()).start();
            Limits.await("a request", () -> !engine.requests().isEmpty());
            process.toHandle().destroy();
            String err = new String(process.getErrorStream().readAllBytes());
            assertEquals(143, Limits.end(process));
            assertEquals(
                    "What ran: 1 request\n"
                            + "  1  T  container.from.withExec.withExec.withExec.withExec.stdout: not ended\n"
                            + "       $ sh -c 'echo start n1; sleep 4; echo end'\n"
                            + "       $ sh -c 'sleep 3; : n1'\n"
                            + "       $ echo 'it'\\''s' 'a \"quote\"'\n"
                            + "       $ never told\n",
                    summary(err));
        }
    }

    @Test
    void of_many_requests_the_first_and_the_last_hundred_are_told() throws IOException {
        try (Peer engine = Peer.sending(ANSWER)) {
            String told = summary(program("many").session(engine.params()).run().err());
            assertTrue(told.startsWith("What ran: 250 requests\n  1  T  n1\n"), told);
            assertTrue(told.contains("\n100  T  n100\n  [50 more]\n151  T  n151\n"), told);
            assertTrue(told.endsWith("\n250  T  n250\n"), told);
        }
    }

    @Test
    void a_secret_is_not_in_it_and_without_a_request_there_is_none() throws IOException {
        try (Peer engine = Peer.sending(ANSWER)) {
            String err = program("secret").session(engine.params()).run().err();
            assertTrue(err.contains("  setSecret.plaintext"), err);
            assertFalse(err.contains(SECRET) || err.contains(engine.params().token()), err);
            assertEquals("", program("unused").session(engine.params()).run().err());
        }
    }

    @Test
    void without_the_variable_nothing_of_it_is_loaded() throws IOException {
        try (Peer engine = Peer.sending(ANSWER)) {
            Run listed = program("commands").session(engine.params()).env("JDK_JAVA_OPTIONS", "-Xlog:class+load");
            assertTrue(listed.run().out().contains("daggerkit.console.RunSummary "), "so it would be seen");
            for (String off : new String[] {null, ""}) {
                Run.Result without = listed.env("DAGGERKIT_SUMMARY", off).run();
                assertTrue(without.out().contains("daggerkit.Session "), "classes are listed");
                assertFalse(without.out().contains("console.RunSummary"), without.out());
                assertFalse(without.err().contains("What ran"), without.err());
            }
        }
    }
}
