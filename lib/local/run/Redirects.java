package daggerkit.local.run;

import daggerkit.local.files.Content;
import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileStore;
import daggerkit.local.files.FileSystem;
import daggerkit.local.files.Owner;
import daggerkit.local.files.Tree;
import daggerkit.local.host.Isolation.User;
import daggerkit.local.host.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The files that a command's streams come from and go to.
 *
 * @param exec the command
 * @param paths absolute paths inside, by the names {@code stdin}, {@code stdout} and {@code stderr}
 * @param disk where contents are kept
 */
record Redirects(Exec exec, Map<String, String> paths, FileStore disk) {
    private static final int REDIRECTED_MODE = 0600;

    /**
     * With the files of redirections, which are there before the command runs, and are its user's. Recording {@code
     * redirect-missing-folder}.
     */
    FileSystem opened(FileSystem files, User user) throws FieldException, IOException {
        FileSystem opened = files;
        String stdin = paths.get("stdin");
        if (stdin != null && at(files, "stdin", stdin) == null) {
            throw exec.notRun("open redirect stdin file: open " + shown(files, stdin) + ": no such file or directory");
        }
        for (String stream : List.of("stdout", "stderr")) {
            String path = paths.get(stream);
            if (path == null) {
                continue;
            }
            String place = shown(files, path);
            Tree there = at(opened, stream, place);
            String wrong = there instanceof Tree.Dir
                    ? "is a directory"
                    : at(opened, stream, place + "/..") == null ? "no such file or directory" : null;
            if (wrong != null) {
                throw exec.notRun("open redirect " + stream + " file: open " + place + ": " + wrong);
            }
            Tree empty = new Tree.File(disk.keep(""), REDIRECTED_MODE, Tree.now());
            empty = there == null ? empty : empty.withMode(there.mode());
            opened = opened.with(place, empty.withOwner(new Owner((int) user.uid(), (int) user.gid())));
        }
        return opened;
    }

    private Tree at(FileSystem files, String stream, String path) throws FieldException {
        try {
            return files.find(path, true);
        } catch (FieldException failure) {
            throw exec.notRun(
                    "open redirect " + stream + " file: " + failure.getMessage().replaceFirst("^lstat", "open"));
        }
    }

    /** A path without links, as far as it leads anywhere. */
    private static String shown(FileSystem files, String path) {
        try {
            return files.resolve(path);
        } catch (FieldException nowhere) {
            return path;
        }
    }

    Path stdin(FileSystem files, String text) throws FieldException, IOException {
        String from = paths.get("stdin");
        Tree tree = from == null ? null : files.find(from, true);
        return tree instanceof Tree.File
                ? ((Tree.File) tree).content().path()
                : disk.keep(text).path();
    }

    /** With what was written to the files of redirections, if the command left them there. */
    FileSystem written(FileSystem files, Output output) throws IOException, FieldException {
        FileSystem changed = files;
        for (String stream : List.of("stdout", "stderr")) {
            String path = paths.get(stream);
            Tree there = path == null ? null : changed.find(path, true);
            if (there instanceof Tree.File) {
                Path written = stream.equals("stdout") ? output.stdout() : output.stderr();
                Content content = new Content(written, Files.size(written));
                changed = changed.with(path, new Tree.File(content, there.mode(), Tree.now(), there.owner()));
            }
        }
        return changed;
    }
}
