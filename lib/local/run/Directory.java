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
 */
public record Directory(Entity.Call call, String name, Lazy<Tree.Dir> tree) implements Entity {
    /** Its files by their paths in it. */
    public FileSystem files() throws FieldException, InterruptedException {
        return FileSystem.of(tree.get());
    }

    /** Another one of the same name. */
    public Directory with(Entity.Call newCall, Container.Change change) {
        return new Directory(newCall, name, Lazy.of(() -> change.apply(files()).root()));
    }
}
