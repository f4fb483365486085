package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The test command, of tests that are no good. */
@DisabledOnOs(OS.WINDOWS)
@SignalsAsUsual
class OwnRunTest {
    @TempDir
    Path folder;

    /** The command as JBang starts it, with a temporary folder of its own. */
    private Run command(String... args) {
        return Run.main(test.class, args).temporary(folder);
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void what_is_left_is_told_signals_are_as_usual_and_the_last_line_is_the_sum() throws IOException {
        List<String> names = new ArrayList<>();
        for (String name : List.of("leaves_a_file", "prints", "fails", "is_skipped", "starts_what_gets_signals")) {
            names.add("Untidy." + name);
        }
        names.add("--times");
        Run.Result result = command(names.toArray(String[]::new))
                .behind("sh", "-c", "trap '' HUP INT QUIT TERM; exec \"$@\"", "sh")
                .run();
        String out = result.out();
        assertEquals(1, result.code(), out);
        assertEquals("", result.err());
        assertTrue(out.endsWith("\n3 passed, 2 failed, 1 skipped\n"), out);
        assertTrue(out.contains("  Untidy.is_skipped: skipped: there is no moon\n"), out);
        assertTrue(out.contains("\nUntidy.fails\n    org.opentest4j.AssertionFailedError: as it should\n"), out);
        assertTrue(out.contains("\nTo run these again: ./jbang test Untidy.fails\n"), out);
        assertTrue(out.contains("\nThe tests left something behind:\n    the temporary file "), out);
        assertTrue(out.contains("\nThe slowest classes, in seconds:\n  Untidy "), out);
        assertFalse(out.contains("noise"), out);
        assertEquals(List.of(), left());
    }

    @Test
    void told_to_end_it_ends_what_it_started_and_deletes_its_folder() throws IOException {
        Process process = command("Untidy.never_ends").start();
        try {
            Limits.await("the start of the test", () -> process.descendants()
                    .anyMatch(one -> one.info().commandLine().orElse("").contains(": untidy")));
            List<ProcessHandle> all = process.descendants().toList();
            assertEquals(1, left().size());
            process.toHandle().destroy();
            assertEquals(143, Limits.end(process));
            all.forEach(Limits::end);
            assertEquals(List.of(), left());
        } finally {
            Limits.kill(process);
        }
    }

    @Test
    void a_name_that_is_none_is_wrong_usage() {
        Run.Result result = command("LiteralTest.no_such").run();
        assertEquals(64, result.code());
        assertEquals("", result.out());
        assertTrue(result.err().startsWith("No test is named \"LiteralTest.no_such\": expected a class"), result.err());
    }
}
