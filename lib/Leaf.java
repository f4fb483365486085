package daggerkit;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A value that is described and not fetched yet. Several are fetched in one request by {@link DaggerClient#fetch(Leaf)}.
 *
 * <pre>{@code
 * List<String> releases = dag.fetch(Leaf.all(Stream.of("3.20", "3.21", "3.22")
 *         .map(v -> dag.container().from("alpine:" + v).withExec("cat", "/etc/alpine-release").leaf(Container::stdout))
 *         .toList()));
 * }</pre>
 *
 * <p>What costs a request: making a leaf costs none, nor do {@link #map}, {@link #all} or {@code Leaf.of}. A fetch costs
 * one for all leaves in it that can be asked for at once, and one more for each step in which something depends on what was
 * read before: a path that goes on to read another value, an element of a list that is read by its number, objects that
 * are arguments (their IDs are asked for first, those of one depth together). A list that is read by {@code each} or
 * {@code fetchEach} costs no more than one value. With {@code --verbose}, or {@code DAGGERKIT_DEBUG} set, each request is
 * told on standard error: its number, its leaves, its time.
 *
 * <p>A leaf is made of a path, which is a function of an object, by {@link Leaves#leaf}. A path may run several times, so
 * it has no effects of its own and gives the same chain whenever it runs; what it reads of the session is sent once.
 * Immutable and thread-safe as far as its functions are.
 *
 * @param <T> the type of the value
 */
public final class Leaf<T> extends Arities.OfLeaves {
    private final Function<Fetch, T> path;

    Leaf(Function<Fetch, T> path) {
        this.path = path;
    }

    /** The value; stops the path of the fetch if it is not known. */
    T value(Fetch fetch) {
        return fetch.once(this, () -> path.apply(fetch));
    }

    /**
     * Makes another value of this one.
     *
     * @param function a path as every other: it may read more of the session, which costs one more request
     * @param <R> the type of the other value
     * @return the other leaf
     */
    public <R> Leaf<R> map(Function<? super T, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        return new Leaf<>(fetch -> function.apply(value(fetch)));
    }

    /**
     * Puts leaves into a list.
     *
     * @param leaves the leaves; the same one may come several times and is asked for once
     * @param <T> the type of their values
     * @return a leaf whose value is an unmodifiable list, with the values in the order of the leaves
     */
    public static <T> Leaf<List<T>> all(List<? extends Leaf<? extends T>> leaves) {
        List<Leaf<? extends T>> parts = List.copyOf(leaves);
        return new Leaf<>(fetch -> list(fetch.all(fetch.kind(), parts)));
    }

    /** Puts leaves together, for all numbers of them. */
    static <R> Leaf<R> of(List<Leaf<?>> parts, Function<Values, ? extends R> combine) {
        return new Leaf<>(fetch -> combine.apply(new Values(fetch.all(fetch.kind(), parts))));
    }

    /** The values of parts, whose types the caller knows. */
    record Values(List<Object> all) {
        @SuppressWarnings("unchecked")
        <V> V at(int index) {
            return (V) all.get(index);
        }
    }

    /** The value, fetched by the client of an object or by the client itself. */
    T fetch(Arities.OfObject<?> of) {
        return client(of).fetch(this);
    }

    /** The same, in so much time. */
    T fetch(Arities.OfObject<?> of, Duration timeout) {
        return client(of).fetch(this, timeout);
    }

    private static DaggerClient client(Arities.OfObject<?> of) {
        return of instanceof ApiObject<?> ? ((ApiObject<?>) of).dagger() : (DaggerClient) of;
    }

    /** What is read of each object of a list. */
    static <E extends ApiObject<E>, T> Leaf<List<T>> each(
            Leaf<? extends List<E>> list, Function<? super E, ? extends Leaf<T>> path) {
        return new Leaf<>(fetch -> elements(fetch, list.value(fetch), path));
    }

    private static <E extends ApiObject<E>, T> List<T> elements(
            Fetch fetch, List<E> list, Function<? super E, ? extends Leaf<T>> path) {
        if (!(list instanceof ApiObject.Elements)) {
            return values(fetch, list.stream().<Leaf<T>>map(path).toList());
        }
        ApiObject.Elements<E> elements = (ApiObject.Elements<E>) list;
        int size = fetch.size(elements.selection());
        if (size < 0) {
            throw fetch.common(
                    elements.selection(), () -> path.apply(elements.of(-1, 0)).value(fetch));
        }
        return values(
                fetch,
                IntStream.range(0, size)
                        .<Leaf<T>>mapToObj(i -> path.apply(elements.of(i, size)))
                        .toList());
    }

    private static <T> List<T> values(Fetch fetch, List<Leaf<T>> elements) {
        return list(fetch.all("element", elements));
    }

    @SuppressWarnings("unchecked")
    private static <T> List<T> list(List<Object> values) {
        return (List<T>) Collections.unmodifiableList(values);
    }
}
