package daggerkit.build;

import daggerkit.Api;
import daggerkit.Leaf;

/**
 * Who runs the commands of an image. What a pipeline mounts belongs to root unless it says whose it is, so another user
 * could write neither sources nor caches. Immutable.
 *
 * @param image the image's address, with what stands for several in it
 * @param owner the user as an owner of files, {@code name}, {@code uid} or either with a group behind a colon; empty for
 *     root, who may write everything
 * @param home the user's home folder
 * @param isHomeSet whether the image sets HOME
 */
public record ImageUser(String image, String owner, String home, boolean isHomeSet) {
    /**
     * Asks for the user.
     *
     * @param container a container of the image
     * @param image the image's address
     * @return the user, not fetched yet; without a home that is known if only the owner is of interest
     */
    public static Leaf<ImageUser> of(Api.Container container, String image) {
        return container.leaf(it -> new ImageUser(image, owner(it.user()), "", true));
    }

    /**
     * Asks for the user, and for where the home is: where HOME says, else where the image's /etc/passwd does.
     *
     * @param container a container of the image
     * @param image the image's address
     * @return the user, not fetched yet
     */
    public static Leaf<ImageUser> withHome(Api.Container container, String image) {
        Leaf<String> user = container.leaf(Api.Container::user);
        Leaf<String> variable = container.leaf(ImageUser::variable);
        Leaf<String> known = container.leaf(ImageUser::passwd);
        return Leaf.of(user, variable, known, (name, home, passwd) -> {
            String owner = owner(name);
            boolean set = home.startsWith("/");
            return new ImageUser(image, owner, set ? home : home(owner, passwd), set);
        });
    }

    private static String variable(Api.Container container) {
        return container.envVariable("HOME").orElse("");
    }

    /** Read only where it is needed: an image without HOME and of another user than root. */
    private static String passwd(Api.Container container) {
        boolean needed =
                !owner(container.user()).isEmpty() && !variable(container).startsWith("/");
        return needed && container.exists("/etc/passwd")
                ? container.file("/etc/passwd").contents()
                : "";
    }

    /**
     * The owner that a user of an image is to files.
     *
     * @param user what the image says, {@code user}, {@code uid} or either with {@code :group}; null or empty for root
     * @return the same without an empty group; empty for root
     */
    public static String owner(String user) {
        String text = user == null ? "" : user.strip().replaceFirst(":$", "");
        String name = text.replaceFirst(":.*", "");
        return name.isEmpty() || name.equals("root") || name.matches("0+") ? "" : text;
    }

    /**
     * The home folder of a user who has no HOME.
     *
     * @param owner the user, empty for root
     * @param passwd the text of /etc/passwd, or nothing
     * @return the folder that stands there, else the usual one
     */
    public static String home(String owner, String passwd) {
        String user = owner.isEmpty() ? "root" : owner.replaceFirst(":.*", "");
        for (String line : passwd.split("\n")) {
            String[] fields = line.strip().split(":", -1);
            boolean known = fields.length > 5 && (fields[0].equals(user) || fields[2].equals(user));
            if (known && fields[5].startsWith("/")) {
                return fields[5];
            }
        }
        return user.equals("root") ? "/root" : user.matches("[0-9]+") ? "/home" : "/home/" + user;
    }

    /**
     * The same user with another home folder.
     *
     * @param folder the folder, or null for the one that is known
     * @return the user
     */
    public ImageUser in(String folder) {
        return folder == null ? this : new ImageUser(image, owner, folder, isHomeSet);
    }

    /**
     * A cache volume for this user. Users other than root have one for each image: a volume keeps the owner that its first
     * files had, and one name can be two numbers in two images.
     *
     * @param dag the client
     * @param name the volume's name for root
     * @return the volume
     */
    public Api.CacheVolume volume(Api.Client dag, String name) {
        return dag.cacheVolume(owner.isEmpty() ? name : name + " of " + owner + " in " + image);
    }

    /**
     * Mounts a directory that the user owns.
     *
     * @param container the container
     * @param path where, absolute
     * @param directory what
     * @return the container with it
     */
    public Api.Container mount(Api.Container container, String path, Api.Directory directory) {
        return container.withMountedDirectory(path, directory, o -> {
            if (!owner.isEmpty()) {
                o.owner(owner);
            }
        });
    }

    /**
     * Mounts a cache volume of this user, {@link #volume}.
     *
     * @param dag the client
     * @param container the container
     * @param path where, absolute
     * @param name the volume's name for root
     * @param locked whether only one container at a time may have it
     * @return the container with it
     */
    public Api.Container cache(Api.Client dag, Api.Container container, String path, String name, boolean locked) {
        return container.withMountedCache(path, volume(dag, name), o -> {
            if (locked) {
                o.sharing(Api.CacheSharingMode.LOCKED);
            }
            if (!owner.isEmpty()) {
                o.owner(owner);
            }
        });
    }
}
