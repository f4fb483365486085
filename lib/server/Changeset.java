package daggerkit.server;

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
