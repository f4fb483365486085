package daggerkit.local.files;

/**
 * Which of the host's users stand for those of containers.
 *
 * @param first the host's number of a container's root, or -1 for the user of this process
 * @param count how many follow it, one number for each of a container's; with 1 or less all files are one user's, and
 *     whose they are in a container is kept in the trees only
 */
public record HostIds(int first, int count) {
    /** All files belong to the user of this process. */
    public static final HostIds NONE = new HostIds(-1, 0);

    /** Whether the host can tell a container's users apart. */
    public boolean areMany() {
        return count > 1;
    }

    /** The host's number for a container's; what is too large is the last one, as the kernel shows what it cannot map. */
    int host(int id) {
        return areMany() ? first + Math.min(id, count - 2) : first;
    }

    /** Whose a file of the host is in a container. */
    Owner inside(Attributes file, Tree before) {
        if (!areMany()) {
            return before == null ? Owner.ROOT : before.owner();
        }
        return new Owner(inside(file.uid()), inside(file.gid()));
    }

    private int inside(int id) {
        return id >= first && id < first + count ? id - first : 0;
    }
}
