package daggerkit.local;

import daggerkit.local.files.Comparison;
import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileSystem;
import daggerkit.local.files.Filter;
import daggerkit.local.files.Tree;
import daggerkit.local.graph.Args;
import daggerkit.local.graph.Fields;
import daggerkit.local.run.Container;
import daggerkit.local.run.Directory;
import daggerkit.local.run.ExecSession;
import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The fields of a directory that make another one. */
public final class DirectoryFields {
    private static final int NEW_DIRECTORY_MODE = 0644;

    private final Fields fields;
    private final ExecSession session;

    private DirectoryFields(Fields fields, ExecSession session) {
        this.session = session;
        this.fields = fields;
    }

    static void add(Fields fields, ExecSession session) {
        DirectoryFields directory = new DirectoryFields(fields, session);
        directory.addFiles();
        directory.addRemoving();
        directory.addWhole();
    }

    private void addFiles() {
        change("withNewFile", args -> {
            String path = args.text("path");
            String contents = args.text("contents");
            int permissions = (int) args.number("permissions", 0);
            return files -> files.with(path, new Tree.File(session.disk().keep(contents), permissions, Tree.now()));
        });
        change("withNewDirectory", args -> {
            String path = args.text("path");
            long given = args.number("permissions", NEW_DIRECTORY_MODE);
            // The schema's default is a file's: the engine makes a directory that can be entered of it.
            int permissions = given == NEW_DIRECTORY_MODE ? Tree.DIRECTORY_MODE : (int) given;
            return files -> files.withDirectory(path, Tree.Dir.empty().withMode(permissions));
        });
        change("withFile", args -> {
            args.accept("owner");
            String path = args.text("path");
            FileObject source = args.object("source", FileObject.class);
            long permissions = args.number("permissions", -1);
            return files -> withFile(files, path, source, permissions);
        });
        change("withFiles", args -> {
            String path = args.text("path");
            List<FileObject> sources = args.objects("sources", FileObject.class);
            long permissions = args.number("permissions", -1);
            return files -> withFiles(files, path, sources, permissions);
        });
        change("withDirectory", args -> {
            args.accept("owner");
            String path = args.text("path");
            Directory source = args.object("source", Directory.class);
            Filter filter = filter(args);
            long permissions = args.number("permissions", -1);
            return files -> withDirectory(files, path, source, filter, permissions);
        });
        change("withSymlink", args -> {
            String path = args.text("linkName");
            Tree link = new Tree.Link(args.text("target"), Tree.now());
            return files -> files.withLink(path, link);
        });
    }

    private void addRemoving() {
        for (String field : List.of("withoutFile", "withoutDirectory")) {
            change(field, args -> {
                String path = args.text("path");
                return files -> files.without(path);
            });
        }
        change("withoutFiles", args -> {
            List<String> paths = args.texts("paths");
            return files -> {
                FileSystem changed = files;
                for (String path : paths) {
                    changed = changed.without(path);
                }
                return changed;
            };
        });
    }

    private void addWhole() {
        change("withTimestamps", args -> {
            FileTime time = FileTime.from(args.number("timestamp", 0), TimeUnit.SECONDS);
            return files -> FileSystem.of(files.root().withModified(time));
        });
        change("chown", args -> {
            args.accept("owner"); // a container has one user, to whom all files belong
            String path = args.text("path");
            return files -> {
                files.get(path);
                return files;
            };
        });
        change("filter", args -> {
            Filter filter = filter(args);
            return files -> FileSystem.of(filter.apply(files.root()));
        });
        change("withError", args -> {
            String message = args.text("err");
            if (!message.isEmpty()) {
                throw new FieldException(message);
            }
            return files -> files;
        });
        change("diff", args -> {
            Directory other = args.object("other", Directory.class);
            return files -> FileSystem.of(
                    Comparison.of(files.root(), other.tree().get()).added());
        });
        change("withChanges", args -> {
            Changeset changes = args.object("changes", Changeset.class);
            return files -> FileSystem.of(changes.comparison().apply(files.root()));
        });
    }

    /** What a copy takes. */
    static Filter filter(Args args) throws FieldException {
        return new Filter(args.texts("include"), args.texts("exclude"), args.flag("gitignore"));
    }

    /** A file put at a path, or into it if that is a directory or has a slash at its end. */
    static FileSystem withFile(FileSystem files, String path, FileObject source, long permissions)
            throws FieldException, InterruptedException {
        boolean into = path.endsWith("/") || files.find(path, true) instanceof Tree.Dir;
        Tree.File file = source.tree().get();
        return files.with(
                into ? path + "/" + source.name() : path, permissions < 0 ? file : file.withMode((int) permissions));
    }

    static FileSystem withFiles(FileSystem files, String path, List<FileObject> sources, long permissions)
            throws FieldException, InterruptedException {
        FileSystem changed = files;
        for (FileObject source : sources) {
            changed = withFile(changed, path + "/", source, permissions);
        }
        return changed;
    }

    static FileSystem withDirectory(FileSystem files, String path, Directory source, Filter filter, long permissions)
            throws FieldException, InterruptedException, IOException {
        Tree.Dir added = filter.apply(source.tree().get());
        FileSystem changed = files.withDirectory(path, added);
        return permissions < 0
                ? changed
                : changed.with(path, changed.directory(path).withMode((int) permissions));
    }

    /** Reads a call's arguments. */
    private interface Reading {
        Container.Change read(Args args) throws FieldException;
    }

    private void change(String field, Reading reading) {
        fields.<Directory>now("Directory", field, (self, args) -> self.with(args.call(), reading.read(args)));
    }
}
