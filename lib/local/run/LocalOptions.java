package daggerkit.local.run;

import daggerkit.local.host.HostLimits;
import daggerkit.schema.EngineVersion;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * What a stand-in is to be; each method that sets something returns the options. By default it is the newest engine,
 * commands run in a private root whose tools are on the PATH of this process, its files are where temporary ones go, and
 * the client works where this process does, in its environment. Used by one thread until the stand-in has started.
 */
public final class LocalOptions {
    private EngineVersion engine = EngineVersion.newest();
    private boolean unisolated;
    private String searchPath = Objects.requireNonNullElse(System.getenv("PATH"), "");
    private Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    private Path workdir = Path.of("").toAbsolutePath();
    private Map<String, String> environment = System.getenv();
    private HostLimits limits = new HostLimits(-1, -1, -1);

    /** What a stand-in is by default. */
    public LocalOptions() {}

    /**
     * Sets the engine whose schema and version it has.
     *
     * @param version one of the engines that are known
     * @return these options
     */
    public LocalOptions engine(EngineVersion version) {
        engine = Objects.requireNonNull(version, "version");
        return this;
    }

    /**
     * Sets the engine whose schema and version it has.
     *
     * @param version as {@link EngineVersion#of} reads it: {@code 0.21.8}, {@code 1.0}
     * @return these options
     * @throws IllegalArgumentException if no such engine is known
     */
    public LocalOptions engine(String version) {
        return engine(EngineVersion.of(version));
    }

    /**
     * Sets whether commands run without a private root, with all rights of the user.
     *
     * @param without true for no isolation
     * @return these options
     */
    public LocalOptions unisolated(boolean without) {
        unisolated = without;
        return this;
    }

    /**
     * Sets where bubblewrap, unshare and git are looked for.
     *
     * @param path folders, as PATH has them
     * @return these options
     */
    public LocalOptions searchPath(String path) {
        searchPath = Objects.requireNonNull(path, "path");
        return this;
    }

    /**
     * Sets where the session makes its temporary folder.
     *
     * @param folder a folder that exists
     * @return these options
     */
    public LocalOptions temporary(Path folder) {
        temporary = Objects.requireNonNull(folder, "folder");
        return this;
    }

    /**
     * Sets where the session's client works: paths of the host count from there.
     *
     * @param folder a folder
     * @return these options
     */
    public LocalOptions workdir(Path folder) {
        workdir = folder.toAbsolutePath().normalize();
        return this;
    }

    /**
     * Sets the client's environment, for secrets that are variables.
     *
     * @param variables all of them
     * @return these options
     */
    public LocalOptions environment(Map<String, String> variables) {
        environment = Map.copyOf(variables);
        return this;
    }

    /**
     * Sets how much memory the commands of the session may have, all together: by default three quarters of the host's.
     *
     * @param bytes a number of bytes, 0 for no limit
     * @return these options
     * @throws IllegalArgumentException if it is negative
     */
    public LocalOptions memory(long bytes) {
        limits = new HostLimits(limits.processes(), notNegative(bytes), limits.disk());
        return this;
    }

    /**
     * Sets how many processes and threads the commands of the session may have, all together: by default 4096.
     *
     * @param most a number, 0 for no limit
     * @return these options
     * @throws IllegalArgumentException if it is negative
     */
    public LocalOptions processes(long most) {
        limits = new HostLimits(notNegative(most), limits.memory(), limits.disk());
        return this;
    }

    /**
     * Sets how much the session's temporary folder may have: by default half of what is free there when it starts.
     *
     * @param bytes a number of bytes, 0 for no limit
     * @return these options
     * @throws IllegalArgumentException if it is negative
     */
    public LocalOptions disk(long bytes) {
        limits = new HostLimits(limits.processes(), limits.memory(), notNegative(bytes));
        return this;
    }

    private static long notNegative(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("Cannot set a limit of " + number + ": expected 0 or more.");
        }
        return number;
    }

    /** What the commands may take of the host; -1 is what is not set. */
    HostLimits limits() {
        return limits;
    }

    /** The engine whose schema and version it has. */
    public EngineVersion engine() {
        return engine;
    }

    /** Whether commands run without a private root. */
    public boolean unisolated() {
        return unisolated;
    }

    /** Where its tools are looked for. */
    public String searchPath() {
        return searchPath;
    }

    /** Where the session makes its temporary folder. */
    public Path temporary() {
        return temporary;
    }

    /** Where the client works, absolute. */
    public Path workdir() {
        return workdir;
    }

    /** The client's environment variables. */
    public Map<String, String> environment() {
        return environment;
    }

    /** Without the environment, in which there are secrets. */
    @Override
    public String toString() {
        return "LocalOptions[engine=" + engine + ", unisolated=" + unisolated + ", workdir=" + workdir + "]";
    }
}
