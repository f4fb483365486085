package daggerkit.local.run;

import daggerkit.local.files.Content;
import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileNames;
import daggerkit.local.files.FileStore;
import daggerkit.local.files.FileSystem;
import daggerkit.local.files.Folders;
import daggerkit.local.files.HostDir;
import daggerkit.local.files.HostIds;
import daggerkit.local.files.Mount;
import daggerkit.local.files.Tree;
import daggerkit.local.host.Isolation;
import daggerkit.local.host.Isolation.Bind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The root of one command, as folders on disk: written before it runs, read after it, then deleted. */
public final class CommandRoot implements AutoCloseable {
    private final FileStore disk;
    private final Isolation isolation;
    private final int number;
    private final FileSystem before;
    private final FileSystem written;
    private final List<Bind> binds = new ArrayList<>();
    private final Map<String, String> folders = new HashMap<>();
    private final Map<CacheVolume.Store, String> lent = new HashMap<>();
    private FileTime began;

    private CommandRoot(FileStore disk, Isolation isolation, int number, FileSystem before, FileSystem written) {
        this.disk = disk;
        this.isolation = isolation;
        this.number = number;
        this.before = before;
        this.written = written;
    }

    /**
     * Writes a root.
     *
     * @param disk where the contents are
     * @param isolation what the root is for
     * @param number the step's
     * @param files what is in it
     * @return the root, to be closed
     */
    public static CommandRoot write(FileStore disk, Isolation isolation, int number, FileSystem files)
            throws IOException, FieldException, InterruptedException {
        Content nothing = new Content(Files.createFile(disk.newFile()), 0);
        FileSystem needed = files;
        for (String name : List.of("/dev", "/proc")) {
            // A link there would lead the set-up's own mounts astray.
            if (!(needed.find(name, false) instanceof Tree.Dir)) {
                needed = needed.withLink(name, Tree.Dir.empty());
            }
        }
        if (needed.find("/bin/sh", true) == null) {
            // The set-up needs programs; the container's own, whatever they are, stay where they are.
            for (Map.Entry<String, Tree> entry : isolation.image().children().entrySet()) {
                if (!needed.root().children().containsKey(entry.getKey()) && !(isOwn(entry.getValue()))) {
                    needed = needed.withLink(entry.getKey(), entry.getValue());
                }
            }
        }
        FileSystem written = needed.withMountPoints(new Tree.File(nothing, 0644, Tree.now()));
        CommandRoot root = new CommandRoot(disk, isolation, number, files, written);
        try {
            root.write();
            return root;
        } catch (IOException | FieldException | InterruptedException | RuntimeException failure) {
            root.close();
            throw failure;
        }
    }

    private static boolean isOwn(Tree tree) {
        return tree instanceof Tree.Dir && !(tree instanceof HostDir);
    }

    /** What is to be mounted in it. */
    public List<Bind> binds() {
        return binds;
    }

    /** The file or folder of the host that is mounted at a path. */
    Path mounted(String path) {
        return folder(folders.get(path));
    }

    /** What it has become. */
    FileSystem read() throws IOException {
        SortedMap<String, Mount> mounts = new TreeMap<>();
        Set<String> made = new HashSet<>(written.mounts().keySet());
        written.root().children().keySet().forEach(name -> made.add("/" + name));
        Tree.Dir tree = disk.take(folder("" + number), before.root(), "/", began, made, isolation.ids());
        for (Map.Entry<String, Mount> entry : before.mounts().entrySet()) {
            Mount mount = entry.getValue();
            if (mount.isVisible() && !mount.readOnly()) {
                Path place = folder(folders.get(entry.getKey()));
                Tree now = disk.take(place, mount.tree(), entry.getKey(), began, made, isolation.ids());
                mount = mount.withTree(now == null ? mount.tree() : now);
            }
            mounts.put(entry.getKey(), mount);
        }
        return new FileSystem(tree, mounts);
    }

    private void write() throws IOException, FieldException, InterruptedException {
        HostIds ids = isolation.ids();
        disk.write(written.root(), folder("" + number), "/", ids, (path, host) -> {
            boolean same = host.path().equals(path);
            if (same) {
                binds.add(new Bind(host.path(), path, true, 0));
            }
            return same;
        });
        borrow();
        for (Map.Entry<String, Mount> entry : written.mounts().entrySet()) {
            Mount mount = entry.getValue();
            String path = entry.getKey();
            String name = number + "." + folders.size();
            if (mount.source() instanceof CacheVolume) {
                name = lent.get(((CacheVolume) mount.source()).store());
            } else if (mount.source() instanceof Secret) {
                Content plaintext = ((Secret) mount.source()).keep(disk);
                disk.write(new Tree.File(plaintext, mount.mode(), Tree.now(), mount.owner()), folder(name), ids);
                Files.delete(plaintext.path());
            } else if (mount.tree() instanceof Tree.Dir) {
                disk.write((Tree.Dir) mount.tree(), folder(name), path, ids, (inside, host) -> false);
            } else if (mount.isVisible()) {
                disk.write(mount.tree(), folder(name), ids);
            } else if (mount.bytes() == 0) {
                disk.write(Tree.Dir.empty().withMode(01777), folder(name), path, ids, (inside, host) -> false);
            } else {
                name = null;
            }
            if (name != null && !mount.isVisible()) {
                makePlaces(folder(name), path, ids);
            }
            folders.put(path, name);
            binds.add(new Bind(name, path, mount.readOnly(), mount.bytes()));
        }
        began = disk.mark();
    }

    /** In the order of their keys: two commands that each wait for the other's would never end. */
    private void borrow() throws IOException, FieldException, InterruptedException {
        List<CacheVolume> caches = written.mounts().values().stream()
                .map(Mount::source)
                .filter(CacheVolume.class::isInstance)
                .map(CacheVolume.class::cast)
                .sorted(Comparator.comparing(cache -> cache.store().key()))
                .toList();
        for (CacheVolume cache : caches) {
            if (!lent.containsKey(cache.store())) {
                lent.put(cache.store(), cache.store().lend(cache, disk, isolation));
            }
        }
    }

    /** Places for what is mounted directly in a folder that we cannot look into; links in there are not followed. */
    private void makePlaces(Path folder, String path, HostIds ids) throws IOException, FieldException {
        for (Map.Entry<String, Mount> entry : written.mounts().entrySet()) {
            if (entry.getKey().startsWith(path + "/")) {
                String name = entry.getKey().substring(path.length() + 1);
                Path place = FileNames.resolve(folder, name);
                if (name.contains("/") || Files.isSymbolicLink(place)) {
                    throw new FieldException("Cannot mount something at \"" + entry.getKey()
                            + "\": of what is mounted at \"" + path + "\" only the top can have another mount.");
                }
                if (!Files.exists(place)) {
                    Tree nothing = Tree.Dir.empty();
                    if (entry.getValue().isFile()) {
                        disk.write(new Tree.File(disk.keep(""), 0644, Tree.now()), place, ids);
                    } else {
                        disk.write((Tree.Dir) nothing, place, path, ids, (inside, host) -> false);
                    }
                }
            }
        }
    }

    private Path folder(String name) {
        return isolation.folder().resolve(name);
    }

    /** Deletes it, but for the caches, and lets others have those. */
    @Override
    public void close() throws IOException, InterruptedException {
        lent.forEach(CacheVolume.Store::giveBack);
        lent.clear();
        boolean interrupted = Thread.interrupted();
        List<Path> left = new ArrayList<>();
        for (String suffix : List.of("", ".run", ".log", ".fstab", ".mounts", ".start")) {
            left.add(folder(number + suffix));
        }
        for (int i = 0; i < written.mounts().size(); i++) {
            left.add(folder(number + "." + i));
        }
        try {
            Folders.delete(left.toArray(new Path[0]));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
