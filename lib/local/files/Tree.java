package daggerkit.local.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file, a symbolic link or a directory of a pipeline. Immutable: a change makes another one and shares the rest. In
 * memory there is what a listing shows; a file's bytes are on disk.
 */
public abstract class Tree {
    /** {@code rwxr-xr-x}. */
    public static final int DIRECTORY_MODE = 0755;

    private static final int PERMISSIONS = 07777;

    private final int mode;
    private final FileTime modified;
    private final Owner owner;

    Tree(int mode, FileTime modified, Owner owner) {
        this.mode = mode & PERMISSIONS;
        this.modified = modified;
        this.owner = owner;
    }

    /** The permissions, as chmod has them. */
    public final int mode() {
        return mode;
    }

    final FileTime modified() {
        return modified;
    }

    /** Whose it is in a container. */
    public final Owner owner() {
        return owner;
    }

    /** The same as somebody's; what is in a directory stays whose it is. */
    public abstract Tree withOwner(Owner newOwner);

    /** The same, and all that is in it, as somebody's. */
    public Tree allWithOwner(Owner newOwner) {
        return withOwner(newOwner);
    }

    /** The same with other permissions. */
    public abstract Tree withMode(int newMode);

    /** The same, and all that is in it, with another time of modification. */
    public abstract Tree withModified(FileTime time);

    /**
     * SHA-256 of all that counts: names, kinds, permissions, owners and bytes, not times. The engine's, which is that of
     * a header of a tar file and the bytes: recording {@code file-digest}.
     */
    public abstract String digest();

    final byte[] header(char kind, long size, String target) {
        String header = "namemode" + mode + "uid" + owner.uid() + "gid" + owner.gid() + "size" + size + "typeflag"
                + kind + "linkname" + target + "unamegnamedevmajor0devminor0";
        return header.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether a pipeline could tell them apart other than by time. */
    boolean isSame(Tree other) {
        return this == other
                || other != null
                        && other.getClass() == getClass()
                        && other.mode == mode
                        && other.owner.equals(owner)
                        && sameContents(other);
    }

    public abstract boolean sameContents(Tree other);

    public static FileTime now() {
        return FileTime.fromMillis(System.currentTimeMillis());
    }

    /** A regular file. */
    public static final class File extends Tree {
        private final Content content;

        /** A file of root's. */
        public File(Content content, int mode, FileTime modified) {
            this(content, mode, modified, Owner.ROOT);
        }

        public File(Content content, int mode, FileTime modified, Owner owner) {
            super(mode, modified, owner);
            this.content = content;
        }

        public Content content() {
            return content;
        }

        @Override
        public File withMode(int newMode) {
            return new File(content, newMode, modified(), owner());
        }

        @Override
        public File withOwner(Owner newOwner) {
            return new File(content, mode(), modified(), newOwner);
        }

        @Override
        public File withModified(FileTime time) {
            return new File(content, mode(), time, owner());
        }

        @Override
        public String digest() {
            try (InputStream in = content.open()) {
                return Digests.sha256(header('0', content.size(), ""), in);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public boolean sameContents(Tree other) {
            Content theirs = ((File) other).content;
            return theirs == content
                    || theirs.size() == content.size() && theirs.digest().equals(content.digest());
        }
    }

    /** A symbolic link. */
    public static final class Link extends Tree {
        private static final int MODE = 0777;

        private final String target;

        /** A link of root's. */
        public Link(String target, FileTime modified) {
            this(target, modified, Owner.ROOT);
        }

        Link(String target, FileTime modified, Owner owner) {
            super(MODE, modified, owner);
            this.target = target;
        }

        public String target() {
            return target;
        }

        @Override
        public Link withMode(int newMode) {
            return this;
        }

        @Override
        public Link withOwner(Owner newOwner) {
            return new Link(target, modified(), newOwner);
        }

        @Override
        public Link withModified(FileTime time) {
            return new Link(target, time, owner());
        }

        @Override
        public String digest() {
            return Digests.sha256(header('2', 0, target));
        }

        @Override
        public boolean sameContents(Tree other) {
            return ((Link) other).target.equals(target);
        }
    }

    /** A directory. */
    public static class Dir extends Tree {
        private final SortedMap<String, Tree> children;
        private volatile String digest;

        /** A directory of root's. */
        public Dir(SortedMap<String, Tree> children, int mode, FileTime modified) {
            this(children, mode, modified, Owner.ROOT);
        }

        public Dir(SortedMap<String, Tree> children, int mode, FileTime modified, Owner owner) {
            super(mode, modified, owner);
            this.children = children;
        }

        /** A directory with nothing in it. */
        public static Dir empty() {
            return new Dir(Collections.emptySortedMap(), DIRECTORY_MODE, now());
        }

        /** What is in it, by name; not to be changed. */
        public SortedMap<String, Tree> children() {
            Attention.check(); // here, for every walk comes by
            return children;
        }

        public final Dir with(String name, Tree child) {
            SortedMap<String, Tree> changed = new TreeMap<>(children());
            changed.put(name, child);
            return withChildren(changed);
        }

        final Dir without(String name) {
            SortedMap<String, Tree> changed = new TreeMap<>(children());
            changed.remove(name);
            return withChildren(changed);
        }

        public final Dir withChildren(SortedMap<String, Tree> changed) {
            return new Dir(changed, mode(), modified(), owner());
        }

        @Override
        public Dir withMode(int newMode) {
            return new Dir(children(), newMode, modified(), owner());
        }

        @Override
        public Dir withOwner(Owner newOwner) {
            return new Dir(children(), mode(), modified(), newOwner);
        }

        @Override
        public Dir allWithOwner(Owner newOwner) {
            SortedMap<String, Tree> changed = new TreeMap<>();
            children().forEach((name, child) -> changed.put(name, child.allWithOwner(newOwner)));
            return new Dir(changed, mode(), modified(), newOwner);
        }

        @Override
        public Dir withModified(FileTime time) {
            SortedMap<String, Tree> changed = new TreeMap<>();
            children().forEach((name, child) -> changed.put(name, child.withModified(time)));
            return new Dir(changed, mode(), time, owner());
        }

        @Override
        public String digest() {
            if (digest == null) {
                StringBuilder text = new StringBuilder("\0sha256:" + Digests.sha256(header('5', 0, "")));
                children()
                        .forEach((name, child) ->
                                text.append('\0').append(name).append("sha256:").append(child.digest()));
                digest = Digests.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
            }
            return digest;
        }

        @Override
        boolean isSame(Tree other) {
            return this == other
                    || other instanceof Dir
                            && other.mode() == mode()
                            && other.owner().equals(owner())
                            && sameContents(other);
        }

        @Override
        public boolean sameContents(Tree other) {
            SortedMap<String, Tree> theirs = ((Dir) other).children();
            return theirs.size() == children().size()
                    && children().entrySet().stream()
                            .allMatch(entry -> entry.getValue().isSame(theirs.get(entry.getKey())));
        }
    }
}
