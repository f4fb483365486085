package daggerkit.local;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileNames;
import daggerkit.local.files.FileSystem;
import daggerkit.local.files.Lazy;
import daggerkit.local.files.Mount;
import daggerkit.local.files.Tree;
import daggerkit.local.graph.Fields;
import daggerkit.local.run.Container;
import daggerkit.local.run.Directory;
import daggerkit.schema.EngineVersion;
import java.util.List;
import java.util.Map;

/** The fields of a container that tell what files it has. */
final class ContainerReadFields {
    private final Fields fields;

    private ContainerReadFields(Fields fields) {
        this.fields = fields;
    }

    static void add(Fields fields) {
        new ContainerReadFields(fields).addReading();
    }

    private void addReading() {
        fields.<Container>later("Container", "rootfs", (self, args) -> {
            Tree.Dir root = self.files().get().root();
            return new Directory(args.call(), "/", Lazy.done(root));
        });
        lazily("directory", (self, args) -> {
            String path = ContainerFileFields.path(self, args);
            Lazy<FileSystem> place = Lazy.of(() -> directory(self.files().get(), path));
            return Directory.in(args.call(), DirectoryReadFields.name(path), place);
        });
        lazily("file", (self, args) -> {
            String path = ContainerFileFields.path(self, args);
            boolean old = isOld();
            return new FileObject(
                    args.call(),
                    FileNames.last(path),
                    Lazy.of(() -> DirectoryReadFields.file(self.files().get(), path, old)));
        });
        fields.<Container>later("Container", "exists", (self, args) -> {
            String path = ContainerFileFields.path(self, args);
            return ContainerFileFields.located(
                    path, () -> DirectoryReadFields.exists(self.files().get(), path, args));
        });
        fields.<Container>later("Container", "stat", (self, args) -> {
            String path = ContainerFileFields.path(self, args);
            return ContainerFileFields.located(
                    path, () -> DirectoryReadFields.stat(self.files().get(), path, args, isOld()));
        });
        fields.<Container>later(
                "Container",
                "mounts",
                (self, args) -> List.copyOf(self.files().get().mounts().keySet()));
    }

    /** Recording {@code file-of-container-missing}: 0.20.8 looks at once, others when something of it is asked for. */
    private void lazily(String field, Fields.Resolver<Container> resolver) {
        if (!isOld()) {
            fields.now("Container", field, resolver);
            return;
        }
        fields.<Container>later("Container", field, (self, args) -> {
            Object made = resolver.value(self, args);
            if (made instanceof Directory) {
                ((Directory) made).tree().get();
            } else {
                ((FileObject) made).tree().get();
            }
            return made;
        });
    }

    private boolean isOld() {
        return fields.version() == EngineVersion.V0_20_8;
    }

    private static FileSystem directory(FileSystem files, String path) throws FieldException {
        files.directory(path);
        for (Map.Entry<String, Mount> entry : files.mounts().entrySet()) {
            String at = entry.getKey();
            if (path.equals(at) || path.startsWith(at + "/")) {
                return FileSystem.of((Tree.Dir) entry.getValue().tree()).at(path.substring(at.length()));
            }
        }
        return FileSystem.of(files.root()).at(path);
    }
}
