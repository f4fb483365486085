package daggerkit.local.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Writes what a pipeline made to the host, where the pipeline says: the only way out of a session. */
public final class Export {
    private final Path workdir;

    private Export(Path workdir) {
        this.workdir = workdir;
    }

    /**
     * Counts paths from a folder.
     *
     * @param workdir where the session's client works
     */
    public static Export of(Path workdir) {
        return new Export(workdir);
    }

    /** Puts a directory's contents into a folder; with {@code wipe} nothing else stays there. Returns its path. */
    public String directory(Tree.Dir directory, String path, boolean wipe) throws IOException, FieldException {
        Path folder = target(path);
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new FieldException("Cannot export a directory to \"" + path + "\": there is a file.");
        }
        Files.createDirectories(folder);
        Path real = folder.toRealPath();
        if (wipe) {
            wipe(real, directory);
        }
        FileStore.export(directory, real);
        return FileNames.text(folder);
    }

    /** Puts a file at a path, or into it if it is a folder and the pipeline allows that. Returns its path. */
    public String file(Tree.File file, String name, String path, boolean intoFolder)
            throws IOException, FieldException {
        Path target = target(path);
        if (path.endsWith("/") || Files.isDirectory(target)) {
            if (!intoFolder) {
                throw new FieldException("destination \"" + path + "\" is a directory; must be a file path unless"
                        + " allowParentDirPath is set");
            }
            target = FileNames.child(target, name);
        }
        Files.createDirectories(target.getParent());
        FileStore.export(file, target);
        return FileNames.text(target);
    }

    /** Makes changes to a folder. */
    public String changes(Comparison changes, String path) throws IOException, InterruptedException {
        Path folder = target(path);
        Files.createDirectories(folder);
        Path real = folder.toRealPath();
        for (String removed : changes.removedPaths()) {
            Path gone = FileNames.resolve(real, Patterns.clean(removed));
            Path parent = gone.getParent();
            // Through a link the path would lead elsewhere.
            if (Files.isDirectory(parent) && parent.toRealPath().equals(parent)) {
                Folders.delete(gone);
            }
        }
        FileStore.export(changes.added(), real);
        return FileNames.text(folder);
    }

    private Path target(String path) {
        return workdir.resolve(FileNames.toPath(path)).toAbsolutePath().normalize();
    }

    private static void wipe(Path folder, Tree.Dir kept) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Tree tree = kept.children().get(FileNames.of(file));
                boolean isFolder = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
                if (isFolder) {
                    wipe(file, tree instanceof Tree.Dir ? (Tree.Dir) tree : Tree.Dir.empty());
                }
                if (tree == null || isFolder != tree instanceof Tree.Dir) {
                    Files.delete(file);
                }
            }
        }
    }
}
