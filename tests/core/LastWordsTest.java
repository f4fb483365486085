package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program wants done before its session ends: with real JVMs, real signals and sessions that end by themselves. */
@DisabledOnOs(OS.WINDOWS)
class LastWordsTest {
    private static final String DATA = "{\"data\":{\"version\":\"v1\"}}";
    private static final String OVER = "Post \"http://dagger/query\": context canceled";

    @TempDir
    Path temporary;

    /** What the session's command had noted of its end when a last word came. */
    private final List<String> endsBeforeStop = new CopyOnWriteArrayList<>();

    private Peer engine;
    private FakeCli cli;
    private Process process;

    /** What runs in the JVMs of these tests: the first argument says what it does. */
    static final class Program {
        private Program() {}

        public static void main(String... args) {
            switch (args[0]) {
                case "waits" ->
                    Dagger.main(dag -> {
                        say(dag, "first");
                        say(dag, "second");
                        dag.query("{ready}");
                        Thread.sleep(600_000);
                    });
                case "asks" ->
                    Dagger.main(dag -> {
                        dag.beforeEnd(() -> {
                            System.out.println("stopping");
                            dag.query("{stop}");
                        });
                        dag.query("{ready}");
                        dag.query("{long}");
                    });
                case "exits" ->
                    Dagger.main(dag -> {
                        say(dag, "first");
                        System.exit(5);
                    });
                case "fails" ->
                    Dagger.main(dag -> {
                        say(dag, "first");
                        throw new IllegalStateException("no");
                    });
                case "begins" -> {
                    Thread main = Thread.currentThread();
                    Thread end = new Thread(() -> {
                        Limits.await("it asks why", () -> asksWhy(main));
                        System.exit(130);
                    });
                    end.setDaemon(true);
                    end.start();
                    Dagger.main(dag -> say(dag, "first"));
                }
                default -> Dagger.main(dag -> say(dag, "first"));
            }
        }

        private static boolean asksWhy(Thread thread) {
            return Arrays.stream(thread.getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("isWhy"));
        }

        private static void say(Api.Client dag, String word) {
            dag.beforeEnd(() -> System.out.println(
                    word + " " + dag.query("{stop}").path("version").asText()));
        }
    }

    @AfterEach
    void nothing_is_left() throws IOException {
        if (process != null) {
            process.destroyForcibly();
        }
        if (cli != null) {
            cli.close();
        }
        if (engine != null) {
            engine.close();
        }
    }

    private Run program(String mode) {
        return Run.command(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                mode);
    }

    /** With a CLI whose session ends with its input, as the real one's. */
    private Run ownSession(String mode) throws IOException {
        engine = Peer.playing(connection -> {
            if (connection.receive().text().contains("stop")) {
                endsBeforeStop.addAll(cli.end());
            }
            connection.send(Peer.http("200 OK", DATA));
        });
        cli = new FakeCli(temporary, engine.port(), "echo \"$line\"; until_end");
        return program(mode).env(SessionCommand.CLI_VARIABLE, cli.path());
    }

    private List<String> queries() {
        return engine.requests().stream()
                .map(request -> request.text().replaceAll(".*\\{(\\w+)}.*", "$1"))
                .toList();
    }

    private String end(String signal, int code) throws Exception {
        Run.command("kill", "-" + signal, "" + process.pid()).run();
        assertTrue(process.waitFor(Limits.LONGEST.toSeconds(), TimeUnit.SECONDS), "it does not end");
        assertEquals("", new String(process.getErrorStream().readAllBytes()));
        assertEquals(code, process.exitValue());
        return new String(process.getInputStream().readAllBytes());
    }

    @ParameterizedTest
    @CsvSource({"TERM,143", "HUP,129"})
    void a_signal_lets_them_ask_a_session_of_ones_own_and_then_ends_it(String signal, int code) throws Exception {
        process = ownSession("waits").start();
        Limits.await("it is ready", () -> queries().contains("ready"));
        String out = end(signal, code);
        assertEquals("first v1\nsecond v1\n", out.lines().sorted().reduce("", (all, line) -> all + line + "\n"));
        assertTrue(out.startsWith("second"), "the last one is the first: " + out);
        assertEquals(List.of("ready", "stop", "stop"), queries());
        assertEquals(List.of(), endsBeforeStop, "the session ends after them");
        assertEquals(List.of("end of input"), cli.end());
        cli.assertGone();
    }

    @ParameterizedTest
    @CsvSource({"ends,0", "exits,5", "fails,70"}) // 70, since this test is in the package
    void however_a_program_ends_they_are_said_once(String mode, int code) throws IOException {
        Run.Result result = ownSession(mode).run();
        assertEquals(code, result.code(), result.err());
        assertEquals("first v1\n", result.out());
        assertEquals(List.of("stop"), queries());
        assertEquals(List.of(), endsBeforeStop, "the session ends after them");
        cli.assertGone();
    }

    /** As under {@code dagger run}, which has Ctrl-C of the terminal at once and may be quicker. */
    @Test
    void a_session_that_ended_by_the_same_ctrl_c_is_no_news() throws Exception {
        engine = Peer.playing(connection -> {
            String query = connection.receive().text();
            if (query.contains("long")) {
                Files.createFile(temporary.resolve("long"));
                connection.waitAtGate();
                process.toHandle().destroy(); // At about the same time, so that each of the two may be first.
                connection.send("HTTP/1.1 502 Bad Gateway\r\nContent-Length: " + OVER.length() + "\r\n\r\n" + OVER);
            } else if (query.contains("stop")) {
                connection.send("HTTP/1.1 502 Bad Gateway\r\nContent-Length: " + OVER.length() + "\r\n\r\n" + OVER);
            } else {
                connection.send(Peer.http("200 OK", DATA));
            }
        });
        process = program("asks").session(engine.params()).start();
        Limits.await("its request", () -> Files.exists(temporary.resolve("long")));
        engine.openGate();
        assertTrue(process.waitFor(Limits.LONGEST.toSeconds(), TimeUnit.SECONDS), "it does not end");
        assertEquals("", new String(process.getErrorStream().readAllBytes()));
        assertEquals("stopping\n", new String(process.getInputStream().readAllBytes()));
        assertEquals(143, process.exitValue());
    }

    /** In a terminal Ctrl-C reaches the command that starts a session too, and that may be the first to end. */
    @ParameterizedTest
    @ValueSource(ints = {0, 129, 130, 143})
    void a_session_that_was_told_to_end_before_it_began_is_no_news_either(int code) throws IOException {
        cli = new FakeCli(temporary, 1, "exit " + code);
        Run run = program("begins").env("_EXPERIMENTAL_DAGGER_CLI_BIN", cli.path());
        assertEquals(new Run.Result(130, "", ""), run.run());
    }

    @ParameterizedTest
    @CsvSource({"context canceled", "'Post \"http://dagger/query\": unexpected EOF'", "session is shutting down"})
    void a_session_that_ended_is_told_as_that(String body) throws IOException {
        engine = Peer.sending("HTTP/1.1 502 Bad Gateway\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        try (Session session = Session.open(engine.params(), java.util.Map.of())) {
            assertEquals(
                    "The session went away while a query was running (HTTP 502: \"" + body
                            + "\"); the query was sent once and is not repeated.",
                    assertThrows(SessionException.class, () -> session.query("{a}", java.util.Map.of(), null))
                            .getMessage());
        }
    }

    @Test
    void in_a_client_they_are_said_before_its_end_and_all_of_them() throws IOException {
        engine = Peer.answering(DATA);
        List<String> said = new ArrayList<>();
        Api.Client dag = Dagger.connect(engine.params());
        dag.beforeEnd(() -> said.add("last"));
        dag.beforeEnd(() -> {
            throw new IllegalStateException("one");
        });
        dag.beforeEnd(() -> said.add(dag.query("{version}").path("version").asText()));
        assertEquals(
                "one", assertThrows(IllegalStateException.class, dag::close).getMessage());
        assertEquals(List.of("v1", "last"), said);
        dag.close();
        assertEquals(List.of("v1", "last"), said);
        assertThrows(SessionException.class, () -> dag.query("{version}"));
    }
}
