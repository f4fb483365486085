package daggerkit;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A value that is described and not fetched yet. Several are fetched in one request by {@link Connection#fetch(Leaf)}.
 *
 * <pre>{@code
 * List<String> releases = dag.fetch(Leaf.all(Stream.of("3.20", "3.21", "3.22")
 *         .map(v -> dag.container().from("alpine:" + v).withExec("cat", "/etc/alpine-release").leaf(Container::stdout))
 *         .toList()));
 * }</pre>
 *
 * <p>A leaf is made of a path, which is a function of an object, by {@link Leaves#leaf}. A path may run several times, so
 * it has no effects of its own and gives the same chain whenever it runs; what it reads of the session is sent once.
 * Immutable and thread-safe as far as its functions are.
 *
 * @param <T> the type of the value
 */
public final class Leaf<T> {
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

    /**
     * Puts leaves together.
     *
     * @param a a leaf
     * @param b another
     * @param combine makes the value of both values; a path as every other
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <R> the type of the value
     * @return a leaf of the combined value
     */
    public static <A, B, R> Leaf<R> of(
            Leaf<? extends A> a, Leaf<? extends B> b, BiFunction<? super A, ? super B, ? extends R> combine) {
        return parts(v -> combine.apply(at(v, 0), at(v, 1)), a, b);
    }

    /** As {@link #of(Leaf, Leaf, BiFunction)}, of 3 leaves. */
    public static <A, B, C, R> Leaf<R> of(
            Leaf<? extends A> a,
            Leaf<? extends B> b,
            Leaf<? extends C> c,
            Combiner.Of3<? super A, ? super B, ? super C, ? extends R> combine) {
        return parts(v -> combine.apply(at(v, 0), at(v, 1), at(v, 2)), a, b, c);
    }

    /** As {@link #of(Leaf, Leaf, BiFunction)}, of 4 leaves. */
    public static <A, B, C, D, R> Leaf<R> of(
            Leaf<? extends A> a,
            Leaf<? extends B> b,
            Leaf<? extends C> c,
            Leaf<? extends D> d,
            Combiner.Of4<? super A, ? super B, ? super C, ? super D, ? extends R> combine) {
        return parts(v -> combine.apply(at(v, 0), at(v, 1), at(v, 2), at(v, 3)), a, b, c, d);
    }

    /** As {@link #of(Leaf, Leaf, BiFunction)}, of 5 leaves. */
    public static <A, B, C, D, E, R> Leaf<R> of(
            Leaf<? extends A> a,
            Leaf<? extends B> b,
            Leaf<? extends C> c,
            Leaf<? extends D> d,
            Leaf<? extends E> e,
            Combiner.Of5<? super A, ? super B, ? super C, ? super D, ? super E, ? extends R> combine) {
        return parts(v -> combine.apply(at(v, 0), at(v, 1), at(v, 2), at(v, 3), at(v, 4)), a, b, c, d, e);
    }

    /** As {@link #of(Leaf, Leaf, BiFunction)}, of 6 leaves. */
    public static <A, B, C, D, E, F, R> Leaf<R> of(
            Leaf<? extends A> a,
            Leaf<? extends B> b,
            Leaf<? extends C> c,
            Leaf<? extends D> d,
            Leaf<? extends E> e,
            Leaf<? extends F> f,
            Combiner.Of6<? super A, ? super B, ? super C, ? super D, ? super E, ? super F, ? extends R> combine) {
        return parts(v -> combine.apply(at(v, 0), at(v, 1), at(v, 2), at(v, 3), at(v, 4), at(v, 5)), a, b, c, d, e, f);
    }

    /** As {@link #of(Leaf, Leaf, BiFunction)}, of 7 leaves. */
    public static <A, B, C, D, E, F, G, R> Leaf<R> of(
            Leaf<? extends A> a,
            Leaf<? extends B> b,
            Leaf<? extends C> c,
            Leaf<? extends D> d,
            Leaf<? extends E> e,
            Leaf<? extends F> f,
            Leaf<? extends G> g,
            Combiner.Of7<? super A, ? super B, ? super C, ? super D, ? super E, ? super F, ? super G, ? extends R>
                    combine) {
        return parts(
                v -> combine.apply(at(v, 0), at(v, 1), at(v, 2), at(v, 3), at(v, 4), at(v, 5), at(v, 6)),
                a,
                b,
                c,
                d,
                e,
                f,
                g);
    }

    /** As {@link #of(Leaf, Leaf, BiFunction)}, of 8 leaves. */
    public static <A, B, C, D, E, F, G, H, R> Leaf<R> of(
            Leaf<? extends A> a,
            Leaf<? extends B> b,
            Leaf<? extends C> c,
            Leaf<? extends D> d,
            Leaf<? extends E> e,
            Leaf<? extends F> f,
            Leaf<? extends G> g,
            Leaf<? extends H> h,
            Combiner.Of8<
                            ? super A,
                            ? super B,
                            ? super C,
                            ? super D,
                            ? super E,
                            ? super F,
                            ? super G,
                            ? super H,
                            ? extends R>
                    combine) {
        return parts(
                v -> combine.apply(at(v, 0), at(v, 1), at(v, 2), at(v, 3), at(v, 4), at(v, 5), at(v, 6), at(v, 7)),
                a,
                b,
                c,
                d,
                e,
                f,
                g,
                h);
    }

    /** What is read of each object of a list. */
    static <E extends Obj<E>, T> Leaf<List<T>> each(
            Leaf<? extends List<E>> list, Function<? super E, ? extends Leaf<T>> path) {
        return new Leaf<>(fetch -> elements(fetch, list.value(fetch), path));
    }

    private static <E extends Obj<E>, T> List<T> elements(
            Fetch fetch, List<E> list, Function<? super E, ? extends Leaf<T>> path) {
        if (!(list instanceof Obj.Elements)) {
            return values(fetch, list.stream().<Leaf<T>>map(path).toList());
        }
        Obj.Elements<E> elements = (Obj.Elements<E>) list;
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

    private static <R> Leaf<R> parts(Function<List<Object>, ? extends R> combine, Leaf<?>... leaves) {
        List<Leaf<?>> parts = List.of(leaves);
        return new Leaf<>(fetch -> combine.apply(fetch.all(fetch.kind(), parts)));
    }

    @SuppressWarnings("unchecked")
    private static <T> List<T> list(List<Object> values) {
        return (List<T>) Collections.unmodifiableList(values);
    }

    @SuppressWarnings("unchecked")
    private static <V> V at(List<Object> values, int index) {
        return (V) values.get(index);
    }
}
