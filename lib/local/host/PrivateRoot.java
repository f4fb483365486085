package daggerkit.local.host;

import daggerkit.local.files.FileStore;
import daggerkit.local.files.Folders;
import daggerkit.local.files.HostIds;
import daggerkit.local.files.Tree;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Runs commands in a root of their own, made of Linux namespaces by bubblewrap or {@code unshare}: the host's folders
 * of programs are there and cannot be written, everything else is a folder of the session. A command has no
 * capabilities, sees no process, no home folder and no terminal of the host, and where we are root it runs as another
 * user, so that neither {@code /proc/sys} nor a device is its own. It does share the host's network.
 */
public final class PrivateRoot implements Isolation {
    /** Runs a command in a root before any other runs there, to see that this host gives it. */
    @FunctionalInterface
    public interface Trial {
        /**
         * Tries the root.
         *
         * @param root a root of which nothing is known yet
         * @throws IOException if no command can be run there; the message says why
         */
        void run(PrivateRoot root) throws IOException, InterruptedException;
    }

    private static final String BUBBLEWRAP = "bwrap";
    private static final String UNSHARE = "unshare";

    private final Path folder;
    private final String tool;
    private final boolean bubblewrap;
    private final RootFolders folders;
    private final RootMounts mounts;
    private final HostLimits limits;
    private final List<String> asUser = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL"));
    private int owner = -1;
    private UserRange users;

    private PrivateRoot(Path folder, String tool, boolean bubblewrap, RootFolders folders, HostLimits limits) {
        this.limits = limits;
        this.folder = folder;
        this.tool = tool;
        this.bubblewrap = bubblewrap;
        this.folders = folders;
        mounts = new RootMounts(folder, folders, limits);
    }

    /**
     * Makes the image's root and tries it with a command inside.
     *
     * @param session the folder of the session
     * @param searchPath where bubblewrap and unshare are looked for, as PATH has it
     * @param disk where the files of the session are
     * @param limits what each command may take
     * @param trial runs a command inside
     * @return the private root
     * @throws Refused if this host gives none; the message says why
     */
    public static PrivateRoot open(Path session, String searchPath, FileStore disk, HostLimits limits, Trial trial)
            throws IOException, InterruptedException, Refused {
        List<String> reasons = new ArrayList<>();
        // Only unshare can have many users, and only for root.
        boolean root = Files.getAttribute(session, "unix:uid").equals(0);
        for (String name : root ? List.of(UNSHARE, BUBBLEWRAP) : List.of(BUBBLEWRAP, UNSHARE)) {
            String tool = Folders.find(name, searchPath);
            if (tool == null) {
                reasons.add(name + " is not on the PATH");
                continue;
            }
            PrivateRoot made = new PrivateRoot(
                    session.resolve(name), tool, name.equals(BUBBLEWRAP), RootFolders.of(session, disk), limits);
            try {
                made.create();
                trial.run(made);
                return made;
            } catch (IOException failure) {
                made.close();
                reasons.add(name + " does not work here (" + failure.getMessage() + ")");
            }
        }
        reasons.sort(null);
        throw new Refused(String.join(", ", reasons));
    }

    @Override
    public String description() {
        return "in a private root (" + folder.getFileName() + ")";
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public int owner() {
        return owner;
    }

    @Override
    public HostIds ids() {
        return users == null ? new HostIds(owner, 1) : users.ids();
    }

    @Override
    public void close() throws InterruptedException {
        if (users != null) {
            users.close();
        }
    }

    @Override
    public boolean canMount() {
        return true;
    }

    /** They end with the first process of their namespace. */
    @Override
    public boolean leavesProcesses() {
        return false;
    }

    @Override
    public Tree.Dir image() {
        return folders.image();
    }

    @Override
    public ProcessBuilder process(Step step) throws IOException {
        CommandText.write(folder, step, step.workdir());
        List<String> command = new ArrayList<>(asUser);
        String number = "" + step.number();
        if (bubblewrap) {
            command.addAll(List.of("sh", "-c", RootScripts.BUBBLEWRAP, "sh", number, CommandText.EVALUATE, tool));
            // Without a user of the session's own all of our processes would be counted: there is the watch.
            command.add(limits.shell(owner >= 0));
            command.addAll(List.of(
                    "--uid", "" + step.user().uid(), "--gid", "" + step.user().gid()));
            command.addAll(mounts.bubblewrapOptions(step));
        } else {
            mounts.write(step);
            command.addAll(List.of(tool));
            command.addAll(users == null ? List.of("--user", "--map-root-user") : List.of());
            command.addAll(List.of("--mount", "--pid", "--ipc", "--uts", "--fork"));
            command.addAll(
                    List.of("--kill-child", "sh", "-c", RootScripts.UNSHARE, "sh", number, CommandText.EVALUATE));
            boolean counted = owner >= 0 || HostLimits.namespacesCount();
            command.addAll(List.of("" + step.user().uid(), "" + step.user().gid(), limits.shell(counted)));
            command.add(users == null ? "one" : "many");
            command.add(step.user().groups().stream().map(group -> "+" + group).collect(Collectors.joining(",")));
        }
        return CommandText.process(folder, command);
    }

    @Override
    public boolean hasOwnNetworks() {
        return true;
    }

    @Override
    public ProcessBuilder service(Step step, List<String> relay) throws IOException, Refused {
        return OwnNetwork.process(folder, step.number(), process(step).command(), owner >= 0, relay);
    }

    @Override
    public String setUpFailure(Step step, Path stderr) throws IOException {
        return CommandText.setUpFailure(folder, step, stderr);
    }

    private void create() throws IOException, InterruptedException {
        Folders.createPrivate(folder);
        mounts.create();
        if (Files.getAttribute(folder, "unix:uid").equals(0)) {
            users = bubblewrap ? null : UserRange.open(folder, tool);
            owner = users == null ? SessionUser.choose(1) : users.ids().first();
            if (users == null) {
                asUser.addAll(List.of("--reuid", "" + owner, "--regid", "" + owner, "--clear-groups"));
            } else {
                asUser.addAll(0, users.enter());
            }
            String user = owner + ":" + owner;
            run(CommandText.process(folder, List.of("chown", "-R", "-h", "--", user, folder.toString())));
        }
        asUser.add("--");
    }

    /**
     * Runs a command and throws its output away.
     *
     * @param step the command
     * @throws IOException if it cannot be run, or fails; the message says why
     */
    public void check(Step step) throws IOException, InterruptedException {
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
