package daggerkit.local.host;

import daggerkit.local.host.Isolation.Bind;
import daggerkit.local.host.Isolation.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is mounted for a step, in the words of the tool that does it. Immutable once it is created. A folder of the host that
 * has gone since it was listed is no failure: others install programs while a session runs.
 */
final class RootMounts {
    private static final String NEW = "/tmp/new";

    private final Path folder;
    private final RootFolders folders;
    private final HostLimits limits;
    private List<String> devices = List.of();

    /**
     * Describes mounts.
     *
     * @param folder where the roots of steps are
     * @param folders of the host
     * @param limits what a file system in memory may have
     */
    RootMounts(Path folder, RootFolders folders, HostLimits limits) {
        this.folder = folder;
        this.folders = folders;
        this.limits = limits;
    }

    /** The same for bubblewrap. */
    List<String> bubblewrapOptions(Step step) {
        List<String> options = new ArrayList<>();
        for (Bind bind : step.binds()) {
            if (bind.isOfHost()) {
                for (RootFolders.Mount mount : folders.mounts(bind)) {
                    options.addAll(List.of("--ro-bind-try", mount.source(), mount.target()));
                }
                for (String path : folders.hidden(bind)) {
                    options.addAll(List.of("--tmpfs", path, "--remount-ro", path));
                }
            } else if (bind.source() == null) {
                options.addAll(List.of("--size", "" + bytes(bind), "--tmpfs", bind.target()));
            } else {
                options.addAll(List.of(bind.readOnly() ? "--ro-bind" : "--bind", bind.source(), bind.target()));
            }
        }
        return options;
    }

    /** Writes what a step's set-up reads, where the new root is {@link #NEW}. */
    void write(Step step) throws IOException {
        StringBuilder fstab = new StringBuilder();
        StringBuilder mounts = new StringBuilder();
        for (Bind bind : step.binds()) {
            String target = CommandText.quote(NEW + bind.target());
            if (bind.isOfHost()) {
                addHost(bind, NEW, fstab);
            } else if (bind.source() == null) {
                mounts.append("mount -t tmpfs -o nosuid,nodev,mode=1777,size=").append(bytes(bind));
                mounts.append(" tmpfs ").append(target).append('\n');
            } else {
                mounts.append("mount --no-canonicalize -o bind,nosuid,nodev").append(bind.readOnly() ? ",ro" : "");
                mounts.append(" ../")
                        .append(bind.source())
                        .append(' ')
                        .append(target)
                        .append('\n');
            }
        }
        for (String device : devices) {
            fstab.append("/dev/" + device + " " + NEW + "/dev/" + device + " none bind,nosuid,noexec 0 0\n");
        }
        fstab.append("proc " + NEW + "/proc proc ro,nosuid,nodev,noexec 0 0\n");
        CommandText.write(folder.resolve(step.number() + ".fstab"), fstab);
        CommandText.write(folder.resolve(step.number() + ".mounts"), mounts);
    }

    /** A file system in memory has no more than commands may have. */
    private long bytes(Bind bind) {
        return limits.memory() > 0 ? Math.min(bind.bytes(), limits.memory()) : bind.bytes();
    }

    private void addHost(Bind bind, String root, StringBuilder fstab) {
        for (RootFolders.Mount mount : folders.mounts(bind)) {
            fstab.append(RootFolders.escape(mount.source())).append(' ').append(root);
            fstab.append(RootFolders.escape(mount.target())).append(" none rbind,ro,nosuid,nodev,nofail");
            fstab.append(mount.options()).append(" 0 0\n");
        }
        for (String path : folders.hidden(bind)) {
            fstab.append("none ").append(root).append(RootFolders.escape(path));
            fstab.append(" tmpfs ro,size=4k,mode=755 0 0\n");
        }
    }

    /** Makes what all steps have in common: devices, and a root with the host's programs and a /proc of its own. */
    void create() throws IOException {
        devices = RootFolders.createDevices(folder.resolve("dev"));
        StringBuilder fstab = new StringBuilder();
        RootFolders.createTools(folder.resolve("tools")).forEach(bind -> addHost(bind, "/tmp", fstab));
        fstab.append("proc /tmp/proc proc rw,nosuid,nodev,noexec 0 0\n");
        CommandText.write(folder.resolve("tools.fstab"), fstab);
    }
}
