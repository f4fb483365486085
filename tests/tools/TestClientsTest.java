package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command test-clients, as far as it needs neither an SDK nor a registry. */
class TestClientsTest {
    @TempDir
    Path folder;

    private Run.Result run(String... names) {
        List<String> command = new ArrayList<>(Run.java());
        command.addAll(List.of("-cp", Run.classPath("tests/test_clients.java"), "daggerkit.test_clients"));
        command.addAll(List.of(names));
        return Run.command(command.toArray(new String[0]))
                .env("XDG_CACHE_HOME", folder.toString())
                .env("PATH", folder.toString())
                .run();
    }

    @Test
    void a_language_that_is_not_there_is_skipped_with_the_reason() {
        Run.Result result = run("plain", "go", "1.0", "0.21.8", "direct");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("skipped the client: python3 is not on the PATH"), result.out());
        assertTrue(result.out().contains("skipped the client: go is not on the PATH"), result.out());
        assertTrue(result.out().endsWith("\n0 passed, 0 failed, 3 skipped\n"), result.out());
    }

    @Test
    void a_name_that_is_none_is_wrong_usage() {
        Run.Result result = run("plain", "rust");
        assertEquals(64, result.code(), result.err());
        assertTrue(result.err().startsWith("test-clients: There is nothing named \"rust\": expected "), result.err());
        assertEquals("", result.out());
    }
}
