package daggerkit.server;

import daggerkit.ConnectParams;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command that a session server was started for, with the session in its environment, as of {@code dagger run}. */
final class ChildCommand {
    /** As long as {@code dagger run} waits before it kills its child. */
    private static final int SECONDS_TO_END = 10;

    /** A terminal has sent Ctrl-C to the child as well: so long it may end by itself. */
    private static final int MILLIS_FOR_CTRL_C = 300;

    /** What else holds the other end of its output may hold it for ever. */
    private static final int MILLIS_FOR_OUTPUT = 10_000;

    private final Process process;
    private final Thread output;

    private ChildCommand(Process process, Thread output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts a command with our three streams.
     *
     * @param out where its standard output goes, or null if that is ours
     * @throws IOException if there is no such command
     */
    static ChildCommand start(List<String> command, ConnectParams params, OutputStream out) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        if (out != null) {
            builder.redirectOutput(ProcessBuilder.Redirect.PIPE);
        }
        builder.environment().put(ConnectParams.PORT_VARIABLE, "" + params.port());
        builder.environment().put(ConnectParams.TOKEN_VARIABLE, params.token());
        Process process = builder.start();
        Thread output = new Thread(() -> copy(process, out), "output of the command");
        output.setDaemon(true);
        if (out != null) {
            output.start();
        }
        return new ChildCommand(process, output);
    }

    private static void copy(Process process, OutputStream out) {
        try (InputStream in = process.getInputStream()) {
            byte[] bytes = new byte[8192];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                out.write(bytes, 0, read);
                out.flush();
            }
        } catch (IOException gone) {
            // Nobody reads it any more, which is the command's to find out.
        }
    }

    /** Waits for its end: its exit code, or 128 + N if signal N ended it. */
    int waitFor() throws InterruptedException {
        int code = process.waitFor();
        output.join(MILLIS_FOR_OUTPUT);
        return code;
    }

    /** Asks it to end, and kills it with its descendants if it does not. */
    void stop() throws InterruptedException {
        List<ProcessHandle> family = process.descendants().toList();
        if (!process.waitFor(MILLIS_FOR_CTRL_C, TimeUnit.MILLISECONDS)) {
            process.destroy();
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
        family.forEach(ProcessHandle::destroyForcibly);
    }
}
