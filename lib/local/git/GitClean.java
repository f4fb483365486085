package daggerkit.local.git;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.Filter;
import daggerkit.local.files.Tree;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A working tree as it would be without uncommitted changes. */
public final class GitClean {
    private static final int EXECUTABLE = 0100;

    private GitClean() {}

    /**
     * What {@code git restore} and {@code git clean} would leave: what is committed, what is ignored, and {@code .git}. A
     * file that has not changed keeps the permissions that it has.
     *
     * @param head what is committed
     * @param now the working tree
     */
    public static Tree.Dir of(Tree.Dir head, Tree.Dir now) throws FieldException, IOException {
        Tree.Dir notIgnored = Filter.ofGit().apply(now);
        Tree.Dir clean = merge(head, now, notIgnored);
        Tree gitDir = now.children().get(".git");
        return gitDir == null ? clean : clean.with(".git", gitDir);
    }

    private static Tree.Dir merge(Tree.Dir head, Tree.Dir now, Tree.Dir notIgnored) {
        SortedMap<String, Tree> kept = new TreeMap<>();
        TreeSet<String> names = new TreeSet<>(head.children().keySet());
        names.addAll(now.children().keySet());
        for (String name : names) {
            Tree committed = head.children().get(name);
            Tree current = now.children().get(name);
            Tree seen = notIgnored.children().get(name);
            if (current instanceof Tree.Dir && (committed == null || committed instanceof Tree.Dir)) {
                if (committed == null && seen == null) {
                    kept.put(name, current);
                    continue;
                }
                Tree.Dir before = committed == null ? Tree.Dir.empty() : (Tree.Dir) committed;
                Tree.Dir visible = seen instanceof Tree.Dir ? (Tree.Dir) seen : Tree.Dir.empty();
                Tree.Dir inner = merge(before, (Tree.Dir) current, visible);
                if (committed != null || !inner.children().isEmpty()) {
                    kept.put(name, inner);
                }
            } else if (committed != null) {
                kept.put(name, isSame(committed, current) ? current : committed);
            } else if (seen == null) {
                kept.put(name, current);
            }
        }
        return now.withChildren(kept);
    }

    private static boolean isSame(Tree committed, Tree current) {
        return current != null
                && committed.getClass() == current.getClass()
                && (committed.mode() & EXECUTABLE) == (current.mode() & EXECUTABLE)
                && committed.sameContents(current);
    }
}
