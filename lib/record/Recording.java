package daggerkit.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.DaggerException;
import daggerkit.server.Leftovers;
import daggerkit.server.RequestBody;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.UnaryOperator;

/**
 * The file of a recording: a line a request, for its owner only. It takes the place of an older one with its first line
 * and is whole after each. Thread-safe.
 */
final class Recording implements AutoCloseable {
    private final Path file;
    private OutputStream out;
    private int lines;

    /**
     * Looks whether the file can be written, and leaves it as it is.
     *
     * @throws DaggerException if it cannot
     */
    Recording(Path file) {
        Path absolute = file.toAbsolutePath();
        try {
            absolute = Files.exists(absolute) ? absolute.toRealPath() : absolute;
        } catch (IOException unreadable) {
            throw new DaggerException("Cannot record into \"" + file + "\": " + unreadable.getMessage() + ".");
        }
        this.file = absolute;
        if (Files.exists(absolute) && !Files.isRegularFile(absolute)) {
            throw new DaggerException("Cannot record into \"" + file + "\": expected a file, and this is none.");
        }
        if (absolute.getParent() == null || !Files.isWritable(absolute.getParent())) {
            throw new DaggerException(
                    "Cannot record into \"" + file + "\": expected a file in a folder that can be written to.");
        }
        for (Path left : Leftovers.in(absolute.getParent(), part())) {
            boolean part = left.toString().endsWith(".part") && Files.isRegularFile(left, LinkOption.NOFOLLOW_LINKS);
            if (part) {
                left.toFile().delete(); // if it can be: it is not what a recorder is for
            }
        }
    }

    private String part() {
        return "." + file.getFileName() + ".";
    }

    /** How many lines were written. */
    synchronized int lines() {
        return lines;
    }

    /** Writes a line. */
    synchronized void append(ObjectNode line) throws IOException {
        byte[] bytes = bytes(line);
        if (out == null) {
            replace(stream -> stream.write(bytes));
        } else {
            out.write(bytes);
        }
        lines++;
    }

    /** Writes all lines again, each as a function gives it. */
    synchronized void rewrite(UnaryOperator<JsonNode> change) throws IOException {
        if (out == null) {
            return;
        }
        replace(stream -> {
            try (BufferedReader reader = new BufferedReader(
                    new InputStreamReader(new FileInputStream(file.toFile()), StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    JsonNode changed = change.apply(RequestBody.EXACT.readTree(line));
                    stream.write(bytes(changed));
                }
            }
        });
    }

    private static byte[] bytes(JsonNode line) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RequestBody.EXACT.writeValue(bytes, line);
        bytes.write('\n');
        return bytes.toByteArray();
    }

    private interface Content {
        void writeTo(OutputStream stream) throws IOException;
    }

    /**
     * At every moment there is a whole file under the name. With streams of java.io: those of java.nio are closed by an
     * interrupt of their thread, and a client that goes away interrupts it.
     */
    private void replace(Content content) throws IOException {
        Path next = Files.createTempFile(file.getParent(), part() + Leftovers.mark() + "-", ".part", mode());
        OutputStream stream = null;
        try {
            stream = new FileOutputStream(next.toFile(), true);
            content.writeTo(stream);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            if (out != null) {
                out.close();
            }
            out = stream;
        } catch (IOException | UncheckedIOException failure) {
            if (stream != null) {
                stream.close();
            }
            Files.deleteIfExists(next);
            throw failure;
        }
    }

    private static FileAttribute<?>[] mode() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public synchronized void close() throws IOException {
        if (out != null) {
            out.close();
        }
    }
}
