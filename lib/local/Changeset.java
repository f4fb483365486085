package daggerkit.local;

import daggerkit.local.common.FieldException;
import daggerkit.local.files.Comparison;
import daggerkit.local.graph.Entity;
import daggerkit.local.run.Directory;

/**
 * What changed from one directory to another. Immutable.
 *
 * @param before what it was
 * @param after what it is
 */
record Changeset(Entity.Call call, Directory before, Directory after) implements Entity {
    Comparison comparison() throws FieldException, InterruptedException {
        return Comparison.of(before.tree().get(), after.tree().get());
    }
}
