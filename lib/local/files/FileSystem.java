package daggerkit.local.files;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A root directory with what is mounted in it. Immutable. Links are followed inside it only: there is no way from here
 * to a path of the host.
 *
 * @param root the root
 * @param mounts by their paths, absolute and without links
 */
public record FileSystem(Tree.Dir root, SortedMap<String, Mount> mounts) {
    private static final int MOST_LINKS = 40;

    /** A place, which may be empty: its path without links, and what is there or null. */
    private record Place(List<String> names, Tree tree) {}

    public static FileSystem of(Tree.Dir root) {
        return new FileSystem(root, new TreeMap<>());
    }

    /** What is at a path, or null. */
    public Tree find(String path, boolean follow) throws FieldException {
        Tree tree = locate(path, follow).tree;
        if (tree instanceof Tree.Opaque) {
            throw unseen(path, (Tree.Opaque) tree);
        }
        return tree;
    }

    /** What is at a path, or the error of the recording {@code file-missing}. */
    public Tree get(String path) throws FieldException {
        Tree tree = find(path, true);
        if (tree == null) {
            throw new FieldException("stat " + path + ": no such file or directory");
        }
        return tree;
    }

    public Tree.Dir directory(String path) throws FieldException {
        Tree tree = get(path);
        if (!(tree instanceof Tree.Dir)) {
            throw new FieldException("path " + path + " is a file, not a directory");
        }
        return (Tree.Dir) tree;
    }

    public Tree.File file(String path) throws FieldException {
        Tree tree = get(path);
        if (!(tree instanceof Tree.File)) {
            throw new FieldException("path " + path + " is a directory, not a file");
        }
        return (Tree.File) tree;
    }

    /** With something at a path, in place of what is there; folders on the way are made. */
    public FileSystem with(String path, Tree tree) throws FieldException {
        return put(locate(path, true).names, tree);
    }

    /** With something at a path; a link there is replaced, not followed. */
    public FileSystem withLink(String path, Tree tree) throws FieldException {
        return put(locate(path, false).names, tree);
    }

    /** With a directory's contents added to what is at a path. */
    public FileSystem withDirectory(String path, Tree.Dir added) throws FieldException {
        Place place = locate(path, true);
        if (place.tree != null && !(place.tree instanceof Tree.Dir)) {
            throw place.tree instanceof Tree.Opaque
                    ? unseen(path, (Tree.Opaque) place.tree)
                    : new FieldException("Cannot copy a directory to \"" + path + "\": there is a file.");
        }
        return put(place.names, merge((Tree.Dir) place.tree, added));
    }

    /** Without what a path or pattern names; nothing happens if there is nothing. */
    public FileSystem without(String path) throws FieldException {
        String clean = Patterns.clean(path);
        boolean pattern = clean.indexOf('*') >= 0 || clean.indexOf('?') >= 0 || clean.indexOf('[') >= 0;
        int slash = clean.lastIndexOf('/');
        String parent = slash < 0 ? "/" : "/" + clean.substring(0, slash);
        Place place = locate(parent, true);
        if (!(place.tree instanceof Tree.Dir)) {
            return this;
        }
        Tree.Dir directory = (Tree.Dir) place.tree;
        String name = clean.substring(slash + 1);
        Patterns names = Patterns.of(List.of(name));
        for (String child : List.copyOf(directory.children().keySet())) {
            if (pattern ? names.match(child) : child.equals(name)) {
                directory = directory.without(child);
            }
        }
        return directory == place.tree ? this : put(place.names, directory);
    }

    public FileSystem withMount(String path, Mount mount) throws FieldException {
        SortedMap<String, Mount> changed = new TreeMap<>(mounts);
        changed.put(path(locate(path, true, true).names), mount);
        return new FileSystem(root, changed);
    }

    public FileSystem withoutMount(String path) throws FieldException {
        SortedMap<String, Mount> changed = new TreeMap<>(mounts);
        changed.remove(path(locate(path, true, true).names));
        return new FileSystem(root, changed);
    }

    /** With an empty file or directory below each mount, where there is none: what the kernel needs. */
    public FileSystem withMountPoints(Tree.File nothing) throws FieldException {
        FileSystem made = of(root);
        for (Map.Entry<String, Mount> entry : mounts.entrySet()) {
            Tree there = made.locate(entry.getKey(), true, true).tree;
            boolean file = entry.getValue().isFile();
            boolean unseen = there instanceof Tree.Opaque;
            if (!unseen && (there == null || there instanceof Tree.Dir == file)) {
                List<String> names = List.of(entry.getKey().substring(1).split("/"));
                made = made.put(names, file ? nothing : Tree.Dir.empty());
            }
            SortedMap<String, Mount> changed = new TreeMap<>(made.mounts);
            changed.put(entry.getKey(), entry.getValue());
            made = new FileSystem(made.root, changed);
        }
        return made;
    }

    /** Where a path leads in the end, absolute and without links. */
    public String resolve(String path) throws FieldException {
        return path(locate(path, true).names);
    }

    /** With an empty directory at a path, if there is nothing. */
    public FileSystem withFolder(String path) throws FieldException {
        Place place = locate(path, true);
        return place.tree == null ? put(place.names, Tree.Dir.empty()) : this;
    }

    private FileSystem put(List<String> names, Tree tree) throws FieldException {
        for (int length = names.size(); length > 0; length--) {
            String at = path(names.subList(0, length));
            Mount mount = mounts.get(at);
            if (mount != null) {
                if (!mount.isVisible()) {
                    throw unseen(path(names), (Tree.Opaque) mount.tree());
                }
                SortedMap<String, Mount> changed = new TreeMap<>(mounts);
                changed.put(at, mount.withTree(put(mount.tree(), names.subList(length, names.size()), tree)));
                return new FileSystem(root, changed);
            }
        }
        Tree changed = put(root, names, tree);
        if (!(changed instanceof Tree.Dir)) {
            throw new FieldException("Cannot write a file to \"/\": expected the path of a file.");
        }
        return new FileSystem((Tree.Dir) changed, mounts);
    }

    private static Tree put(Tree at, List<String> names, Tree tree) throws FieldException {
        if (names.isEmpty()) {
            return tree;
        }
        Tree.Dir directory = at instanceof Tree.Dir ? (Tree.Dir) at : Tree.Dir.empty();
        String name = names.get(0);
        return directory.with(name, put(directory.children().get(name), names.subList(1, names.size()), tree));
    }

    /** A file takes the place of a file; a directory's contents come to those of the one there. */
    private static Tree.Dir merge(Tree.Dir into, Tree.Dir added) {
        if (into == null || into == added) {
            return added;
        }
        SortedMap<String, Tree> merged = new TreeMap<>(into.children());
        for (Map.Entry<String, Tree> entry : added.children().entrySet()) {
            merged.merge(
                    entry.getKey(),
                    entry.getValue(),
                    (old, now) -> old instanceof Tree.Dir && now instanceof Tree.Dir
                            ? merge((Tree.Dir) old, (Tree.Dir) now)
                            : now);
        }
        return into.withChildren(merged);
    }

    private Place locate(String path, boolean follow) throws FieldException {
        return locate(path, follow, false);
    }

    /** Where a path leads; below what only commands see it is an error, or taken as it is written. */
    private Place locate(String path, boolean follow, boolean blindly) throws FieldException {
        Deque<String> todo = new ArrayDeque<>(List.of(path.split("/")));
        List<String> names = new ArrayList<>();
        List<Tree> trees = new ArrayList<>(List.of(root));
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
                Tree child = child(path, here, names, name, blindly);
                if (child instanceof Tree.Link && (follow || !todo.isEmpty())) {
                    if (++links > MOST_LINKS) {
                        throw new FieldException("stat " + path + ": too many levels of symbolic links");
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

    private Tree child(String path, Tree here, List<String> names, String name, boolean blindly) throws FieldException {
        if (here instanceof Tree.Opaque) {
            if (blindly) {
                return here;
            }
            throw unseen(path, (Tree.Opaque) here);
        }
        if (here != null && !(here instanceof Tree.Dir)) {
            throw new FieldException("stat " + path + ": not a directory");
        }
        Mount mount = mounts.isEmpty() ? null : mounts.get(names.isEmpty() ? "/" + name : path(names) + "/" + name);
        if (mount != null) {
            return mount.tree();
        }
        return here == null ? null : ((Tree.Dir) here).children().get(name);
    }

    private static FieldException unseen(String path, Tree.Opaque tree) {
        return new FieldException("Cannot use \"" + path + "\": it is in " + tree.kind()
                + ", which only commands can see; copy it elsewhere in a withExec.");
    }

    private static String path(List<String> names) {
        return "/" + String.join("/", names);
    }
}
