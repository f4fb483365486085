package daggerkit.shell;

import daggerkit.DaggerException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.function.Consumer;
import jdk.jshell.execution.LocalExecutionControl;

/**
 * Runs the shell's code in this JVM: the session is its own, results are the objects themselves, and nothing of them goes
 * through a second process. Results are shown as {@link Values} has them, and failures of this library by their own
 * message.
 *
 * <p>Thread-safe as far as JShell needs it: one call at a time, and {@link #stop} from another thread.
 */
public final class Execution extends LocalExecutionControl {
    /** In JShell's message about an exception that was told already. */
    static final String TOLD = "daggerkit-told";

    private static final long GRACE_MILLIS = 1_000;
    private static final long PATIENCE_NANOS = 5_000_000_000L;
    private static final InheritableThreadLocal<Call> CALL = new InheritableThreadLocal<>();

    private final Consumer<Throwable> told;
    private volatile Call call;
    private volatile long askedToStop = System.nanoTime() - PATIENCE_NANOS;

    /** One statement of the shell. */
    private static final class Call {
        private final Method method;
        private volatile Thread thread;
        private volatile boolean stopped;
        private String shown;

        Call(Method method) {
            this.method = method;
        }
    }

    /** Failures of our own kinds, and null for a call that was stopped, go to the consumer. */
    Execution(Consumer<Throwable> told) {
        this.told = told;
    }

    /**
     * Runs the statement of the thread that started this one. Public because JShell calls it by reflection.
     *
     * @throws Throwable what the statement throws
     */
    public static void call() throws Throwable {
        Call call = CALL.get();
        call.thread = Thread.currentThread();
        if (call.stopped) {
            throw new InterruptedException();
        }
        try {
            // Here and not by the caller: to show a list of objects may send a request, which Ctrl-C has to end as
            // well.
            call.shown = Values.show(call.method.invoke(null));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    protected String invoke(Method statement) throws Exception {
        if (System.nanoTime() - askedToStop < PATIENCE_NANOS) {
            askedToStop -= PATIENCE_NANOS; // For this statement, and not for the next one too.
            throw tell(null);
        }
        Call current = new Call(statement);
        CALL.set(current);
        call = current;
        try {
            // JShell's own way to run a method knows how to stop it: what is run is ours, with the statement inside.
            super.invoke(Execution.class.getMethod("call"));
            return current.shown;
        } catch (StoppedException e) {
            throw tell(null);
        } catch (InvocationTargetException e) {
            Throwable failure = e.getCause();
            if (current.stopped) {
                throw tell(null);
            }
            Shell.failed(failure);
            if (failure instanceof DaggerException) {
                throw tell(failure);
            }
            throw e;
        } finally {
            call = null;
            CALL.remove();
        }
    }

    private UserException tell(Throwable failure) {
        told.accept(failure);
        return new UserException(null, TOLD, new StackTraceElement[0]);
    }

    /**
     * Ends the statement that runs: by interrupting it, which ends a request at once and leaves the session as it is; code
     * that does not care about that is stopped as JShell does it.
     */
    @Override
    public void stop() throws EngineTerminationException, InternalException {
        Call current = call;
        if (current == null) {
            // Pressed while the statement is still compiled: it ends before it begins.
            askedToStop = System.nanoTime();
            return;
        }
        current.stopped = true;
        Thread thread = current.thread;
        if (thread == null) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(GRACE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            super.stop();
        }
    }
}
