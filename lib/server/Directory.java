package daggerkit.server;

/**
 * A directory. Immutable.
 *
 * @param name with a slash at its end
 * @param tree what is in it; may need commands to run
 */
record Directory(Entity.Call call, String name, Later<Tree.Dir> tree) implements Entity {
    /** Its files by their paths in it. */
    FileSystem files() throws FieldException, InterruptedException {
        return FileSystem.of(tree.get());
    }

    /** Another one of the same name. */
    Directory with(Entity.Call newCall, Container.Change change) {
        return new Directory(newCall, name, Later.of(() -> change.apply(files()).root()));
    }
}
