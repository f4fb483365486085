package daggerkit.local;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileNames;
import daggerkit.local.files.FileSystem;
import daggerkit.local.files.Filter;
import daggerkit.local.files.GoText;
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
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        List<String> include = args.texts("include");
        List<String> exclude = args.texts("exclude");
        boolean gitignore = args.flag("gitignore");
        Lazy<Tree> copy = once(args, () -> copy(path, include, exclude, gitignore));
        Tree.Dir tree = (Tree.Dir) copy.get();
        return new Directory(args.call(), "/", Lazy.done(tree));
    }

    /** A file is one of a directory of which no more is copied: recording {@code host-file-link}. */
    private FileObject file(Args args) throws FieldException, InterruptedException {
        String path = args.text("path");
        int slash = path.lastIndexOf('/') + 1;
        String name = path.substring(slash);
        String folder = path.substring(0, slash);
        Lazy<Tree> copy = once(args, () -> copy(folder, List.of(name), List.of(), false));
        FileSystem files = FileSystem.of((Tree.Dir) copy.get());
        Tree.File tree = DirectoryReadFields.file(files, name, isOld());
        return new FileObject(args.call(), FileNames.last(path), Lazy.done(tree));
    }

    private boolean isOld() {
        return fields.version() == EngineVersion.V0_20_8;
    }

    private Tree copy(String path, List<String> include, List<String> exclude, boolean gitignore)
            throws FieldException, IOException {
        Path folder = resolve(path);
        if (!Files.isDirectory(folder)) {
            throw missing(folder, Files.exists(folder) ? "not a directory" : "no such file or directory");
        }
        // .gitignore files count from the folder that has .git, and patterns from there too.
        Path root = folder;
        for (Path above = folder; gitignore && above != null; above = above.getParent()) {
            if (Files.exists(above.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
                root = above;
                break;
            }
        }
        String inside = FileNames.text(root.relativize(folder));
        List<String> included = new ArrayList<>(inside.isEmpty() ? List.of() : List.of("!*", inside));
        included.addAll(patterns(inside, include));
        Filter filter = new Filter(included, patterns(inside, exclude), gitignore);
        Tree.Dir all = HostFiles.ofUser().directory(root.toRealPath());
        String named = FileNames.text(root);
        Tree.Dir taken = filter.apply(
                FileSystem.of(all),
                isOld() ? (orphan, isFolder) -> missing(named, orphan, isFolder) : Filter.NO_ORPHANS);
        Tree found = FileSystem.of(taken).find(inside, true);
        return session.disk().keep(found instanceof Tree.Dir ? (Tree.Dir) found : Tree.Dir.empty());
    }

    /** Recordings {@code host-exclude-slash} and {@code host-include-slash}: what leads elsewhere counts for nothing. */
    private static List<String> patterns(String inside, List<String> patterns) {
        List<String> all = new ArrayList<>();
        for (String pattern : patterns) {
            boolean exception = pattern.startsWith("!");
            String text = exception ? pattern.substring(1) : pattern;
            if (GoText.isLocal(text)) {
                String joined = GoText.cleanPath(inside.isEmpty() ? text : inside + "/" + text);
                all.add((exception ? "!" : "") + (joined.equals(".") ? "*" : joined));
            }
        }
        return all;
    }

    /** Recording {@code host-gitignore}: 0.20.8 does not make the ignored folder of what is not ignored. */
    private static void missing(String root, String path, boolean isFolder) throws FieldException {
        throw new FieldException(
                "failed to get content hash: failed to get directory: failed to get snapshot: failed to"
                        + " snapshot: failed to sync: " + (isFolder ? "failed to create directory: mkdir " : "open ")
                        + root + "/"
                        + path + ": no such file or directory");
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
        return new FieldException((isOld() ? "failed to get content hash: failed to get directory: " : "")
                + "failed to get snapshot: failed to snapshot: failed to receive stat message: rpc error: code ="
                + " NotFound desc = get full root path: rpc error: code = NotFound desc = eval symlinks: lstat "
                + FileNames.text(path) + ": " + reason);
    }
}
