package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.console.Text;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An object of the engine that the typed API describes: a container, a directory, a module's own type. It is a chain of
 * steps; nothing is sent before a leaf is read. Base class of the generated types.
 *
 * <p>Immutable and thread-safe.
 *
 * @param <T> the object's own type
 */
public abstract class ApiObject<T extends ApiObject<T>> extends Reference implements Leaves<T> {
    private final DaggerClient dagger;
    private final Selection selection;

    /**
     * Makes an object.
     *
     * @param client the client whose session it belongs to
     * @param selection the chain that leads to it
     */
    @Internal("generated code")
    protected ApiObject(DaggerClient client, Selection selection) {
        this.dagger = client;
        this.selection = selection.complete();
        client.requests().describe(selection);
    }

    /**
     * The object's ID, asked for once and valid in its session. Objects are passed as objects, so few programs need it.
     *
     * @return the ID
     * @throws QueryException if the chain cannot be resolved
     * @throws DaggerException if the object is null
     */
    public final String id() {
        if (knownId() == null) {
            know(read(select("id"), Decoders.TEXT));
        }
        return knownId();
    }

    /**
     * Whether this object is null, which a field such as {@code Container.stat} may be. One request.
     *
     * @return true if there is no such object; false if there is
     */
    public final boolean isNull() {
        return knownId() == null && dagger.fetch(selection.select("id")).isNull();
    }

    /**
     * The chain that leads to this object, for what the typed API does not have. Where that begins at an ID, as of an
     * object that {@code sync} gave, the engine is asked once a session how it is loaded.
     *
     * @return the chain; send it with {@link DaggerClient#fetch}
     */
    public final Selection selection() {
        dagger.requests().look();
        return dagger.resolved(selection);
    }

    @Override
    final Selection chain() {
        return selection;
    }

    /**
     * Goes on with the chain in a function, so that steps which belong together have a name and no variable: {@code
     * container.with(this::maven).withExec("mvn", "verify")}.
     *
     * @param steps takes this object and gives the one to go on with
     * @return what the function gave
     * @throws DaggerException if it gave null
     */
    public final T with(Function<? super T, ? extends T> steps) {
        T next = Objects.requireNonNull(steps, "steps").apply(self());
        if (next == null) {
            throw new DaggerException("Cannot go on behind \"" + Text.oneLine(toString())
                    + "\": the function given to with returned null; expected the object to go on with.");
        }
        return next;
    }

    /**
     * As {@link #with(Function)}, if a condition holds: {@code container.withIf(isCi, c -> c.withEnvVariable("CI",
     * "true"))}.
     *
     * @param condition whether the function is called
     * @param steps takes this object and gives the one to go on with
     * @return what the function gave, or this object if the condition does not hold
     * @throws DaggerException if it gave null
     */
    public final T withIf(boolean condition, Function<? super T, ? extends T> steps) {
        return condition ? with(steps) : self();
    }

    @SuppressWarnings("unchecked")
    private T self() {
        return (T) this;
    }

    /** Shows the chain on one line, cut in the middle if it is long: nothing is sent, and no secret appears. */
    @Override
    public final String toString() {
        dagger.requests().look();
        return getClass().getSimpleName() + ": " + Text.abbreviate(Branch.steps(selection));
    }

    /** The client whose session this object belongs to. */
    @Internal("generated code")
    protected final DaggerClient dagger() {
        return dagger;
    }

    /** The step to a field of this object. */
    @Internal("generated code")
    protected Selection select(String field) {
        return selection.select(field);
    }

    /** Sends a chain and reads the value at its end. */
    @Internal("generated code")
    protected final <V> V read(Selection leaf, Function<JsonNode, V> reader) {
        return dagger.read(leaf, reader);
    }

    /** A list of objects, whose IDs are asked for when the list is used first. */
    @Internal("generated code")
    protected final <E extends ApiObject<E>> List<E> objects(
            Selection list, String type, BiFunction<DaggerClient, Selection, E> make) {
        return dagger.objects(list, type, make);
    }

    /** Sends a chain that ends in an object's ID and gives that object: later chains begin at it and stay short. */
    @Internal("generated code")
    protected final <E extends ApiObject<E>> E loaded(
            Selection id, String type, BiFunction<DaggerClient, Selection, E> make) {
        return dagger.loaded(read(id, Decoders.TEXT), type, make);
    }

    /** Sets the options that the caller wants. */
    @Internal("generated code")
    protected static <O> Selection with(Selection field, O options, Consumer<? super O> set) {
        return DaggerClient.with(field, options, set);
    }

    /** Makes an object whose ID is known. */
    static <E extends ApiObject<E>> E known(E object, String id) {
        object.know(id);
        return object;
    }

    @Override
    final boolean isOf(Object session) {
        return dagger.requests() == session;
    }

    /** A list that is fetched when it is used first. */
    static final class Elements<E extends ApiObject<E>> extends AbstractList<E> {
        private final DaggerClient dagger;
        private final Selection list;
        private final String type;
        private final BiFunction<DaggerClient, Selection, E> make;
        private List<E> elements;

        Elements(DaggerClient dagger, Selection list, String type, BiFunction<DaggerClient, Selection, E> make) {
            this.dagger = dagger;
            this.list = list;
            this.type = type;
            this.make = make;
        }

        Selection selection() {
            return list;
        }

        /** One of so many elements, without asking for its ID; index -1 for what all have in common. */
        E of(int index, int count) {
            return make.apply(dagger, list.element(type, new Selection.Element(index, count)));
        }

        @Override
        public E get(int index) {
            return elements().get(index);
        }

        @Override
        public int size() {
            return elements().size();
        }

        private synchronized List<E> elements() {
            if (elements == null) {
                elements = dagger.read(list.select("id"), Decoders.list(Decoders.TEXT)).stream()
                        .map(id -> dagger.loaded(id, type, make))
                        .toList();
            }
            return elements;
        }
    }
}
