package daggerkit.local;

import daggerkit.local.files.Export;
import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileNames;
import daggerkit.local.files.FileSystem;
import daggerkit.local.files.Lazy;
import daggerkit.local.files.Patterns;
import daggerkit.local.files.Tree;
import daggerkit.local.graph.Args;
import daggerkit.local.graph.Entity;
import daggerkit.local.graph.Fields;
import daggerkit.local.run.Directory;
import daggerkit.local.run.ExecSession;
import daggerkit.schema.EngineVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The fields of a directory that tell what is in it. */
public final class DirectoryReadFields {
    private static final int PERMISSIONS = 0777;
    private static final int DIRECTORY_BYTES = 4096;

    private DirectoryReadFields() {}

    static void add(Fields fields, ExecSession session) {
        boolean old = fields.version() == EngineVersion.V0_20_8;
        Fields.Resolver<Directory> directory = (self, args) -> {
            String path = args.text("path");
            Lazy<FileSystem> place = Lazy.of(() -> {
                self.files().directory(path);
                return self.files().at(path);
            });
            if (old) {
                place.get();
            }
            return Directory.in(args.call(), name("/" + path), place);
        };
        if (old) { // which looks at once; others do when something of the directory is asked for
            fields.later("Directory", "directory", directory);
        } else {
            fields.now("Directory", "directory", directory);
        }
        fields.<Directory>later("Directory", "file", (self, args) -> {
            String path = args.text("path");
            return new FileObject(args.call(), FileNames.last(path), Lazy.done(file(self.files(), path, old)));
        });
        fields.<Directory>later(
                "Directory", "entries", (self, args) -> entries(self.files().directory(args.text("path"))));
        fields.<Directory>later("Directory", "glob", (self, args) -> glob(self, args.text("pattern")));
        fields.<Directory>later("Directory", "exists", (self, args) -> exists(self.files(), args.text("path"), args));
        fields.<Directory>later("Directory", "stat", (self, args) -> stat(self.files(), args.text("path"), args, old));
        fields.<Directory>later(
                "Directory",
                "digest",
                (self, args) -> "sha256:" + self.tree().get().digest());
        fields.<Directory>later("Directory", "name", (self, args) -> {
            self.tree().get();
            return self.name();
        });
        fields.<Directory>later(
                "Directory", "findUp", (self, args) -> findUp(self, args.text("name"), args.text("start")));
        fields.<Directory>later("Directory", "search", (self, args) -> Search.of(args)
                .in(self.tree().get()));
        fields.<Directory>later("Directory", "export", (self, args) -> {
            boolean wipe = args.flag("wipe");
            return Export.of(session.options().workdir()).directory(self.tree().get(), args.text("path"), wipe);
        });
        fields.<Directory>now(
                "Directory",
                "changes",
                (self, args) -> new Changeset(args.call(), args.object("from", Directory.class), self));
        fields.<Directory>sync("Directory", (self, args) -> self.tree().get());
        fields.data("Stat", "fileType", "name", "permissions", "size");
        fields.data("SearchResult", "absoluteOffset", "filePath", "lineNumber", "matchedLines", "submatches");
        fields.data("SearchSubmatch", "start", "end", "text");
    }

    /** A directory's name has a slash at its end. */
    static String name(String path) {
        String clean = Patterns.clean(path);
        return clean.substring(clean.lastIndexOf('/') + 1) + "/";
    }

    private static List<String> entries(Tree.Dir directory) {
        List<String> names = new ArrayList<>();
        directory.children().forEach((name, child) -> names.add(child instanceof Tree.Dir ? name + "/" : name));
        return names;
    }

    /** Recording {@code directory-tree}. */
    private static List<String> glob(Directory self, String pattern) throws FieldException, InterruptedException {
        Map<String, Boolean> found = new TreeMap<>();
        Patterns patterns = Patterns.glob(pattern);
        walk(self.tree().get(), "", (path, tree) -> {
            if (patterns.match(path)) {
                found.put(tree instanceof Tree.Dir ? path + "/" : path, true);
            }
        });
        return List.copyOf(found.keySet());
    }

    /** Looks at a file. */
    interface Visitor {
        void visit(String path, Tree tree);
    }

    static void walk(Tree.Dir directory, String prefix, Visitor visitor) {
        directory.children().forEach((name, child) -> {
            visitor.visit(prefix + name, child);
            if (child instanceof Tree.Dir) {
                walk((Tree.Dir) child, prefix + name + "/", visitor);
            }
        });
    }

    private static String findUp(Directory self, String name, String start)
            throws FieldException, InterruptedException {
        FileSystem files = self.files();
        for (String folder = Patterns.clean(start); ; folder = parent(folder)) {
            String path = folder.isEmpty() ? name : folder + "/" + name;
            if (files.find(path, true) != null) {
                return path;
            }
            if (folder.isEmpty()) {
                return null;
            }
        }
    }

    private static String parent(String path) {
        return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
    }

    static boolean exists(FileSystem files, String path, Args args) throws FieldException {
        String type = args.text("expectedType");
        boolean follow = !args.flag("doNotFollowSymlinks") && !type.equals("SYMLINK_TYPE");
        Tree tree = path.isEmpty() ? null : files.find(path, follow);
        return tree != null && (type.isEmpty() || type.equals(kind(tree) + "_TYPE"));
    }

    /** A file; recordings {@code file-missing-name} and {@code symlink-out} say how one that is missing is told. */
    static Tree.File file(FileSystem files, String path, boolean old) throws FieldException {
        Tree tree = path.isEmpty() ? null : files.find(path, true);
        if (tree == null) {
            throw missing(files, path, true, old);
        }
        return files.file(path);
    }

    static Entity stat(FileSystem files, String path, Args args, boolean old) throws FieldException {
        boolean follow = !args.flag("doNotFollowSymlinks");
        Tree tree = path.isEmpty() ? null : files.find(path, follow);
        if (tree == null) {
            throw missing(files, path, follow, old);
        }
        String clean = Patterns.clean(follow ? files.resolve(path) : path);
        return stat(args.call(), clean.substring(clean.lastIndexOf('/') + 1), tree);
    }

    private static FieldException missing(FileSystem files, String path, boolean follow, boolean old)
            throws FieldException {
        boolean nothing = files.root().children().isEmpty(); // recording file-missing
        String named =
                !old || path.isEmpty() || nothing ? path : follow ? files.resolve(path) : "/" + Patterns.clean(path);
        return new FieldException(
                (follow ? "stat " : old ? "lstat " : "stat ") + named + ": no such file or directory");
    }

    static Entity stat(Entity.Call call, String name, Tree tree) {
        Map<String, Object> stat = new LinkedHashMap<>();
        stat.put("name", name);
        stat.put("fileType", kind(tree));
        stat.put("permissions", (long) (tree.mode() & PERMISSIONS));
        long size = tree instanceof Tree.File
                ? ((Tree.File) tree).content().size()
                : tree instanceof Tree.Link ? ((Tree.Link) tree).target().length() : DIRECTORY_BYTES;
        stat.put("size", size);
        return new Entity.Data(call, stat);
    }

    private static String kind(Tree tree) {
        return tree instanceof Tree.Dir ? "DIRECTORY" : tree instanceof Tree.Link ? "SYMLINK" : "REGULAR";
    }
}
