package daggerkit;

import static daggerkit.LocalSession.exec;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.local.run.LocalOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands without a private root: a few harmless ones where the host gives none, all of them on the user's word. */
class HostCommandsTest {
    private static Consumer<LocalOptions> withoutTools(Path temporary) {
        return o -> o.searchPath("").temporary(temporary).workdir(temporary).environment(Map.of());
    }

    @Test
    void without_tools_only_harmless_commands_run(@TempDir Path temporary) {
        try (LocalSession session = LocalSession.start(withoutTools(temporary))) {
            assertFalse(session.isolated());
            assertTrue(
                    session.server.description().contains("bwrap is not on the PATH, unshare is not on the PATH"),
                    session.server.description());
            assertTrue(session.value(exec("uname", "-nr") + "{stdout}}}}").matches("\\S+ \\S+\n"));
            assertEquals("a b\n", session.value(exec("echo", "a", "b") + "{stdout}}}}"));
            assertEquals("[x]", session.value(exec("printf", "[%s]", "x") + "{stdout}}}}"));
            assertEquals("1", session.value(exec("false") + "{exitCode}}}}"));
            assertEquals(
                    Set.of("A=1", "HOME=/root", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
                    session.value("{container{from(address:\"a\"){withoutEnvVariable(name:\"PATH\"){"
                                    + "withEnvVariable(name:\"A\",value:\"1\"){withExec(args:[\"env\"]){stdout}}}}}}")
                            .lines()
                            .collect(Collectors.toSet()));
            assertTrue(session.value(exec("date", "-u", "+%Y") + "{stdout}}}}").matches("\\d{4}\n"));
            for (String[] refused : new String[][] {
                {"sh", "-c", "true"},
                {"env", "true"},
                {"date", "-s", "no such time"},
                {"date", "--set=no such time"},
                {"/bin/echo"},
                {"./echo"},
                {"cat"}
            }) {
                String message = session.error(exec(refused) + "{stdout}}}}")
                        .path("message")
                        .asText();
                assertTrue(
                        message.contains("\"" + refused[0] + "\"")
                                && message.contains("bubblewrap")
                                && message.contains("--unisolated"),
                        message);
            }
        }
    }

    @Test
    void unisolated_commands_run_on_the_host_in_a_temporary_folder(@TempDir Path temporary) throws IOException {
        try (LocalSession session = LocalSession.start(withoutTools(temporary).andThen(o -> o.unisolated(true)))) {
            assertTrue(session.server.description().contains("NOT ISOLATED"), session.server.description());
            session.sh("echo out > " + temporary.resolve("made"));
            assertEquals("out\n", Files.readString(temporary.resolve("made")));
            String pwd = session.value(
                    "{container{from(address:\"a\"){withWorkdir(path:\"/src\"){withExec(args:[\"sh\",\"-c\",\"echo x >"
                            + " f; pwd\"]){withExec(args:[\"sh\",\"-c\",\"cat f; pwd\"]){stdout}}}}}}");
            assertTrue(pwd.matches("x\n.*/daggerkit-local-[0-9a-f-]+/.*/src\n"), pwd);
            assertEquals(
                    "exec: \"no-such\": executable file not found in $PATH",
                    session.error("{container{from(address:\"a\"){withExec(args:[\"no-such\"]){stdout}}}}")
                            .at("/extensions/stderr")
                            .asText());
        }
    }

    @Test
    void closing_ends_an_unisolated_command_too(@TempDir Path temporary) throws Exception {
        Path pid = temporary.resolve("pid");
        Path made = Files.createDirectory(temporary.resolve("session"));
        LocalSession session = LocalSession.start(withoutTools(made).andThen(o -> o.unisolated(true)));
        // It starts one process after the other, so that one is being started whenever it is ended.
        String forks = "echo $$ > " + pid + "; for i in $(seq 300); do sleep 9999 & echo $! >> " + pid + "; done; wait";
        try (session) {
            CompletableFuture.runAsync(() -> session.ask(exec("sh", "-c", forks) + "{stdout}}}}"));
            Limits.await("The command does not start.", () -> read(pid).lines().count() > 3);
        }
        for (String process : read(pid).split("\n")) {
            // Who inherits the dead takes its time to bury them.
            Limits.await("The process " + process + " is still there.", () -> !ProcessHandle.of(Long.parseLong(process))
                    .map(ProcessHandle::isAlive)
                    .orElse(false));
        }
        assertEquals(0, made.toFile().list().length);
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file).strip() : "";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
