package daggerkit.local.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What changed from one directory to another. Immutable. */
public final class Comparison {
    private final List<String> addedPaths = new ArrayList<>();
    private final List<String> modifiedPaths = new ArrayList<>();
    private final List<String> removedPaths = new ArrayList<>();
    private final Tree.Dir added;

    private Comparison(Tree.Dir before, Tree.Dir after) {
        added = compare(before, after, "");
        removedPaths.sort(null);
    }

    public static Comparison of(Tree.Dir before, Tree.Dir after) {
        return new Comparison(before, after);
    }

    /** Files and, with a slash, directories that are new; all that is in a new directory too. */
    public List<String> addedPaths() {
        return addedPaths;
    }

    /** Files that are not what they were. */
    public List<String> modifiedPaths() {
        return modifiedPaths;
    }

    /** What is gone; of a directory that is gone not what was in it. */
    public List<String> removedPaths() {
        return removedPaths;
    }

    public boolean isEmpty() {
        return addedPaths.isEmpty() && modifiedPaths.isEmpty() && removedPaths.isEmpty();
    }

    /** A directory with what is new or modified. */
    public Tree.Dir added() {
        return added;
    }

    /** Makes the same changes to another directory. */
    public Tree.Dir apply(Tree.Dir directory) throws FieldException {
        FileSystem changed = FileSystem.of(directory);
        for (String path : removedPaths) {
            changed = changed.withoutNamed(Patterns.clean(path));
        }
        return changed.withDirectory("/", added, null, null, true).root();
    }

    private Tree.Dir compare(Tree.Dir before, Tree.Dir after, String prefix) {
        SortedMap<String, Tree> kept = new TreeMap<>();
        for (Map.Entry<String, Tree> entry : after.children().entrySet()) {
            String path = prefix + entry.getKey();
            Tree now = entry.getValue();
            Tree old = before.children().get(entry.getKey());
            if (old != null && now.isSame(old)) {
                continue;
            }
            if (now instanceof Tree.Dir && old instanceof Tree.Dir) {
                Tree.Dir inner = compare((Tree.Dir) old, (Tree.Dir) now, path + "/");
                if (!inner.children().isEmpty()
                        || now.mode() != old.mode()
                        || !now.owner().equals(old.owner())) {
                    kept.put(entry.getKey(), inner);
                }
                continue;
            }
            kept.put(entry.getKey(), now);
            if (old != null && !(old instanceof Tree.Dir) && !(now instanceof Tree.Dir)) {
                modifiedPaths.add(path);
            } else {
                if (old != null) {
                    removedPaths.add(old instanceof Tree.Dir ? path + "/" : path);
                }
                addAll(path, now);
            }
        }
        for (Map.Entry<String, Tree> entry : before.children().entrySet()) {
            if (!after.children().containsKey(entry.getKey())) {
                removedPaths.add(prefix + entry.getKey() + (entry.getValue() instanceof Tree.Dir ? "/" : ""));
            }
        }
        return after.withChildren(kept);
    }

    private void addAll(String path, Tree tree) {
        addedPaths.add(tree instanceof Tree.Dir ? path + "/" : path);
        if (tree instanceof Tree.Dir) {
            ((Tree.Dir) tree).children().forEach((name, child) -> addAll(path + "/" + name, child));
        }
    }
}
