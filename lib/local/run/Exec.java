package daggerkit.local.run;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileSystem;
import daggerkit.local.files.Lazy;
import daggerkit.local.files.Mount;
import daggerkit.local.host.HostWatch;
import daggerkit.local.host.Isolation;
import daggerkit.local.host.Isolation.Step;
import daggerkit.local.host.Isolation.User;
import daggerkit.local.host.Output;
import daggerkit.local.host.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One {@code withExec} of a chain: runs once, when a leaf first asks for what it did. Thread-safe. */
public final class Exec {
    /** A process that a command leaves behind on the host itself is not waited for. */
    private static final long MILLISECONDS_AFTER_END = 2000;

    /**
     * How the command ended.
     *
     * @param exitCode 128 + N if signal N ended it
     * @param output what it wrote
     * @param files what it left behind
     */
    public record Result(int exitCode, Output output, FileSystem files) {}

    /** Which exit codes are no error: the engine's ReturnType. */
    public enum Expect {
        SUCCESS,
        FAILURE,
        ANY;

        /** 128 to 191 are errors in any case: recording {@code timeout-kill}. */
        boolean accepts(int exitCode) {
            boolean failure = exitCode > 0 && exitCode < 128 || exitCode > 191;
            return this != SUCCESS && failure || this != FAILURE && exitCode == 0;
        }
    }

    /**
     * What to run, and in what.
     *
     * @param args not empty
     * @param container what it runs in, before it
     * @param stdin what it reads
     * @param redirects absolute paths inside, by the names {@code stdin}, {@code stdout} and {@code stderr}
     * @param expect what exit codes are no error
     */
    record Command(
            List<String> args, Container container, String stdin, Map<String, String> redirects, Expect expect) {}

    private final ExecSession session;
    private final Command command;
    private final Redirects redirects;
    private final Lazy<Result> result = Lazy.of(this::run);
    private volatile FieldException failure;

    /** Describes a command, and runs nothing. */
    Exec(ExecSession session, Command command) {
        this.session = session;
        this.command = command;
        redirects = new Redirects(this, command.redirects, session.disk());
    }

    /** Whether it ran and ended as it should not. */
    boolean failed() {
        return failure != null;
    }

    /** Runs it if it has not run yet, with all that comes before it. */
    Result result() throws FieldException, InterruptedException {
        if (failure == null) {
            try {
                return result.get();
            } catch (FieldException failed) {
                failure = failed;
            }
        }
        throw failure;
    }

    private Result run() throws IOException, InterruptedException, FieldException {
        FileSystem files = command.container.files().get();
        Output output = new Output(session.disk());
        try (output;
                ServiceUse services = session.services().use(command.container.settings().services)) {
            int exitCode = 1;
            FileSystem opened = redirects.opened(withWorkdir(files), user(files));
            FileSystem after = opened;
            // Without a private root what runs is this host's own, and the isolation says what that is.
            boolean ofHost = session.isolation().folder() == null && Programs.seen(files, "/bin/sh") != null;
            String impossible = ofHost ? null : impossible(opened);
            if (impossible != null) {
                Files.writeString(output.stderr(), impossible);
                Files.writeString(output.combined(), impossible);
            } else if (session.isolation().folder() == null) {
                exitCode = run(step(opened, List.of()), opened, output);
            } else if (!session.isolation().canMount() && !files.mounts().isEmpty()) {
                throw new FieldException("Cannot mount \"" + files.mounts().firstKey()
                        + "\" without a private root: copy it instead, with withDirectory or withFile.");
            } else {
                FileSystem prepared = services.withHosts(opened);
                int number = session.nextNumber();
                try (CommandRoot root = CommandRoot.write(session.disk(), session.isolation(), number, prepared)) {
                    exitCode = run(step(number, prepared, root.binds()), prepared, output);
                    if (command.expect.accepts(exitCode)) {
                        after = services.withoutHosts(root.read(), files);
                    }
                }
            }
            if (!command.expect.accepts(exitCode)) {
                throw execError(exitCode, output);
            }
            return new Result(exitCode, output, redirects.written(after, output));
        }
    }

    /** Recording {@code user-missing}. */
    private User user(FileSystem files) throws FieldException {
        try {
            return command.container.settings().userIn(files);
        } catch (FieldException failure) {
            throw notRun("get user: " + failure.getMessage());
        }
    }

    /** The engine's word where a command could not even begin: the reason stands in the message only. */
    FieldException notRun(String reason) {
        Map<String, Object> extensions = new LinkedHashMap<>();
        extensions.put("_type", "EXEC_ERROR");
        extensions.put("cmd", command.args);
        extensions.put("exitCode", -1L);
        extensions.put("stderr", "");
        extensions.put("stdout", "");
        return new FieldException(reason, extensions);
    }

    /** What the engine says where there is nothing to run, or null. */
    String impossible(FileSystem files) throws FieldException, InterruptedException {
        return Programs.impossible(command.container.settings(), command.args, files);
    }

    private Step step(FileSystem files, List<Isolation.Bind> binds) throws FieldException, InterruptedException {
        return step(session.nextNumber(), files, binds);
    }

    Step step(int number, FileSystem files, List<Isolation.Bind> binds) throws FieldException, InterruptedException {
        ContainerConfig settings = command.container.settings();
        User user = user(files);
        Map<String, String> environment = new LinkedHashMap<>(settings.environment);
        environment.putIfAbsent("HOME", user.home());
        environment.putIfAbsent("PATH", Isolation.PATH);
        Map<String, String> secrets = new LinkedHashMap<>();
        for (Map.Entry<String, Secret> entry : settings.secrets.entrySet()) {
            environment.remove(entry.getKey());
            secrets.put(entry.getKey(), entry.getValue().plaintext().get());
        }
        return new Step(number, command.args, environment, secrets, workdir(), user, binds);
    }

    /** With the working directory, which a command does not have to make. */
    FileSystem withWorkdir(FileSystem files) throws FieldException {
        return files.withFolder(workdir());
    }

    private String workdir() {
        String workdir = command.container.settings().workdir;
        return workdir.isEmpty() ? "/" : workdir;
    }

    private int run(Step step, FileSystem files, Output output)
            throws IOException, InterruptedException, FieldException {
        Isolation isolation = session.isolation();
        List<byte[]> hidden = hidden(files);
        Path stdin = redirects.stdin(files, command.stdin);
        int exitCode;
        try {
            Process process =
                    isolation.process(step).redirectInput(stdin.toFile()).start();
            try (HostWatch.Guard guard = session.watch().guard(process)) {
                output.read(process, hidden);
                exitCode = process.waitFor();
                if (guard.exceeded() != null) {
                    output.discard();
                    throw new FieldException("Cannot run \"" + step.args().get(0) + "\": " + guard.exceeded());
                }
                output.await(isolation.leavesProcesses() ? MILLISECONDS_AFTER_END : 0);
            } finally {
                Processes.stop(process);
            }
        } catch (Isolation.Refused refused) {
            throw new FieldException(refused.getMessage());
        }
        String reason = isolation.setUpFailure(step, output.stderr());
        if (reason != null) {
            throw new FieldException(
                    "Cannot run \"" + step.args().get(0) + "\" in \"" + step.workdir() + "\": " + reason);
        }
        return exitCode;
    }

    /** What must not be seen in its output. */
    List<byte[]> hidden(FileSystem files) throws FieldException, InterruptedException {
        List<byte[]> hidden = new ArrayList<>();
        for (Secret secret : command.container.settings().secrets.values()) {
            hidden.addAll(secret.hidden());
        }
        for (Mount mount : files.mounts().values()) {
            if (mount.source() instanceof Secret) {
                hidden.addAll(((Secret) mount.source()).hidden());
            }
        }
        return hidden;
    }

    /** What went wrong, as the engine says it. */
    FieldException execError(int exitCode, Output output) throws IOException {
        return execError("", exitCode, output);
    }

    /** The same, with something before it. */
    FieldException execError(String before, int exitCode, Output output) throws IOException {
        Map<String, Object> extensions = new LinkedHashMap<>();
        extensions.put("_type", "EXEC_ERROR");
        extensions.put("cmd", command.args);
        extensions.put("exitCode", (long) exitCode);
        String stderr = Output.tail(output.stderr());
        extensions.put("stderr", stderr);
        extensions.put("stdout", Output.tail(output.stdout()));
        session.tellNotFound(stderr);
        return new FieldException(before + "exit code: " + exitCode, extensions);
    }
}
