package daggerkit;

import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What every object of the typed API and the client itself offer for reading leaves of each object of a list, in one
 * request rather than in one for each object. {@link Leaves} tells how it works.
 *
 * <pre>{@code
 * record Env(String name, String value) {}
 * List<Env> env = container.fetchEach(Container::envVariables, EnvVariable::name, EnvVariable::value, Env::new);
 * }</pre>
 *
 * @param <S> the object's own type
 */
public interface ListLeaves<S> {
    /**
     * Describes what is read of each object of a list, without a request for each.
     *
     * @param list the list, such as {@code Container::envVariables}
     * @param element the leaf of one element; made once more for all of them, while their number is not known
     * @param <E> the type of the elements
     * @param <T> the type of one value
     * @return a leaf whose value is an unmodifiable list in the order of the elements
     */
    default <E extends Obj<E>, T> Leaf<List<T>> each(
            Function<? super S, ? extends List<E>> list, Function<? super E, ? extends Leaf<T>> element) {
        Objects.requireNonNull(element, "element");
        Objects.requireNonNull(list, "list");
        return Leaf.<E, T>each(new Leaf<List<E>>(fetch -> list.apply(Requests.self(this))), element);
    }

    /**
     * Reads one value of each object of a list, all in one request.
     *
     * @param list the list
     * @param a the path of the value
     * @param <E> the type of the elements
     * @param <A> the type of the value
     * @return an unmodifiable list in the order of the elements
     */
    default <E extends Obj<E>, A> List<A> fetchEach(
            Function<? super S, ? extends List<E>> list, Function<? super E, ? extends A> a) {
        return Requests.fetch(this, this.<E, A>each(list, element -> element.leaf(a)));
    }

    /**
     * Reads two values of each object of a list, all in one request.
     *
     * @param list the list
     * @param a the path of the first value
     * @param b the path of the second value
     * @param combine makes the result of one element
     * @param <E> the type of the elements
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <R> the type of one result
     * @return an unmodifiable list in the order of the elements
     */
    default <E extends Obj<E>, A, B, R> List<R> fetchEach(
            Function<? super S, ? extends List<E>> list,
            Function<? super E, ? extends A> a,
            Function<? super E, ? extends B> b,
            BiFunction<? super A, ? super B, ? extends R> combine) {
        return Requests.fetch(
                this, this.<E, R>each(list, element -> Leaf.of(element.leaf(a), element.leaf(b), combine)));
    }

    /** As {@link #fetchEach(Function, Function, Function, BiFunction)}, for 3 values of each. */
    default <E extends Obj<E>, A, B, C, R> List<R> fetchEach(
            Function<? super S, ? extends List<E>> list,
            Function<? super E, ? extends A> a,
            Function<? super E, ? extends B> b,
            Function<? super E, ? extends C> c,
            Combiner.Of3<? super A, ? super B, ? super C, ? extends R> combine) {
        return Requests.fetch(
                this,
                this.<E, R>each(list, element -> Leaf.of(element.leaf(a), element.leaf(b), element.leaf(c), combine)));
    }

    /** As {@link #fetchEach(Function, Function, Function, BiFunction)}, for 4 values of each. */
    default <E extends Obj<E>, A, B, C, D, R> List<R> fetchEach(
            Function<? super S, ? extends List<E>> list,
            Function<? super E, ? extends A> a,
            Function<? super E, ? extends B> b,
            Function<? super E, ? extends C> c,
            Function<? super E, ? extends D> d,
            Combiner.Of4<? super A, ? super B, ? super C, ? super D, ? extends R> combine) {
        return Requests.fetch(
                this,
                this.<E, R>each(
                        list,
                        element ->
                                Leaf.of(element.leaf(a), element.leaf(b), element.leaf(c), element.leaf(d), combine)));
    }

    /** As {@link #fetchEach(Function, Function, Function, BiFunction)}, for 5 values of each. */
    default <E extends Obj<E>, A, B, C, D, V, R> List<R> fetchEach(
            Function<? super S, ? extends List<E>> list,
            Function<? super E, ? extends A> a,
            Function<? super E, ? extends B> b,
            Function<? super E, ? extends C> c,
            Function<? super E, ? extends D> d,
            Function<? super E, ? extends V> e,
            Combiner.Of5<? super A, ? super B, ? super C, ? super D, ? super V, ? extends R> combine) {
        return Requests.fetch(
                this,
                this.<E, R>each(
                        list,
                        element -> Leaf.of(
                                element.leaf(a),
                                element.leaf(b),
                                element.leaf(c),
                                element.leaf(d),
                                element.leaf(e),
                                combine)));
    }

    /** As {@link #fetchEach(Function, Function, Function, BiFunction)}, for 6 values of each. */
    default <E extends Obj<E>, A, B, C, D, V, F, R> List<R> fetchEach(
            Function<? super S, ? extends List<E>> list,
            Function<? super E, ? extends A> a,
            Function<? super E, ? extends B> b,
            Function<? super E, ? extends C> c,
            Function<? super E, ? extends D> d,
            Function<? super E, ? extends V> e,
            Function<? super E, ? extends F> f,
            Combiner.Of6<? super A, ? super B, ? super C, ? super D, ? super V, ? super F, ? extends R> combine) {
        return Requests.fetch(
                this,
                this.<E, R>each(
                        list,
                        element -> Leaf.of(
                                element.leaf(a),
                                element.leaf(b),
                                element.leaf(c),
                                element.leaf(d),
                                element.leaf(e),
                                element.leaf(f),
                                combine)));
    }

    /** As {@link #fetchEach(Function, Function, Function, BiFunction)}, for 7 values of each. */
    default <E extends Obj<E>, A, B, C, D, V, F, G, R> List<R> fetchEach(
            Function<? super S, ? extends List<E>> list,
            Function<? super E, ? extends A> a,
            Function<? super E, ? extends B> b,
            Function<? super E, ? extends C> c,
            Function<? super E, ? extends D> d,
            Function<? super E, ? extends V> e,
            Function<? super E, ? extends F> f,
            Function<? super E, ? extends G> g,
            Combiner.Of7<? super A, ? super B, ? super C, ? super D, ? super V, ? super F, ? super G, ? extends R>
                    combine) {
        return Requests.fetch(
                this,
                this.<E, R>each(
                        list,
                        element -> Leaf.of(
                                element.leaf(a),
                                element.leaf(b),
                                element.leaf(c),
                                element.leaf(d),
                                element.leaf(e),
                                element.leaf(f),
                                element.leaf(g),
                                combine)));
    }

    /** As {@link #fetchEach(Function, Function, Function, BiFunction)}, for 8 values of each. */
    default <E extends Obj<E>, A, B, C, D, V, F, G, H, R> List<R> fetchEach(
            Function<? super S, ? extends List<E>> list,
            Function<? super E, ? extends A> a,
            Function<? super E, ? extends B> b,
            Function<? super E, ? extends C> c,
            Function<? super E, ? extends D> d,
            Function<? super E, ? extends V> e,
            Function<? super E, ? extends F> f,
            Function<? super E, ? extends G> g,
            Function<? super E, ? extends H> h,
            Combiner.Of8<
                            ? super A,
                            ? super B,
                            ? super C,
                            ? super D,
                            ? super V,
                            ? super F,
                            ? super G,
                            ? super H,
                            ? extends R>
                    combine) {
        return Requests.fetch(
                this,
                this.<E, R>each(
                        list,
                        element -> Leaf.of(
                                element.leaf(a),
                                element.leaf(b),
                                element.leaf(c),
                                element.leaf(d),
                                element.leaf(e),
                                element.leaf(f),
                                element.leaf(g),
                                element.leaf(h),
                                combine)));
    }
}
