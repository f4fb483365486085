package daggerkit.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Asks programs of the host something, and never waits for one longer than it may take. Thread-safe. */
final class Programs implements AutoCloseable {
    private static final int KEPT = 20_000;
    private static final long GRACE_MILLIS = 500;

    private final Map<String, String> environment;
    private final Duration longest;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private boolean ended;
    private final Thread hook = new Thread(this::kill, "end of probes");

    /**
     * What a program said.
     *
     * @param code its exit code, or -1 if it was killed because it took too long or could not be started
     * @param out the first line of its standard output, or an empty text
     * @param problem why there is no answer, a phrase; null if it ended with 0
     */
    record Answer(int code, String out, String problem) {}

    /**
     * Makes them.
     *
     * @param environment where PATH is
     * @param longest how long one program may take
     */
    Programs(Map<String, String> environment, Duration longest) {
        this.environment = environment;
        this.longest = longest;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The first executable file of that name on PATH, or null. */
    String find(String name) {
        return daggerkit.console.Programs.onPath(name, environment);
    }

    /** Runs a program with nothing on its standard input. */
    Answer ask(String... command) throws InterruptedException {
        Process process;
        try {
            process = start(command);
        } catch (IOException e) {
            return new Answer(-1, "", "it cannot be started (" + e.getMessage() + ")");
        }
        try {
            StringBuilder out = new StringBuilder();
            StringBuilder err = new StringBuilder();
            Thread outReader = reader(process.getInputStream(), out);
            Thread errReader = reader(process.getErrorStream(), err);
            close(process);
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Answer(-1, "", "it did not answer within " + longest.toSeconds() + " s");
            }
            // A child of its own that lives on may hold the pipes.
            outReader.join(GRACE_MILLIS);
            errReader.join(GRACE_MILLIS);
            int code = process.exitValue();
            String said = line(err).isEmpty() ? line(out) : line(err);
            return new Answer(
                    code,
                    line(out),
                    code == 0 ? null : "exit code " + code + (said.isEmpty() ? "" : ", \"" + said + "\""));
        } finally {
            kill(process.toHandle());
            running.remove(process);
        }
    }

    /** Ends what still runs. */
    @Override
    public void close() {
        kill();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // Then it is the hook that ends them.
        }
    }

    /** Under the lock, so that a signal meanwhile finds every process that was started. */
    private synchronized Process start(String... command) throws IOException {
        if (ended) {
            throw new IOException("the end was asked for");
        }
        Process process = new ProcessBuilder(command).start();
        running.add(process);
        return process;
    }

    private synchronized void kill() {
        ended = true;
        running.forEach(process -> kill(process.toHandle()));
    }

    /** The parent first: a shell whose child is killed goes on to its next command. */
    private static void kill(ProcessHandle process) {
        List<ProcessHandle> children = process.children().toList();
        process.destroyForcibly();
        children.forEach(Programs::kill);
    }

    private static void close(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It is over already.
        }
    }

    private static Thread reader(InputStream in, StringBuilder text) {
        Thread thread = new Thread(
                () -> {
                    byte[] buffer = new byte[4_096];
                    try (in) {
                        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                            synchronized (text) {
                                if (text.length() < KEPT) {
                                    text.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
                                }
                            }
                        }
                    } catch (IOException e) {
                        // The process was killed.
                    }
                },
                "output of a probe");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static String line(StringBuilder text) {
        synchronized (text) {
            return text.toString()
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .findFirst()
                    .orElse("");
        }
    }

    /** The environment that PATH is taken from. */
    Map<String, String> environment() {
        return environment;
    }
}
