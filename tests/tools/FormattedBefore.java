//SOURCES ../shared/TestFolders.java
package daggerkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which texts the formatter has left as they are before, by their hashes: to format five hundred files takes longer than
 * to compile them. Kept in the user's cache folder; where there is none nothing is remembered. Used by one thread.
 */
final class FormattedBefore {
    private static final int MOST = 10_000;

    private final Path file;
    private final String formatter;
    private final Set<String> before;
    private final Set<String> now = new LinkedHashSet<>();

    /**
     * Reads what is known.
     *
     * @param formatter what makes the form: what another one left as it was is not known
     */
    FormattedBefore(String formatter) {
        file = TestFolders.cache().resolve("formatted");
        this.formatter = formatter;
        before = read(file);
    }

    private static Set<String> read(Path file) {
        try {
            return new LinkedHashSet<>(Files.exists(file) ? Files.readAllLines(file) : List.of());
        } catch (IOException e) {
            return new LinkedHashSet<>();
        }
    }

    /** Whether a text is known to be in form. */
    boolean knows(String text) {
        String hash = hash(text);
        if (!before.contains(hash)) {
            return now.contains(hash);
        }
        now.add(hash);
        return true;
    }

    /** Remembers that a text is in form. */
    void add(String text) {
        now.add(hash(text));
    }

    /** Writes what is known for the next time, in one step, as another run may read it. */
    void keep() {
        List<String> lines = Stream.concat(now.stream(), before.stream().filter(hash -> !now.contains(hash)))
                .limit(MOST)
                .toList();
        try {
            Files.createDirectories(file.getParent());
            Path next = Files.createTempFile(file.getParent(), "formatted", "");
            Files.write(next, lines);
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // The next time takes as long as this one.
        }
    }

    private String hash(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(formatter.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
