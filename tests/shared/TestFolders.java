package daggerkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** What tests and tools do with folders of their own. Static and thread-safe. */
final class TestFolders {
    private TestFolders() {}

    /** Where ./jbang keeps what it has fetched for this user, and tests and tools what takes long to make. */
    static Path cache() {
        String given = System.getenv("XDG_CACHE_HOME");
        String home = System.getenv().getOrDefault("HOME", System.getProperty("user.home"));
        Path parent = given != null && given.startsWith("/") ? Path.of(given) : Path.of(home, ".cache");
        return parent.resolve("daggerkit").toAbsolutePath();
    }

    /** Deletes a folder with all that is in it, if it is there; links are deleted and not followed. */
    static void delete(Path folder) {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
