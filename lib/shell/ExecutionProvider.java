package daggerkit.shell;

import java.util.Map;
import java.util.function.Consumer;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/**
 * How JShell finds {@link Execution}: by its name, which it looks up among the services of the class path. Immutable and
 * thread-safe.
 */
public final class ExecutionProvider implements ExecutionControlProvider {
    /** The name for JShell's option {@code --execution}. */
    static final String NAME = "daggerkit";

    private final Consumer<Throwable> told;

    /** For JShell, which finds the class by its name: failures are shown in the terminal. */
    public ExecutionProvider() {
        this(Terminal::tell);
    }

    /** Failures of our own kinds go to the consumer rather than to JShell. */
    ExecutionProvider(Consumer<Throwable> told) {
        this.told = told;
    }

    /**
     * What JShell calls this.
     *
     * @return {@code daggerkit}
     */
    @Override
    public String name() {
        return NAME;
    }

    /**
     * Makes the engine that runs the shell's code.
     *
     * @param env not needed: code runs in this JVM, with its streams
     * @param parameters none
     * @return an engine
     */
    @Override
    public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
        return new Execution(told);
    }
}
