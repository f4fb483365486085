package daggerkit.server;

import daggerkit.server.Isolation.Step;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One {@code withExec} of a chain: runs once, when a leaf first asks for it. Thread-safe. */
final class Exec {
    /** The engine keeps so much of each stream in an error: recording {@code exec-error-big-output}. */
    private static final int LONGEST_TAIL = 100 * 1024;

    private static final int SECONDS_TO_DIE = 5;

    /**
     * How the command ended.
     *
     * @param number of the root that it left
     * @param exitCode 128 + N if signal N ended it
     * @param stdout the file with its standard output
     * @param stderr the file with its standard error
     */
    record Result(int number, int exitCode, Path stdout, Path stderr) {}

    /** Which exit codes are no error: the engine's ReturnType. */
    enum Expect {
        SUCCESS,
        FAILURE,
        ANY;

        /** 128 to 191 are errors in any case: recording {@code timeout-kill}. */
        boolean accepts(int exitCode) {
            boolean failure = exitCode > 0 && exitCode < 128 || exitCode > 191;
            return this != SUCCESS && failure || this != FAILURE && exitCode == 0;
        }
    }

    /** What to run; the environment is all of it. */
    record Command(List<String> args, Map<String, String> environment, String workdir, String stdin, Expect expect) {}

    private final Exec previous;
    private final FutureTask<Result> task;

    /**
     * Describes a command, and runs nothing.
     *
     * @param session where it will run
     * @param previous the command before it in the chain, or null
     * @param command what to run
     */
    Exec(ExecSession session, Exec previous, Command command) {
        this.previous = previous;
        task = new FutureTask<>(() -> run(session, previous == null ? 0 : previous.task.get().number, command));
    }

    /** Whether it ran and ended as it should not. */
    boolean failed() {
        if (!task.isDone()) {
            return false;
        }
        try {
            task.get();
            return false;
        } catch (InterruptedException | ExecutionException failure) {
            return true;
        }
    }

    /** Runs what of the chain has not run yet, oldest first and without recursion, and waits for this command. */
    Result result() throws FieldException, InterruptedException {
        Deque<Exec> pending = new ArrayDeque<>();
        for (Exec exec = this; exec != null && !exec.task.isDone(); exec = exec.previous) {
            pending.push(exec);
        }
        for (Exec exec : pending) {
            exec.task.run();
            exec.get();
        }
        return get();
    }

    private Result get() throws FieldException, InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException failure) {
            Throwable cause = failure;
            while (cause instanceof ExecutionException) {
                cause = cause.getCause();
            }
            if (cause instanceof FieldException) {
                throw (FieldException) cause;
            }
            if (cause instanceof InterruptedException) {
                throw new InterruptedException("the session was closed");
            }
            throw new FieldException("Cannot run a command on this host: " + cause.getMessage());
        }
    }

    private static Result run(ExecSession session, int from, Command command)
            throws IOException, InterruptedException, FieldException {
        int number = session.nextNumber();
        Result result = new Result(number, 0, session.output(number, "stdout"), session.output(number, "stderr"));
        int exitCode;
        if (String.join("", command.args).indexOf(0) >= 0) {
            Files.writeString(result.stdout, "");
            Files.writeString(result.stderr, "exec /.init: invalid argument\n"); // recording nul-byte-argument
            result = new Result(from, 1, result.stdout, result.stderr);
            exitCode = 1;
        } else {
            exitCode = run(
                    session,
                    new Step(number, from, command.args, command.environment, command.workdir),
                    Files.writeString(session.output(number, "stdin"), command.stdin),
                    result);
        }
        if (!command.expect.accepts(exitCode)) {
            throw execError(command.args, exitCode, result);
        }
        return new Result(result.number, exitCode, result.stdout, result.stderr);
    }

    private static int run(ExecSession session, Step step, Path stdin, Result result)
            throws IOException, InterruptedException, FieldException {
        Isolation isolation = session.isolation();
        int exitCode;
        try {
            Process process = isolation
                    .process(step)
                    .redirectInput(stdin.toFile())
                    .redirectOutput(result.stdout.toFile())
                    .redirectError(result.stderr.toFile())
                    .start();
            try {
                exitCode = process.waitFor();
            } finally {
                stop(process);
            }
        } catch (Isolation.Refused refused) {
            throw new FieldException(refused.getMessage());
        }
        String failure = isolation.setUpFailure(step, result.stderr);
        if (failure != null) {
            throw new FieldException(
                    "Cannot run \"" + step.args().get(0) + "\" in \"" + step.workdir() + "\": " + failure);
        }
        return exitCode;
    }

    /** Ends a process with its descendants, and waits until they are gone; does nothing for one that has ended. */
    private static void stop(Process process) {
        if (process.isAlive()) {
            Set<ProcessHandle> family = new LinkedHashSet<>(List.of(process.toHandle()));
            try {
                halt(family);
            } catch (IOException | InterruptedException failure) {
                // What could not be halted is killed all the same.
            }
            family.forEach(ProcessHandle::destroyForcibly);
            try {
                process.onExit().get(SECONDS_TO_DIE, TimeUnit.SECONDS);
                for (ProcessHandle member : family) {
                    member.onExit().get(SECONDS_TO_DIE, TimeUnit.SECONDS);
                }
            } catch (InterruptedException again) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException late) {
                throw new IllegalStateException(
                        "Process " + process.pid() + " or one of its own lives on after SIGKILL.");
            }
        }
    }

    /** Stops a family until it has no new members: a process that is killed while it starts another leaves that one behind. */
    private static void halt(Set<ProcessHandle> family) throws IOException, InterruptedException {
        int known;
        do {
            known = family.size();
            List<String> command = new ArrayList<>(List.of("sh", "-c", "kill -STOP \"$@\"", "sh"));
            family.forEach(member -> command.add("" + member.pid()));
            new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(SECONDS_TO_DIE, TimeUnit.SECONDS);
            for (ProcessHandle member : List.copyOf(family)) {
                member.descendants().forEach(family::add);
            }
        } while (family.size() > known);
    }

    private static FieldException execError(List<String> args, int exitCode, Result result) throws IOException {
        Map<String, Object> extensions = new LinkedHashMap<>();
        extensions.put("_type", "EXEC_ERROR");
        extensions.put("cmd", args);
        extensions.put("exitCode", (long) exitCode);
        extensions.put("stderr", tail(result.stderr));
        extensions.put("stdout", tail(result.stdout));
        return new FieldException("exit code: " + exitCode, extensions);
    }

    private static String tail(Path output) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "r")) {
            long omitted = Math.max(0, file.length() - LONGEST_TAIL);
            byte[] tail = new byte[(int) (file.length() - omitted)];
            file.seek(omitted);
            file.readFully(tail);
            if (omitted > 0) {
                byte[] head = ("[omitting " + omitted + " bytes]...").getBytes(StandardCharsets.UTF_8);
                System.arraycopy(head, 0, tail, 0, head.length);
            }
            return new String(tail, StandardCharsets.UTF_8).strip();
        }
    }
}
