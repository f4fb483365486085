package daggerkit.local;

import daggerkit.local.files.Comparison;
import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileSystem;
import daggerkit.local.files.Filter;
import daggerkit.local.files.Owner;
import daggerkit.local.files.Tree;
import daggerkit.local.graph.Args;
import daggerkit.local.graph.Fields;
import daggerkit.local.run.Container;
import daggerkit.local.run.Directory;
import daggerkit.local.run.ExecSession;
import daggerkit.local.run.Owners;
import daggerkit.schema.EngineVersion;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The fields of a directory that make another one. */
public final class DirectoryFields {
    private static final int NEW_FILE_MODE = 0644;

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
            int permissions = mode(args);
            return files ->
                    files.withNewFile(path, new Tree.File(session.disk().keep(contents), permissions, Tree.now()));
        });
        change("withNewDirectory", args -> {
            String path = args.text("path");
            // The schema's default is that of a file, and the engine takes it as it is.
            int permissions = (int) args.number("permissions", 0);
            return files -> files.withNewDirectory(path, permissions == 0 ? Tree.DIRECTORY_MODE : permissions);
        });
        change("withFile", args -> {
            String path = args.text("path");
            FileObject source = args.object("source", FileObject.class);
            String owner = args.text("owner");
            long permissions = args.number("permissions", -1);
            return files -> withFile(files, path, source, permissions, owner);
        });
        change("withFiles", args -> {
            String path = args.text("path");
            List<FileObject> sources = args.objects("sources", FileObject.class);
            long permissions = args.number("permissions", -1);
            return files -> {
                FileSystem changed = files;
                for (FileObject source : sources) {
                    changed = withFile(changed, path + "/" + source.name(), source, permissions, "");
                }
                return changed;
            };
        });
        change("withDirectory", args -> {
            String path = args.text("path");
            Directory source = args.object("source", Directory.class);
            Filter filter = filter(args);
            String owner = args.text("owner");
            long given = args.number("permissions", -1);
            Integer permissions = given < 0 ? null : (int) given;
            return files -> {
                Tree.Dir added = filter.apply(source.files(), Filter.NO_ORPHANS);
                return files.withDirectory(path, added, permissions, owner(files, owner), isOld());
            };
        });
        change("withSymlink", args -> {
            String path = args.text("linkName");
            String target = args.text("target");
            return files -> files.withSymlink(path, target);
        });
    }

    /** Of a new file, where 0 is no permissions but none given. */
    static int mode(Args args) {
        int given = (int) args.number("permissions", 0);
        return given == 0 ? NEW_FILE_MODE : given;
    }

    private boolean isOld() {
        return fields.version() == EngineVersion.V0_20_8;
    }

    private FileSystem withFile(FileSystem files, String path, FileObject source, long permissions, String owner)
            throws FieldException, InterruptedException {
        Tree.File file = source.tree().get();
        file = permissions < 0 ? file : file.withMode((int) permissions);
        Owner given = owner(files, owner);
        return files.withFile(path, given == null ? file : file.withOwner(given), source.name(), isOld());
    }

    /** An owner by a directory's own table of users, or null if none is named. */
    private Owner owner(FileSystem files, String owner) throws FieldException {
        try {
            return owner.isEmpty() ? null : session.given(Owners.of(FileSystem.of(files.root()), owner));
        } catch (FieldException failure) {
            throw new FieldException("failed to parse ownership " + owner + ": " + failure.getMessage());
        }
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
            return files -> FileSystem.of(files.directory("").withModified(time));
        });
        change("chown", args -> {
            String owner = args.text("owner");
            String path = args.text("path");
            return files -> files.withOwner(path, owner(files, owner));
        });
        change("filter", args -> {
            Filter filter = filter(args);
            return files -> FileSystem.of(filter.apply(files, Filter.NO_ORPHANS));
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
                    Comparison.of(files.directory(""), other.tree().get()).added());
        });
        change("withChanges", args -> {
            Changeset changes = args.object("changes", Changeset.class);
            return files -> FileSystem.of(changes.comparison().apply(files.directory("")));
        });
    }

    /** What a copy takes. */
    static Filter filter(Args args) throws FieldException {
        return new Filter(args.texts("include"), args.texts("exclude"), args.flag("gitignore"));
    }

    /** Reads a call's arguments. */
    private interface Reading {
        Container.Change read(Args args) throws FieldException;
    }

    private void change(String field, Reading reading) {
        fields.<Directory>now("Directory", field, (self, args) -> self.with(args.call(), reading.read(args)));
    }
}
