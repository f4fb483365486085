package daggerkit.local.run;

import daggerkit.local.files.Content;
import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileSystem;
import daggerkit.local.files.Tree;
import daggerkit.local.host.Isolation;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;

/** Whether there is a program to run, in the engine's words. */
final class Programs {
    private static final int EXECUTABLE = 0111;
    private static final Tree UNSEEN = Tree.Dir.empty();

    private Programs() {}

    /** What the engine says where there is nothing to run, or null; of what only commands see the shell knows more. */
    static String impossible(ContainerConfig settings, List<String> args, FileSystem files)
            throws FieldException, InterruptedException {
        if (String.join("", args).indexOf(0) >= 0) {
            return "exec /.init: invalid argument\n"; // recording nul-byte-argument
        }
        String name = args.get(0);
        if (name.contains("/") || name.isEmpty() || name.equals(".")) {
            String wrong = wrong(files, settings.absolute(name));
            return wrong == null ? null : "fork/exec " + name + ": " + wrong + "\n";
        }
        Secret secretPath = settings.secrets.get("PATH");
        String path = secretPath == null
                ? settings.environment.getOrDefault("PATH", Isolation.PATH)
                : secretPath.plaintext().get();
        for (String folder : path.split(":")) {
            String place = settings.absolute(folder.isEmpty() ? name : folder + "/" + name);
            Tree found = seen(files, place);
            if (found instanceof Tree.File && (found.mode() & EXECUTABLE) != 0) {
                String wrong = wrong(files, place);
                return wrong == null ? null : "fork/exec " + folder + "/" + name + ": " + wrong + "\n";
            } else if (found == UNSEEN) {
                return null;
            }
        }
        return "exec: \"" + name + "\": executable file not found in $PATH\n";
    }

    /** Why the kernel does not run a file, or null. Recordings {@code exec-folder} to {@code exec-no-shebang}. */
    private static String wrong(FileSystem files, String path) throws FieldException {
        Tree tree = seen(files, path);
        if (tree == null || tree == UNSEEN) {
            return tree == null ? "no such file or directory" : null;
        }
        if (!(tree instanceof Tree.File) || (tree.mode() & EXECUTABLE) == 0) {
            return "permission denied";
        }
        Content content = ((Tree.File) tree).content();
        try (BufferedReader reader = content.reader()) {
            String line = reader.readLine();
            if (line != null && line.startsWith("\u007fELF")) {
                return null;
            }
            if (line == null || !line.startsWith("#!")) {
                return "exec format error";
            }
            String interpreter = line.substring(2).strip().split("[ \t]", 2)[0];
            // A container without programs of its own is given this host's, which its scripts may need.
            boolean own = seen(files, "/bin/sh") != null;
            return own && seen(files, interpreter) == null ? "no such file or directory" : null;
        } catch (IOException unreadable) {
            return null;
        }
    }

    /** What is at a path, null if nothing is, {@link #UNSEEN} if only commands can tell. */
    static Tree seen(FileSystem files, String path) {
        try {
            return files.find(path, true);
        } catch (FieldException failure) {
            return failure.getMessage().contains("cannot retrieve path") ? UNSEEN : null;
        }
    }
}
