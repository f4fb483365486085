package daggerkit.local.files;

/**
 * Whose a file is: numbers as the container has them.
 *
 * @param uid the user's
 * @param gid the group's
 */
public record Owner(int uid, int gid) {
    public static final Owner ROOT = new Owner(0, 0);
}
