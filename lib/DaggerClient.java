package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.trace.Span;
import daggerkit.trace.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a connected client does beside the typed API: queries, selections, leaves, modules. Base class of {@link
 * Api.Client}, and of the client of every other API that {@code codegen} writes. {@link Dagger} is the way to one.
 *
 * <p>Thread-safe: any number of requests at once.
 */
public class DaggerClient implements AutoCloseable {
    /**
     * A step of a script, without a value.
     *
     * @param <E> what it throws beside unchecked exceptions
     */
    @FunctionalInterface
    public interface Step<E extends Exception> {
        /**
         * Does it.
         *
         * @throws E what {@link DaggerClient#span(String, Step)} throws on
         */
        void run() throws E;
    }

    /**
     * A step of a script that gives a value.
     *
     * @param <T> the type of the value
     * @param <E> what it throws beside unchecked exceptions
     */
    @FunctionalInterface
    public interface ValueStep<T, E extends Exception> {
        /**
         * Does it.
         *
         * @return the value
         * @throws E what {@link DaggerClient#span(String, ValueStep)} throws on
         */
        T run() throws E;
    }

    private final Requests requests;
    private final Selection root;

    /**
     * A client of an open session, which is closed with it.
     *
     * @param session the session
     */
    @Internal("generated code")
    protected DaggerClient(Session session) {
        this(new Requests(Objects.requireNonNull(session, "session")), Selection.query());
    }

    /**
     * Another client of the same session.
     *
     * @param client a client of the session
     * @param root the selection that this client's chains begin with
     */
    @Internal("generated code")
    protected DaggerClient(DaggerClient client, Selection root) {
        this(client.requests, root);
    }

    /** A client whose chains begin with the selection. */
    DaggerClient(Requests requests, Selection root) {
        this.requests = requests;
        this.root = Objects.requireNonNull(root, "root");
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
     * Sends a query with variables. A variable carries every text unharmed, and what is secret belongs in one: the
     * engine's errors may quote the text of a query (recorded in variable-wrong-type).
     *
     * @param text the text of the query, which declares the variables
     * @param variables names, without the dollar sign, and values of the kinds that {@link Literal} lists
     * @return the {@code data} of the answer
     * @throws QueryException if the engine answers with errors; an {@link ExecException} if a command failed
     * @throws SessionException if the session does not answer
     * @throws DaggerException if a variable cannot be carried
     */
    public JsonNode query(String text, Map<String, ?> variables) {
        return ask(text, variables, null);
    }

    /**
     * Sends a query with variables and waits for so long only. The engine cancels what takes longer.
     *
     * @param text the text of the query, which declares the variables
     * @param variables names and values
     * @param timeout the longest time for the whole request
     * @return the {@code data} of the answer
     * @throws QueryException if the engine answers with errors; an {@link ExecException} if a command failed
     * @throws QueryTimeoutException if it takes longer
     * @throws SessionException if the session does not answer
     * @throws DaggerException if a variable cannot be carried
     */
    public JsonNode query(String text, Map<String, ?> variables, Duration timeout) {
        return ask(text, variables, Objects.requireNonNull(timeout, "timeout"));
    }

    /**
     * Sends one operation of a query that has several.
     *
     * @param text the text of the query
     * @param variables names and values of the variables that this operation declares
     * @param operation the operation's name
     * @return the {@code data} of the answer
     * @throws QueryException if the engine answers with errors, as for a name that is not in the text (recorded in
     *     unknown-operation-name); an {@link ExecException} if a command failed
     * @throws SessionException if the session does not answer
     * @throws DaggerException if a variable cannot be carried
     */
    public JsonNode query(String text, Map<String, ?> variables, String operation) {
        Objects.requireNonNull(operation, "operation");
        Fetch running = Fetch.current();
        return running == null
                ? send(text, variables, operation, null)
                : running.query(this, text, variables, operation, null);
    }

    /** From inside a path once, however often the path runs. */
    private JsonNode ask(String text, Map<String, ?> variables, Duration timeout) {
        Fetch running = Fetch.current();
        return running == null
                ? send(text, variables, null, timeout)
                : running.query(this, text, variables, null, timeout);
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
     * @throws QueryTimeoutException if it takes longer
     * @throws SessionException if the session does not answer
     */
    public JsonNode fetch(Selection selection, Duration timeout) {
        Fetch running = Fetch.current();
        if (running != null) {
            return running.answer(this, selection);
        }
        if (selection.isInList() || !selection.objects().isEmpty()) {
            return Fetch.run(this, new Leaf<>(fetch -> fetch.answer(this, selection)), timeout);
        }
        Selection sent = resolved(selection);
        return Selection.find(send(sent.request(Reference::knownId), timeout), sent.path());
    }

    /**
     * Fetches a leaf, or all that it is made of, in one request for all leaves that do not depend on each other. Inside a
     * path it belongs to the fetch that runs.
     *
     * @param leaf what to fetch
     * @param <T> the type of its value
     * @return its value
     * @throws QueryException if the engine answers with errors; an {@link ExecException} if a command failed. One failing
     *     branch fails the whole fetch, since the engine gives no data beside errors (recorded in two-aliases-one-fails);
     *     {@link QueryException#branches()} says which it was
     * @throws SessionException if the session does not answer
     * @throws DaggerException if a path does not settle in 20 rounds, or reads another session
     */
    public <T> T fetch(Leaf<T> leaf) {
        return Fetch.run(this, Objects.requireNonNull(leaf, "leaf"), null);
    }

    /**
     * Fetches a leaf and waits for so long only. The engine cancels what takes longer.
     *
     * @param leaf what to fetch
     * @param timeout the longest time for all its requests together; inside a path it is not used, as the fetch that runs has
     *     one of its own
     * @param <T> the type of its value
     * @return its value
     * @throws QueryException as {@link #fetch(Leaf)}
     * @throws QueryTimeoutException if it takes longer
     * @throws SessionException if the session does not answer
     * @throws DaggerException as {@link #fetch(Leaf)}
     */
    public <T> T fetch(Leaf<T> leaf, Duration timeout) {
        return Fetch.run(this, Objects.requireNonNull(leaf, "leaf"), Objects.requireNonNull(timeout, "timeout"));
    }

    /**
     * Serves a module and gives its object, to call its functions without generated code. A module is served once a
     * session, in a request of its own (recorded in module-serve).
     *
     * <pre>{@code
     * ModuleObject greeter = dag.module("github.com/org/greeter@v1", Map.of("from", "us"));
     * String greeting = greeter.call("greet", Map.of("name", "you")).asText();
     * }</pre>
     *
     * @param ref where the module is: an address with a version, or a folder of the session's host
     * @param arguments the constructor's arguments, as {@link ModuleObject#call} takes them
     * @return the module's object
     * @throws QueryException if there is no such module, or it cannot be loaded (recorded in module-not-found)
     * @throws SessionException if the session does not answer
     */
    public ModuleObject module(String ref, Map<String, ?> arguments) {
        return ModuleObject.serve(this, root, Objects.requireNonNull(ref, "ref"), arguments);
    }

    /**
     * Serves a module whose constructor needs no arguments.
     *
     * @param ref where the module is
     * @return the module's object
     * @throws QueryException if there is no such module, or it cannot be loaded (recorded in module-not-found)
     * @throws SessionException if the session does not answer
     */
    public ModuleObject module(String ref) {
        return module(ref, Map.of());
    }

    /** Sends a chain and reads the value at its end. */
    @Internal("generated code")
    protected final <V> V read(Selection leaf, Function<JsonNode, V> reader) {
        return reader.apply(fetch(leaf.complete()));
    }

    /** A list of objects, whose IDs are asked for when the list is used first. */
    @Internal("generated code")
    protected final <E extends ApiObject<E>> List<E> objects(
            Selection list, String type, BiFunction<DaggerClient, Selection, E> make) {
        return new ApiObject.Elements<>(this, list.complete(), type, make);
    }

    /** The object with that ID, loaded by the field that the engine has for it. */
    @Internal("generated code")
    protected final <E extends ApiObject<E>> E loaded(
            String id, String type, BiFunction<DaggerClient, Selection, E> make) {
        E object = make.apply(this, Selection.loaded(type, id));
        object.know(id);
        return object;
    }

    /**
     * Sets the options that the caller wants. Their type is no {@code Options} here, because the JVM, when it verifies a
     * class, would load the classes of all options that the class hands over.
     */
    @Internal("generated code")
    protected static <O> Selection with(Selection field, O options, Consumer<? super O> set) {
        set.accept(options);
        return ((Options) options).on(field);
    }

    /**
     * Has something done before the session ends, while it can still be asked: to stop services, to say what was reached.
     * It is done once: by {@link #close}, which {@link Dagger#main} calls as well, or when this program is told to end by
     * Ctrl-C, SIGTERM or {@code System.exit}, whichever comes first; the other one waits for it. What was added last is
     * done first.
     *
     * <pre>{@code
     * dag.beforeEnd(() -> {
     *     System.err.println("Stopping the database.");
     *     database.stop();
     * });
     * }</pre>
     *
     * <p>A program that is told to end waits 25 seconds for it at most. In a terminal Ctrl-C reaches Dagger too, and
     * its session may be over first: then requests fail, which is not told, and the session's services have ended with it.
     *
     * @param words what to do; {@code close} throws what it throws, when the session has ended
     * @throws DaggerException if this program is ending already
     */
    public void beforeEnd(Runnable words) {
        try {
            requests.beforeEnd(Objects.requireNonNull(words, "words"));
        } catch (IllegalStateException e) {
            throw new DaggerException("Cannot have something done before the end: this program is ending already.", e);
        }
    }

    /**
     * Does a step of the script, which is a span of its own in Dagger's trace: it has the step's name and time, and how it
     * ended. What is asked of the engine meanwhile by this thread is shown below it.
     *
     * <pre>{@code
     * String report = dag.span("test", () -> tests.file("report.txt").contents());
     * }</pre>
     *
     * <p>A step inside a step of the same thread is shown inside it; another thread begins beside it, unless it runs what
     * {@link #inSpan} gave. The outermost ones belong to {@code TRACEPARENT}; where that is not set, or wrongly, each begins
     * a trace. A failure is told by one line, of an engine's error without the query.
     *
     * <p>Spans are sent where {@code OTEL_EXPORTER_OTLP_TRACES_ENDPOINT} or {@code OTEL_EXPORTER_OTLP_ENDPOINT} says, which
     * {@code dagger run} sets, by OTLP over HTTP, on a thread of their own. Where neither is set, where {@code
     * OTEL_SDK_DISABLED} or {@code OTEL_TRACES_EXPORTER} says so, or the trace is not sampled, the step is just done; so it is
     * inside a path of a fetch, which may run several times. No step fails or waits because of its span; {@link #close} waits
     * two seconds at most for the last ones, or as long as {@code OTEL_EXPORTER_OTLP_TIMEOUT} says.
     *
     * @param name what the step is called, of any length; it is shown to everyone who sees the trace
     * @param step what to do
     * @param <T> the type of its value
     * @param <E> what it throws beside unchecked exceptions, which the compiler finds out
     * @return what the step gave
     * @throws E what the step threw
     */
    public <T, E extends Exception> T span(String name, ValueStep<? extends T, ? extends E> step) throws E {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(step, "step");
        Trace trace = Fetch.current() == null ? requests.trace() : null;
        if (trace == null) {
            return step.run();
        }
        Span span = trace.begin(name);
        String error = null;
        try {
            return step.run();
        } catch (Throwable failure) {
            error = ProgramEnd.sentence(failure);
            throw failure;
        } finally {
            trace.end(span, error);
        }
    }

    /**
     * Does a step of the script that gives no value, as {@link #span(String, ValueStep)} does.
     *
     * <pre>{@code
     * dag.span("publish", () -> {
     *     image.publish("ghcr.io/me/app:1.2");
     *     image.publish("ghcr.io/me/app:latest");
     * });
     * }</pre>
     *
     * @param name what the step is called, of any length; it is shown to everyone who sees the trace
     * @param step what to do
     * @param <E> what it throws beside unchecked exceptions, which the compiler finds out
     * @throws E what the step threw
     */
    public <E extends Exception> void span(String name, Step<? extends E> step) throws E {
        Objects.requireNonNull(step, "step");
        this.<Void, E>span(name, () -> {
            step.run();
            return null;
        });
    }

    /**
     * What another thread is to do as a part of the step that this one is in: without this it begins beside it.
     *
     * <pre>{@code
     * dag.span("test", () -> pool.invokeAll(List.of(
     *         dag.inSpan(() -> dag.span("unit", () -> unit.sync())),
     *         dag.inSpan(() -> dag.span("docs", () -> docs.sync())))));
     * }</pre>
     *
     * @param work what to do
     * @param <T> the type of its value
     * @return does the same, in the span that this thread is in now, as often as it is called, by any thread
     */
    public <T> Callable<T> inSpan(Callable<T> work) {
        Objects.requireNonNull(work, "work");
        if (requests.trace() == null) {
            return work;
        }
        Span here = Trace.current();
        return () -> {
            Span before = Trace.current();
            Trace.enter(here);
            try {
                return work.call();
            } finally {
                Trace.enter(before);
            }
        };
    }

    /** Ends the client and its session. A running request ends with a {@link SessionException}. Closing twice is fine. */
    @Override
    public void close() {
        requests.close();
    }

    /** Says what it is; nothing of the session. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + ": the root of the API";
    }

    JsonNode send(String text, Map<String, ?> variables, String operation, Duration timeout) {
        try {
            return requests.send(text, variables, operation, timeout);
        } catch (QueryException refused) {
            throw explained(refused);
        }
    }

    JsonNode send(QueryWriter.Request request, Duration timeout) {
        try {
            return requests.send(request, timeout);
        } catch (QueryException refused) {
            throw explained(refused);
        }
    }

    private static QueryException explained(QueryException refused) {
        return refused.isValidation() ? EngineHints.explain(refused) : refused;
    }

    /**
     * The chain as this engine understands it. To load an object by its ID, engines up to 0.20 have a field for each type,
     * those from 1.0 on have {@code node}, 0.21.8 has both (recorded in load-directory-from-id and node-directory): what
     * this one has is asked once, and only for a chain that is to be sent. It is asked for the interface and not for the
     * fields of {@code Query}, of which 1.0 tells each one in its progress; a module may have an object of that name.
     */
    Selection resolved(Selection chain) {
        if (!chain.isLoaded()) {
            return chain;
        }
        Selection node = Selection.query().select("__type").arg("name", "Node").select("name", "kind");
        String hasNode = requests.learn("node", () -> {
            try {
                JsonNode type = send(node.request(Reference::knownId), null).path("__type");
                return "" + (type.isObject() && !type.path("kind").asText().equals("OBJECT"));
            } catch (QueryException unknown) {
                if (unknown.first()
                        .message()
                        .contains("unknown type")) { // so 0.20.8 (recorded in tests/golden/progress)
                    return "false";
                }
                throw unknown;
            }
        });
        return chain.loadedBy(hasNode.equals("true"));
    }

    Requests requests() {
        return requests;
    }
}
