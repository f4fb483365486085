package daggerkit.local;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileNames;
import daggerkit.local.files.FileSystem;
import daggerkit.local.files.Filter;
import daggerkit.local.files.Lazy;
import daggerkit.local.files.Mount;
import daggerkit.local.files.Tree;
import daggerkit.local.graph.Args;
import daggerkit.local.graph.Fields;
import daggerkit.local.run.CacheVolume;
import daggerkit.local.run.Container;
import daggerkit.local.run.Directory;
import daggerkit.local.run.ExecSession;
import daggerkit.local.run.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The fields of a container that have to do with its files. */
public final class ContainerFileFields {
    /** A file system with a call's path put in it. */
    private interface Change {
        FileSystem apply(FileSystem files, String path)
                throws FieldException, InterruptedException, java.io.IOException;
    }

    private final Fields fields;
    private final ExecSession session;

    private ContainerFileFields(Fields fields, ExecSession session) {
        this.session = session;
        this.fields = fields;
    }

    static void add(Fields fields, ExecSession session) {
        ContainerFileFields container = new ContainerFileFields(fields, session);
        container.addReading();
        container.addWriting();
        container.addMounts();
    }

    private void addReading() {
        fields.<Container>later("Container", "rootfs", (self, args) -> {
            Tree.Dir root = self.files().get().root();
            return new Directory(args.call(), "/", Lazy.done(root));
        });
        fields.<Container>later("Container", "directory", (self, args) -> {
            String path = path(self, args);
            FileSystem files = self.files().get();
            return new Directory(
                    args.call(), DirectoryReadFields.name(path), Lazy.done(whole(files, files.resolve(path))));
        });
        fields.<Container>later("Container", "file", (self, args) -> {
            String path = path(self, args);
            return new FileObject(
                    args.call(),
                    FileNames.last(path),
                    Lazy.done(self.files().get().file(path)));
        });
        fields.<Container>later(
                "Container",
                "exists",
                (self, args) -> DirectoryReadFields.exists(self.files().get(), path(self, args), args));
        fields.<Container>later(
                "Container",
                "stat",
                (self, args) -> DirectoryReadFields.stat(self.files().get(), path(self, args), args));
        fields.<Container>later(
                "Container",
                "mounts",
                (self, args) -> List.copyOf(self.files().get().mounts().keySet()));
    }

    private void addWriting() {
        fields.<Container>now("Container", "withRootfs", (self, args) -> {
            Directory root = args.object("directory", Directory.class);
            return self.withFiles(
                    args.call(), files -> new FileSystem(root.tree().get(), files.mounts()));
        });
        change("withNewFile", args -> {
            ownedByAll(args);
            String contents = args.text("contents");
            int permissions = (int) args.number("permissions", 0);
            return (files, path) ->
                    files.with(path, new Tree.File(session.disk().keep(contents), permissions, Tree.now()));
        });
        change("withFile", args -> {
            ownedByAll(args);
            FileObject source = args.object("source", FileObject.class);
            long permissions = args.number("permissions", -1);
            return (files, path) -> DirectoryFields.withFile(files, path, source, permissions);
        });
        change("withFiles", args -> {
            ownedByAll(args);
            List<FileObject> sources = args.objects("sources", FileObject.class);
            long permissions = args.number("permissions", -1);
            return (files, path) -> DirectoryFields.withFiles(files, path, sources, permissions);
        });
        change("withDirectory", args -> {
            ownedByAll(args);
            Directory source = args.object("source", Directory.class);
            Filter filter = DirectoryFields.filter(args);
            long permissions = args.number("permissions", -1);
            return (files, path) -> DirectoryFields.withDirectory(files, path, source, filter, permissions);
        });
        changeAt("withSymlink", "linkName", args -> {
            String target = args.text("target");
            return (files, path) -> files.withLink(path, new Tree.Link(target, Tree.now()));
        });
        change("withoutFile", args -> FileSystem::without);
        change("withoutDirectory", args -> FileSystem::without);
        fields.<Container>now("Container", "withoutFiles", (self, args) -> {
            boolean expand = args.flag("expand");
            List<String> paths = new ArrayList<>();
            for (String path : args.texts("paths")) {
                paths.add(self.settings().absolute(expand ? self.settings().expand(path) : path));
            }
            return self.withFiles(args.call(), files -> {
                FileSystem changed = files;
                for (String path : paths) {
                    changed = changed.without(path);
                }
                return changed;
            });
        });
    }

    private void addMounts() {
        change("withMountedDirectory", args -> {
            ownedByAll(args);
            Directory source = args.object("source", Directory.class);
            boolean readOnly = args.flag("readOnly");
            return (files, path) -> files.withMount(path, Mount.of(source.tree().get(), readOnly));
        });
        change("withMountedFile", args -> {
            ownedByAll(args);
            FileObject source = args.object("source", FileObject.class);
            return (files, path) -> files.withMount(path, Mount.of(source.tree().get(), false));
        });
        change("withMountedSecret", args -> {
            ownedByAll(args);
            Secret source = args.object("source", Secret.class);
            int mode = (int) args.number("mode", 0);
            return (files, path) -> files.withMount(path, Mount.of(source, mode, true));
        });
        change("withMountedTemp", args -> {
            long size = args.number("size", 0);
            return (files, path) -> files.withMount(path, Mount.temporary(size));
        });
        change("withMountedCache", args -> {
            ownedByAll(args);
            CacheVolume cache = args.object("cache", CacheVolume.class);
            Directory source = args.object("source", Directory.class);
            String sharing = args.text("sharing");
            CacheVolume used = new CacheVolume(
                    cache.call(),
                    source == null
                            ? cache.store()
                            : session.cache(
                                    cache.store().key() + "\0" + source.call().digest()),
                    sharing.equals("SHARED") && cache.sharing().length() > 0 ? cache.sharing() : sharing,
                    source == null ? cache.source() : source.tree());
            return (files, path) -> files.withMount(path, Mount.of(used, 0, false));
        });
        change("withoutMount", args -> FileSystem::withoutMount);
    }

    /** A container has one user, to whom all files belong, whoever was named. */
    private static void ownedByAll(Args args) {
        args.accept("owner", "inheritOwner");
    }

    /** A directory with what is mounted in it. */
    private static Tree.Dir whole(FileSystem files, String path) throws FieldException {
        FileSystem seen = FileSystem.of(files.directory(path));
        String prefix = path.equals("/") ? "/" : path + "/";
        for (Map.Entry<String, Mount> entry : files.mounts().entrySet()) {
            if (entry.getKey().startsWith(prefix) && entry.getValue().isVisible()) {
                seen = seen.with(
                        "/" + entry.getKey().substring(prefix.length()),
                        entry.getValue().tree());
            }
        }
        return seen.root();
    }

    /** Reads a call's arguments but the path. */
    private interface Reading {
        Change read(Args args) throws FieldException;
    }

    private void change(String field, Reading reading) {
        changeAt(field, "path", reading);
    }

    private void changeAt(String field, String argument, Reading reading) {
        fields.<Container>now("Container", field, (self, args) -> {
            String path = path(self, args, argument);
            Change change = reading.read(args);
            return self.withFiles(args.call(), files -> change.apply(files, path));
        });
    }

    private static String path(Container self, Args args) {
        return path(self, args, "path");
    }

    private static String path(Container self, Args args, String argument) {
        String path = args.text(argument);
        return self.settings().absolute(args.flag("expand") ? self.settings().expand(path) : path);
    }
}
