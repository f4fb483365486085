package daggerkit;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * How {@link Dagger#connect(java.util.function.Consumer)} finds or starts a session. Every option has a default; each
 * method changes this object and returns it. Used by one thread.
 */
public final class ConnectOptions {
    /** What starting and ending a session may take at most: an engine may have to be fetched first. */
    private static final Duration LONGEST = Duration.ofSeconds(300);
    /** Longer than any wait, and a number of nanoseconds all the same. */
    private static final Duration FOREVER = Duration.ofDays(36_500);

    private Path workdir;
    private String cli;
    private String version;
    private String mirror;
    private Duration startTimeout = LONGEST;
    private Map<String, String> environment = System.getenv();
    private PrintStream progress;

    ConnectOptions() {}

    /**
     * Sets the folder that {@code host().directory(".")} and other relative paths of a session of one's own start from.
     *
     * @param folder an existing folder; the current one unless given
     * @return these options
     */
    public ConnectOptions workdir(Path folder) {
        workdir = Objects.requireNonNull(folder, "folder");
        return this;
    }

    /**
     * Sets the {@code dagger} command to start where the environment has no session.
     *
     * @param command a path, or a name to look for on PATH; {@code _EXPERIMENTAL_DAGGER_CLI_BIN}, else the one of
     *     {@link #download(String)}, else {@code dagger} on PATH, unless given
     * @return these options
     */
    public ConnectOptions cli(String command) {
        cli = Objects.requireNonNull(command, "command");
        return this;
    }

    /**
     * Lets a session of one's own be started with one version of the {@code dagger} command, whatever is on PATH: the first
     * run fetches it into a private cache, {@code daggerkit/cli} in $XDG_CACHE_HOME or ~/.cache, compares it with the
     * published SHA-256, and says so on standard error. A command that is named otherwise, by {@link #cli} or by
     * {@code _EXPERIMENTAL_DAGGER_CLI_BIN}, is used instead.
     *
     * @param release a version of Dagger, such as {@code 0.21.8}
     * @return these options
     */
    public ConnectOptions download(String release) {
        return download(release, null);
    }

    /**
     * The same from a mirror.
     *
     * @param release a version of Dagger, such as {@code 0.21.8}
     * @param address of the mirror, below which there is what {@code https://dl.dagger.io/dagger/releases} has:
     *     VERSION/checksums.txt and VERSION/ARCHIVE; null for that itself
     * @return these options
     */
    public ConnectOptions download(String release, String address) {
        version = Objects.requireNonNull(release, "release");
        mirror = address;
        return this;
    }

    /**
     * Sets how long a session of one's own may take to start, and again to end; then its process is killed.
     *
     * @param longest the longest time, 300 seconds unless given
     * @return these options
     */
    public ConnectOptions startTimeout(Duration longest) {
        if (longest.isNegative() || longest.isZero()) {
            throw new DaggerException(
                    "Cannot use the start timeout \"" + longest + "\": expected a time longer than zero.");
        }
        startTimeout = longest.compareTo(FOREVER) < 0 ? longest : FOREVER;
        return this;
    }

    /**
     * Sets the environment variables that the session is looked for in, and that {@code dagger session} gets.
     *
     * @param variables all of them; those of this process unless given
     * @return these options
     */
    public ConnectOptions environment(Map<String, String> variables) {
        environment = Map.copyOf(variables);
        return this;
    }

    /**
     * Sets where the progress of a session of one's own goes: what {@code dagger session} writes to its standard error.
     *
     * @param stream where to write; unless given, to standard error if {@code --verbose} or the variable
     *     {@code DAGGERKIT_DEBUG} asks for it, else nowhere: then, where standard error is a terminal, one line there says
     *     what the engine does as soon as a request takes longer than a second, and is gone when that has ended; elsewhere
     *     only a long wait for the session itself is told
     * @return these options
     */
    public ConnectOptions progress(PrintStream stream) {
        progress = Objects.requireNonNull(stream, "stream");
        return this;
    }

    Path workdir() {
        return workdir;
    }

    String cli() {
        return cli;
    }

    /** The version to fetch, or null. */
    String version() {
        return version;
    }

    /** Where from, or null. */
    String mirror() {
        return mirror;
    }

    Duration startTimeout() {
        return startTimeout;
    }

    Map<String, String> environment() {
        return environment;
    }

    PrintStream progress() {
        return progress;
    }
}
