package daggerkit.local;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileNames;
import daggerkit.local.files.FileSystem;
import daggerkit.local.files.Filter;
import daggerkit.local.files.Lazy;
import daggerkit.local.files.Mount;
import daggerkit.local.files.Owner;
import daggerkit.local.files.Tree;
import daggerkit.local.graph.Args;
import daggerkit.local.graph.Fields;
import daggerkit.local.run.CacheVolume;
import daggerkit.local.run.Container;
import daggerkit.local.run.Directory;
import daggerkit.local.run.ExecSession;
import daggerkit.local.run.Owners;
import daggerkit.local.run.Secret;
import daggerkit.schema.EngineVersion;
import java.util.ArrayList;
import java.util.List;

/** The fields of a container that have to do with its files. */
public final class ContainerFileFields {
    /** A file system with a call's path put in it. */
    private interface Change {
        FileSystem apply(FileSystem files, String path)
                throws FieldException, InterruptedException, java.io.IOException;
    }

    private static final String RESOLVING = "failed to resolve ownership for ";

    private final Fields fields;
    private final ExecSession session;

    private ContainerFileFields(Fields fields, ExecSession session) {
        this.session = session;
        this.fields = fields;
    }

    static void add(Fields fields, ExecSession session) {
        ContainerFileFields container = new ContainerFileFields(fields, session);
        container.addWriting();
        container.addMounts();
    }

    /** Recording {@code mount-in-directory}: some fields say more of a path that they cannot look at. */
    static <T> T located(String path, Lazy.Work<T> work)
            throws FieldException, InterruptedException, java.io.IOException {
        try {
            return work.get();
        } catch (FieldException failure) {
            if (failure.getMessage().contains(": cannot retrieve path from ")) {
                throw new FieldException("failed to locate path " + path + ": " + failure.getMessage());
            }
            throw failure;
        }
    }

    private boolean isOld() {
        return fields.version() == EngineVersion.V0_20_8;
    }

    private void addWriting() {
        fields.<Container>now("Container", "withRootfs", (self, args) -> {
            Directory root = args.object("directory", Directory.class);
            return self.withFiles(
                    args.call(), files -> new FileSystem(root.tree().get(), files.mounts()));
        });
        change("withNewFile", (self, args) -> {
            String contents = args.text("contents");
            int permissions = DirectoryFields.mode(args);
            Owning owning = owning(self, args, RESOLVING);
            return (files, path) -> {
                Tree.File file = new Tree.File(session.disk().keep(contents), permissions, Tree.now());
                String name = FileNames.last(path);
                return files.unmounted(path, false).withFile(path, owning.of(file, files), name, isOld());
            };
        });
        change("withFile", (self, args) -> {
            FileObject source = args.object("source", FileObject.class);
            long permissions = args.number("permissions", -1);
            Owning owning = owning(self, args, RESOLVING);
            return (files, path) -> withFile(files, path, source, permissions, owning);
        });
        change("withFiles", (self, args) -> {
            List<FileObject> sources = args.objects("sources", FileObject.class);
            long permissions = args.number("permissions", -1);
            Owning owning = owning(self, args, RESOLVING);
            return (files, path) -> {
                FileSystem changed = files;
                for (FileObject source : sources) {
                    String place = path + "/" + source.name();
                    try {
                        changed = withFile(changed, place, source, permissions, owning);
                    } catch (FieldException failure) {
                        throw new FieldException("failed to add file " + place + ": " + failure.getMessage());
                    }
                }
                return changed;
            };
        });
        change("withDirectory", (self, args) -> {
            Directory source = args.object("source", Directory.class);
            Filter filter = DirectoryFields.filter(args);
            long given = args.number("permissions", -1);
            Integer permissions = given < 0 ? null : (int) given;
            Owning owning = owning(self, args, RESOLVING);
            return (files, path) -> {
                Tree.Dir added = filter.apply(source.files(), Filter.NO_ORPHANS);
                Owner owner = owning.owner(files);
                return files.unmounted(path, true).withDirectory(path, added, permissions, owner, isOld());
            };
        });
        changeAt("withSymlink", "linkName", (self, args) -> {
            String target = args.flag("expand") ? self.settings().expand(args.text("target")) : args.text("target");
            return (files, path) -> files.unmounted(path, false).withSymlink(path, target);
        });
        change("withoutFile", (self, args) -> ContainerFileFields::without);
        change("withoutDirectory", (self, args) -> ContainerFileFields::without);
        fields.<Container>now("Container", "withoutFiles", (self, args) -> {
            boolean expand = args.flag("expand");
            List<String> paths = new ArrayList<>();
            for (String path : args.texts("paths")) {
                paths.add(self.settings().absolute(expand ? self.settings().expand(path) : path));
            }
            return self.withFiles(args.call(), files -> {
                FileSystem changed = files;
                for (String path : paths) {
                    changed = without(changed, path);
                }
                return changed;
            });
        });
    }

    private FileSystem withFile(FileSystem files, String path, FileObject source, long permissions, Owning owning)
            throws FieldException, InterruptedException {
        Tree.File file = source.tree().get();
        Tree.File changed = permissions < 0 ? file : file.withMode((int) permissions);
        return files.unmounted(path, false).withFile(path, owning.of(changed, files), source.name(), isOld());
    }

    private static FileSystem without(FileSystem files, String path) throws FieldException {
        try {
            FileSystem unmounted = files.unmounted(path, false);
            return unmounted == files ? files.without(path) : unmounted;
        } catch (FieldException failure) {
            throw new FieldException("failed to remove path \"" + path + "\": " + failure.getMessage());
        }
    }

    /** Whose something is to be, once the container's users are known. */
    private interface Owning {
        /** The owner that was asked for, or null. */
        Owner owner(FileSystem files) throws FieldException;

        default Tree.File of(Tree.File file, FileSystem files) throws FieldException {
            Owner owner = owner(files);
            return owner == null ? file : file.withOwner(owner);
        }
    }

    /** Reads {@code owner} and {@code inheritOwner}; 0.20.8 looks at once whether there is such a user. */
    private Owning owning(Container self, Args args, String before) throws FieldException, InterruptedException {
        String owner = args.text("owner");
        if (args.flag("inheritOwner")) {
            if (!owner.isEmpty()) {
                throw new FieldException("cannot set both owner and inheritOwner");
            }
            owner = self.settings().user;
        }
        String named = owner;
        if (named.isEmpty()) {
            return files -> null;
        }
        Owning owning = files -> {
            try {
                return session.given(Owners.of(files, named));
            } catch (FieldException failure) {
                throw new FieldException((before.isEmpty() ? "" : before + named + ": ") + failure.getMessage());
            }
        };
        if (isOld() && !named.matches("\\d+(:\\d+)?")) {
            owning.owner(self.files().get());
        }
        return owning;
    }

    private void addMounts() {
        change("withMountedDirectory", (self, args) -> {
            Owning owning = owning(self, args, "");
            Directory source = args.object("source", Directory.class);
            boolean readOnly = args.flag("readOnly");
            return (files, path) -> {
                Owner owner = owning.owner(files);
                Tree tree = source.tree().get();
                return files.withMount(path, Mount.of(owner == null ? tree : tree.allWithOwner(owner), readOnly));
            };
        });
        change("withMountedFile", (self, args) -> {
            Owning owning = owning(self, args, "");
            FileObject source = args.object("source", FileObject.class);
            return (files, path) ->
                    files.withMount(path, Mount.of(owning.of(source.tree().get(), files), false));
        });
        change("withMountedSecret", (self, args) -> {
            Owning owning = owning(self, args, "");
            Secret source = args.object("source", Secret.class);
            int mode = (int) args.number("mode", 0);
            return (files, path) -> {
                Owner owner = owning.owner(files);
                return files.withMount(path, Mount.of(source, mode, owner == null ? Owner.ROOT : owner, true));
            };
        });
        change("withMountedTemp", (self, args) -> {
            long size = args.number("size", 0);
            return (files, path) -> files.withMount(path, Mount.temporary(size));
        });
        change("withMountedCache", (self, args) -> {
            Owning owning = owning(self, args, "");
            CacheVolume cache = args.object("cache", CacheVolume.class);
            Directory source = args.object("source", Directory.class);
            String sharing = args.text("sharing");
            CacheVolume.Store store = source == null
                    ? cache.store()
                    : session.cache(cache.store().key() + "\0" + source.call().digest());
            Lazy<Tree.Dir> begins = source == null ? cache.source() : source.tree();
            String used = sharing.equals("SHARED") && cache.sharing().length() > 0 ? cache.sharing() : sharing;
            return (files, path) -> {
                Owner owner = owning.owner(files);
                Lazy<Tree.Dir> given = owner == null ? begins : owned(begins, owner);
                CacheVolume volume = new CacheVolume(cache.call(), store, used, given);
                return files.withMount(path, Mount.of(volume, 0, Owner.ROOT, false));
            };
        });
        change("withoutMount", (self, args) -> FileSystem::withoutMount);
    }

    private static Lazy<Tree.Dir> owned(Lazy<Tree.Dir> begins, Owner owner) {
        return Lazy.of(() -> (Tree.Dir) (begins == null ? Tree.Dir.empty() : begins.get()).allWithOwner(owner));
    }

    /** Reads a call's arguments but the path. */
    private interface Reading {
        Change read(Container self, Args args) throws FieldException, InterruptedException;
    }

    private void change(String field, Reading reading) {
        changeAt(field, "path", reading);
    }

    private void changeAt(String field, String argument, Reading reading) {
        fields.<Container>now("Container", field, (self, args) -> {
            String path = path(self, args, argument);
            Change change = reading.read(self, args);
            return self.withFiles(args.call(), files -> located(path, () -> change.apply(files, path)));
        });
    }

    static String path(Container self, Args args) throws FieldException {
        return path(self, args, "path");
    }

    private static String path(Container self, Args args, String argument) throws FieldException {
        String path = args.text(argument);
        return self.settings().absolute(args.flag("expand") ? self.settings().expand(path) : path);
    }
}
