package daggerkit.build;

import daggerkit.Api;
import daggerkit.DaggerException;
import java.io.IOException;
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
     * @throws DaggerException if there can be no copy
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
            throw new DaggerException(
                    "Cannot read a copy of a file of the engine: " + failure.getMessage()
                            + ". Expected a temporary folder that is writable.",
                    failure);
        }
    }
}
