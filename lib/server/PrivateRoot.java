package daggerkit.server;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs commands in a root of their own, made of Linux namespaces by bubblewrap or {@code unshare}: the host's folders
 * of programs are there and cannot be written, everything else is a folder of the session. A command has no
 * capabilities, sees no process, no home folder and no terminal of the host, and where we are root it runs as another
 * user, so that neither {@code /proc/sys} nor a device is its own. It does share the host's network.
 */
final class PrivateRoot implements Isolation {
    private static final String BUBBLEWRAP = "bwrap";
    private static final String UNSHARE = "unshare";
    private static final String NOBODY = "65534";

    /**
     * Sets up with the capabilities of the new namespace; the command gets none. Arguments: step, root to start from.
     */
    private static final String UNSHARE_SET_UP = """
        set -e
        umask 022
        exec 5>&2 2>"$1.log" 6<"$1.run"
        cp -dR --preserve=mode,timestamps,links "$2" "$1"
        cd -P "$1"
        mount --no-canonicalize --bind . /tmp
        mount -t tmpfs -o mode=755,nosuid tmpfs /tmp/dev
        cp -dR ../dev/. /tmp/dev
        mount --all --fstab ../fstab
        cd /tmp
        mkdir .pivot
        pivot_root . .pivot
        umount --lazy /.pivot
        rmdir /.pivot
        cd /
        exec setpriv --bounding-set=-all --inh-caps=-all --ambient-caps=-all --no-new-privs sh -c "$3"
        """;

    /**
     * Arguments: step, root to start from, how to evaluate the command, bubblewrap, its options. Bubblewrap that is
     * not told its folder goes to another one when it cannot enter ours, so it is told.
     */
    private static final String BUBBLEWRAP_SET_UP = """
        set -e
        umask 022
        exec 5>&2 2>"$1.log" 6<"$1.run"
        root=$1 from=$2 evaluate=$3 bwrap=$4
        shift 4
        "$bwrap" --unshare-user --uid 0 --gid 0 --cap-add CAP_DAC_OVERRIDE --cap-add CAP_FOWNER --bind / / \\
            --chdir "$PWD" cp -dR --preserve=mode,timestamps,links "$from" "$root"
        exec "$bwrap" --unshare-all --share-net --die-with-parent --new-session --uid 0 --gid 0 \\
            --bind "$root" / "$@" --proc /proc --remount-ro /proc --dev /dev --chdir / sh -c "$evaluate"
        """;

    private final Path folder;
    private final String tool;
    private final boolean bubblewrap;
    private final List<String> asUser = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL"));
    private final List<String> bubblewrapOptions = new ArrayList<>();

    private PrivateRoot(Path folder, String tool, boolean bubblewrap) {
        this.folder = folder;
        this.tool = tool;
        this.bubblewrap = bubblewrap;
    }

    /**
     * Makes the image's root and tries it with a command inside.
     *
     * @param session the folder of the session
     * @param searchPath where bubblewrap and unshare are looked for, as PATH has it
     * @return the private root
     * @throws Refused if this host gives none; the message says why
     */
    static PrivateRoot open(Path session, String searchPath) throws IOException, InterruptedException, Refused {
        List<String> reasons = new ArrayList<>();
        for (String name : List.of(BUBBLEWRAP, UNSHARE)) {
            String tool = Folders.find(name, searchPath);
            if (tool == null) {
                reasons.add(name + " is not on the PATH");
                continue;
            }
            PrivateRoot root = new PrivateRoot(session.resolve(name), tool, name.equals(BUBBLEWRAP));
            try {
                root.create();
                root.tryOut();
                return root;
            } catch (IOException failure) {
                reasons.add(name + " does not work here (" + failure.getMessage() + ")");
            }
        }
        throw new Refused(String.join(", ", reasons));
    }

    @Override
    public String description() {
        return "in a private root (" + folder.getFileName() + ")";
    }

    @Override
    public ProcessBuilder process(Step step) throws IOException {
        CommandText.write(folder, step, step.workdir());
        List<String> command = new ArrayList<>(asUser);
        if (!bubblewrap) {
            command.addAll(List.of(tool, "--user", "--map-root-user", "--mount", "--pid", "--ipc", "--uts", "--fork"));
            command.add("--kill-child");
        }
        command.addAll(List.of("sh", "-c", bubblewrap ? BUBBLEWRAP_SET_UP : UNSHARE_SET_UP, "sh"));
        command.addAll(List.of("" + step.number(), "" + step.from(), CommandText.EVALUATE));
        if (bubblewrap) {
            command.add(tool);
            command.addAll(bubblewrapOptions);
        }
        return CommandText.process(folder, command);
    }

    @Override
    public String setUpFailure(Step step, Path stderr) throws IOException {
        return CommandText.setUpFailure(folder, step, stderr);
    }

    private void create() throws IOException, InterruptedException {
        Folders.createPrivate(folder);
        RootFolders.create(folder.resolve("0"));
        StringBuilder fstab = new StringBuilder();
        for (RootFolders.Mount mount : RootFolders.mounts()) {
            String path = RootFolders.escape(mount.path());
            String options = String.join(",", mount.options());
            fstab.append(path).append(" /tmp").append(path).append(" none rbind,ro,nosuid,nodev");
            fstab.append(options.isEmpty() ? "" : ",").append(options).append(" 0 0\n");
            bubblewrapOptions.addAll(List.of("--ro-bind", mount.path(), mount.path()));
        }
        for (String path : RootFolders.hidden(folder.getParent())) {
            fstab.append("none /tmp").append(RootFolders.escape(path)).append(" tmpfs ro,size=4k,mode=755 0 0\n");
            bubblewrapOptions.addAll(List.of("--tmpfs", path, "--remount-ro", path));
        }
        for (String device : RootFolders.createDevices(folder.resolve("dev"))) {
            fstab.append("/dev/" + device + " /tmp/dev/" + device + " none bind,nosuid,noexec 0 0\n");
        }
        fstab.append("proc /tmp/proc proc ro,nosuid,nodev,noexec 0 0\n");
        Files.writeString(folder.resolve("fstab"), fstab);
        if (Files.getAttribute(folder, "unix:uid").equals(0)) {
            asUser.addAll(List.of("--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
            String owner = NOBODY + ":" + NOBODY;
            run(CommandText.process(folder, List.of("chown", "-R", "-h", "--", owner, folder.toString())));
        }
        asUser.add("--");
    }

    private void tryOut() throws IOException, InterruptedException {
        // The numbers of a session's steps begin at 1.
        Step step = new Step(
                Integer.MAX_VALUE, 0, List.of("sh", "-c", "[ ! -w /usr ] && [ -w / ]"), Map.of("PATH", PATH), "/");
        int code = run(process(step));
        String reason = setUpFailure(step, stderr());
        if (code != 0 || reason != null) {
            throw new IOException(reason != null ? reason : "a command inside ended with exit code " + code);
        }
    }

    private Path stderr() {
        return folder.resolve("stderr");
    }

    private int run(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectInput(new File("/dev/null"))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(stderr().toFile())
                .start();
        try {
            return process.waitFor();
        } finally {
            process.destroyForcibly();
        }
    }
}
