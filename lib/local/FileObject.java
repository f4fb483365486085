package daggerkit.local;

import daggerkit.local.files.Lazy;
import daggerkit.local.files.Tree;
import daggerkit.local.graph.Entity;

/**
 * A File of the API. Immutable.
 *
 * @param name its own, without a path
 * @param tree the file; may need commands to run
 */
record FileObject(Entity.Call call, String name, Lazy<Tree.File> tree) implements Entity {}
