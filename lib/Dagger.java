///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION The library, for a script's //SOURCES line
//GAV daggerkit:daggerkit:0.1.0
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4
//JAVAC_OPTIONS -XDstringConcat=inline -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//
// The typed API: written by codegen, and what it is written with
//SOURCES Api.java
//SOURCES ApiObject.java
//SOURCES Arities.java
//SOURCES DaggerClient.java
//SOURCES Decoders.java
//SOURCES Engines.java
//SOURCES Internal.java
//SOURCES ModuleObject.java
//SOURCES Options.java
//
// Several answers in one request: what is to be read, and the rounds in which it is asked for
//SOURCES FailedBranches.java
//SOURCES Fetch.java
//SOURCES FetchState.java
//SOURCES Leaf.java
//SOURCES Leaves.java
//
// A query: a chain of steps, its arguments, its text
//SOURCES Argument.java
//SOURCES Literal.java
//SOURCES QueryWriter.java
//SOURCES Reference.java
//SOURCES Selection.java
//SOURCES SelectionTree.java
//
// A session: where it comes from, what is sent to it, what it answers
//SOURCES ConnectOptions.java
//SOURCES ConnectParams.java
//SOURCES Http.java
//SOURCES Json.java
//SOURCES Requests.java
//SOURCES Session.java
//SOURCES SessionCommand.java
//SOURCES SessionProcess.java
//
// What can fail, and what is told of it
//SOURCES Branch.java
//SOURCES DaggerException.java
//SOURCES EngineHints.java
//SOURCES ExecException.java
//SOURCES ProgramEnd.java
//SOURCES QueryError.java
//SOURCES QueryException.java
//SOURCES QueryTimeoutException.java
//SOURCES SessionException.java
//
// Beside it: the terminal, the CI job, the programs of this machine; these know nothing of Dagger
//SOURCES console/AtEnd.java
//SOURCES console/Catalog.java
//SOURCES console/Console.java
//SOURCES console/EngineProgress.java
//SOURCES console/FirstAndLast.java
//SOURCES console/GitHubJob.java
//SOURCES console/LastWords.java
//SOURCES console/OutputTail.java
//SOURCES console/PeerText.java
//SOURCES console/Programs.java
//SOURCES console/RunSummary.java
//SOURCES console/StatusLine.java
//SOURCES console/Text.java
//
// A script's own steps in a trace; none of these is loaded unless the environment names a receiver
//SOURCES trace/Exporter.java
//SOURCES trace/Protobuf.java
//SOURCES trace/Span.java
//SOURCES trace/Trace.java
//
// The dagger command, for a program that has it fetched; else none of these is loaded
//SOURCES download/CliDownload.java
//SOURCES download/DownloadException.java
//SOURCES download/PrivateFolder.java
//SOURCES download/Proxies.java
//SOURCES download/Target.java
//SOURCES download/Unpacking.java
//SOURCES download/Web.java
package daggerkit;

import daggerkit.console.Console;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The way into Dagger: to a connected client. {@link #main} is for a script's {@code main}, {@link #connect()} for tests,
 * JShell and anything with a life of its own.
 *
 * <pre>{@code
 * try (Api.Client dag = Dagger.connect()) {
 *     System.out.println(dag.container().from("alpine").withExec("uname", "-nrio").stdout());
 * }
 * }</pre>
 *
 * <p>Nothing but static methods, all thread-safe. The client is an {@link Api.Client}.
 */
public final class Dagger {
    /** The version of this library. */
    public static final String VERSION = SessionCommand.VERSION;

    private Dagger() {}

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

    /** What a script does with its client, with an exit code. */
    @FunctionalInterface
    public interface ExitCodeBody {
        /**
         * Runs the script.
         *
         * @param dag the connected client, closed by {@link Dagger#exitWith} afterwards
         * @return the exit code, from 0 to 255
         * @throws Exception anything: {@link Dagger#exitWith} prints it and chooses the exit code
         */
        int run(Api.Client dag) throws Exception;
    }

    /**
     * What gets a value from a client.
     *
     * @param <T> the type of the value
     * @param <E> what it throws beside unchecked exceptions
     */
    @FunctionalInterface
    public interface ValueBody<T, E extends Exception> {
        /**
         * Gets the value.
         *
         * @param dag the connected client, closed by {@link Dagger#run} afterwards
         * @return the value
         * @throws E what {@link Dagger#run} throws on
         */
        T run(Api.Client dag) throws E;
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
     * the one that the options have fetched, or {@code dagger} on PATH. What is set wrongly is an error and never taken for unset.
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
        return new Api.Client(new DaggerClient(new Requests(null), Selection.query()), Selection.query());
    }

    /**
     * Runs a script from its {@code main}: connects, runs the body, closes, and ends the JVM. Standard output and error
     * write UTF-8 whatever the locale is. A failure is printed to standard error as a sentence, with a stack trace only
     * if the environment variable {@code DAGGERKIT_DEBUG} is set.
     *
     * <p>In a job of GitHub Actions a failure of Dagger is an annotation too, and the step's summary gets a table of the
     * requests: the fields and commands of each, how long it took and how it ended; no variable and no other argument. Of a
     * query that the script has written as a text it is the name or the first field.
     * A script that connects by itself has the table, and a warning if its last request failed.
     *
     * <p>The exit code is 0; the failed command's own code for an {@link ExecException} (1 if that is not from 1 to 255);
     * 69 for a {@link SessionException}; 124 for a {@link QueryTimeoutException}; 130 if the thread was interrupted; 70 for
     * a bug of this library; 1 for every other failure.
     *
     * <p>A script that has described a chain and sent nothing at all is told so on standard error: most likely a
     * {@code sync()} is missing at its end.
     *
     * @param body what the script does; it may throw anything
     */
    public static void main(Body body) {
        exitWith(dag -> {
            body.run(dag);
            return 0;
        });
    }

    /**
     * Runs a script whose body says the exit code. Else it is as {@link #main}, which has one shape of lambda only: of two,
     * Java could not tell which {@code dag -> dag.container().sync()} is.
     *
     * <pre>{@code
     * Dagger.exitWith(dag -> {
     *     var tests = dag.container().from("maven").withExec(o -> o.expect(ReturnType.ANY), "mvn", "verify");
     *     return (int) tests.exitCode();
     * });
     * }</pre>
     *
     * @param body what the script does; gives the exit code, from 0 to 255; it may throw anything, which has the exit code
     *     that it has in {@code main}
     */
    public static void exitWith(ExitCodeBody body) {
        Console.useUtf8();
        int code;
        try (Api.Client dag = connect()) {
            code = body.run(dag);
            ProgramEnd.tellForgotten(dag.requests().forgotten());
        } catch (Throwable failure) {
            ProgramEnd.tell(failure, System.err, false);
            code = ProgramEnd.code(failure);
        }
        System.exit(ProgramEnd.written(code, ""));
    }

    /**
     * Gets a value: connects, runs the body, closes, and returns what the body gave. Nothing is printed and the JVM does
     * not end, so this is for a part of a larger program, a test, JShell.
     *
     * <pre>{@code
     * String release = Dagger.run(dag -> dag.container().from("alpine").file("/etc/alpine-release").contents());
     * }</pre>
     *
     * @param body asks for the value; an object of the API that it returns is of no use, since its session is closed
     * @param <T> the type of the value
     * @param <E> what the body throws beside unchecked exceptions, which the compiler finds out
     * @return what the body returned
     * @throws E what the body threw
     * @throws DaggerException as {@link #connect()}, and what the body threw of it
     */
    public static <T, E extends Exception> T run(ValueBody<? extends T, ? extends E> body) throws E {
        try (Api.Client dag = connect()) {
            return body.run(dag);
        }
    }
}
