package daggerkit.server;

/**
 * A File of the API. Immutable.
 *
 * @param name its own, without a path
 * @param tree the file; may need commands to run
 */
record FileObject(Entity.Call call, String name, Later<Tree.File> tree) implements Entity {}
