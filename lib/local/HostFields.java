package daggerkit.local;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileNames;
import daggerkit.local.files.Filter;
import daggerkit.local.files.HostFiles;
import daggerkit.local.files.Lazy;
import daggerkit.local.files.Tree;
import daggerkit.local.graph.Args;
import daggerkit.local.graph.Entity;
import daggerkit.local.graph.Fields;
import daggerkit.local.run.Directory;
import daggerkit.local.run.ExecSession;
import daggerkit.schema.EngineVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a pipeline reads of the host: a copy, made when it is asked for, once in a session. */
public final class HostFields {
    private final Fields fields;
    private final ExecSession session;
    private final Map<String, Lazy<Tree>> read = new ConcurrentHashMap<>();

    private HostFields(Fields fields, ExecSession session) {
        this.session = session;
        this.fields = fields;
    }

    static void add(Fields fields, ExecSession session) {
        HostFields host = new HostFields(fields, session);
        fields.<Entity.Host>later("Host", "directory", (self, args) -> host.directory(args));
        fields.<Entity.Host>later("Host", "file", (self, args) -> host.file(args));
        fields.<Entity.Host>later("Host", "findUp", (self, args) -> {
            args.accept("noCache"); // a search is never kept
            return host.findUp(args.text("name"));
        });
    }

    private Directory directory(Args args) throws FieldException, InterruptedException {
        String path = args.text("path");
        Filter filter = DirectoryFields.filter(args);
        Lazy<Tree> copy = once(args, () -> {
            Path folder = resolve(path);
            if (!Files.isDirectory(folder)) {
                throw missing(folder, Files.exists(folder) ? "not a directory" : "no such file or directory");
            }
            Tree.Dir all = HostFiles.ofUser().directory(folder.toRealPath());
            return session.disk().keep(filter.apply(all));
        });
        Tree.Dir tree = (Tree.Dir) copy.get();
        return new Directory(args.call(), "/", Lazy.done(tree));
    }

    private FileObject file(Args args) throws FieldException, InterruptedException {
        String path = args.text("path");
        Lazy<Tree> copy = once(args, () -> {
            Path file = resolve(path);
            if (!Files.isRegularFile(file)) {
                throw missing(file, Files.exists(file) ? "is a directory" : "no such file or directory");
            }
            Tree tree = HostFiles.ofUser().tree(file.toRealPath());
            return session.disk().keep((Tree.File) tree);
        });
        Tree.File tree = (Tree.File) copy.get();
        return new FileObject(args.call(), FileNames.last(path), Lazy.done(tree));
    }

    private String findUp(String name) throws IOException {
        Path workdir = session.options().workdir();
        for (Path folder = workdir; folder != null; folder = folder.getParent()) {
            Path file = FileNames.resolve(folder, name);
            if (Files.exists(file)) {
                return FileNames.text(workdir.relativize(file));
            }
        }
        return null;
    }

    private Lazy<Tree> once(Args args, Lazy.Work<Tree> work) {
        Lazy<Tree> copy = Lazy.of(work);
        return args.flag("noCache") ? copy : read.computeIfAbsent(args.call().digest(), digest -> copy);
    }

    private Path resolve(String path) throws NoSuchFileException {
        return session.options().workdir().resolve(FileNames.toPath(path)).normalize();
    }

    /** Recording {@code host-directory-missing}. */
    private FieldException missing(Path path, String reason) {
        boolean old = fields.version() == EngineVersion.V0_20_8;
        return new FieldException((old ? "failed to get content hash: failed to get directory: " : "")
                + "failed to get snapshot: failed to snapshot: failed to receive stat message: rpc error: code ="
                + " NotFound desc = get full root path: rpc error: code = NotFound desc = eval symlinks: lstat "
                + FileNames.text(path) + ": " + reason);
    }
}
