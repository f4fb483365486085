package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a {@code dagger session} lives and ends, with CLIs that behave as the real one does or far worse. */
@DisabledOnOs(OS.WINDOWS)
class SessionProcessTest extends OwnSession {
    private void assertAnswers(Api.Client dag) {
        assertEquals(
                "linux/amd64",
                dag.query("{defaultPlatform}").path("defaultPlatform").asText());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo \"$line\"",
                "echo \"$line\"; echo \"$line\"",
                "printf '%s' '{\"port\":'; sleep 0.3; echo \"${line#*:}\"",
                "printf '%s\\r\\n' \"$line\"",
                "echo \"$line\"; head -c 20000000 /dev/zero",
                "echo \"$line\"; exec >&-",
                "echo \"$line\"; exec 2>&-",
                "echo 'starting' >&2; echo \"$line\"; echo 'started' >&2"
            })
    void a_cli_that_says_where_it_listens_gives_a_session(String commands) throws IOException {
        try (Api.Client dag = connect(LONG, commands, "until_end")) {
            assertAnswers(dag);
            assertEquals(List.of(), cli.end());
        }
        assertEquals(List.of("end of input"), cli.end());
    }

    @Test
    void closing_twice_is_closing_once() throws IOException {
        Api.Client dag = connect(LONG, "echo \"$line\"; until_end");
        dag.close();
        dag.close();
        assertEquals(List.of("end of input"), cli.end());
        assertThrows(SessionException.class, () -> dag.query("{defaultPlatform}"));
    }

    @Test
    void the_end_waits_for_a_cli_that_still_has_work_to_do() throws IOException {
        connect(
                        LONG,
                        "trap 'echo TERM >>\"$here/end\"' TERM",
                        "echo \"$line\"; until_end; sleep 1; echo done >>\"$here/end\"")
                .close();
        assertEquals(List.of("end of input", "done"), cli.end());
    }

    @Test
    void a_cli_that_ignores_the_end_of_its_input_is_killed_in_time_with_its_children() throws IOException {
        patiently(timeout -> {
            Api.Client dag;
            try {
                dag = connect(timeout, "trap '' TERM", "child sleep 9998", "echo \"$line\"", "sleep 9998");
            } catch (SessionException late) {
                assertTrue(late.getMessage().contains("was not ready within"), late.getMessage());
                return false;
            }
            assertTakes(timeout, dag::close);
            assertEquals(2, cli.lines("pids").size());
            return true;
        });
    }

    @Test
    void the_end_does_not_wait_for_a_child_that_holds_the_pipes() throws IOException {
        Api.Client dag = connect(LONG, "child sleep 9998", "echo \"$line\"", "until_end");
        assertTakes(Duration.ZERO, dag::close);
        assertEquals(List.of("end of input"), cli.end());
        cli.close(); // what a CLI leaves when it ends in peace is its own business
    }

    @Test
    void a_thread_that_is_interrupted_while_it_ends_the_session_lets_go() throws Exception {
        Api.Client dag = connect(LONG, "echo \"$line\"", "until_end", "sleep 9998");
        Thread closing = new Thread(dag::close);
        closing.start();
        Limits.await("the end of the input", () -> !cli.end().isEmpty());
        closing.interrupt();
        Limits.end(closing);
    }

    @Test
    void a_cli_that_is_gone_after_its_line_is_told_by_the_query() throws Exception {
        cli = new FakeCli(temporary, 1, "printf '%s' \"$line\"; echo 'out of luck' >&2; exit 5");
        try (Api.Client dag =
                Dagger.connect(o -> o.environment(FakeCli.environment()).cli(cli.path()))) {
            String message = assertThrows(SessionException.class, () -> dag.query("{version}"))
                    .getMessage();
            assertTrue(message.endsWith(says("ended with exit code 5.\n  its last words:\n    out of luck")), message);
        }
    }

    /** What the engine may have done already is not done a second time. */
    @Test
    void a_cli_that_dies_in_a_query_is_told_with_its_last_words_and_the_query_is_not_repeated() throws Exception {
        AtomicInteger posts = new AtomicInteger();
        HttpServer dying = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        dying.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            if (posts.incrementAndGet() == 1) {
                cli.tell();
            }
            Limits.await("the end of the CLI", () -> !cli.runs());
            exchange.close();
        });
        dying.start();
        cli = new FakeCli(
                temporary,
                dying.getAddress().getPort(),
                "echo \"$line\"; until_told; echo \"panic with $line\" >&2; exit 7");
        try (Api.Client dag =
                Dagger.connect(o -> o.environment(FakeCli.environment()).cli(cli.path()))) {
            String message = assertThrows(SessionException.class, () -> dag.query("{version}"))
                    .getMessage();
            assertTrue(
                    message.contains("the query was sent once and is not repeated. " + says("ended with exit code 7.")
                            + "\n  its last words:\n    panic with {"),
                    message);
            assertFalse(message.contains(FakeCli.TOKEN), message);
        } finally {
            dying.stop(0);
        }
        assertEquals(1, posts.get());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exit 0",
                "exit 143",
                "kill -TERM $$",
                "printf 'terminated\\n"
                        + "main.init\\n"
                        + "\\t/app/main.go:38\\n"
                        + "runtime.main\\n"
                        + "\\t/go/proc.go:283\\n"
                        + "' >&2; exit 1",
                "echo 'Error: context canceled' >&2; exit 1"
            })
    void a_cli_that_was_told_to_end_is_told_as_that_without_a_trace(String end) throws Exception {
        cli = new FakeCli(temporary, 1, "echo \"$line\"; echo '9 : version DONE [0.0s]' >&2; " + end);
        try (Api.Client dag =
                Dagger.connect(o -> o.environment(FakeCli.environment()).cli(cli.path()))) {
            cli.assertGone();
            String message = assertThrows(SessionException.class, () -> dag.query("{version}"))
                    .getMessage();
            String code = end.contains("TERM") || end.endsWith("143") ? "143" : end.endsWith("0") ? "0" : "1";
            assertTrue(
                    message.endsWith("the session is over. "
                            + says("was told to end, by Ctrl-C or by another program (exit code " + code + ").")),
                    message);
        }
    }

    @Test
    void of_a_cli_that_dies_with_a_trace_the_reason_is_told_without_it() throws Exception {
        String trace =
                "panic: no space left\\n\\ngoroutine 1 [running]:\\nmain.run({0x1, 0x2})\\n\\t/app/main.go:12 +0x1d\\n"
                        + "created by main.main in goroutine 1\\n\\t/app/main.go:9 +0x5\\n";
        cli = new FakeCli(temporary, 1, "echo \"$line\"; printf '" + trace + "' >&2; exit 2");
        try (Api.Client dag =
                Dagger.connect(o -> o.environment(FakeCli.environment()).cli(cli.path()))) {
            cli.assertGone();
            String message = assertThrows(SessionException.class, () -> dag.query("{version}"))
                    .getMessage();
            assertTrue(
                    message.endsWith(says("ended with exit code 2.\n  its last words:\n    panic: no space left")),
                    message);
        }
    }

    @Test
    void a_wait_that_is_interrupted_ends_at_once_and_with_it_the_cli() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                connect(LONG, "trap '' TERM; child sleep 9998; echo waiting >\"$here/waiting\"; sleep 9998")
                        .close();
            } catch (SessionException e) {
                interrupted.complete(
                        Thread.currentThread().isInterrupted() && ProgramEnd.code(e) == ProgramEnd.INTERRUPTED);
            } catch (Throwable e) {
                interrupted.completeExceptionally(e);
            }
        });
        waiting.start();
        Limits.await("the CLI", () -> cli != null && !cli.lines("waiting").isEmpty());
        waiting.interrupt();
        Limits.end(waiting);
        assertTrue(interrupted.get(), "the thread keeps its interrupt status, and a script ends with 130");
    }

    @Test
    void progress_is_what_the_cli_says_byte_by_byte() throws IOException {
        ByteArrayOutputStream progress = new ByteArrayOutputStream();
        cli = new FakeCli(
                temporary,
                engine.params().port(),
                "printf '\\033[1mK\\303\\266ln\\r' >&2; echo \"$line\"; until_end; echo end >&2");
        try (Api.Client dag = Dagger.connect(o -> o.environment(FakeCli.environment())
                .cli(cli.path())
                .progress(new PrintStream(progress, true, StandardCharsets.UTF_8)))) {
            assertAnswers(dag);
        }
        Limits.await(
                "the progress", () -> progress.toString(StandardCharsets.UTF_8).equals("\033[1mK\u00f6ln\rend\n"));
    }
}
