package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder with Compose files, and what {@code up --dry-run} says of them, in one JVM. Used by one thread. */
final class UpDryRun implements AutoCloseable {
    static final String LONG = "a-long-password";

    private final Path folder;
    private final ScriptHost host;

    UpDryRun(Path folder) {
        this.folder = folder;
        host = new ScriptHost(run -> run.in(folder)
                .env("NOPE", null)
                .env("EMPTY", "")
                .env("SHORT", "true")
                .env("LONG", LONG));
    }

    Run.Result up(String... args) {
        return host.run("scripts/up.java", args);
    }

    /** Empties the folder. */
    void clear() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(TestFolders::delete);
        }
    }

    @Override
    public void close() {
        host.close();
    }

    void write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }

    /** What is said of a file that can be used. */
    List<String> read(String... args) {
        String[] all = Stream.concat(Stream.of("--dry-run"), Stream.of(args)).toArray(String[]::new);
        Run.Result result = up(all);
        assertEquals(0, result.code(), result.err());
        return result.out().lines().map(String::strip).toList();
    }

    List<String> service(String body) throws IOException {
        write("compose.yaml", "services:\n  web:\n    image: nginx\n" + body.indent(4));
        return read();
    }

    static void has(List<String> lines, String... expected) {
        for (String one : expected) {
            assertTrue(lines.contains(one), one + " is not in " + lines);
        }
    }
}
