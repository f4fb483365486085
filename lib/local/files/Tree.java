package daggerkit.local.files;

import java.io.IOException;
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

    private Tree(int mode, FileTime modified) {
        this.mode = mode & PERMISSIONS;
        this.modified = modified;
    }

    /** The permissions, as chmod has them. */
    public final int mode() {
        return mode;
    }

    final FileTime modified() {
        return modified;
    }

    /** The same with other permissions. */
    public abstract Tree withMode(int newMode);

    /** The same, and all that is in it, with another time of modification. */
    public abstract Tree withModified(FileTime time);

    /** SHA-256 of all that counts: names, kinds, permissions and bytes, not times. */
    public abstract String digest();

    /** Whether a pipeline could tell them apart other than by time. */
    boolean isSame(Tree other) {
        return this == other
                || other != null && other.getClass() == getClass() && other.mode == mode && sameContents(other);
    }

    public abstract boolean sameContents(Tree other);

    public static FileTime now() {
        return FileTime.fromMillis(System.currentTimeMillis());
    }

    /** A regular file. */
    public static final class File extends Tree {
        private final Content content;

        public File(Content content, int mode, FileTime modified) {
            super(mode, modified);
            this.content = content;
        }

        public Content content() {
            return content;
        }

        @Override
        public File withMode(int newMode) {
            return new File(content, newMode, modified());
        }

        @Override
        public File withModified(FileTime time) {
            return new File(content, mode(), time);
        }

        @Override
        public String digest() {
            return Digests.sha256(("file " + mode() + " " + content.digest()).getBytes(StandardCharsets.US_ASCII));
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

        public Link(String target, FileTime modified) {
            super(MODE, modified);
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
        public Link withModified(FileTime time) {
            return new Link(target, time);
        }

        @Override
        public String digest() {
            return Digests.sha256(("link " + target).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public boolean sameContents(Tree other) {
            return ((Link) other).target.equals(target);
        }
    }

    /** A place whose contents only commands see: a cache volume, a temporary folder, a secret. */
    static final class Opaque extends Tree {
        private final String kind;

        Opaque(String kind) {
            super(DIRECTORY_MODE, now());
            this.kind = kind;
        }

        String kind() {
            return kind;
        }

        @Override
        public Opaque withMode(int newMode) {
            return this;
        }

        @Override
        public Opaque withModified(FileTime time) {
            return this;
        }

        @Override
        public String digest() {
            return Digests.sha256(kind.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public boolean sameContents(Tree other) {
            return false;
        }
    }

    /** A directory. */
    public static class Dir extends Tree {
        private final SortedMap<String, Tree> children;
        private volatile String digest;

        public Dir(SortedMap<String, Tree> children, int mode, FileTime modified) {
            super(mode, modified);
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
            return new Dir(changed, mode(), modified());
        }

        @Override
        public Dir withMode(int newMode) {
            return new Dir(children(), newMode, modified());
        }

        @Override
        public Dir withModified(FileTime time) {
            SortedMap<String, Tree> changed = new TreeMap<>();
            children().forEach((name, child) -> changed.put(name, child.withModified(time)));
            return new Dir(changed, mode(), time);
        }

        @Override
        public String digest() {
            if (digest == null) {
                StringBuilder text = new StringBuilder();
                children().forEach((name, child) -> {
                    String kind = child.getClass().getSimpleName() + " " + child.mode() + " ";
                    text.append(kind).append(child.digest()).append(name).append('\0');
                });
                digest = Digests.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
            }
            return digest;
        }

        @Override
        boolean isSame(Tree other) {
            return this == other || other instanceof Dir && other.mode() == mode() && sameContents(other);
        }

        @Override
        public boolean sameContents(Tree other) {
            SortedMap<String, Tree> theirs = ((Dir) other).children();
            return theirs.size() == children().size()
                    && children().entrySet().stream()
                            .allMatch(entry -> entry.getValue().isSame(theirs.get(entry.getKey())));
        }
    }

    /** A directory of the host, listed when someone looks into it. */
    public static final class HostDir extends Dir {
        /** Lists a directory. */
        interface Listing {
            SortedMap<String, Tree> list() throws IOException;
        }

        private final String path;
        private final Listing listing;
        private SortedMap<String, Tree> listed;

        HostDir(String path, Listing listing, int mode, FileTime modified) {
            super(Collections.emptySortedMap(), mode, modified);
            this.path = path;
            this.listing = listing;
        }

        /** Where it is on the host. */
        public String path() {
            return path;
        }

        @Override
        public synchronized SortedMap<String, Tree> children() {
            Attention.check();
            if (listed == null) {
                try {
                    listed = listing.list();
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            }
            return listed;
        }

        @Override
        public boolean sameContents(Tree other) {
            return other instanceof HostDir && ((HostDir) other).path.equals(path) || super.sameContents(other);
        }
    }
}
