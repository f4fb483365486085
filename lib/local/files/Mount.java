package daggerkit.local.files;

/**
 * What stands at a path of a container in place of what its root has there. Immutable.
 *
 * @param tree the directory or file, or for what only commands see a {@link Opaque}
 * @param source what fills it when a command runs, or null if that is the tree
 * @param mode a secret's permissions
 * @param owner whose a secret is
 * @param bytes the most that a temporary folder holds; 0 for no limit
 * @param readOnly whether commands cannot write to it
 */
public record Mount(Tree tree, Source source, int mode, Owner owner, long bytes, boolean readOnly) {
    /** What only commands see: a cache volume, or a secret. Immutable. */
    public interface Source {
        /** Says what it is, as the engine does. */
        String kind();

        /** Whether it is one file. */
        boolean isFile();
    }

    public static Mount of(Tree tree, boolean readOnly) {
        return new Mount(tree, null, 0, Owner.ROOT, 0, readOnly);
    }

    /**
     * Mounts what only commands see.
     *
     * @param source what it is
     * @param mode the permissions of a file
     * @param owner whose a file is
     * @param readOnly whether commands cannot write to it
     */
    public static Mount of(Source source, int mode, Owner owner, boolean readOnly) {
        return new Mount(new Opaque(source.kind()), source, mode, owner, 0, readOnly);
    }

    public static Mount temporary(long bytes) {
        return new Mount(new Opaque("tmpfs"), null, 0, Owner.ROOT, bytes, false);
    }

    public Mount withTree(Tree changed) {
        return new Mount(changed, source, mode, owner, bytes, readOnly);
    }

    /** Whether a pipeline can look into it. */
    public boolean isVisible() {
        return !(tree instanceof Opaque);
    }

    /** Whether a pipeline sees what is below it instead: so it is with a secret. */
    boolean isHidden() {
        return source != null && source.isFile();
    }

    /** Whether it is mounted over a file. */
    public boolean isFile() {
        return source == null ? tree instanceof Tree.File : source.isFile();
    }
}
