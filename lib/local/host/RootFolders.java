package daggerkit.local.host;

import daggerkit.local.files.Attributes;
import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileStore;
import daggerkit.local.files.FileSystem;
import daggerkit.local.files.HostFiles;
import daggerkit.local.files.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What stands in a private root: the host's folders of programs, read-only, and folders of the session, empty at first.
 * Bound one by one, because a root bound as a whole has no place for folders of its own. Immutable.
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
    private static final int OPEN_TO_ALL = 0777;
    private static final int PRIVATE = 0700;

    /** A folder or file of the host, where it goes, and the options that its mount has and must keep. */
    record Mount(String source, String target, String options) {}

    private final Tree.Dir image;
    private final List<String> hidden;
    private final List<String[]> mounts = new ArrayList<>();

    private RootFolders(Tree.Dir image, List<String> hidden) {
        this.image = image;
        this.hidden = hidden;
    }

    /**
     * Looks at this host.
     *
     * @param session a folder for temporary files
     * @param disk where the session's files are
     */
    static RootFolders of(Path session, FileStore disk) throws IOException {
        List<String> hidden = hidden(session);
        RootFolders folders = new RootFolders(image(hidden, disk), hidden);
        Path table = Path.of("/proc/self/mountinfo");
        if (Files.isReadable(table)) {
            Files.readAllLines(table).forEach(line -> folders.mounts.add(line.split(" ")));
        }
        return folders;
    }

    /** A container's root at first. */
    Tree.Dir image() {
        return image;
    }

    /** A folder of the host with the mounts below it, parents first. */
    List<Mount> mounts(Isolation.Bind bind) {
        List<Mount> found = new ArrayList<>();
        String nearest = "";
        String options = "";
        for (String[] fields : mounts) {
            String path = unescape(fields[MOUNT_POINT_FIELD]);
            boolean above = path.equals("/")
                    || path.equals(bind.source())
                    || bind.source().startsWith(path + "/");
            if (above && path.length() >= nearest.length()) {
                nearest = path;
                options = kept(fields);
            } else if (path.startsWith(bind.source() + "/")) {
                found.add(new Mount(path, path, kept(fields)));
            }
        }
        found.add(0, new Mount(bind.source(), bind.target(), options));
        return found;
    }

    /** Folders in a visible one that are not for the commands. */
    List<String> hidden(Isolation.Bind bind) {
        return hidden.stream()
                .filter(path -> path.equals(bind.source()) || path.startsWith(bind.source() + "/"))
                .toList();
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

    /**
     * Makes the places of the host's folders of programs, and of what else stands beside them while a root is set up.
     *
     * @return what is to be bound there
     */
    static List<Isolation.Bind> createTools(Path tools) throws IOException {
        make(tools, "rwxr-xr-x");
        List<Isolation.Bind> binds = new ArrayList<>();
        for (String name : HOST) {
            Path path = Path.of("/" + name);
            if (Files.isSymbolicLink(path)) {
                Files.createSymbolicLink(tools.resolve(name), Files.readSymbolicLink(path));
            } else if (Files.isDirectory(path)) {
                make(tools.resolve(name), "rwxr-xr-x");
                binds.add(new Isolation.Bind("/" + name, "/" + name, true, 0));
            }
        }
        for (String name : List.of("new", "old", "proc")) {
            make(tools.resolve(name), "rwxr-xr-x");
        }
        return binds;
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

    private static Tree.Dir image(List<String> hidden, FileStore disk) throws IOException {
        boolean root = Attributes.UNIX
                && Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        HostFiles host = HostFiles.ofPrograms(path -> hidden.contains(path.toString()), root);
        FileSystem image = FileSystem.of(new Tree.Dir(new TreeMap<>(), Tree.DIRECTORY_MODE, Tree.now()));
        try {
            for (String name : HOST) {
                Path path = Path.of("/" + name);
                if (Files.isSymbolicLink(path) || Files.isDirectory(path)) {
                    image = image.withLink("/" + name, host.tree(path));
                }
            }
            for (String name : OWN) {
                int mode = name.endsWith("tmp") ? OPEN_TO_ALL : name.equals("root") ? PRIVATE : Tree.DIRECTORY_MODE;
                image = image.with("/" + name, Tree.Dir.empty().withMode(mode));
            }
            image = image.with("/var/run", new Tree.Link("/run", Tree.now()));
            // /etc/resolv.conf is often a link into /run, which commands do not see.
            Path servers = Path.of("/etc/resolv.conf");
            if (Files.isSymbolicLink(servers) && Files.isReadable(servers)) {
                Path real = servers.toRealPath();
                if (real.startsWith("/run")) {
                    image = image.with(real.toString(), disk.keep((Tree.File) host.tree(real)));
                }
            }
        } catch (FieldException impossible) {
            throw new IOException(impossible.getMessage());
        }
        return image.root();
    }

    private static List<String> hidden(Path session) throws IOException {
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

    /** A namespace may not take these away from a mount that it inherits. */
    private static String kept(String[] fields) {
        return Stream.of(fields[MOUNT_OPTIONS_FIELD].split(",")).anyMatch("noexec"::equals) ? ",noexec" : "";
    }

    private static void make(Path folder, String permissions) throws IOException {
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
    }
}
