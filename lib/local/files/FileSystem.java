package daggerkit.local.files;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A directory in a root, with what is mounted there. Immutable. Links are followed inside the root only: there is no
 * way from here to a path of the host. Paths are shortened by their text before links are followed, and lead out of the
 * directory but not out of the root, as the engine has it.
 *
 * @param root the root
 * @param mounts by their paths, absolute and without links
 * @param base the directory's path, absolute; may have links in it
 */
public record FileSystem(Tree.Dir root, SortedMap<String, Mount> mounts, String base) {
    private static final int LONGEST_NAME = 255;

    public FileSystem(Tree.Dir root, SortedMap<String, Mount> mounts) {
        this(root, mounts, "/");
    }

    public static FileSystem of(Tree.Dir root) {
        return new FileSystem(root, new TreeMap<>());
    }

    /** A directory of this one. */
    public FileSystem at(String path) {
        return new FileSystem(root, mounts, absolute(path));
    }

    /** The names of the directory's path. */
    List<String> names() {
        return Place.names(base);
    }

    /** What is at a path, or null. */
    public Tree find(String path, boolean follow) throws FieldException {
        Tree tree = locate(absolute(path), follow).tree();
        if (tree instanceof Opaque) {
            throw Place.unseen(absolute(path), (Opaque) tree);
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

    /** Where a path leads in the end, absolute and without links. */
    public String resolve(String path) throws FieldException {
        return Place.path(locate(absolute(path), true).names());
    }

    /** With something at a path, in place of what is there; folders on the way are made. */
    public FileSystem with(String path, Tree tree) throws FieldException {
        return put(locate(absolute(path), true).names(), tree);
    }

    /** With something at a path; a link there is replaced, not followed. */
    public FileSystem withLink(String path, Tree tree) throws FieldException {
        return put(locate(absolute(path), false).names(), tree);
    }

    /**
     * With a text written to a path as a program does: through a link that is there, and a file that is there keeps its
     * permissions. Recordings {@code new-file-through-link}, {@code new-file-keeps-mode} and {@code new-file-over-folder}.
     */
    public FileSystem withNewFile(String path, Tree.File file) throws FieldException {
        List<String> written = Place.names(path);
        if (!written.isEmpty() && written.get(written.size() - 1).length() > LONGEST_NAME) {
            throw new FieldException("File name length exceeds the maximum supported 255 characters");
        }
        Place place = locate(absolute(path), true);
        if (place.tree() instanceof Tree.Dir || place.tree() instanceof Opaque) {
            throw new FieldException("open " + Place.path(place.names()) + ": is a directory");
        }
        Tree.File now = place.tree() == null
                ? file
                : (Tree.File) file.withMode(place.tree().mode())
                        .withOwner(place.tree().owner());
        return put(place.names(), now);
    }

    /**
     * With a file copied to a path, or into it if that is a directory or has a slash at its end. A link at the path is
     * replaced; one on the way is followed.
     *
     * @param through whether a link at the path is written through instead, as 0.20.8 does
     */
    public FileSystem withFile(String path, Tree.File file, String name, boolean through) throws FieldException {
        return Copy.file(this, path, file, name, through);
    }

    /**
     * With a directory's contents added to what is at a path. A file there is replaced; a link to a directory is
     * followed, at the path and below it.
     *
     * @param path where
     * @param added what
     * @param mode the permissions of all that is copied, or null
     * @param owner the owner of all that is copied, or null
     * @param over whether links and files on the way and below are replaced by directories, as 0.20.8 does
     */
    public FileSystem withDirectory(String path, Tree.Dir added, Integer mode, Owner owner, boolean over)
            throws FieldException {
        return Copy.directory(this, path, added, new Copy.Copied(mode, owner), over);
    }

    /** With a directory at a path; folders on the way are made with its permissions. */
    public FileSystem withNewDirectory(String path, int mode) throws FieldException {
        if (GoText.cleanPath(path).startsWith("../")) {
            throw new FieldException("cannot create directory outside parent: " + GoText.cleanPath(path));
        }
        Place place = locate(absolute(path), true);
        if (place.tree() != null && !(place.tree() instanceof Tree.Dir)) {
            throw new FieldException("mkdir " + Place.path(place.names()) + ": not a directory");
        }
        Tree made = Tree.Dir.empty().withMode(mode);
        return place.tree() != null ? this : put(place.names(), made, mode);
    }

    /** With a link at a path where nothing may be; folders on the way are made. */
    public FileSystem withSymlink(String path, String target) throws FieldException {
        List<String> names = Place.names(absolute(path));
        List<String> inFolder = names.subList(0, Math.max(0, names.size() - 1));
        Place folder = locate(Place.path(inFolder), true);
        if (folder.tree() != null && !(folder.tree() instanceof Tree.Dir)) {
            throw new FieldException("mkdir " + Place.path(folder.names()) + ": not a directory");
        }
        if (names.isEmpty()) {
            throw new FieldException("symlink " + target + " /: file exists");
        }
        List<String> place = Place.child(folder.names(), names.get(names.size() - 1));
        if (locate(Place.path(place), false).tree() != null) {
            throw new FieldException("symlink " + target + " " + Place.path(place) + ": file exists");
        }
        return put(place, new Tree.Link(target, Tree.now()));
    }

    /** With all that is at a path, and in it, given to somebody. */
    public FileSystem withOwner(String path, Owner owner) throws FieldException {
        Place place = locate(absolute(path), true);
        if (place.tree() == null) {
            String missing = Place.path(place.names());
            throw new FieldException(
                    "failed to walk " + missing + ": lstat " + missing + ": no such file or directory");
        }
        return put(place.names(), place.tree().allWithOwner(owner));
    }

    /** Without what a path names, or a pattern if there is an asterisk in it; nothing happens if there is nothing. */
    public FileSystem without(String path) throws FieldException {
        List<String> names = Place.names(absolute(path));
        return Removal.of(this, names, Place.path(names).contains("*"));
    }

    /** Without what a path names, whatever characters are in it. */
    FileSystem withoutNamed(String path) throws FieldException {
        return Removal.of(this, Place.names(absolute(path)), false);
    }

    public FileSystem withMount(String path, Mount mount) throws FieldException {
        SortedMap<String, Mount> changed = new TreeMap<>(mounts);
        changed.put(Place.path(Place.of(this, absolute(path), true, true).names()), mount);
        return new FileSystem(root, changed, base);
    }

    public FileSystem withoutMount(String path) throws FieldException {
        SortedMap<String, Mount> changed = new TreeMap<>(mounts);
        changed.remove(Place.path(Place.of(this, absolute(path), true, true).names()));
        return new FileSystem(root, changed, base);
    }

    /** Without the mount whose path this is, if it is one: what the engine does before it writes there. */
    public FileSystem unmounted(String path, boolean onlyFiles) throws FieldException {
        String place = Place.path(Place.names(absolute(path)));
        Mount mount = mounts.get(place);
        return mount != null && !mount.isHidden() && (mount.isFile() || !onlyFiles) ? withoutMount(place) : this;
    }

    /** With an empty file or directory below each mount, where there is none: what the kernel needs. */
    public FileSystem withMountPoints(Tree.File nothing) throws FieldException {
        FileSystem made = of(root);
        for (Map.Entry<String, Mount> entry : mounts.entrySet()) {
            Tree there = Place.of(made, entry.getKey(), true, true).tree();
            boolean file = entry.getValue().isFile();
            boolean unseen = there instanceof Opaque;
            if (!unseen && (there == null || there instanceof Tree.Dir == file)) {
                List<String> names = Place.names(entry.getKey());
                made = made.put(names, file ? nothing : Tree.Dir.empty());
            }
            SortedMap<String, Mount> changed = new TreeMap<>(made.mounts);
            changed.put(entry.getKey(), entry.getValue());
            made = new FileSystem(made.root, changed);
        }
        return made;
    }

    /** With an empty directory at a path, if there is nothing. */
    public FileSystem withFolder(String path) throws FieldException {
        return withFolderAt(absolute(path));
    }

    FileSystem withFolderAt(String absolute) throws FieldException {
        Place place = locate(absolute, true);
        return place.tree() == null ? put(place.names(), Tree.Dir.empty()) : this;
    }

    /** What is at an absolute path, or null also where something on the way is no directory. */
    Tree seen(String absolute) throws FieldException {
        try {
            return locate(absolute, true).tree();
        } catch (Place.NotDirectory nothing) {
            return null;
        }
    }

    FileSystem put(List<String> names, Tree tree) throws FieldException {
        return put(names, tree, Tree.DIRECTORY_MODE);
    }

    private FileSystem put(List<String> names, Tree tree, int folderMode) throws FieldException {
        for (int length = names.size(); length > 0; length--) {
            String at = Place.path(names.subList(0, length));
            Mount mount = mounts.get(at);
            if (mount != null && !mount.isHidden()) {
                if (!mount.isVisible()) {
                    throw Place.unseen(Place.path(names), (Opaque) mount.tree());
                }
                SortedMap<String, Mount> changed = new TreeMap<>(mounts);
                Tree now = put(mount.tree(), names.subList(length, names.size()), tree, folderMode);
                changed.put(at, mount.withTree(now));
                return new FileSystem(root, changed, base);
            }
        }
        Tree changed = put(root, names, tree, folderMode);
        if (!(changed instanceof Tree.Dir)) {
            throw new FieldException("open /: is a directory");
        }
        return new FileSystem((Tree.Dir) changed, mounts, base);
    }

    private static Tree put(Tree at, List<String> names, Tree tree, int folderMode) throws FieldException {
        if (names.isEmpty()) {
            return tree;
        }
        Tree.Dir directory =
                at instanceof Tree.Dir ? (Tree.Dir) at : Tree.Dir.empty().withMode(folderMode);
        String name = names.get(0);
        Tree child = directory.children().get(name);
        return directory.with(name, put(child, names.subList(1, names.size()), tree, folderMode));
    }

    Place locate(String path, boolean follow) throws FieldException {
        return Place.of(this, path, follow, false);
    }

    String absolute(String path) {
        return base.equals("/") && path.startsWith("/") ? path : base + "/" + path;
    }
}
