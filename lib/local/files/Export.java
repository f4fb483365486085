package daggerkit.local.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes what a pipeline made to the host, where the pipeline says: the only way out of a session. */
public final class Export {
    private static final String CLOSING = "unexpected closing recv msg: rpc error: code = Unknown desc = ";

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

    /**
     * Puts a directory's contents into a folder; with {@code wipe} nothing else stays there. Folders that are made are
     * the user's alone. Recording {@code export-directory-over-file}.
     *
     * @return its path
     */
    public String directory(Tree.Dir directory, String path, boolean wipe) throws IOException, FieldException {
        Path folder = target(path);
        make(folder, folder, "rpc error: code = Unknown desc = ");
        Path real = folder.toRealPath();
        if (wipe) {
            wipe(real, directory);
        }
        FileStore.exportInto(directory, real);
        return FileNames.text(folder);
    }

    /**
     * Puts a file at a path, or into it if it is a folder and the pipeline allows that. A file that is there is written
     * to, through a link too, and keeps its permissions. Recordings {@code export-file-over-link} to {@code
     * export-file-over-folder-then}.
     *
     * @return the path
     */
    public String file(Tree.File file, String name, String path, boolean intoFolder)
            throws IOException, FieldException {
        Path target = target(path);
        Path written = target;
        if (Files.isDirectory(target)) {
            if (!intoFolder) {
                throw new FieldException(CLOSING + "destination \"" + FileNames.text(target)
                        + "\" is a directory; must be a file path unless allowParentDirPath is set");
            }
            written = FileNames.child(target, name);
        }
        make(written.getParent(), target, CLOSING);
        if (Files.isDirectory(written)) {
            String shown = FileNames.text(written);
            throw new FieldException(CLOSING + "failed to create synctarget dest file " + shown + ": open " + shown
                    + ": is a directory");
        }
        FileStore.overwrite(file, written);
        return FileNames.text(target);
    }

    /** Makes folders that are the user's alone; a file in the way is an error of the engine's words. */
    private static void make(Path folder, Path target, String before) throws IOException, FieldException {
        Path missing = folder;
        List<Path> made = new ArrayList<>();
        for (; missing != null && !Files.exists(missing); missing = missing.getParent()) {
            made.add(0, missing);
        }
        if (missing != null && !Files.isDirectory(missing)) {
            throw new FieldException(before + "failed to create synctarget dest dir " + FileNames.text(target)
                    + ": mkdir " + FileNames.text(missing) + ": not a directory");
        }
        for (Path next : made) {
            Folders.createPrivate(next);
        }
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
        FileStore.exportInto(changes.added(), real);
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
