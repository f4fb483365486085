package daggerkit.build;

import daggerkit.Api;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a file of the engine. Thread-safe: it has no state. */
public final class FileBytes {
    private FileBytes() {}

    /**
     * Fetches them: by one request, or by two if the file is no text in UTF-8, which a response cannot hold; then the
     * engine writes a copy to a temporary folder.
     *
     * @param file the file
     * @return its bytes
     */
    public static byte[] of(Api.File file) {
        String text = file.contents();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return text.indexOf('\ufffd') < 0 ? bytes : exported(file, bytes);
    }

    private static byte[] exported(Api.File file, byte[] otherwise) {
        try {
            Path folder = Files.createTempDirectory("daggerkit");
            Path copy = folder.resolve("file");
            try {
                file.export(copy.toString());
                // A session that is replayed writes nothing.
                return Files.exists(copy) ? Files.readAllBytes(copy) : otherwise;
            } finally {
                Files.deleteIfExists(copy);
                Files.deleteIfExists(folder);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
