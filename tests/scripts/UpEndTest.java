package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the script {@code up} tells when services end, do not come up, or are told to end. */
class UpEndTest {
    /** A server that ends when it is told to. */
    private static final String SERVER = """
            command:
              - perl
              - -e
              - |
                use IO::Socket::INET;
                my $$s = IO::Socket::INET->new(LocalPort => 8080, Listen => 5, ReuseAddr => 1) or die;
                while (my $$c = $$s->accept) { my $$l = <$$c>; exit 1 if $$l =~ /end/; print $$c "here\\n"; }
        """;

    @TempDir
    Path folder;

    private Run script(LocalSession session, String... args) {
        return Run.jvm("scripts/up.java", args).session(session.server.params()).in(folder);
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("compose.yaml"), text);
    }

    private static boolean runs(String argument) {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> List.of(process.info().arguments().orElse(new String[0]))
                        .contains(argument));
    }

    private static void end(Process process, String signal, int code) throws InterruptedException {
        assertEquals(
                0, Run.command("kill", "-" + signal, "" + process.pid()).run().code());
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "It does not end.");
        assertEquals(code, process.exitValue());
    }

    private static String next(BufferedReader lines, String part) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.contains(part)) {
            line = lines.readLine();
        }
        assertTrue(line != null, "There is no line with \"" + part + "\".");
        return line;
    }

    private static BufferedReader err(Process process) {
        return new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    }

    private static void say(String url, String word) throws IOException {
        String[] words = url.replaceFirst(".*/", "").split(":");
        try (Socket socket = new Socket(words[0], Integer.parseInt(words[1]))) {
            socket.getOutputStream().write((word + "\n").getBytes(StandardCharsets.UTF_8));
            socket.getInputStream().readAllBytes();
        }
    }

    @Test
    void one_without_a_port_that_ends_is_told_with_its_exit_code_and_its_output() throws IOException {
        write("""
            services:
              job:
                image: alpine
                command: ["sh", "-c", "echo began; echo cannot reach db >&2; exit 5"]
              other:
                image: alpine
                command: ["true"]
            """);
        try (LocalSession session = LocalSession.start()) {
            Perl.assume(session);
            Run.Result result = script(session).run();
            assertEquals(5, result.code(), result.err());
            assertTrue(
                    result.err().contains("up: \"job\" ended with exit code 5:\n    began\n    cannot reach db\n"),
                    result.err());
            assertTrue(result.err().contains("up: \"other\" ended with exit code 0, without output.\n"), result.err());
            assertFalse(result.err().contains("services run"), result.err());
        }
    }

    @Test
    void one_that_ends_again_and_again_is_a_restart_loop() throws Exception {
        write("""
            services:
              job:
                image: alpine
                restart: always
                command: ["sh", "-c", "echo no config; exit 4"]
            """);
        try (LocalSession session = LocalSession.start()) {
            Perl.assume(session);
            Process process = script(session).start();
            try (BufferedReader err = err(process)) {
                assertEquals(
                        "up: \"job\" ended with exit code 4 and is started again:", next(err, "ended with exit code"));
                assertEquals("    no config", err.readLine());
                next(err, "3 times by now: a restart loop");
                end(process, "INT", 130);
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void a_failure_is_restarted_as_often_as_the_file_says() throws IOException {
        write("""
            services:
              job:
                image: alpine
                restart: on-failure:1
                command: ["sh", "-c", "exit 4"]
            """);
        try (LocalSession session = LocalSession.start()) {
            Perl.assume(session);
            Run.Result result = script(session).run();
            assertEquals(4, result.code(), result.err());
            assertEquals(2, result.err().split("ended with exit code 4", -1).length - 1, result.err());
        }
    }

    @Test
    void what_others_wait_for_is_done_before_they_begin_and_its_failure_is_theirs() throws Exception {
        String file = """
            services:
              web:
                image: alpine
                depends_on: { init: { condition: service_completed_successfully } }
                volumes: ["data:/data"]
                command: ["sh", "-c", "cat /data/made; exit 7"]
              init:
                image: alpine
                volumes: ["data:/data"]
                command: ["sh", "-c", "echo 'by init' > /data/made; exit 0"]
            volumes: { data: { name: "NAME" } }
            """;
        try (LocalSession session = LocalSession.start()) {
            Perl.assume(session);
            write(file.replace("NAME", folder.getFileName() + "-a"));
            Run.Result result = script(session).run();
            assertEquals(7, result.code(), result.err());
            assertTrue(result.err().contains("\"web\" ended with exit code 7:\n    by init\n"), result.err());
            write(file.replace("NAME", folder.getFileName() + "-b").replace("exit 0", "echo broken; exit 9"));
            result = script(session).run();
            assertEquals(9, result.code(), result.err());
            assertTrue(
                    result.err().contains("\"init\" which others wait for ended with exit code 9:\n    broken\n"),
                    result.err());
            assertFalse(result.err().contains("\"web\""), result.err());
        }
    }

    @Test
    void a_service_that_was_up_and_ended_is_told() throws Exception {
        write("services:\n  web:\n    image: alpine\n    ports: [8080]\n" + SERVER);
        try (LocalSession session = LocalSession.start()) {
            Perl.assume(session);
            Process process = script(session).start();
            try (BufferedReader err = err(process);
                    BufferedReader out = new BufferedReader(
                            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                say(out.readLine().substring(4), "end");
                next(err, "up: \"web\" has ended.");
                assertTrue(process.waitFor(60, TimeUnit.SECONDS), "It goes on without a service.");
                assertEquals(1, process.exitValue());
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void what_does_not_come_up_in_time_is_named_and_gone() throws IOException {
        String argument = "77" + ProcessHandle.current().pid();
        write("services:\n  db:\n    image: alpine\n    expose: [5432]\n    command: [sleep, \"" + argument + "\"]\n");
        try (LocalSession session = LocalSession.start()) {
            Perl.assume(session);
            Run.Result result = script(session, "--wait=3").run();
            assertEquals(1, result.code(), result.err());
            assertTrue(
                    result.err().endsWith("Not all services accept connections after 3 seconds: db.\n"), result.err());
            assertFalse(runs(argument), "It still runs, though the session goes on.");
        }
    }

    @Test
    void ctrl_c_while_services_start_says_one_sentence() throws Exception {
        write("services:\n  db:\n    image: alpine\n    expose: [5432]\n    command: [sleep, \"600\"]\n");
        try (LocalSession session = LocalSession.start()) {
            Perl.assume(session);
            Process process = script(session).start();
            try (BufferedReader err = err(process)) {
                Limits.await("the start of the service", () -> runs("600"));
                end(process, "INT", 130);
                List<String> said = new ArrayList<>(err.lines().toList());
                // If the service is not up within the time that stopping may take.
                said.remove("up: \"db\" is still starting; the engine ends it with the session.");
                assertEquals(List.of("up: starting; Ctrl-C stops.", "up: stopping the services."), said);
            } finally {
                process.destroyForcibly();
            }
        }
    }
}
