package daggerkit.local.git;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileNames;
import daggerkit.local.files.FileStore;
import daggerkit.local.files.Folders;
import daggerkit.local.files.Lazy;
import daggerkit.local.files.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where a repository is read from. Nothing runs in a repository that is not our own but what serves its objects: all the
 * rest is done in copies whose configuration we wrote. Thread-safe.
 */
public final class GitSource {
    private static final String FORMAT = "--format=%H%n%h%n%P%n%an%n%ae%n%aI%n%cn%n%ce%n%cI%n%B";

    private final GitProgram git;
    private final FileStore disk;
    private final String address;
    private final GitProgram.Access access;
    private final Lazy<GitRefs> refs = Lazy.of(this::list);
    private final Lazy<Path> mirror = Lazy.of(this::copy);
    private final Map<String, Lazy<Map<String, Object>>> commits = new ConcurrentHashMap<>();

    /**
     * Refers to a repository; nothing is read yet.
     *
     * @param git reads it
     * @param disk where copies are kept
     * @param address an absolute path of the host or a URL
     * @param access what lets us in
     */
    public GitSource(GitProgram git, FileStore disk, String address, GitProgram.Access access) {
        this.git = git;
        this.disk = disk;
        this.address = address;
        this.access = access;
    }

    /** Its branches and tags, listed once. */
    public GitRefs refs() throws FieldException, InterruptedException {
        return refs.get();
    }

    private GitRefs list() throws FieldException, InterruptedException, IOException {
        if (address.startsWith("/")) {
            Path folder = FileNames.toPath(address);
            if (!Files.isDirectory(folder)) {
                throw failed("there is no such folder");
            }
            GitDir.refusePartial(git, folder, this::failed);
        }
        try {
            return GitRefs.of(
                    git.text(GitProgram.Place.plain(disk.folder()), access, "ls-remote", "--symref", "--", address)
                            .lines()
                            .toList());
        } catch (FieldException failure) {
            throw failed(failure.getMessage());
        }
    }

    private FieldException failed(String reason) {
        return new FieldException("Cannot read the Git repository \"" + Download.shown(address) + "\": " + reason);
    }

    /** A copy of all branches and tags. */
    private Path copy() throws FieldException, InterruptedException, IOException {
        refs.get();
        Path folder = Files.createDirectory(disk.newFile());
        GitProgram.Place place = GitProgram.Place.bare(folder);
        git.text(place, GitProgram.Access.NONE, "init", "--quiet", "--bare", "--template=", ".");
        fetch(
                place,
                List.of("--no-tags", "--update-shallow"),
                "+refs/heads/*:refs/heads/*",
                "+refs/tags/*:refs/tags/*");
        return folder;
    }

    private void fetch(GitProgram.Place into, List<String> options, String... what)
            throws FieldException, InterruptedException, IOException {
        List<String> args =
                new ArrayList<>(List.of("fetch", "--quiet", "--no-write-fetch-head", "--no-recurse-submodules"));
        args.addAll(options);
        args.addAll(List.of("--", address));
        args.addAll(List.of(what));
        try {
            git.text(into, access, args.toArray(String[]::new));
        } catch (FieldException failure) {
            throw failed(failure.getMessage());
        }
    }

    /** The copy, with a commit in it whether a branch leads to it or not. */
    private Path with(String commit, GitSource owner) throws FieldException, InterruptedException, IOException {
        Path folder = mirror.get();
        check(commit);
        try {
            git.text(GitProgram.Place.bare(folder), GitProgram.Access.NONE, "cat-file", "-e", commit + "^{commit}");
        } catch (FieldException missing) {
            owner.fetch(GitProgram.Place.bare(folder), List.of("--no-tags", "--update-shallow"), commit);
        }
        return folder;
    }

    private static void check(String commit) throws FieldException {
        if (!GitRefs.isCommit(commit)) {
            throw new FieldException("invalid commit SHA: \"" + commit + "\"");
        }
    }

    /**
     * Makes a working tree.
     *
     * @param ref of what
     * @param depth how many commits of its history {@code .git} has, 0 for all
     * @param tags whether it has the tags
     * @param discardGitDir whether there is no {@code .git}
     * @return the tree; submodules in it are empty
     */
    public Tree.Dir checkout(GitRefs.Ref ref, long depth, boolean tags, boolean discardGitDir)
            throws FieldException, InterruptedException, IOException {
        check(ref.commit());
        Path folder = Files.createDirectory(disk.newFile());
        try {
            GitProgram.Place place = GitProgram.Place.tree(folder);
            git.text(place, GitProgram.Access.NONE, "init", "--quiet", "--template=", ".");
            List<String> options = new ArrayList<>(List.of(tags ? "--tags" : "--no-tags"));
            options.add(depth > 0 ? "--depth=" + depth : "--update-shallow");
            fetch(place, options, ref.commit());
            String branch = ref.isBranch() ? ref.name().substring("refs/heads/".length()) : "";
            if (branch.isEmpty() || branch.startsWith("-")) {
                git.text(place, GitProgram.Access.NONE, "checkout", "--quiet", "--detach", ref.commit());
            } else {
                git.text(place, GitProgram.Access.NONE, "checkout", "--quiet", "-B", branch, ref.commit());
            }
            if (discardGitDir) {
                Folders.delete(folder.resolve(".git"));
            }
            return disk.take(folder, Tree.Dir.empty(), "/", FileTime.fromMillis(0), Set.of());
        } finally {
            Folders.delete(folder);
        }
    }

    /** The best common ancestor of one of its commits and another's. */
    public String commonAncestor(String commit, String other, GitSource owner)
            throws FieldException, InterruptedException, IOException {
        with(commit, this);
        Path folder = with(other, owner);
        String base = GitProgram.text(
                git.run(1, GitProgram.Place.bare(folder), GitProgram.Access.NONE, "merge-base", commit, other));
        if (base.isEmpty()) {
            throw new FieldException("there is no common ancestor of " + commit + " and " + other);
        }
        return base.strip();
    }

    /** The commits that lead to one, newest first: at most so many, of some paths, not those that lead to another. */
    public List<String> log(String commit, long limit, List<String> paths, String base, GitSource owner)
            throws FieldException, InterruptedException, IOException {
        Path folder = with(commit, this);
        List<String> args = new ArrayList<>(List.of("log", "--format=%H", commit));
        if (limit > 0) {
            args.add(1, "--max-count=" + limit);
        }
        if (base != null) {
            with(base, owner);
            args.add("^" + base);
        }
        args.add("--");
        args.addAll(paths);
        return git.text(GitProgram.Place.bare(folder), GitProgram.Access.NONE, args.toArray(String[]::new))
                .lines()
                .toList();
    }

    /** What a commit says of itself, by the names of the fields of GitCommit. */
    public Map<String, Object> commit(String commit) throws FieldException, InterruptedException {
        return commits.computeIfAbsent(commit, hash -> Lazy.of(() -> read(hash)))
                .get();
    }

    private Map<String, Object> read(String commit) throws FieldException, InterruptedException, IOException {
        Path folder = with(commit, this);
        String text = git.text(
                GitProgram.Place.bare(folder), GitProgram.Access.NONE, "log", "--max-count=1", FORMAT, commit, "--");
        String[] lines = text.split("\n", 10);
        Map<String, Object> values = new LinkedHashMap<>();
        List<String> names = List.of(
                "sha",
                "shortSha",
                "parentShas",
                "authorName",
                "authorEmail",
                "authoredDate",
                "committerName",
                "committerEmail",
                "committedDate");
        for (int i = 0; i < names.size(); i++) {
            values.put(names.get(i), lines[i]);
        }
        values.put("parentShas", lines[2].isEmpty() ? List.of() : List.of(lines[2].split(" ")));
        String message = lines[9].stripTrailing();
        int end = message.indexOf('\n');
        values.put("message", message);
        values.put("messageHeadline", end < 0 ? message : message.substring(0, end));
        values.put("messageBody", end < 0 ? "" : message.substring(end).strip());
        return values;
    }
}
