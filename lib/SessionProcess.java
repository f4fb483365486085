package daggerkit;

import daggerkit.console.AtEnd;
import daggerkit.console.Console;
import daggerkit.console.EngineProgress;
import daggerkit.console.OutputTail;
import daggerkit.console.RunSummary;
import daggerkit.console.StatusLine;
import daggerkit.console.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code dagger session} as a child process: a session of one's own. It lives until its standard input is closed
 * (recorded in dagger-session-process as stdin-closed-after-line), so it ends with this JVM even if that is killed. Its standard error
 * is read all the time, since a full pipe would stop the engine's work, and its last words are kept for messages.
 *
 * <p>Thread-safe.
 */
@Internal("the session servers, doctor")
public final class SessionProcess implements AutoCloseable {
    private static final int LONGEST_LINE = 10_000;
    private static final long GRACE_MILLIS = 500;
    private static final long FIRST_NOTE_SECONDS = 3;
    private static final long NEXT_NOTE_SECONDS = 30;
    /** 0, and what a shell and Java make of SIGHUP, SIGINT and SIGTERM. */
    private static final Set<Integer> TOLD_TO_END = Set.of(0, 129, 130, 143);
    /** A line of a Go program that tells a signal. */
    private static final Pattern SIGNAL = Pattern.compile(
            "(?m)^(?:.*\\bsignal:? )?(?:terminated|interrupt|hangup|SIG(?:TERM|INT|HUP)\\b.*)$|^Error:.* context"
                    + " canceled$");

    private static final Duration TERMINATION = Duration.ofSeconds(2);
    /** What the CLI allows itself for its own end; a JVM that shuts down does not wait for much more. */
    private static final Duration SHUTDOWN = Duration.ofSeconds(12);

    private final Process process;
    private final String name;
    private final Duration timeout;
    private final OutputTail output;
    private final CompletableFuture<String> line = new CompletableFuture<>();
    private final StatusLine status;
    /** Null unless somebody wants to be told what ran. */
    private final EngineProgress ran;

    private volatile ConnectParams params;
    private volatile Runnable forget = () -> {};
    private Thread errors;

    private SessionProcess(Process process, String name, Duration timeout, PrintStream progress) {
        this.process = process;
        this.name = name;
        this.timeout = timeout;
        this.output = new OutputTail(progress);
        this.ran = Console.isSummaryWanted() ? RunSummary.CURRENT.progress() : null;
        this.status = StatusLine.begin("starting dagger session", progress == null);
    }

    /**
     * Starts a session as {@link Dagger#connect()} does where there is none, and waits until it listens: for a program
     * that hands its parameters on.
     *
     * @return the session, to be closed
     * @throws SessionException if there is no CLI, it cannot be started, ends, says something else, or is not ready in time
     */
    public static SessionProcess start() {
        return start(new ConnectOptions());
    }

    /**
     * Finds the command that a session is started with where the environment has none, without starting it.
     *
     * @param environment the environment variables, as {@link System#getenv()} gives them
     * @return the path of the {@code dagger} command
     * @throws SessionException if there is none, or the variable for it is set wrongly
     */
    public static String command(Map<String, String> environment) {
        return SessionCommand.of(new ConnectOptions().environment(environment))
                .command()
                .get(0);
    }

    /**
     * Starts a session and waits until it listens.
     *
     * @throws SessionException if there is no CLI, it cannot be started, ends, says something else, or is not ready in time
     */
    static SessionProcess start(ConnectOptions options) {
        ProcessBuilder command = SessionCommand.of(options);
        String cli = command.command().get(0);
        SessionProcess session;
        PrintStream progress = options.progress() == null && Console.isVerbose() ? System.err : options.progress();
        try {
            session = new SessionProcess(command.start(), cli, options.startTimeout(), progress);
        } catch (IOException e) {
            throw new SessionException("Cannot start \"" + cli + " session\": " + e.getMessage() + ".", e);
        }
        session.begin(progress == null ? System.err : progress);
        return session;
    }

    /**
     * Where the session listens, and its token.
     *
     * @return what goes into the environment of a client
     */
    public ConnectParams params() {
        return params;
    }

    /** Ends the session as the CLI wants it: by the end of its input. What does not end in time is killed. */
    @Override
    public void close() {
        forget.run();
        status.start("ending dagger session");
        end(timeout);
        status.close();
    }

    /** The line that says what the user waits for. */
    StatusLine status() {
        return status;
    }

    /** If the process is over, or is within half a second: a sentence that says how it ended, behind a space. */
    String obituary() {
        try {
            if (process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
                errors.join(GRACE_MILLIS);
                if (params != null && isToldToEnd()) {
                    return " \"" + name + " session\" was told to end, by Ctrl-C or by another program (exit code "
                            + process.exitValue() + ").";
                }
                String tail = params == null ? output.tail() : output.tail().replace(params.token(), "***");
                return " \"" + name + " session\" ended with exit code " + process.exitValue() + "." + tail;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "";
    }

    /** The CLI ends with 0 for a signal (recorded in dagger-session-process as sigterm-after-line), if it is in time. */
    private boolean isToldToEnd() {
        return TOLD_TO_END.contains(process.exitValue()) || output.has(SIGNAL);
    }

    private void begin(PrintStream notes) {
        boolean connected = false;
        try {
            forget = AtEnd.add(AtEnd.Stage.SESSIONS, this::shutDown);
            errors = daemon("daggerkit-session-stderr", this::readErrors);
            daemon("daggerkit-session-stdout", this::readLine);
            params = ConnectParams.read(await(notes), name, output.tail());
            connected = true;
        } catch (IllegalStateException e) {
            throw new SessionException("Cannot start \"" + name + " session\": this program is ending already.", e);
        } finally {
            status.end();
            if (!connected) {
                kill();
                close();
            }
        }
    }

    private String await(PrintStream notes) {
        long start = System.nanoTime();
        long deadline = start + timeout.toNanos();
        long note = start + TimeUnit.SECONDS.toNanos(FIRST_NOTE_SECONDS);
        try {
            while (true) {
                boolean over = !process.isAlive();
                long now = System.nanoTime();
                if (now >= deadline) {
                    throw new SessionException("\"" + name + " session\" was not ready within " + Text.seconds(timeout)
                            + "." + output.tail());
                }
                long grace = TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS);
                try {
                    return line.get(
                            over ? grace : Math.min(grace, Math.min(deadline, note) - now), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    if (over) { // and a child of its own that lives on holds its end of the pipe
                        throw new SessionException(whyNoLine(), e);
                    }
                    note = tell(notes, start, note, deadline);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SessionException("The start of \"" + name + " session\" was interrupted.", e);
        } catch (ExecutionException e) {
            throw new SessionException(whyNoLine(), e.getCause());
        }
    }

    /** With an unreachable engine the CLI waits for minutes without a word (recorded in
     * dagger-session-process as engine-unreachable). */
    private long tell(PrintStream notes, long start, long note, long deadline) {
        long now = System.nanoTime();
        if (now < note || now >= deadline) {
            return note;
        }
        if (status.isLive()) {
            return note + TimeUnit.SECONDS.toNanos(NEXT_NOTE_SECONDS);
        }
        String last = output.lastLine();
        notes.println("Waiting for \"" + name + " session\" for " + Text.seconds(Duration.ofNanos(now - start)) + "; "
                + (last.isEmpty() ? "it has said nothing yet." : "it last said \"" + last + "\"."));
        return now + TimeUnit.SECONDS.toNanos(NEXT_NOTE_SECONDS);
    }

    private String whyNoLine() {
        String obituary = obituary();
        if (!process.isAlive() && isToldToEnd() && AtEnd.isWhy()) {
            return "\"" + name + " session\" has ended, as this program is told to end.";
        }
        String end = obituary.isEmpty() ? output.tail() : obituary;
        if (output.tail().contains("driver for scheme") && output.tail().contains("not available")) {
            return "There is no container runtime to run the Dagger engine in: install or start Docker, Podman or"
                    + " another one that Dagger supports, then run this again." + end;
        }
        return "\"" + name + " session\" did not give a session." + end;
    }

    private void readLine() {
        try (InputStream in = process.getInputStream()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            int b = in.read();
            while (b >= 0 && b != '\n' && bytes.size() < LONGEST_LINE) {
                bytes.write(b);
                b = in.read();
            }
            if (b < 0 && bytes.size() == 0) {
                throw new IOException("the standard output ended");
            }
            line.complete(bytes.toString(StandardCharsets.UTF_8));
            in.transferTo(PrintStream.nullOutputStream());
        } catch (IOException e) {
            line.completeExceptionally(e);
        }
    }

    private void readErrors() {
        byte[] buffer = new byte[8_192];
        try (InputStream in = process.getErrorStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                output.add(buffer, count);
                status.progress(buffer, count);
                if (ran != null) {
                    ran.read(buffer, count);
                }
            }
        } catch (IOException e) {
            // The process is over.
        }
    }

    /** On Ctrl-C and {@code System.exit}: a session that is still being started has nothing to lose. */
    private void shutDown() {
        status.close();
        if (params == null) {
            kill();
        } else {
            end(timeout.compareTo(SHUTDOWN) < 0 ? timeout : SHUTDOWN);
        }
    }

    private void end(Duration patience) {
        boolean interrupted = Thread.interrupted();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
            if (ran != null) {
                errors.join(TERMINATION.toMillis()); // for the last of it
            }
        } catch (IOException e) {
            kill();
        } catch (InterruptedException e) {
            interrupted = true;
            kill();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void kill() {
        List<ProcessHandle> all;
        try (Stream<ProcessHandle> below = process.descendants()) {
            // The parent first: a shell whose child is killed goes on to its next command.
            all = Stream.concat(Stream.of(process.toHandle()), below).toList();
        }
        all.forEach(ProcessHandle::destroy);
        try {
            process.waitFor(TERMINATION.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
