package daggerkit.local;

import daggerkit.local.files.Comparison;
import daggerkit.local.files.Content;
import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileStore;
import daggerkit.local.files.FileSystem;
import daggerkit.local.files.Folders;
import daggerkit.local.files.Lazy;
import daggerkit.local.files.Tree;
import daggerkit.local.git.GitProgram;
import daggerkit.local.graph.Args;
import daggerkit.local.graph.Entity;
import daggerkit.local.graph.Fields;
import daggerkit.local.run.Directory;
import daggerkit.local.run.ExecSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Patches, made and applied by the host's {@code git} as the engine does it. */
public final class PatchFields {
    private final Fields fields;
    private final ExecSession session;
    private final GitProgram git;

    private PatchFields(Fields fields, ExecSession session) {
        this.session = session;
        this.fields = fields;
        git = session == null ? null : new GitProgram(session);
    }

    static void add(Fields fields, ExecSession session) {
        PatchFields patches = new PatchFields(fields, session);
        fields.<Directory>now("Directory", "withPatch", (self, args) -> {
            String patch = args.text("patch");
            return patches.apply(self, args, () -> session.disk().keep(patch).path());
        });
        fields.<Directory>now("Directory", "withPatchFile", (self, args) -> {
            FileObject patch = args.object("patch", FileObject.class);
            return patches.apply(self, args, () -> patch.tree().get().content().path());
        });
        fields.<Changeset>now("Changeset", "asPatch", (self, args) -> {
            Lazy<Tree.File> file = Lazy.of(() -> {
                Path patch = patches.diff(self, "--binary", "--no-renames");
                return new Tree.File(new Content(patch, Files.size(patch)), 0644, Tree.now());
            });
            return new FileObject(args.call(), "changes.patch", file);
        });
        fields.<Changeset>later("Changeset", "diffStats", (self, args) -> patches.stats(self, args));
        fields.data("DiffStat", "addedLines", "kind", "oldPath", "path", "removedLines");
    }

    private Directory apply(Directory self, Args args, Lazy.Work<Path> patch) throws FieldException {
        if (args.text("onConflict").equals("LEAVE_CONFLICT_MARKERS")) {
            throw Fields.notImplemented("Directory.withPatch(onConflict: LEAVE_CONFLICT_MARKERS)");
        }
        return self.with(args.call(), files -> {
            FileStore disk = session.disk();
            Path folder = disk.newFile();
            FileTime began = disk.mark();
            try {
                disk.write(files.root(), folder, "/", -1, (path, host) -> false);
                git.text(
                        GitProgram.Place.plain(folder),
                        GitProgram.Access.NONE,
                        "apply",
                        "--allow-empty",
                        "--whitespace=nowarn",
                        patch.get().toString());
                return FileSystem.of(disk.take(folder, files.root(), "/", began, Set.of()));
            } catch (FieldException failure) {
                throw new FieldException("failed to apply patch: " + failure.getMessage());
            } finally {
                Folders.delete(folder);
            }
        });
    }

    /** What git says of the difference, in a file; the folders that it compares are a and b, as patches have it. */
    private Path diff(Changeset changes, String... options) throws FieldException, InterruptedException, IOException {
        FileStore disk = session.disk();
        Path folder = Files.createDirectory(disk.newFile());
        try {
            // Only what differs: the rest says nothing, and may be large.
            Tree.Dir before = changes.before().tree().get();
            Tree.Dir after = changes.after().tree().get();
            disk.write(Comparison.of(after, before).added(), folder.resolve("a"), "/", -1, (path, host) -> false);
            disk.write(Comparison.of(before, after).added(), folder.resolve("b"), "/", -1, (path, host) -> false);
            List<String> args = new ArrayList<>(List.of("diff", "--no-ext-diff", "--no-textconv", "--no-color"));
            args.addAll(List.of(options));
            args.addAll(List.of("--no-prefix", "--no-index", "--", "a", "b"));
            return git.run(1, GitProgram.Place.plain(folder), GitProgram.Access.NONE, args.toArray(String[]::new));
        } finally {
            Folders.delete(folder);
        }
    }

    /** Of a file that is no text the lines are 0; new and removed folders have an entry too. */
    private List<Entity> stats(Changeset changes, Args args) throws FieldException, InterruptedException, IOException {
        Comparison comparison = changes.comparison();
        Map<String, Map<String, Object>> stats = new TreeMap<>();
        String[] parts = GitProgram.text(diff(changes, "--numstat", "-z", "--find-renames"))
                .split("\0");
        for (int i = 0; i < parts.length && !parts[0].isEmpty(); i++) {
            String[] counts = parts[i].split("\t", 3);
            boolean pair = counts[2].isEmpty(); // with -z two names follow
            String before = pair ? name(parts[++i]) : name(counts[2]);
            String after = pair ? name(parts[++i]) : before;
            String kind = before == null ? "ADDED" : after == null ? "REMOVED" : before.equals(after) ? "" : "RENAMED";
            String path = after == null ? before : after;
            if (kind.isEmpty()) {
                kind = comparison.addedPaths().contains(path)
                        ? "ADDED"
                        : comparison.modifiedPaths().contains(path) ? "MODIFIED" : "REMOVED";
            }
            stats.put(path, stat(path, kind, kind.equals("RENAMED") ? before : null, counts[0], counts[1]));
        }
        comparison.addedPaths().stream()
                .filter(path -> path.endsWith("/"))
                .forEach(path -> stats.putIfAbsent(path, stat(path, "ADDED", null, "0", "0")));
        comparison.removedPaths().stream()
                .filter(path -> path.endsWith("/"))
                .forEach(path -> stats.putIfAbsent(path, stat(path, "REMOVED", null, "0", "0")));
        return Fields.all(args.call(), "DiffStat", List.copyOf(stats.values()));
    }

    /** A path in one of the two folders, or null for the null device. */
    private static String name(String path) {
        return path.equals("/dev/null") ? null : path.replaceFirst("^[ab]/", "");
    }

    private static Map<String, Object> stat(String path, String kind, String oldPath, String added, String removed) {
        Map<String, Object> stat = new LinkedHashMap<>();
        stat.put("path", path);
        stat.put("kind", kind);
        stat.put("oldPath", oldPath);
        stat.put("addedLines", added.equals("-") ? 0L : Long.parseLong(added));
        stat.put("removedLines", removed.equals("-") ? 0L : Long.parseLong(removed));
        return stat;
    }
}
