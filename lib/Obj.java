package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.AbstractList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
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
public abstract class Obj<T extends Obj<T>> implements Leaves<T> {
    private final Dagger dagger;
    private final Selection selection;
    private volatile String id;

    /**
     * Makes an object.
     *
     * @param dagger the client whose session it belongs to
     * @param selection the chain that leads to it
     */
    protected Obj(Dagger dagger, Selection selection) {
        this.dagger = dagger;
        this.selection = selection;
    }

    /**
     * The object's ID, asked for once and valid in its session. Objects are passed as objects, so few programs need it.
     *
     * @return the ID
     * @throws QueryException if the chain cannot be resolved
     * @throws DaggerException if the object is null
     */
    public final String id() {
        if (id == null) {
            id = read(select("id"), Read.TEXT);
        }
        return id;
    }

    /**
     * Whether this object is null, which a field such as {@code Container.stat} may be. One request.
     *
     * @return true if there is no such object; false if there is
     */
    public final boolean isNull() {
        return id == null && dagger.fetch(selection.select("id")).isNull();
    }

    /**
     * The chain that leads to this object, for what the typed API does not have.
     *
     * @return the chain; send it with {@link Dagger#fetch}
     */
    public final Selection selection() {
        return selection;
    }

    /** Shows the chain on one line, cut in the middle if it is long: nothing is sent, and no secret appears. */
    @Override
    public final String toString() {
        return getClass().getSimpleName() + ": " + Text.middle(Branch.steps(selection));
    }

    /** The client whose session this object belongs to. For generated code, as all that follows. */
    protected final Dagger dagger() {
        return dagger;
    }

    /** The step to a field of this object. */
    protected Selection select(String field) {
        return selection.select(field);
    }

    /** Sends a chain and reads the value at its end. */
    protected final <V> V read(Selection leaf, Function<JsonNode, V> reader) {
        return dagger.read(leaf, reader);
    }

    /** A list of objects, whose IDs are asked for when the list is used first. */
    protected final <E extends Obj<E>> List<E> objects(
            Selection list, String type, BiFunction<Dagger, Selection, E> make) {
        return dagger.objects(list, type, make);
    }

    /** Sends a chain that ends in an object's ID and gives that object: later chains begin at it and stay short. */
    protected final <E extends Obj<E>> E loaded(Selection id, String type, BiFunction<Dagger, Selection, E> make) {
        return dagger.loaded(read(id, Read.TEXT), type, make);
    }

    /** Sets the options that the caller wants. */
    protected static <O> Selection with(Selection field, O options, Consumer<? super O> set) {
        return Dagger.with(field, options, set);
    }

    /** Makes an object whose ID is known. */
    static <E extends Obj<E>> E known(E object, String id) {
        object.know(id);
        return object;
    }

    /** The ID, or null if it was not asked for yet. */
    final String knownId() {
        return id;
    }

    /** Keeps the ID, unless it is null. */
    final void know(String answered) {
        id = answered == null ? id : answered;
    }

    /** Whether a value is an object or contains one. */
    static boolean isIn(Object value) {
        if (value instanceof Collection<?>) {
            for (Object element : (Collection<?>) value) {
                if (isIn(element)) {
                    return true;
                }
            }
        }
        return value instanceof Obj<?>;
    }

    static void collect(Object value, Set<Obj<?>> objects) {
        if (value instanceof Collection<?>) {
            ((Collection<?>) value).forEach(element -> collect(element, objects));
        } else if (value instanceof Obj<?>) {
            objects.add((Obj<?>) value);
        }
    }

    static Object replace(Object value, Function<Obj<?>, ?> ids) {
        if (value instanceof Collection<?>) {
            return ((Collection<?>) value)
                    .stream().map(element -> replace(element, ids)).toList();
        }
        return value instanceof Obj<?> ? ids.apply((Obj<?>) value) : value;
    }

    /** A list that is fetched when it is used first. */
    static final class Elements<E extends Obj<E>> extends AbstractList<E> {
        private final Dagger dagger;
        private final Selection list;
        private final String type;
        private final BiFunction<Dagger, Selection, E> make;
        private List<E> elements;

        Elements(Dagger dagger, Selection list, String type, BiFunction<Dagger, Selection, E> make) {
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
                elements = dagger.read(list.select("id"), Read.list(Read.TEXT)).stream()
                        .map(id -> dagger.loaded(id, type, make))
                        .toList();
            }
            return elements;
        }
    }
}
