///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION The library, for a script's //SOURCES line
//GAV daggerkit:daggerkit:0.1.0
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4
//SOURCES Actions.java
//SOURCES Answer.java
//SOURCES Api.java
//SOURCES Argument.java
//SOURCES Branch.java
//SOURCES Chains.java
//SOURCES Combiner.java
//SOURCES ConnectOptions.java
//SOURCES ConnectParams.java
//SOURCES Connection.java
//SOURCES Culprits.java
//SOURCES DaggerException.java
//SOURCES Engines.java
//SOURCES ExecException.java
//SOURCES Failure.java
//SOURCES Fetch.java
//SOURCES Http.java
//SOURCES LastWords.java
//SOURCES Leaf.java
//SOURCES Leaves.java
//SOURCES ListLeaves.java
//SOURCES Literal.java
//SOURCES Merge.java
//SOURCES ModuleObject.java
//SOURCES Obj.java
//SOURCES Options.java
//SOURCES QueryError.java
//SOURCES QueryException.java
//SOURCES QuerySummary.java
//SOURCES QueryWriter.java
//SOURCES Read.java
//SOURCES Requests.java
//SOURCES Selection.java
//SOURCES Session.java
//SOURCES SessionCommand.java
//SOURCES SessionException.java
//SOURCES SessionProcess.java
//SOURCES Steps.java
//SOURCES Text.java
//SOURCES Versions.java
//SOURCES Waiting.java
//SOURCES Want.java
//SOURCES console/PeerText.java
package daggerkit;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The way into Dagger: a connected client. {@link #main} is for a script's {@code main}, {@link #connect()} for tests,
 * JShell and anything with a life of its own.
 *
 * <pre>{@code
 * try (Api.Client dag = Dagger.connect()) {
 *     System.out.println(dag.container().from("alpine").withExec("uname", "-nrio").stdout());
 * }
 * }</pre>
 *
 * <p>Thread-safe: any number of requests at once.
 */
public class Dagger extends Connection {
    /** The version of this library. */
    public static final String VERSION = "0.1.0";

    /**
     * Makes a client of an open session, which is closed with it.
     *
     * @param session the session
     */
    protected Dagger(Session session) {
        super(new Requests(Objects.requireNonNull(session, "session")), Selection.query());
    }

    /**
     * Makes another client of the same session.
     *
     * @param dagger a client of the session
     * @param root the selection that this client's chains begin with
     */
    protected Dagger(Dagger dagger, Selection root) {
        super(dagger.requests(), root);
    }

    private Dagger(Requests requests) {
        super(requests, Selection.query());
    }

    /** What a script does with its client. */
    @FunctionalInterface
    public interface Body {
        /**
         * Runs the script.
         *
         * @param dag the connected client, closed by {@link Dagger#main} afterwards
         * @throws Exception anything: {@link Dagger#main} prints it and chooses the exit code
         */
        void run(Api.Client dag) throws Exception;
    }

    /**
     * Connects to the session that this process was started in, by {@code dagger run}; where there is none, starts one of
     * its own with the {@code dagger} command, as {@link #connect(Consumer)} does without options.
     *
     * @return a client, to be closed
     * @throws SessionException if there is no session and none can be started, or its variables are set wrongly
     */
    public static Api.Client connect() {
        return connect(options -> {});
    }

    /**
     * Connects to the session that the environment names; where it names none, starts {@code dagger session} as a child
     * process, which ends with this client. The command is that of the options, of {@code _EXPERIMENTAL_DAGGER_CLI_BIN},
     * or {@code dagger} on PATH. What is set wrongly is an error and never taken for unset.
     *
     * <pre>{@code
     * Api.Client dag = Dagger.connect(o -> o.workdir(Path.of("service")).progress(System.err));
     * }</pre>
     *
     * @param options sets what is not to be as by default
     * @return a client, to be closed
     * @throws SessionException if there is no session and none can be started in time, its variables are set wrongly, or a
     *     work folder is given although the environment has a session, which has its own
     */
    public static Api.Client connect(Consumer<ConnectOptions> options) {
        ConnectOptions chosen = new ConnectOptions();
        options.accept(chosen);
        Optional<ConnectParams> running = ConnectParams.fromEnvironment(chosen.environment());
        if (running.isEmpty()) {
            return new Api.Client(Session.open(SessionProcess.start(chosen), chosen.environment()));
        }
        if (chosen.workdir() != null) {
            throw new SessionException(
                    "Cannot use the work folder \"" + chosen.workdir() + "\": the environment has a session already,"
                            + " and its folder is the one that `dagger run`"
                            + " was started in; start `dagger run` there,"
                            + " or unset "
                            + ConnectParams.PORT_VARIABLE + " and " + ConnectParams.TOKEN_VARIABLE + ".");
        }
        return new Api.Client(Session.open(running.get(), chosen.environment()));
    }

    /**
     * Connects to a session whose parameters are known.
     *
     * @param params where it listens, and its token
     * @return a client, to be closed
     */
    public static Api.Client connect(ConnectParams params) {
        return new Api.Client(Session.open(params, System.getenv()));
    }

    /**
     * A client without a session, to look at queries: everything but sending works.
     *
     * <pre>{@code
     * Dagger.unconnected().container().from("alpine").selection().select("stdout").build();
     * }</pre>
     *
     * @return a client; whatever would send a query throws a {@link SessionException}
     */
    public static Api.Client unconnected() {
        return new Api.Client(new Dagger(new Requests(null)), Selection.query());
    }

    /**
     * Runs a script from its {@code main}: connects, runs the body, closes, and ends the JVM. Standard output and error
     * write UTF-8 whatever the locale is. A failure is printed to standard error as a sentence, with a stack trace only
     * if the environment variable {@code DAGGERKIT_DEBUG} is set.
     *
     * <p>In a job of GitHub Actions a failure of Dagger is an annotation too, and the step's summary gets a table of the
     * requests: the fields and commands of each, how long it took and how it ended; no variable and no other argument.
     * A script that connects by itself has the table, and a warning if its last request failed.
     *
     * <p>The exit code is 0; the failed command's own code for an {@link ExecException} (1 if that is not from 1 to 255);
     * 69 for a {@link SessionException}; 130 if the thread was interrupted; 70 for a bug of this library; 1 for every other
     * failure.
     *
     * @param body what the script does; it may throw anything
     */
    public static void main(Body body) {
        Text.useUtf8();
        int code = 0;
        try (Api.Client dag = connect()) {
            body.run(dag);
        } catch (Throwable failure) {
            Failure.print(failure, System.err, false);
            code = Failure.exitCode(failure);
        }
        System.exit(code);
    }

    /** Says what it is; nothing of the session. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + ": the root of the API";
    }
}
