package daggerkit.local.run;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileStore;
import daggerkit.local.files.FileSystem;
import daggerkit.local.files.Folders;
import daggerkit.local.host.HostCommands;
import daggerkit.local.host.Isolation;
import daggerkit.local.host.PrivateRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What a session has: its temporary folder, the isolation of its commands, and which of them ran. Thread-safe. */
public final class ExecSession implements AutoCloseable {
    private final LocalOptions options;
    private final Path folder;
    private final FileStore disk;
    private final Isolation isolation;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<String, Exec> execs = new ConcurrentHashMap<>();
    private final Map<String, CacheVolume.Store> caches = new ConcurrentHashMap<>();
    private final Services services;

    private ExecSession(LocalOptions options, Path folder, FileStore disk, Isolation isolation) {
        this.options = options;
        this.folder = folder;
        this.disk = disk;
        this.isolation = isolation;
        services = new Services(this, folder.resolve("net"));
    }

    /**
     * Makes the folder and tries what isolation the host gives.
     *
     * @param options where, with which tools, and whether the user said that commands run without
     */
    public static ExecSession open(LocalOptions options) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(options.temporary(), "daggerkit-local-")
                .toRealPath();
        try {
            if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                // The user that root's commands run as has to pass through to a folder that is its own alone.
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
            }
            FileStore disk = new FileStore(Folders.createPrivate(folder.resolve("files")));
            return new ExecSession(options, folder, disk, isolation(folder, options, disk));
        } catch (IOException | InterruptedException | RuntimeException failure) {
            Folders.delete(folder);
            throw failure;
        }
    }

    private static void tryOut(PrivateRoot root, FileStore disk) throws IOException, InterruptedException {
        // The numbers of a session's steps begin at 1.
        int number = Integer.MAX_VALUE;
        try (CommandRoot written = CommandRoot.write(disk, root, number, FileSystem.of(root.image()))) {
            root.check(new Isolation.Step(
                    number,
                    List.of("sh", "-c", "[ ! -w /usr ] && [ -w / ]"),
                    Map.of("PATH", Isolation.PATH),
                    Map.of(),
                    "/",
                    Isolation.User.ROOT,
                    written.binds()));
        } catch (FieldException failure) {
            throw new IOException(failure.getMessage());
        }
    }

    private static Isolation isolation(Path folder, LocalOptions options, FileStore disk)
            throws IOException, InterruptedException {
        if (options.unisolated()) {
            return HostCommands.unisolated(folder, disk);
        }
        try {
            return PrivateRoot.open(folder, options.searchPath(), disk, root -> tryOut(root, disk));
        } catch (Isolation.Refused refused) {
            return HostCommands.harmless(folder, disk, refused.getMessage());
        }
    }

    public Isolation isolation() {
        return isolation;
    }

    public FileStore disk() {
        return disk;
    }

    public Services services() {
        return services;
    }

    public LocalOptions options() {
        return options;
    }

    int nextNumber() {
        return numbers.incrementAndGet();
    }

    /** The command of a chain: the same for the same chain, unless it failed, for then it may run again. */
    Exec exec(String digest, Supplier<Exec> describe) {
        return execs.compute(digest, (key, known) -> known == null || known.failed() ? describe.get() : known);
    }

    /** The folders of a cache volume: the same for the same key. */
    public CacheVolume.Store cache(String key) {
        return caches.computeIfAbsent(key, name -> new CacheVolume.Store(name, nextNumber()));
    }

    /** Ends all services and deletes the folder; no command runs any more. */
    @Override
    public void close() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            services.close();
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
