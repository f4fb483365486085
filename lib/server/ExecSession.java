package daggerkit.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The commands of one session: its temporary folder, their isolation, and which of them ran. Thread-safe. */
final class ExecSession implements AutoCloseable {
    private final Path folder;
    private final Path outputs;
    private final Isolation isolation;
    private final AtomicInteger numbers = new AtomicInteger();
    private final ConcurrentHashMap<String, Exec> execs = new ConcurrentHashMap<>();

    private ExecSession(Path folder, Path outputs, Isolation isolation) {
        this.folder = folder;
        this.outputs = outputs;
        this.isolation = isolation;
    }

    /**
     * Makes the folder and tries what isolation the host gives.
     *
     * @param options where, with which tools, and whether the user said that commands run without
     */
    static ExecSession open(LocalServer.Options options) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(options.temporary(), "daggerkit-local-")
                .toRealPath();
        try {
            if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                // The user that root's commands run as has to pass through to a folder that is its own alone.
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
            }
            Path outputs = Folders.createPrivate(folder.resolve("out"));
            return new ExecSession(folder, outputs, isolation(folder, options));
        } catch (IOException | InterruptedException failure) {
            Folders.delete(folder);
            throw failure;
        }
    }

    private static Isolation isolation(Path folder, LocalServer.Options options)
            throws IOException, InterruptedException {
        if (options.unisolated()) {
            return HostCommands.unisolated(folder);
        }
        try {
            return PrivateRoot.open(folder, options.searchPath());
        } catch (Isolation.Refused refused) {
            return HostCommands.harmless(folder, refused.getMessage());
        }
    }

    Isolation isolation() {
        return isolation;
    }

    int nextNumber() {
        return numbers.incrementAndGet();
    }

    /** A file for a stream of a command. */
    Path output(int number, String stream) {
        return outputs.resolve(number + "." + stream);
    }

    /** The command of a chain: the same for the same chain, unless it failed, for then it may run again. */
    Exec exec(String digest, Supplier<Exec> describe) {
        return execs.compute(digest, (key, known) -> known == null || known.failed() ? describe.get() : known);
    }

    /** Deletes the folder; no command runs any more. */
    @Override
    public void close() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            Folders.delete(folder);
        } catch (InterruptedException again) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
