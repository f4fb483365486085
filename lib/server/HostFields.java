package daggerkit.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a pipeline reads of the host: a copy, made when it is asked for, once in a session. */
final class HostFields {
    private final Fields fields;
    private final Map<String, Later<Tree>> read = new ConcurrentHashMap<>();

    private HostFields(Fields fields) {
        this.fields = fields;
    }

    static void add(Fields fields) {
        HostFields host = new HostFields(fields);
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
        Later<Tree> copy = once(args, () -> {
            Path folder = resolve(path);
            if (!Files.isDirectory(folder)) {
                throw missing(folder, Files.exists(folder) ? "not a directory" : "no such file or directory");
            }
            Tree.Dir all = HostFiles.ofUser().directory(folder.toRealPath());
            return fields.session().disk().keep(filter.apply(all));
        });
        Tree.Dir tree = (Tree.Dir) copy.get();
        return new Directory(args.call(), "/", Later.done(tree));
    }

    private FileObject file(Args args) throws FieldException, InterruptedException {
        String path = args.text("path");
        Later<Tree> copy = once(args, () -> {
            Path file = resolve(path);
            if (!Files.isRegularFile(file)) {
                throw missing(file, Files.exists(file) ? "is a directory" : "no such file or directory");
            }
            Tree tree = HostFiles.ofUser().tree(file.toRealPath());
            return fields.session().disk().keep((Tree.File) tree);
        });
        Tree.File tree = (Tree.File) copy.get();
        return new FileObject(args.call(), FileFields.name(path), Later.done(tree));
    }

    private String findUp(String name) throws IOException {
        Path workdir = fields.session().options().workdir();
        for (Path folder = workdir; folder != null; folder = folder.getParent()) {
            Path file = Names.resolve(folder, name);
            if (Files.exists(file)) {
                return Names.text(workdir.relativize(file));
            }
        }
        return null;
    }

    private Later<Tree> once(Args args, Later.Work<Tree> work) {
        Later<Tree> copy = Later.of(work);
        return args.flag("noCache") ? copy : read.computeIfAbsent(args.call().digest(), digest -> copy);
    }

    private Path resolve(String path) throws NoSuchFileException {
        return fields.session().options().workdir().resolve(Names.toPath(path)).normalize();
    }

    /** Recording {@code host-directory-missing}. */
    private FieldException missing(Path path, String reason) {
        boolean old = fields.version() == EngineVersion.V0_20_8;
        return new FieldException((old ? "failed to get content hash: failed to get directory: " : "")
                + "failed to get snapshot: failed to snapshot: failed to receive stat message: rpc error: code ="
                + " NotFound desc = get full root path: rpc error: code = NotFound desc = eval symlinks: lstat "
                + Names.text(path) + ": " + reason);
    }
}
