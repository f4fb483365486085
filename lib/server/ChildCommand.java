package daggerkit.server;

import daggerkit.ConnectParams;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command that a session server was started for, with the session in its environment, as of {@code dagger run}. */
final class ChildCommand {
    /** As long as {@code dagger run} waits before it kills its child. */
    private static final int SECONDS_TO_END = 10;

    /** A terminal has sent Ctrl-C to the child as well: so long it may end by itself. */
    private static final int MILLIS_FOR_CTRL_C = 300;

    private final Process process;

    private ChildCommand(Process process) {
        this.process = process;
    }

    /**
     * Starts a command with our three streams.
     *
     * @throws IOException if there is no such command
     */
    static ChildCommand start(List<String> command, ConnectParams params) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put(ConnectParams.PORT_VARIABLE, "" + params.port());
        builder.environment().put(ConnectParams.TOKEN_VARIABLE, params.token());
        return new ChildCommand(builder.start());
    }

    /** Waits for its end: its exit code, or 128 + N if signal N ended it. */
    int waitFor() throws InterruptedException {
        return process.waitFor();
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
