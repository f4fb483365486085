package daggerkit.local.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The files of a session: keeps contents in a folder of its own, writes trees for a command to work on, and takes back
 * what the command made of them. Thread-safe.
 */
public final class FileStore {
    private static final int OWNER_ALL = 0700;

    /** On the host a program must not get its owner's rights from a pipeline, so without setuid, setgid and sticky. */
    private static final int EXPORTED = 0777;

    private final Path contents;
    private final AtomicLong numbers = new AtomicLong();

    /** How a tree is written. */
    public interface Writing {
        /** Whether a directory of the host is to be mounted at a path, which then is made empty. */
        boolean mounts(String path, HostDir directory);
    }

    /**
     * Begins with no contents.
     *
     * @param folder an empty folder that only this session enters
     */
    public FileStore(Path folder) {
        contents = folder;
    }

    /** Where the contents are. */
    public Path folder() {
        return contents;
    }

    /** Keeps a text. */
    public Content keep(String text) throws IOException {
        return keep(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Keeps all that can be read; memory does not grow with it. */
    public Content keep(InputStream in) throws IOException {
        Path file = newFile();
        return new Content(file, Files.copy(in, file));
    }

    /** A path for new content. */
    public Path newFile() {
        return contents.resolve("" + numbers.incrementAndGet());
    }

    /** The same with contents of this session's own: what a tree of the host's needs before the host changes. */
    public Tree.Dir keep(Tree.Dir directory) throws IOException {
        SortedMap<String, Tree> kept = new TreeMap<>();
        for (Map.Entry<String, Tree> entry : directory.children().entrySet()) {
            Tree child = entry.getValue();
            if (child instanceof Tree.Dir) {
                kept.put(entry.getKey(), keep((Tree.Dir) child));
            } else {
                kept.put(entry.getKey(), child instanceof Tree.File ? keep((Tree.File) child) : child);
            }
        }
        return directory.withChildren(kept);
    }

    public Tree.File keep(Tree.File file) throws IOException {
        if (file.content().path().startsWith(contents)) {
            return file;
        }
        try (InputStream in = file.content().open()) {
            return new Tree.File(keep(in), file.mode(), file.modified());
        }
    }

    /**
     * Writes a tree.
     *
     * @param directory the tree
     * @param folder a folder that is made
     * @param path where that will be in the container
     * @param owner the user that all of it is given to, or -1
     * @param writing what is mounted instead
     */
    public void write(Tree.Dir directory, Path folder, String path, int owner, Writing writing) throws IOException {
        write(directory, folder, path, new HostIds(owner, 1), writing);
    }

    /** Writes a tree, as the host's users that stand for its owners. */
    public void write(Tree.Dir directory, Path folder, String path, HostIds ids, Writing writing) throws IOException {
        Files.createDirectory(folder);
        for (Map.Entry<String, Tree> entry : directory.children().entrySet()) {
            Tree child = entry.getValue();
            Path file = FileNames.child(folder, entry.getKey());
            String inside = (path.equals("/") ? "" : path) + "/" + entry.getKey();
            if (child instanceof HostDir && writing.mounts(inside, (HostDir) child)) {
                Files.createDirectory(file);
                finish(file, child, ids);
            } else if (child instanceof Tree.Dir) {
                write((Tree.Dir) child, file, inside, ids, writing);
            } else {
                try {
                    write(child, file, ids);
                } catch (NoSuchFileException gone) {
                    if (!isProgram(child, inside)) {
                        throw gone;
                    }
                }
            }
        }
        finish(folder, directory, ids);
    }

    /** One of the host's own, at its own place: the host's package manager may have taken it away in the meantime. */
    private static boolean isProgram(Tree child, String path) {
        return child instanceof Tree.File
                && FileNames.text(((Tree.File) child).content().path()).equals(path);
    }

    /** Writes a file or a link. */
    public void write(Tree tree, Path file, HostIds ids) throws IOException {
        if (tree instanceof Tree.Link) {
            Files.createSymbolicLink(file, FileNames.toPath(((Tree.Link) tree).target()));
            give(file, tree, ids);
        } else {
            Files.copy(((Tree.File) tree).content().path(), file, LinkOption.NOFOLLOW_LINKS);
            finish(file, tree, ids);
        }
    }

    /**
     * Takes a folder's contents back after a command, and leaves behind what is not worth keeping.
     *
     * @param folder the folder, which nobody uses any more
     * @param before what was written
     * @param path where it was in the container
     * @param began what changed before is as it was written
     * @param placeholders paths that were made for the command's sake: what is new and empty there is not kept
     * @return what it now is
     */
    public Tree.Dir take(Path folder, Tree.Dir before, String path, FileTime began, Set<String> placeholders)
            throws IOException {
        return take(folder, before, path, began, placeholders, HostIds.NONE);
    }

    /** Takes a folder's contents back, with the owners that the host's users stand for. */
    public Tree.Dir take(
            Path folder, Tree.Dir before, String path, FileTime began, Set<String> placeholders, HostIds ids)
            throws IOException {
        Attributes attributes = Attributes.of(folder);
        if (Attributes.UNIX && (attributes.mode() & OWNER_ALL) != OWNER_ALL) {
            Files.setAttribute(folder, "unix:mode", attributes.mode() | OWNER_ALL);
        }
        SortedMap<String, Tree> children = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = FileNames.of(file);
                String inside = (path.equals("/") ? "" : path) + "/" + name;
                Tree tree = take(file, before.children().get(name), inside, began, placeholders, ids);
                if (tree != null) {
                    children.put(name, tree);
                }
            }
        }
        return new Tree.Dir(children, attributes.mode(), attributes.modified(), ids.inside(attributes, before));
    }

    /** Takes one file back; null for what a pipeline cannot hold, such as a socket. */
    public Tree take(Path file, Tree before, String path, FileTime began, Set<String> placeholders, HostIds ids)
            throws IOException {
        Attributes now = Attributes.of(file);
        if (now.isDirectory()) {
            if (before instanceof HostDir && ((HostDir) before).path().equals(path)) {
                return before;
            }
            Tree.Dir old = before instanceof Tree.Dir ? (Tree.Dir) before : Tree.Dir.empty();
            Tree.Dir taken = take(file, old, path, began, placeholders, ids);
            boolean placeholder = before == null && taken.children().isEmpty() && placeholders.contains(path);
            return placeholder ? null : taken;
        } else if (now.isLink()) {
            boolean placeholder = before == null && placeholders.contains(path);
            Owner owner = ids.inside(now, before);
            String target = FileNames.text(Files.readSymbolicLink(file));
            return placeholder ? null : new Tree.Link(target, now.modified(), owner);
        } else if (!now.isRegular() || before == null && now.size() == 0 && placeholders.contains(path)) {
            return null;
        }
        if (before instanceof Tree.File
                && now.changed().compareTo(began) < 0
                && now.size() == ((Tree.File) before).content().size()
                && now.modified().toMillis() == before.modified().toMillis()) {
            return before;
        }
        Owner owner = ids.inside(now, before);
        Path kept = Files.move(file, newFile());
        if (Attributes.UNIX) {
            Files.setPosixFilePermissions(kept, PosixFilePermissions.fromString("rw-------"));
        }
        return new Tree.File(new Content(kept, now.size()), now.mode(), now.modified(), owner);
    }

    /** A moment after which every change has a later time. */
    public FileTime mark() throws IOException {
        Path mark = Files.createFile(newFile());
        FileTime time = Attributes.of(mark).changed();
        Files.delete(mark);
        return time;
    }

    /** Puts a tree into a folder of the host, which is made if it is missing; what else is there stays. */
    static void export(Tree.Dir directory, Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(folder);
            Files.createDirectory(folder);
        }
        exportInto(directory, folder);
        finishExported(folder, directory);
    }

    /** Puts what is in a tree into a folder of the host, which stays what it is. */
    static void exportInto(Tree.Dir directory, Path folder) throws IOException {
        for (Map.Entry<String, Tree> entry : directory.children().entrySet()) {
            Path file = FileNames.child(folder, entry.getKey());
            if (entry.getValue() instanceof Tree.Dir) {
                export((Tree.Dir) entry.getValue(), file);
            } else {
                export(entry.getValue(), file);
            }
        }
    }

    /** Writes a file's bytes to a path of the host, through a link that is there; a new file gets its permissions. */
    static void overwrite(Tree.File file, Path path) throws IOException {
        Set<OpenOption> options =
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        FileAttribute<?>[] permissions = Attributes.UNIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(Attributes.permissions(file.mode()))}
                : new FileAttribute<?>[0];
        try (OutputStream out = Channels.newOutputStream(Files.newByteChannel(path, options, permissions))) {
            Files.copy(file.content().path(), out);
        }
    }

    /** Puts a file or link in place of what is there. */
    static void export(Tree tree, Path file) throws IOException {
        if (tree instanceof Tree.Link) {
            Files.deleteIfExists(file);
            Files.createSymbolicLink(file, FileNames.toPath(((Tree.Link) tree).target()));
        } else {
            Files.copy(((Tree.File) tree).content().path(), file, StandardCopyOption.REPLACE_EXISTING);
            finishExported(file, tree);
        }
    }

    /** As an engine does it, what is set on a file beside its nine permissions stays behind. */
    private static void finishExported(Path file, Tree tree) throws IOException {
        if (Attributes.UNIX) {
            Files.setAttribute(file, "unix:mode", tree.mode() & EXPORTED);
        }
        Files.setLastModifiedTime(file, tree.modified());
    }

    private static void finish(Path file, Tree tree, HostIds ids) throws IOException {
        give(file, tree, ids);
        if (Attributes.UNIX) {
            Files.setAttribute(file, "unix:mode", tree.mode());
        }
        Files.setLastModifiedTime(file, tree.modified());
    }

    private static void give(Path file, Tree tree, HostIds ids) throws IOException {
        if (ids.first() >= 0) {
            Files.setAttribute(file, "unix:uid", ids.host(tree.owner().uid()), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(file, "unix:gid", ids.host(tree.owner().gid()), LinkOption.NOFOLLOW_LINKS);
        }
    }
}
