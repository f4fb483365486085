package daggerkit.local.git;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileNames;
import daggerkit.local.files.FileStore;
import daggerkit.local.files.HostIds;
import daggerkit.local.files.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The repositories of others: a pipeline's, of which git gets a copy with nothing in it but objects and names, and the
 * host's, which must not be partial ones.
 */
public final class GitDir {
    /** What of a repository's configuration makes git fetch missing objects from elsewhere, by its own commands. */
    private static final String PARTIAL = "^(extensions\\.partialclone|remote\\..*\\.(promisor|partialclonefilter))$";

    private static final String IS_PARTIAL =
            "it is a partial clone, and what it lacks would be fetched by commands of its own";

    /** How its objects and names are written: all else of its configuration is not for us. */
    private static final Pattern FORMAT =
            Pattern.compile("(core\\.repositoryformatversion|extensions\\.(?:objectformat|refstorage))\\n(\\w{1,20})");

    /** All that a repository needs to be read. No configuration, hooks, attributes, or folder {@code objects/info}. */
    private static final List<String> DATA = List.of("HEAD", "objects", "packed-refs", "refs", "reftable", "shallow");

    /** Objects, or all but a working tree, in another folder. */
    private static final Pattern ELSEWHERE =
            Pattern.compile("(?:\\.git/)?(?:commondir|gitdir|objects/info/(?:http-)?alternates)");

    /** A symbolic link's target that may not be below its own folder. */
    private static final Pattern LEAVING = Pattern.compile("^/|(?:^|/)\\.\\.(?:/|$)");

    private static final String NONE = "Cannot use a directory as a Git repository: ";

    private GitDir() {}

    /**
     * Writes the git dir of a directory: its {@code .git}, or itself if it is a bare repository.
     *
     * @param git reads the configuration as a text
     * @param disk where it is written
     * @param tree the directory
     * @return a bare repository whose configuration is ours
     * @throws FieldException if it is none, or a part of it leads elsewhere
     */
    public static Path write(GitProgram git, FileStore disk, Tree.Dir tree)
            throws FieldException, InterruptedException, IOException {
        Tree inner = tree.children().get(".git");
        if (inner != null && !(inner instanceof Tree.Dir)) {
            throw leads(".git");
        }
        Tree.Dir gitDir = inner == null ? tree : (Tree.Dir) inner;
        if (!(gitDir.children().get("objects") instanceof Tree.Dir)) {
            throw new FieldException(NONE + "expected a folder \".git\" in it.");
        }
        check(gitDir, inner == null ? "" : ".git/");
        Path folder = disk.newFile();
        disk.write(data(gitDir), folder, "/", -1, (path, host) -> false);
        Files.writeString(folder.resolve("config"), configuration(git, disk, gitDir));
        return folder;
    }

    private static Tree.Dir data(Tree.Dir gitDir) {
        SortedMap<String, Tree> data = new TreeMap<>();
        gitDir.children().forEach((name, child) -> {
            if (DATA.contains(name)) {
                data.put(name, child);
            }
        });
        SortedMap<String, Tree> objects = new TreeMap<>(((Tree.Dir) data.get("objects")).children());
        objects.remove("info");
        data.put("objects", Tree.Dir.empty().withChildren(objects));
        data.putIfAbsent("refs", Tree.Dir.empty()); // an empty folder, which git does not keep
        return Tree.Dir.empty().withChildren(data);
    }

    /** On this host git would follow these to repositories that are not the pipeline's. */
    private static void check(Tree.Dir folder, String path) throws FieldException {
        for (Map.Entry<String, Tree> entry : folder.children().entrySet()) {
            Tree tree = entry.getValue();
            String inside = path + entry.getKey();
            boolean leaves = tree instanceof Tree.Link
                    && LEAVING.matcher(((Tree.Link) tree).target()).find();
            if (leaves || ELSEWHERE.matcher(inside).matches()) {
                throw leads(inside);
            }
            if (tree instanceof Tree.Dir) {
                check((Tree.Dir) tree, inside + "/");
            }
        }
    }

    private static FieldException leads(String inside) {
        return new FieldException(NONE + "its \"" + inside
                + "\" leads to files outside; make the repository whole, with git clone --no-local.");
    }

    /** Includes are not read: they could be any file of the host. */
    private static String configuration(GitProgram git, FileStore disk, Tree.Dir gitDir)
            throws FieldException, InterruptedException, IOException {
        StringBuilder core = new StringBuilder("[core]\n\tbare = true\n");
        StringBuilder extensions = new StringBuilder("[extensions]\n");
        if (gitDir.children().get("config") instanceof Tree.File) {
            Path copy = disk.newFile();
            disk.write(gitDir.children().get("config"), copy, HostIds.NONE);
            try {
                if (!config(git, copy, "--no-includes", "--name-only", "--get-regexp", PARTIAL)
                        .isEmpty()) {
                    throw new FieldException(NONE + IS_PARTIAL + ".");
                }
                for (String entry :
                        config(git, copy, "--no-includes", "--list", "--null").split("\0")) {
                    var format = FORMAT.matcher(entry);
                    if (format.matches()) {
                        String[] name = format.group(1).toLowerCase(Locale.ROOT).split("\\.");
                        (name[0].equals("core") ? core : extensions)
                                .append('\t')
                                .append(name[1])
                                .append(" = ")
                                .append(format.group(2))
                                .append('\n');
                    }
                }
            } finally {
                Files.delete(copy);
            }
        }
        return core.append(extensions).toString();
    }

    private static String config(GitProgram git, Path file, String... options)
            throws FieldException, InterruptedException, IOException {
        List<String> args = new ArrayList<>(List.of("config", "--file", file.toString()));
        args.addAll(List.of(options));
        GitProgram.Place place = GitProgram.Place.plain(file.getParent());
        return GitProgram.text(git.run(1, place, GitProgram.Access.NONE, args.toArray(String[]::new)));
    }

    /**
     * Refuses a repository of the host that would be completed by its own commands.
     *
     * @param folder a working tree or a bare repository
     * @param failure makes the error of a reason
     */
    static void refusePartial(GitProgram git, Path folder, Function<String, FieldException> failure)
            throws FieldException, InterruptedException, IOException {
        Path gitDir = folder;
        Path inner = folder.resolve(".git");
        if (Files.isDirectory(inner)) {
            gitDir = inner;
        } else if (Files.isRegularFile(inner, LinkOption.NOFOLLOW_LINKS)) {
            gitDir = pointed(inner, "gitdir: ");
        }
        List<Path> files = new ArrayList<>(List.of(gitDir.resolve("config"), gitDir.resolve("config.worktree")));
        if (Files.isRegularFile(gitDir.resolve("commondir"))) {
            files.add(pointed(gitDir.resolve("commondir"), "").resolve("config"));
        }
        for (Path file : files) {
            if (Files.isRegularFile(file)
                    && !config(git, file, "--includes", "--name-only", "--get-regexp", PARTIAL)
                            .isEmpty()) {
                throw failure.apply(IS_PARTIAL);
            }
        }
    }

    /** Where a file of one line leads. */
    private static Path pointed(Path file, String before) throws IOException {
        String line = Files.readString(file).strip();
        return file.resolveSibling(FileNames.toPath(line.startsWith(before) ? line.substring(before.length()) : line))
                .normalize();
    }
}
