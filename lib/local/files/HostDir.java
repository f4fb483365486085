package daggerkit.local.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.SortedMap;

/** A directory of the host, listed when someone looks into it. */
public final class HostDir extends Tree.Dir {
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
