package daggerkit.local.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Directories of the host as trees, listed as far as someone looks. Immutable. */
public final class HostFiles {
    /** Whose reading counts. */
    private enum Reader {
        /** The user, who is told of what is not readable. */
        USER,
        /** A command with the rights of this process. */
        COMMAND,
        /** A command of root's, which runs as somebody else. */
        COMMAND_OF_ROOT
    }

    private final Predicate<Path> hidden;
    private final Reader reader;

    private HostFiles(Predicate<Path> hidden, Reader reader) {
        this.hidden = hidden;
        this.reader = reader;
    }

    /** What the user can read. */
    public static HostFiles ofUser() {
        return new HostFiles(path -> false, Reader.USER);
    }

    /**
     * What a command in a private root can read: not more, though this process may.
     *
     * @param hidden folders that are shown empty
     * @param root whether this process can read everything
     */
    public static HostFiles ofPrograms(Predicate<Path> hidden, boolean root) {
        return new HostFiles(hidden, root ? Reader.COMMAND_OF_ROOT : Reader.COMMAND);
    }

    /** A directory. */
    public HostDir directory(Path folder) throws IOException {
        return directory(folder, Attributes.of(folder));
    }

    private HostDir directory(Path folder, Attributes attributes) {
        return new HostDir(FileNames.text(folder), () -> list(folder), attributes.mode(), attributes.modified());
    }

    private SortedMap<String, Tree> list(Path folder) throws IOException {
        if (hidden.test(folder)) {
            return Collections.emptySortedMap();
        }
        SortedMap<String, Tree> children = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                try {
                    Attributes attributes = Attributes.of(file);
                    Tree tree = tree(file, attributes);
                    if (tree != null && isShown(file, attributes)) {
                        children.put(FileNames.of(file), tree);
                    }
                } catch (NoSuchFileException gone) {
                    // Others work in the folder, too.
                }
            }
        }
        return children;
    }

    private boolean isShown(Path file, Attributes attributes) {
        return switch (reader) {
            case USER -> true;
            case COMMAND ->
                attributes.isLink()
                        || Files.isReadable(file) && (!attributes.isDirectory() || Files.isExecutable(file));
            case COMMAND_OF_ROOT -> attributes.isOpenToOthers();
        };
    }

    /** A file, link or directory; null for what is none of these. */
    public Tree tree(Path file) throws IOException {
        return tree(file, Attributes.of(file));
    }

    private Tree tree(Path file, Attributes attributes) throws IOException {
        if (attributes.isDirectory()) {
            return directory(file, attributes);
        } else if (attributes.isLink()) {
            return new Tree.Link(FileNames.text(Files.readSymbolicLink(file)), attributes.modified());
        }
        return attributes.isRegular()
                ? new Tree.File(new Content(file, attributes.size()), attributes.mode(), attributes.modified())
                : null;
    }
}
