package daggerkit.local.host;

import daggerkit.local.files.Attributes;
import daggerkit.local.files.FileStore;
import daggerkit.local.files.Folders;
import daggerkit.local.files.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs commands on the host itself: where there is no private root a few harmless ones, with {@code --unisolated}
 * every one.
 */
public final class HostCommands implements Isolation {
    /** Commands that change nothing, whatever their arguments, once {@link #isHarmless} has looked at these. */
    private static final List<String> HARMLESS =
            List.of("date", "echo", "env", "false", "id", "printf", "true", "uname");

    /** Arguments: step and limits. */
    private static final String SET_UP = """
        set -e
        umask 022
        exec 5>&2 2>"$1.log" 6<"$1.run"
        cd -P "$1"
        eval "$2"
        set +e
        """ + CommandText.EVALUATE;

    private final Path folder;
    private final Tree.Dir image;
    private final String reason;
    private final HostLimits limits;

    private HostCommands(Path folder, Tree.Dir image, String reason, HostLimits limits) {
        this.limits = limits;
        this.folder = folder;
        this.image = image;
        this.reason = reason;
    }

    /**
     * Runs harmless commands only.
     *
     * @param session the folder of the session
     * @param disk where the session's files are
     * @param reason why there is no private root
     */
    public static HostCommands harmless(Path session, FileStore disk, String reason) throws IOException {
        return new HostCommands(Folders.createPrivate(session.resolve("harmless")), image(session, disk), reason, null);
    }

    /**
     * Runs every command, with all rights of its user: the user's own word.
     *
     * @param session the folder of the session
     * @param disk where the session's files are
     * @param limits what each process may take
     */
    public static HostCommands unisolated(Path session, FileStore disk, HostLimits limits) throws IOException {
        return new HostCommands(
                Folders.createPrivate(session.resolve("unisolated")), image(session, disk), null, limits);
    }

    private static Tree.Dir image(Path session, FileStore disk) throws IOException {
        return Attributes.UNIX ? RootFolders.of(session, disk).image() : Tree.Dir.empty();
    }

    @Override
    public Path folder() {
        return reason == null ? folder : null;
    }

    @Override
    public int owner() {
        return -1;
    }

    @Override
    public boolean canMount() {
        return false;
    }

    /** Harmless commands start none. */
    @Override
    public boolean leavesProcesses() {
        return reason == null;
    }

    @Override
    public Tree.Dir image() {
        return image;
    }

    @Override
    public String description() {
        return reason == null
                ? "NOT ISOLATED, with all rights of yours"
                : "without a private root (" + reason + "), so only these: " + String.join(", ", HARMLESS);
    }

    @Override
    public ProcessBuilder process(Step step) throws IOException, Refused {
        if (reason == null) {
            CommandText.write(folder, step, "." + step.workdir());
            return CommandText.process(
                    folder, List.of("sh", "-c", SET_UP, "sh", "" + step.number(), limits.shell(false)));
        }
        if (!isHarmless(step.args())) {
            throw new Refused(
                    "Cannot run \"" + step.args().get(0) + "\" on this host: there is no private root (" + reason
                            + "), so only these run: " + String.join(", ", HARMLESS)
                            + "; install bubblewrap, or say --unisolated to run it with all rights of yours.");
        }
        ProcessBuilder builder = CommandText.process(folder, step.args());
        builder.environment().clear();
        builder.environment().putAll(step.environment());
        builder.environment().putAll(step.secrets());
        return builder;
    }

    @Override
    public boolean hasOwnNetworks() {
        return false;
    }

    @Override
    public ProcessBuilder service(Step step, List<String> relay) throws IOException, Refused {
        if (reason != null) {
            throw new Refused("Cannot start a service on this host: there is no private root (" + reason
                    + "); install bubblewrap, or say --unisolated to run it with all rights of yours.");
        }
        return process(step);
    }

    @Override
    public String setUpFailure(Step step, Path stderr) throws IOException {
        return reason == null ? CommandText.setUpFailure(folder, step, stderr) : null;
    }

    /** {@code env} would run other commands, {@code date} can set the clock. */
    private static boolean isHarmless(List<String> command) {
        List<String> args = command.subList(1, command.size());
        return switch (command.get(0)) {
            case "env" -> args.isEmpty();
            case "date" -> args.stream().allMatch(arg -> arg.startsWith("+") || arg.matches("-u|--utc|-R|-I[a-z]*"));
            default -> HARMLESS.contains(command.get(0));
        };
    }
}
