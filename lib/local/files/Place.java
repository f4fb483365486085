package daggerkit.local.files;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;

/**
 * A place in a file system, which may be empty.
 *
 * @param names its path without links
 * @param tree what is there, or null
 */
record Place(List<String> names, Tree tree) {
    private static final int MOST_LINKS = 255;

    /** Where a path leads; below what only commands see it is an error, or taken as it is written. */
    static Place of(FileSystem files, String path, boolean follow, boolean blindly) throws FieldException {
        Deque<String> todo = new ArrayDeque<>(names(path));
        List<String> names = new ArrayList<>();
        List<Tree> trees = new ArrayList<>(List.of(files.root()));
        int links = 0;
        while (!todo.isEmpty()) {
            String name = todo.pop();
            if (name.equals("..")) {
                if (!names.isEmpty()) {
                    names.remove(names.size() - 1);
                    trees.remove(trees.size() - 1);
                }
            } else if (!name.isEmpty() && !name.equals(".")) {
                Tree here = trees.get(trees.size() - 1);
                Tree child = child(files.mounts(), path, here, child(names, name), blindly);
                if (child instanceof Tree.Link && (follow || !todo.isEmpty())) {
                    if (++links > MOST_LINKS) {
                        throw new FieldException("too many links");
                    }
                    String target = ((Tree.Link) child).target();
                    List<String> parts = List.of(target.split("/"));
                    for (int i = parts.size() - 1; i >= 0; i--) {
                        todo.push(parts.get(i));
                    }
                    if (target.startsWith("/")) {
                        names.clear();
                        trees.subList(1, trees.size()).clear();
                    }
                } else {
                    names.add(name);
                    trees.add(child);
                }
            }
        }
        return new Place(names, trees.get(trees.size() - 1));
    }

    private static Tree child(
            SortedMap<String, Mount> mounts, String path, Tree here, List<String> names, boolean blindly)
            throws FieldException {
        if (here instanceof Opaque) {
            if (blindly) {
                return here;
            }
            throw unseen(path, (Opaque) here);
        }
        if (here != null && !(here instanceof Tree.Dir)) {
            throw new NotDirectory("lstat " + path(names) + ": not a directory");
        }
        Mount mount = mounts.isEmpty() ? null : mounts.get(path(names));
        if (mount != null && !mount.isHidden()) {
            return mount.tree();
        }
        return here == null ? null : ((Tree.Dir) here).children().get(names.get(names.size() - 1));
    }

    /** Something on the way is no directory. */
    static final class NotDirectory extends FieldException {
        private static final long serialVersionUID = 1;

        NotDirectory(String message) {
            super(message);
        }
    }

    /** Recording {@code mount-in-directory}. */
    static FieldException unseen(String path, Opaque tree) {
        return new FieldException(path + ": cannot retrieve path from " + tree.kind());
    }

    /** The names of a path that is shortened by its text. */
    static List<String> names(String path) {
        String clean = Patterns.clean(path);
        return clean.isEmpty() ? List.of() : List.of(clean.split("/"));
    }

    static List<String> child(List<String> names, String name) {
        List<String> inner = new ArrayList<>(names);
        inner.add(name);
        return inner;
    }

    static String path(List<String> names) {
        return "/" + String.join("/", names);
    }
}
