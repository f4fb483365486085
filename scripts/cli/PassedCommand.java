package daggerkit.cli;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command in this process's place, as far as a JVM can give it: with its streams, the signals that it gets, and the
 * command's exit code as its own. Used by one thread.
 */
public final class PassedCommand {
    private static final int MOST_TRIES = 50;
    private static final long BETWEEN_TRIES_MILLIS = 20;

    private final List<String> early = new ArrayList<>();
    private Process process;

    private PassedCommand() {}

    /**
     * Runs a command to its end.
     *
     * @param command its words
     * @return its exit code; 128 + N if signal N ended it
     * @throws IOException if it cannot be started
     * @throws InterruptedException if this thread is interrupted; the command is asked to end then
     */
    public static int run(List<String> command) throws IOException, InterruptedException {
        PassedCommand passed = new PassedCommand();
        boolean terminal = isAnyTerminal();
        // A terminal sends these two to all of its foreground: sent once more, Ctrl-C would be a second one, by which
        // the
        // CLI ends without cleaning up.
        passed.handle("INT", !terminal);
        passed.handle("HUP", !terminal);
        passed.handle("TERM", true);
        Process process = start(command);
        passed.started(process);
        try {
            return process.waitFor();
        } catch (InterruptedException stopped) {
            process.destroy();
            throw stopped;
        }
    }

    /** What has come before there was a command for it is sent now. */
    private synchronized void started(Process command) throws IOException, InterruptedException {
        process = command;
        for (String signal : early) {
            send(signal);
        }
    }

    private synchronized void told(String signal, boolean passedOn) throws IOException, InterruptedException {
        if (process == null) {
            early.add(signal);
        } else if (passedOn) {
            send(signal);
        }
    }

    /** A program that was unpacked a moment ago is busy as long as a child of another thread has inherited it. */
    private static Process start(List<String> command) throws IOException, InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return new ProcessBuilder(command).inheritIO().start();
            } catch (IOException failure) {
                if (tries == MOST_TRIES || !("" + failure.getMessage()).contains("Text file busy")) {
                    throw failure;
                }
                TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MILLIS);
            }
        }
    }

    private static boolean isAnyTerminal() throws InterruptedException {
        try {
            return new ProcessBuilder("sh", "-c", "test -t 0 || test -t 1 || test -t 2")
                            .inheritIO()
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noShell) {
            return false;
        }
    }

    /**
     * Takes a signal instead of ending by it. The class for it is in every JDK, but javac warns of whoever names it, and
     * one cannot tell it not to.
     */
    private void handle(String signal, boolean passedOn) {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object handler = Proxy.newProxyInstance(
                    handlerType.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            told(signal, passedOn);
                        }
                        return null;
                    });
            Object old = type.getMethod("handle", type, handlerType)
                    .invoke(null, type.getConstructor(String.class).newInstance(signal), handler);
            if (old == handlerType.getField("SIG_IGN").get(null)) { // as nohup has it, and then for the command too
                type.getMethod("handle", type, handlerType)
                        .invoke(null, type.getConstructor(String.class).newInstance(signal), old);
            }
        } catch (ReflectiveOperationException | IllegalArgumentException none) {
            // A system without this signal, or a JVM that has given it away.
        }
    }

    private void send(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                .inheritIO()
                .start()
                .waitFor();
    }
}
