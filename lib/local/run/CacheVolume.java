package daggerkit.local.run;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileStore;
import daggerkit.local.files.Lazy;
import daggerkit.local.files.Mount;
import daggerkit.local.files.Tree;
import daggerkit.local.graph.Entity;
import daggerkit.local.host.Isolation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * A cache volume: a folder that lasts as long as the session. Immutable but for what commands write there.
 *
 * @param store where it is
 * @param sharing SHARED, PRIVATE or LOCKED
 * @param source what it begins with, or null
 */
public record CacheVolume(Entity.Call call, Store store, String sharing, Lazy<Tree.Dir> source)
        implements Entity, Mount.Source {
    @Override
    public String kind() {
        return "cache";
    }

    @Override
    public boolean isFile() {
        return false;
    }

    /** The folders of a key: one, or with PRIVATE as many as are in use at once. Thread-safe. */
    public static final class Store {
        private final String key;
        private final String name;
        private final Set<String> inUse = new HashSet<>();
        private final Semaphore lock = new Semaphore(1, true);
        private final Set<String> locked = new HashSet<>();
        private int made;

        /**
         * Describes a store and makes nothing.
         *
         * @param key the user's
         * @param number its number in the session
         */
        Store(String key, int number) {
            this.key = key;
            name = "cache-" + number + "-";
        }

        public String key() {
            return key;
        }

        /** Gives a folder to a command, when it is its turn. */
        String lend(CacheVolume volume, FileStore disk, Isolation isolation)
                throws IOException, FieldException, InterruptedException {
            boolean wait = volume.sharing.equals("LOCKED");
            if (wait) {
                lock.acquire();
            }
            try {
                Tree.Dir source = volume.source == null ? Tree.Dir.empty() : volume.source.get();
                return lend(volume.sharing, source, wait, disk, isolation);
            } catch (IOException | FieldException | InterruptedException | RuntimeException failure) {
                if (wait) {
                    lock.release();
                }
                throw failure;
            }
        }

        private synchronized String lend(
                String sharing, Tree.Dir source, boolean wait, FileStore disk, Isolation isolation) throws IOException {
            int number = 0;
            while (sharing.equals("PRIVATE") && inUse.contains(name + number)) {
                number++;
            }
            String folder = name + number;
            if (number == made) {
                Path path = isolation.folder().resolve(folder);
                disk.write(source, path, "/", isolation.ids(), (inside, host) -> false);
                made++;
            }
            if (wait) {
                locked.add(folder);
            }
            if (!sharing.equals("SHARED")) {
                inUse.add(folder);
            }
            return folder;
        }

        /** Takes a folder back. */
        synchronized void giveBack(String folder) {
            inUse.remove(folder);
            if (locked.remove(folder)) {
                lock.release();
            }
        }
    }
}
