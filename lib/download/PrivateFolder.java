package daggerkit.download;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folder that fetched programs are kept in: this user's, which nobody else writes to. It is not the one that Dagger's
 * own SDKs share, since those delete what they do not know. Used by one thread.
 */
final class PrivateFolder {
    private static final boolean UNIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");
    private static final FileAttribute<?>[] PRIVATE = UNIX
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0];
    private static final long LOOK_MILLIS = 200;
    private static final String TEMPORARY = "fetch-";

    private final Path path;

    private PrivateFolder(Path path) {
        this.path = path;
    }

    /**
     * The folder of this user; it need not be there yet.
     *
     * @throws DownloadException if no variable says where
     */
    static PrivateFolder of(Target target, Map<String, String> environment) throws DownloadException {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        String home = environment.getOrDefault(target.isWindows() ? "LOCALAPPDATA" : "HOME", "");
        if (!Path.of(cache).isAbsolute()) {
            if (home.isEmpty()) {
                throw new DownloadException("The dagger command has no place to be kept in: neither "
                        + (target.isWindows() ? "LOCALAPPDATA" : "HOME")
                        + " nor XDG_CACHE_HOME is set; set one of them.");
            }
            cache = target.isWindows() ? home : home + "/.cache";
        }
        return new PrivateFolder(Path.of(cache, "daggerkit", "cli"));
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /** Whether a program is there that only this user can have put there. */
    boolean has(Path program) {
        return Files.isExecutable(program) && isOurs(path) && isOurs(program);
    }

    private static boolean isOurs(Path file) {
        try {
            return !UNIX || ((Number) Files.getAttribute(file, "unix:uid")).longValue() == new UnixSystem().getUid();
        } catch (IOException gone) {
            return false;
        } catch (LinkageError unknown) { // a Java that was made smaller cannot tell who its user is
            return true;
        }
    }

    /**
     * Makes the folder.
     *
     * @throws DownloadException if it cannot be made, or is another user's
     */
    void make() throws DownloadException {
        try {
            Files.createDirectories(path.getParent());
            if (!Files.isDirectory(path)) {
                Files.createDirectory(path, PRIVATE);
            }
        } catch (IOException failure) {
            if (!Files.isDirectory(path)) { // else another run was quicker
                throw unwritable(failure);
            }
        }
        for (Path folder : new Path[] {path.getParent(), path}) {
            if (!isOurs(folder)) {
                throw new DownloadException("Cannot keep the dagger command in \"" + folder
                        + "\": it belongs to another user, who could put any program there; set XDG_CACHE_HOME to a"
                        + " folder of your own.");
            }
        }
    }

    /** A new file; only while this run has its turn. */
    Path temporary() throws IOException {
        return Files.createTempFile(path, TEMPORARY, "", PRIVATE);
    }

    /** Waits until no other run fetches; what such a run has left when it was killed is deleted. */
    Turn turn(Runnable wait) throws DownloadException, InterruptedException {
        try {
            FileChannel channel =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                Turn turn = new Turn(channel);
                while (!turn.taken()) {
                    wait.run();
                    Thread.sleep(LOOK_MILLIS);
                }
                try (Stream<Path> files = Files.list(path)) {
                    for (Path file : files.toList()) {
                        if (file.getFileName().toString().startsWith(TEMPORARY)) {
                            Files.deleteIfExists(file);
                        }
                    }
                }
                return turn;
            } catch (IOException | InterruptedException failure) {
                channel.close();
                throw failure;
            }
        } catch (IOException failure) {
            throw unwritable(failure);
        }
    }

    /** What is said of a failure to write here. */
    DownloadException unwritable(IOException failure) {
        String why = failure.getMessage() == null ? "" + failure : failure.getMessage();
        return new DownloadException(
                "Cannot keep the dagger command in \"" + path + "\": " + why
                        + "; make room there, or set XDG_CACHE_HOME to a folder that can be written to.",
                failure);
    }

    /** The right to fetch, which ends with this process at the latest. */
    static final class Turn implements AutoCloseable {
        private final FileChannel channel;

        private Turn(FileChannel channel) {
            this.channel = channel;
        }

        private boolean taken() throws IOException {
            try {
                FileLock lock = channel.tryLock();
                return lock != null;
            } catch (OverlappingFileLockException anotherThread) {
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
