package daggerkit.local.run;

import daggerkit.local.files.Content;
import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileSystem;
import daggerkit.local.files.Lazy;
import daggerkit.local.files.Mount;
import daggerkit.local.files.Tree;
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

    private static final int REDIRECTED_MODE = 0600;

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
    private final Lazy<Result> result = Lazy.of(this::run);
    private volatile FieldException failure;

    /** Describes a command, and runs nothing. */
    Exec(ExecSession session, Command command) {
        this.session = session;
        this.command = command;
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
            FileSystem after = files;
            String impossible = impossible(files);
            if (impossible != null) {
                Files.writeString(output.stderr(), impossible);
                Files.writeString(output.combined(), impossible);
            } else if (session.isolation().folder() == null) {
                exitCode = run(step(files, List.of()), files, output);
            } else if (!session.isolation().canMount() && !files.mounts().isEmpty()) {
                throw new FieldException("Cannot mount \"" + files.mounts().firstKey()
                        + "\" without a private root: copy it instead, with withDirectory or withFile.");
            } else {
                FileSystem prepared = services.withHosts(withWorkdir(files));
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
            return new Result(exitCode, output, redirected(after, output));
        }
    }

    /** What the engine says where there is nothing to run, or null: of an image's programs the shell knows more. */
    String impossible(FileSystem files) throws FieldException, InterruptedException {
        if (String.join("", command.args).indexOf(0) >= 0) {
            return "exec /.init: invalid argument\n"; // recording nul-byte-argument
        }
        ContainerConfig settings = command.container.settings();
        String name = command.args.get(0);
        Secret secretPath = settings.secrets.get("PATH");
        String path = secretPath == null
                ? settings.environment.getOrDefault("PATH", "")
                : secretPath.plaintext().get();
        List<String> places = new ArrayList<>();
        for (String folder : path.split(":")) {
            places.add(folder + "/" + name);
        }
        if (name.contains("/")) {
            places = List.of(settings.absolute(name));
        }
        for (String place : places) {
            if (files.find("/bin/sh", true) != null || files.find(place, true) instanceof Tree.File) {
                return null;
            }
        }
        return "exec: \"" + name + "\": executable file not found in $PATH\n";
    }

    private Step step(FileSystem files, List<Isolation.Bind> binds) throws FieldException, InterruptedException {
        return step(session.nextNumber(), files, binds);
    }

    Step step(int number, FileSystem files, List<Isolation.Bind> binds) throws FieldException, InterruptedException {
        ContainerConfig settings = command.container.settings();
        User user = settings.userIn(files);
        Map<String, String> environment = new LinkedHashMap<>(settings.environment);
        environment.putIfAbsent("HOME", user.home());
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
        Path stdin = stdin(files);
        int exitCode;
        try {
            Process process =
                    isolation.process(step).redirectInput(stdin.toFile()).start();
            try {
                output.read(process, hidden);
                exitCode = process.waitFor();
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

    private Path stdin(FileSystem files) throws FieldException, IOException {
        String from = command.redirects.get("stdin");
        return from == null
                ? session.disk().keep(command.stdin).path()
                : files.file(from).content().path();
    }

    private FileSystem redirected(FileSystem files, Output output) throws IOException, FieldException {
        FileSystem changed = files;
        for (String stream : List.of("stdout", "stderr")) {
            String path = command.redirects.get(stream);
            if (path != null) {
                Path written = stream.equals("stdout") ? output.stdout() : output.stderr();
                Content content = new Content(written, Files.size(written));
                changed = changed.with(path, new Tree.File(content, REDIRECTED_MODE, Tree.now()));
            }
        }
        return changed;
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
