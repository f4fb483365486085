package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assertions;

/**
 * A stand-in for the {@code dagger} command: a shell script, so a real process, in a folder of its own. It notes its
 * arguments, its environment and the process IDs of itself and its children in that folder, then does what the test asks
 * for in shell commands, with these at hand:
 *
 * <ul>
 *   <li>{@code $here}: the folder, and {@code $line}: what {@code dagger session} says when it listens
 *   <li>{@code until_end}: waits for the end of standard input as the real one does, and notes it
 *   <li>{@code child COMMAND...}: starts a process that outlives its parent unless it is killed
 *   <li>{@code until_told}: waits for {@link #tell}
 * </ul>
 *
 * Used by one thread. Closing it kills what a failed test has left.
 */
final class FakeCli implements AutoCloseable {
    /** The token that it gives out. */
    static final String TOKEN = "3e5c-token-of-its-own";

    private static final String PRELUDE = """
        #!/bin/sh
        here='HERE'
        line='{"port":PORT,"session_token":"TOKEN"}'
        until_end() { cat >/dev/null; echo 'end of input' >>"$here/end"; }
        until_told() { read -r word <"$here/told"; }
        child() { "$@" & echo $! >>"$here/pids"; }
        mkfifo "$here/told" 2>/dev/null
        env >"$here/environment"
        printf '%s\\n' "$@" >"$here/arguments"
        echo $$ >>"$here/pids"
        """;

    final Path folder;

    /**
     * Writes the script. A process of its own does it: a file that this JVM had open for writing while another thread
     * starts a process could not be run ("Text file busy").
     *
     * @param parent where its folder is made
     * @param port what it says to listen at
     */
    FakeCli(Path parent, int port, String commands) throws IOException {
        folder = Files.createTempDirectory(parent, "cli");
        String prelude = PRELUDE.replace("HERE", folder.toString())
                .replace("PORT", "" + port)
                .replace("TOKEN", TOKEN);
        write(folder.resolve("dagger"), prelude + commands + "\n");
    }

    /** Writes a file that anybody may execute. */
    static Path write(Path file, String text) {
        Run.Result written = Run.command("sh", "-c", "cat >\"$0\" && chmod +x \"$0\"", file.toString())
                .stdin(text)
                .run();
        Assertions.assertEquals(0, written.code(), written.err());
        return file;
    }

    /** Its path, for an option or a variable. */
    String path() {
        return folder.resolve("dagger").toString();
    }

    /** An environment without a session in which only the option or variable leads to a CLI. */
    static Map<String, String> environment(String... more) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("PATH", System.getenv("PATH"));
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return environment;
    }

    /** Lets {@code until_told} go on. */
    void tell() throws IOException {
        Files.writeString(folder.resolve("told"), "go\n");
    }

    boolean started() {
        return Files.exists(folder.resolve("pids"));
    }

    /** The lines of a file that it wrote; none if there is no such file yet. */
    List<String> lines(String file) {
        try {
            return Files.exists(folder.resolve(file)) ? Files.readAllLines(folder.resolve(file)) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How often it has seen the end of its standard input, as it noted it. */
    List<String> end() {
        return lines("end");
    }

    /** Whether one of its processes runs. A zombie does not: it only waits for a parent that may never ask. */
    boolean runs() {
        return lines("pids").stream().anyMatch(FakeCli::runs);
    }

    /** Waits until it and its children are gone. */
    void assertGone() {
        Assertions.assertTrue(started(), "it was never started");
        Limits.await("the end of " + lines("pids"), () -> !runs());
    }

    /** The standard error that a real CLI of a version wrote in a recorded case. */
    static String recordedErrors(String version, String name) throws IOException {
        for (JsonNode one : RecordingServer.recording(version, "dagger-session-process")) {
            if (one.path("name").asText().equals(name)) {
                return one.path("stderr_tail").asText();
            }
        }
        throw new AssertionError("nothing recorded as " + name);
    }

    @Override
    public void close() {
        for (String pid : lines("pids")) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** Whether a process runs, which a zombie does not. */
    static boolean runs(String pid) {
        try {
            String stat = Files.readString(Path.of("/proc", pid, "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) { // it is gone, or this system has no such files
            return !Files.exists(Path.of("/proc/self/stat"))
                    && ProcessHandle.of(Long.parseLong(pid))
                            .map(ProcessHandle::isAlive)
                            .orElse(false);
        }
    }
}
