package daggerkit.local.run;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileSystem;
import daggerkit.local.files.Lazy;
import daggerkit.local.files.Tree;
import daggerkit.local.graph.Entity;

/**
 * A directory. Immutable.
 *
 * @param name with a slash at its end
 * @param tree what is in it; may need commands to run
 * @param place where it is in the root that its links count from, or null for a root
 */
public record Directory(Entity.Call call, String name, Lazy<Tree.Dir> tree, Lazy<FileSystem> place) implements Entity {
    /** A directory that is a root. */
    public Directory(Entity.Call call, String name, Lazy<Tree.Dir> tree) {
        this(call, name, tree, null);
    }

    /** A directory in a root. */
    public static Directory in(Entity.Call call, String name, Lazy<FileSystem> place) {
        return new Directory(call, name, Lazy.of(() -> place.get().directory("")), place);
    }

    /** Its files by their paths in it. */
    public FileSystem files() throws FieldException, InterruptedException {
        return place == null ? FileSystem.of(tree.get()) : place.get();
    }

    /** Another one of the same name. */
    public Directory with(Entity.Call newCall, Container.Change change) {
        return in(newCall, name, Lazy.of(() -> change.apply(files())));
    }
}
