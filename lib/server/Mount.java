package daggerkit.server;

/**
 * What stands at a path of a container in place of what its root has there. Immutable.
 *
 * @param tree the directory or file, or for what only commands see a {@link Tree.Opaque}
 * @param cache the volume, or null
 * @param secret the secret, or null
 * @param mode a secret's permissions
 * @param bytes the most that a temporary folder holds; 0 for no limit
 * @param readOnly whether commands cannot write to it
 */
record Mount(Tree tree, CacheVolume cache, Secret secret, int mode, long bytes, boolean readOnly) {
    static Mount of(Tree tree, boolean readOnly) {
        return new Mount(tree, null, null, 0, 0, readOnly);
    }

    static Mount of(CacheVolume cache) {
        return new Mount(new Tree.Opaque("a cache volume"), cache, null, 0, 0, false);
    }

    static Mount of(Secret secret, int mode) {
        return new Mount(new Tree.Opaque("a secret"), null, secret, mode, 0, true);
    }

    static Mount temporary(long bytes) {
        return new Mount(new Tree.Opaque("a temporary folder"), null, null, 0, bytes, false);
    }

    Mount withTree(Tree changed) {
        return new Mount(changed, cache, secret, mode, bytes, readOnly);
    }

    /** Whether a pipeline can look into it. */
    boolean isVisible() {
        return !(tree instanceof Tree.Opaque);
    }

    /** Whether it is mounted over a file. */
    boolean isFile() {
        return secret != null || tree instanceof Tree.File;
    }
}
