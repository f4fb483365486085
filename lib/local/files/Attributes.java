package daggerkit.local.files;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What a file system says of a file, of a link itself and not of where it leads. */
public final class Attributes {
    /** Not on Windows. */
    public static final boolean UNIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    private static final int OWNER_READ = 0400;
    private static final int KIND = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR = 0100000;
    private static final int LINK = 0120000;
    private static final int READ_BY_OTHERS = 04;
    private static final int ENTER_BY_OTHERS = 05;

    private final int mode;
    private final long size;
    private final FileTime modified;
    private final FileTime changed;
    private final int uid;
    private final int gid;

    private Attributes(int mode, long size, FileTime modified, FileTime changed, int uid, int gid) {
        this.mode = mode;
        this.size = size;
        this.modified = modified;
        this.changed = changed;
        this.uid = uid;
        this.gid = gid;
    }

    static Attributes of(Path file) throws IOException {
        if (UNIX) {
            return unix(file);
        }
        Map<String, Object> basic = Files.readAttributes(file, "*", LinkOption.NOFOLLOW_LINKS);
        boolean directory = (Boolean) basic.get("isDirectory");
        int kind = directory ? DIRECTORY : (Boolean) basic.get("isSymbolicLink") ? LINK : REGULAR;
        FileTime modified = (FileTime) basic.get("lastModifiedTime");
        return new Attributes(
                kind | (directory ? Tree.DIRECTORY_MODE : 0644), (Long) basic.get("size"), modified, modified, 0, 0);
    }

    private static Attributes unix(Path file) throws IOException {
        Map<String, Object> unix =
                Files.readAttributes(file, "unix:mode,size,lastModifiedTime,ctime,uid,gid", LinkOption.NOFOLLOW_LINKS);
        return new Attributes(
                (Integer) unix.get("mode"),
                (Long) unix.get("size"),
                (FileTime) unix.get("lastModifiedTime"),
                (FileTime) unix.get("ctime"),
                (Integer) unix.get("uid"),
                (Integer) unix.get("gid"));
    }

    /** The nine bits of permissions as a set. */
    static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((mode & OWNER_READ >> permission.ordinal()) != 0) {
                permissions.add(permission);
            }
        }
        return permissions;
    }

    boolean isDirectory() {
        return (mode & KIND) == DIRECTORY;
    }

    boolean isRegular() {
        return (mode & KIND) == REGULAR;
    }

    boolean isLink() {
        return (mode & KIND) == LINK;
    }

    boolean isOpenToOthers() {
        return (mode & READ_BY_OTHERS) != 0 && (!isDirectory() || (mode & ENTER_BY_OTHERS) == ENTER_BY_OTHERS);
    }

    /** With the bits of its kind. */
    int mode() {
        return mode;
    }

    int uid() {
        return uid;
    }

    int gid() {
        return gid;
    }

    long size() {
        return size;
    }

    FileTime modified() {
        return modified;
    }

    /** When bytes, permissions or name last changed: not to be set by a command. */
    FileTime changed() {
        return changed;
    }
}
