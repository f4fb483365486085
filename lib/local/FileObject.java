package daggerkit.local;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileNames;
import daggerkit.local.files.Lazy;
import daggerkit.local.files.Tree;
import daggerkit.local.graph.Entity;

/**
 * A File of the API. Immutable.
 *
 * @param name its own, without a path
 * @param tree the file; may need commands to run
 */
record FileObject(Entity.Call call, String name, Lazy<Tree.File> tree) implements Entity {
    /**
     * A file with a name that a pipeline chose.
     *
     * @throws FieldException if the name leads to another folder: the engine's words, of 0.21.8
     */
    static FileObject named(Entity.Call call, String name, Lazy<Tree.File> tree) throws FieldException {
        // An empty one names nothing, and is refused where a name is needed.
        if (!name.isEmpty() && !FileNames.isName(name)) {
            throw new FieldException("file name \"" + name + "\" must not contain a directory");
        }
        return new FileObject(call, name, tree);
    }
}
