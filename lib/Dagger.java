///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION The library, for a script's //SOURCES line
//GAV daggerkit:daggerkit:0.1.0
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4
//SOURCES Answer.java
//SOURCES Api.java
//SOURCES ConnectOptions.java
//SOURCES ConnectParams.java
//SOURCES DaggerException.java
//SOURCES Engines.java
//SOURCES ExecException.java
//SOURCES Failure.java
//SOURCES Http.java
//SOURCES LastWords.java
//SOURCES Literal.java
//SOURCES Obj.java
//SOURCES Options.java
//SOURCES QueryError.java
//SOURCES QueryException.java
//SOURCES Read.java
//SOURCES Requests.java
//SOURCES Selection.java
//SOURCES Session.java
//SOURCES SessionCommand.java
//SOURCES SessionException.java
//SOURCES SessionProcess.java
//SOURCES Text.java
//SOURCES Versions.java
package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

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
public class Dagger implements AutoCloseable {
    /** The version of this library. */
    public static final String VERSION = "0.1.0";

    private final Requests requests;
    private final Selection root;

    /**
     * Makes a client of an open session, which is closed with it.
     *
     * @param session the session
     */
    protected Dagger(Session session) {
        this(new Requests(Objects.requireNonNull(session, "session")), Selection.query());
    }

    /**
     * Makes another client of the same session.
     *
     * @param dagger a client of the session
     * @param root the selection that this client's chains begin with
     */
    protected Dagger(Dagger dagger, Selection root) {
        this(dagger.requests, Objects.requireNonNull(root, "root"));
    }

    private Dagger(Requests requests, Selection root) {
        this.requests = requests;
        this.root = root;
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
        return new Api.Client(new Dagger(new Requests(null), Selection.query()), Selection.query());
    }

    /**
     * Runs a script from its {@code main}: connects, runs the body, closes, and ends the JVM. Standard output and error
     * write UTF-8 whatever the locale is. A failure is printed to standard error as a sentence, with a stack trace only
     * if the environment variable {@code DAGGERKIT_DEBUG} is set.
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

    /**
     * Sends a query as it is.
     *
     * @param text the text of the query
     * @return the {@code data} of the answer
     * @throws QueryException if the engine answers with errors; an {@link ExecException} if a command failed
     * @throws SessionException if the session does not answer
     */
    public JsonNode query(String text) {
        return query(text, Map.of());
    }

    /**
     * Sends a query with variables. A variable carries every text unharmed, and what is secret belongs into one: the
     * engine's errors may quote the text of a query (variable-wrong-type).
     *
     * @param text the text of the query, which declares the variables
     * @param variables names, without the dollar sign, and values of the kinds that {@link Literal} lists
     * @return the {@code data} of the answer
     * @throws QueryException if the engine answers with errors; an {@link ExecException} if a command failed
     * @throws SessionException if the session does not answer
     * @throws DaggerException if a variable cannot be carried
     */
    public JsonNode query(String text, Map<String, ?> variables) {
        return requests.query(text, variables, null);
    }

    /**
     * Sends a query with variables and waits for so long only. The engine cancels what takes longer.
     *
     * @param text the text of the query, which declares the variables
     * @param variables names and values
     * @param timeout the longest time for the whole request
     * @return the {@code data} of the answer
     * @throws QueryException if the engine answers with errors; an {@link ExecException} if a command failed
     * @throws SessionException if the session does not answer in time
     * @throws DaggerException if a variable cannot be carried
     */
    public JsonNode query(String text, Map<String, ?> variables, Duration timeout) {
        return requests.query(text, variables, Objects.requireNonNull(timeout, "timeout"));
    }

    /**
     * Begins a selection at the schema's {@code Query} type.
     *
     * @param field the first field's name
     * @return the step of that field; nothing is sent before {@link #fetch}
     * @throws DaggerException if the name is not a GraphQL name
     */
    public Selection select(String field) {
        return root.select(field);
    }

    /**
     * Sends a selection and takes its answer out of the data.
     *
     * @param selection a chain that ends in a leaf or in several
     * @return the leaf's value; an object if the chain ends in several leaves; a list where the path goes through lists,
     *     one element an element; JSON null if something on the path is null
     * @throws QueryException if the engine answers with errors; an {@link ExecException} if a command failed
     * @throws SessionException if the session does not answer
     */
    public JsonNode fetch(Selection selection) {
        return fetch(selection, null);
    }

    /**
     * Sends a selection, waits for so long only, and takes its answer out of the data.
     *
     * @param selection a chain that ends in a leaf or in several
     * @param timeout the longest time for the whole request, or null for no limit
     * @return as {@link #fetch(Selection)}
     * @throws QueryException if the engine answers with errors; an {@link ExecException} if a command failed
     * @throws SessionException if the session does not answer in time
     */
    public JsonNode fetch(Selection selection, Duration timeout) {
        return requests.fetch(selection, timeout);
    }

    /** Sends a chain and reads the value at its end. For generated code, as all that follows. */
    protected final <V> V read(Selection leaf, Function<JsonNode, V> reader) {
        return reader.apply(fetch(leaf));
    }

    /** A list of objects, whose IDs are asked for when the list is used first. */
    protected final <E extends Obj<E>> List<E> objects(
            Selection list, String type, BiFunction<Dagger, Selection, E> make) {
        return new Obj.Elements<>(this, list, type, make);
    }

    /** The object with that ID, loaded by the field that the engine has for it. */
    protected final <E extends Obj<E>> E loaded(String id, String type, BiFunction<Dagger, Selection, E> make) {
        return Obj.known(make.apply(this, requests.load(type, id)), id);
    }

    /**
     * Sets the options that the caller wants. Their type is no {@code Options} here, because the JVM, when it verifies a
     * class, would load the classes of all options that the class hands over.
     */
    protected static <O> Selection with(Selection field, O options, Consumer<? super O> set) {
        set.accept(options);
        return ((Options) options).on(field);
    }

    /** Ends the client and its session. A running request ends with a {@link SessionException}. Closing twice is fine. */
    @Override
    public void close() {
        requests.close();
    }

    Requests requests() {
        return requests;
    }
}
