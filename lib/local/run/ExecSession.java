package daggerkit.local.run;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileStore;
import daggerkit.local.files.FileSystem;
import daggerkit.local.files.Folders;
import daggerkit.local.files.Owner;
import daggerkit.local.host.HostCommands;
import daggerkit.local.host.HostLimits;
import daggerkit.local.host.HostWatch;
import daggerkit.local.host.Isolation;
import daggerkit.local.host.PrivateRoot;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a session has: its temporary folder, the isolation of its commands, and which of them ran. Thread-safe. */
public final class ExecSession implements AutoCloseable {
    /** Of one process in one folder at once. */
    private static final int MOST_SESSIONS = 9999;

    private static final Pattern NOT_FOUND =
            Pattern.compile("exec: \"([^\"\n]+)\": executable file not found in \\$PATH");

    private final LocalOptions options;
    private final Path folder;
    private final FileStore disk;
    private final Isolation isolation;
    private final HostWatch watch;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<String, Exec> execs = new ConcurrentHashMap<>();
    private final Map<String, CacheVolume.Store> caches = new ConcurrentHashMap<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private final Set<String> notFoundTold = ConcurrentHashMap.newKeySet();
    private final Services services;

    private ExecSession(LocalOptions options, Path folder, FileStore disk, Isolation isolation, HostWatch watch) {
        this.watch = watch;
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
     * @param name what the folder's name begins with
     */
    public static ExecSession open(LocalOptions options, String name) throws IOException, InterruptedException {
        Path folder = create(options.temporary().toRealPath(), name);
        try {
            if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                // The user that root's commands run as has to pass through to a folder that is its own alone.
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
            }
            FileStore disk = new FileStore(Folders.createPrivate(folder.resolve("files")));
            HostLimits limits = options.limits().orOf(folder);
            return new ExecSession(
                    options, folder, disk, isolation(folder, options, disk, limits), new HostWatch(folder, limits));
        } catch (IOException | InterruptedException | RuntimeException failure) {
            Folders.delete(folder);
            throw failure;
        }
    }

    /** With a short name: the path of a socket in it may have 103 bytes. */
    private static Path create(Path parent, String name) throws IOException {
        for (int i = 0; ; i++) {
            try {
                return Folders.createPrivate(parent.resolve(name + i));
            } catch (FileAlreadyExistsException taken) {
                if (i == MOST_SESSIONS) {
                    throw taken;
                }
            }
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

    private static Isolation isolation(Path folder, LocalOptions options, FileStore disk, HostLimits limits)
            throws IOException, InterruptedException {
        if (options.unisolated()) {
            return HostCommands.unisolated(folder, disk, limits);
        }
        try {
            return PrivateRoot.open(folder, options.searchPath(), disk, limits, root -> tryOut(root, disk));
        } catch (Isolation.Refused refused) {
            return HostCommands.harmless(folder, disk, refused.getMessage());
        }
    }

    public Isolation isolation() {
        return isolation;
    }

    /** Looks at what the session takes of the host. */
    public HostWatch watch() {
        return watch;
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

    /** An owner that a pipeline gives; where this host cannot keep it, the user is told, once. */
    public Owner given(Owner owner) {
        if (!isolation.ids().areMany() && !owner.equals(Owner.ROOT) && !told.getAndSet(true)) {
            System.err.println("local: commands see no owners of files here, all are those of the command's user: with"
                    + " root's rights, or a real engine, they do.");
        }
        return owner;
    }

    /**
     * Says on standard error, once a program, that what a command was looked for in is this host. The engine's own words,
     * which a client gets, are kept (recorded in exec-error-not-found).
     */
    void tellNotFound(String stderr) {
        Matcher notFound = NOT_FOUND.matcher(stderr);
        if (notFound.lookingAt() && notFoundTold.add(notFound.group(1))) {
            System.err.println("local: there is no program \"" + notFound.group(1)
                    + "\": under local, programs are those of this host and not of the image; install it here, or use"
                    + " `dagger run`.");
        }
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
            watch.close();
            services.close();
            isolation.close();
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
