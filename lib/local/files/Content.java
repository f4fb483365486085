package daggerkit.local.files;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a file, on disk, where nobody changes them. Thread-safe. */
public final class Content {
    private final Path path;
    private final long size;
    private volatile String digest;

    /**
     * Refers to a file.
     *
     * @param path an absolute path
     * @param size in bytes
     */
    public Content(Path path, long size) {
        this.path = path;
        this.size = size;
    }

    public Path path() {
        return path;
    }

    /** In bytes. */
    public long size() {
        return size;
    }

    /** SHA-256 in hexadecimal digits, reckoned once. */
    public String digest() {
        if (digest == null) {
            try (InputStream in = open()) {
                digest = Digests.sha256(in);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        return digest;
    }

    InputStream open() throws IOException {
        return Files.newInputStream(path);
    }

    /** Its characters; what is not UTF-8 is U+FFFD. */
    public BufferedReader reader() throws IOException {
        return new BufferedReader(new InputStreamReader(open(), StandardCharsets.UTF_8));
    }
}
