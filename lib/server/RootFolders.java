package daggerkit.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What stands in a private root: the host's folders of programs, read-only, and folders of the session, empty at first.
 * Bound one by one, because a root bound as a whole has no place for folders of its own.
 */
final class RootFolders {
    /** Folders of the host that are visible inside. Others could hold what is nobody's business, or sockets. */
    private static final List<String> HOST =
            List.of("bin", "etc", "gnu", "lib", "lib32", "lib64", "libx32", "nix", "opt", "sbin", "snap", "usr");

    private static final List<String> OWN = List.of(
            "dev",
            "home",
            "media",
            "mnt",
            "proc",
            "root",
            "run",
            "srv",
            "sys",
            "tmp",
            "var",
            "var/cache",
            "var/lib",
            "var/log",
            "var/tmp");

    private static final List<String> DEVICES = List.of("null", "zero", "full", "random", "urandom");

    private static final int MOUNT_POINT_FIELD = 4;
    private static final int MOUNT_OPTIONS_FIELD = 5;

    /** A folder or file of the host, and the options that its mount has and must keep. */
    record Mount(String path, List<String> options) {}

    private RootFolders() {}

    /** Makes the image's root: mount points, the host's symbolic links, and the session's own folders. */
    static void create(Path root) throws IOException {
        make(root, "rwxr-xr-x");
        for (String name : HOST) {
            Path host = Path.of("/" + name);
            if (Files.isSymbolicLink(host)) {
                Files.createSymbolicLink(root.resolve(name), Files.readSymbolicLink(host));
            } else if (Files.isDirectory(host)) {
                make(root.resolve(name), "rwxr-xr-x");
            }
        }
        for (String name : OWN) {
            make(
                    root.resolve(name),
                    name.endsWith("tmp") ? "rwxrwxrwx" : name.equals("root") ? "rwx------" : "rwxr-xr-x");
        }
        Files.createSymbolicLink(root.resolve("var/run"), Path.of("/run"));
        copyNameServers(root);
    }

    /**
     * Makes what is to be copied into an empty {@code /dev}: places for a few devices, links, and no terminal.
     *
     * @return the names of the devices, to be bound over files of these names
     */
    static List<String> createDevices(Path dev) throws IOException {
        make(dev, "rwxr-xr-x");
        make(dev.resolve("shm"), "rwxrwxrwx");
        for (String device : DEVICES) {
            Files.createFile(dev.resolve(device));
        }
        Files.createSymbolicLink(dev.resolve("fd"), Path.of("/proc/self/fd"));
        Files.createSymbolicLink(dev.resolve("stdin"), Path.of("fd/0"));
        Files.createSymbolicLink(dev.resolve("stdout"), Path.of("fd/1"));
        Files.createSymbolicLink(dev.resolve("stderr"), Path.of("fd/2"));
        return DEVICES;
    }

    /** The host's folders of programs and, parents first, the mounts below them. */
    static List<Mount> mounts() throws IOException {
        List<Mount> mounts = new ArrayList<>();
        for (String name : HOST) {
            Path host = Path.of("/" + name);
            if (!Files.isSymbolicLink(host) && Files.isDirectory(host)) {
                mounts.add(new Mount("/" + name, List.of()));
            }
        }
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            String[] fields = line.split(" ");
            String path = unescape(fields[MOUNT_POINT_FIELD]);
            if (mounts.stream().anyMatch(mount -> path.equals(mount.path))) {
                mounts.replaceAll(mount -> path.equals(mount.path) ? new Mount(path, kept(fields)) : mount);
            } else if (mounts.stream().anyMatch(mount -> path.startsWith(mount.path + "/"))) {
                mounts.add(new Mount(path, kept(fields)));
            }
        }
        return mounts;
    }

    /**
     * Folders below the visible ones that are not for the commands: the user's home, and where temporary files go.
     *
     * @param session a folder for temporary files
     */
    static List<String> hidden(Path session) throws IOException {
        List<String> hidden = new ArrayList<>();
        for (String name : List.of(
                Objects.requireNonNullElse(System.getenv("HOME"), "/"),
                System.getProperty("user.home"),
                System.getProperty("java.io.tmpdir"),
                session.getParent().toString())) {
            Path real = Files.isDirectory(Path.of(name)) ? Path.of(name).toRealPath() : Path.of("/");
            if (real.getNameCount() > 1 && HOST.contains(real.getName(0).toString()) && !hidden.contains("" + real)) {
                hidden.add(real.toString());
            }
        }
        return hidden;
    }

    /** A word of fstab, where a space would end it. */
    static String escape(String path) {
        return path.replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("\n", "\\012");
    }

    private static String unescape(String word) {
        return word.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }

    /** A namespace may not take these away from a mount that it inherits. */
    private static List<String> kept(String[] fields) {
        return Stream.of(fields[MOUNT_OPTIONS_FIELD].split(","))
                .filter("noexec"::equals)
                .toList();
    }

    /** /etc/resolv.conf is often a link into /run, which commands do not see. */
    private static void copyNameServers(Path root) throws IOException {
        Path file = Path.of("/etc/resolv.conf");
        if (Files.isSymbolicLink(file)
                && Files.isReadable(file)
                && file.toRealPath().startsWith("/run")) {
            Path copy = root.resolve("run").resolve(Path.of("/run").relativize(file.toRealPath()));
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
    }

    private static void make(Path folder, String permissions) throws IOException {
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
    }
}
