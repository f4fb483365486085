package daggerkit.local.run;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileSystem;
import daggerkit.local.files.Lazy;
import daggerkit.local.files.Tree;
import daggerkit.local.graph.Entity;
import daggerkit.local.host.Isolation;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A container as a chain describes it. Immutable: a step makes another one.
 *
 * @param platform as the pipeline named it
 * @param settings all but its files
 * @param files its root and what is mounted there; may need commands to run
 * @param exec the last command of the chain, or null
 */
public record Container(Entity.Call call, String platform, ContainerConfig settings, Lazy<FileSystem> files, Exec exec)
        implements Entity {
    /** The platform of commands: this host's. */
    public static final String HOST_PLATFORM = "linux/" + architecture(System.getProperty("os.arch"));

    private static final String PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
    private static final Pattern ADDRESS = Pattern.compile(
            "(?:((?:[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+|localhost|[A-Za-z0-9-]+(?=:\\d+/))" + "(?::\\d+)?)/)?(" + PART
                    + "(?:/" + PART + ")*)(?::(\\w[\\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?");

    /** An image's command where a pipeline names none: recording {@code empty-list-arg}. */
    private static final List<String> DEFAULT_ARGS = List.of("/bin/sh");

    /** A change of files. */
    public interface Change {
        FileSystem apply(FileSystem files) throws FieldException, InterruptedException, IOException;
    }

    /** A container before any step: no image, nothing set, no files. */
    public static Container scratch(Entity.Call call, String platform) {
        return new Container(call, platform, new ContainerConfig(), Lazy.done(FileSystem.of(Tree.Dir.empty())), null);
    }

    public Container with(Entity.Call newCall, Consumer<ContainerConfig> change) {
        return new Container(newCall, platform, settings.with(change), files, exec);
    }

    public Container withFiles(Entity.Call newCall, Change change) {
        return new Container(newCall, platform, settings, Lazy.of(() -> change.apply(files.get())), exec);
    }

    /**
     * The container of an image, which is this host's own root whatever the address says.
     *
     * @param old whether a wrong address is told as 0.20.8 does: recording {@code image-empty}
     */
    public Container from(Entity.Call newCall, String image, Tree.Dir root, boolean old) throws FieldException {
        Matcher matcher = ADDRESS.matcher(image);
        if (!matcher.matches()) {
            throw new FieldException((old
                            ? "failed to compute cache key for Container.from: "
                            : "failed to resolve identity inputs for Container.from: resolve implicit input"
                                    + " \"fromSessionScope\": ")
                    + "failed to parse image address " + image + ": invalid reference format");
        }
        boolean official = matcher.group(1) == null || matcher.group(1).equals("docker.io");
        String path = official && !matcher.group(2).contains("/") ? "library/" + matcher.group(2) : matcher.group(2);
        String tag = matcher.group(3) != null ? ":" + matcher.group(3) : matcher.group(4) == null ? ":latest" : "";
        String name = (official ? "docker.io" : matcher.group(1)) + "/" + path + tag
                + (matcher.group(4) == null ? "" : "@" + matcher.group(4));
        ContainerConfig changed = settings.with(copy -> {
            copy.address = name;
            copy.environment.put("PATH", Isolation.PATH);
            copy.workdir = "/";
            copy.entrypoint = null;
            copy.defaultArgs = DEFAULT_ARGS;
        });
        return new Container(newCall, platform, changed, Lazy.done(FileSystem.of(root)), null);
    }

    /** Adds a command, which does not run yet. */
    public Container withExec(
            Entity.Call newCall,
            ExecSession session,
            List<String> args,
            String stdin,
            Map<String, String> redirects,
            Exec.Expect expect)
            throws FieldException {
        List<String> command = args.isEmpty() ? settings.defaultArgs : args;
        if (command == null || command.isEmpty()) {
            throw new FieldException("no command has been set");
        }
        requireHostPlatform(command);
        Exec added = session.exec(
                newCall.digest(), () -> new Exec(session, new Exec.Command(command, this, stdin, redirects, expect)));
        return new Container(
                newCall, platform, settings, Lazy.of(() -> added.result().files()), added);
    }

    public void requireHostPlatform(List<String> command) throws FieldException {
        if (!platform.equals(HOST_PLATFORM)) {
            throw new FieldException("Cannot run \"" + command.get(0) + "\" for the platform \"" + platform
                    + "\": the stand-in has this host's only, \"" + HOST_PLATFORM
                    + "\": use a real engine: dagger run ...");
        }
    }

    /** What the last command of the chain did; runs it if it has not run. */
    public Exec.Result result() throws FieldException, InterruptedException {
        if (exec == null) {
            throw new FieldException("no command has been set");
        }
        return exec.result();
    }

    private static String architecture(String name) {
        return switch (name) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> name;
        };
    }
}
