package daggerkit;

import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What every object of the typed API and the client itself offer for reading several leaves in one request.
 *
 * <pre>{@code
 * record Result(String out, String err, long code) {}
 * Result r = container.fetch(Container::stdout, Container::stderr, Container::exitCode, Result::new);
 * }</pre>
 *
 * <p>A path is a function of the object, mostly a method reference. It runs until it reads a leaf whose answer is not
 * known, and is stopped there; when all paths of a fetch are stopped or done, one request asks for everything that they
 * read, and the stopped ones run again from their beginning, with the answers. So a path that reads one leaf costs one
 * request for all, whatever it makes of it, and a path that goes on to read another, perhaps depending on the first, costs
 * one more. Nothing ever sees a value that is not the engine's, so nothing is sent that the program did not mean; what has
 * an effect is sent once. Paths have no effects of their own. All methods are thread-safe as far as the paths are.
 *
 * <p>A fetch throws what {@link Connection#fetch(Leaf)} throws, and what a path throws.
 *
 * @param <S> the object's own type
 */
public interface Leaves<S> extends ListLeaves<S> {
    /**
     * Describes a value of this object, to be fetched together with others.
     *
     * @param path reads the value, such as {@code Container::stdout}; {@code Container::sync} gives the object itself
     * @param <T> the type of the value
     * @return the value, not fetched yet
     */
    default <T> Leaf<T> leaf(Function<? super S, ? extends T> path) {
        Objects.requireNonNull(path, "path");
        return new Leaf<>(fetch -> path.apply(Requests.self(this)));
    }

    /**
     * Describes an action that gives no value, such as {@code Service::up}. A name of its own, since Java could not tell it
     * from {@link #leaf} by the shape of a lambda.
     *
     * @param path does it
     * @return a leaf whose value is null
     */
    default Leaf<Void> voidLeaf(Consumer<? super S> path) {
        Objects.requireNonNull(path, "path");
        return leaf(self -> {
            path.accept(self);
            return null;
        });
    }

    /**
     * Runs a path, with as few requests as it has leaves that depend on each other.
     *
     * @param path reads what it likes of the session
     * @param <A> the type of the value
     * @return the value
     */
    default <A> A fetch(Function<? super S, ? extends A> path) {
        return Requests.fetch(this, leaf(path));
    }

    /**
     * Reads two values in one request.
     *
     * @param a the path of the first
     * @param b the path of the second
     * @param combine makes the result of both values, such as a record's constructor
     * @param <A> the type of the first value
     * @param <B> the type of the second value
     * @param <R> the type of the result
     * @return the result
     */
    default <A, B, R> R fetch(
            Function<? super S, ? extends A> a,
            Function<? super S, ? extends B> b,
            BiFunction<? super A, ? super B, ? extends R> combine) {
        return Requests.fetch(this, Leaf.of(leaf(a), leaf(b), combine));
    }

    /** As {@link #fetch(Function, Function, BiFunction)}, for 3 values. */
    default <A, B, C, R> R fetch(
            Function<? super S, ? extends A> a,
            Function<? super S, ? extends B> b,
            Function<? super S, ? extends C> c,
            Combiner.Of3<? super A, ? super B, ? super C, ? extends R> combine) {
        return Requests.fetch(this, Leaf.of(leaf(a), leaf(b), leaf(c), combine));
    }

    /** As {@link #fetch(Function, Function, BiFunction)}, for 4 values. */
    default <A, B, C, D, R> R fetch(
            Function<? super S, ? extends A> a,
            Function<? super S, ? extends B> b,
            Function<? super S, ? extends C> c,
            Function<? super S, ? extends D> d,
            Combiner.Of4<? super A, ? super B, ? super C, ? super D, ? extends R> combine) {
        return Requests.fetch(this, Leaf.of(leaf(a), leaf(b), leaf(c), leaf(d), combine));
    }

    /** As {@link #fetch(Function, Function, BiFunction)}, for 5 values. */
    default <A, B, C, D, E, R> R fetch(
            Function<? super S, ? extends A> a,
            Function<? super S, ? extends B> b,
            Function<? super S, ? extends C> c,
            Function<? super S, ? extends D> d,
            Function<? super S, ? extends E> e,
            Combiner.Of5<? super A, ? super B, ? super C, ? super D, ? super E, ? extends R> combine) {
        return Requests.fetch(this, Leaf.of(leaf(a), leaf(b), leaf(c), leaf(d), leaf(e), combine));
    }

    /** As {@link #fetch(Function, Function, BiFunction)}, for 6 values. */
    default <A, B, C, D, E, F, R> R fetch(
            Function<? super S, ? extends A> a,
            Function<? super S, ? extends B> b,
            Function<? super S, ? extends C> c,
            Function<? super S, ? extends D> d,
            Function<? super S, ? extends E> e,
            Function<? super S, ? extends F> f,
            Combiner.Of6<? super A, ? super B, ? super C, ? super D, ? super E, ? super F, ? extends R> combine) {
        return Requests.fetch(this, Leaf.of(leaf(a), leaf(b), leaf(c), leaf(d), leaf(e), leaf(f), combine));
    }

    /** As {@link #fetch(Function, Function, BiFunction)}, for 7 values. */
    default <A, B, C, D, E, F, G, R> R fetch(
            Function<? super S, ? extends A> a,
            Function<? super S, ? extends B> b,
            Function<? super S, ? extends C> c,
            Function<? super S, ? extends D> d,
            Function<? super S, ? extends E> e,
            Function<? super S, ? extends F> f,
            Function<? super S, ? extends G> g,
            Combiner.Of7<? super A, ? super B, ? super C, ? super D, ? super E, ? super F, ? super G, ? extends R>
                    combine) {
        return Requests.fetch(this, Leaf.of(leaf(a), leaf(b), leaf(c), leaf(d), leaf(e), leaf(f), leaf(g), combine));
    }

    /** As {@link #fetch(Function, Function, BiFunction)}, for 8 values. */
    default <A, B, C, D, E, F, G, H, R> R fetch(
            Function<? super S, ? extends A> a,
            Function<? super S, ? extends B> b,
            Function<? super S, ? extends C> c,
            Function<? super S, ? extends D> d,
            Function<? super S, ? extends E> e,
            Function<? super S, ? extends F> f,
            Function<? super S, ? extends G> g,
            Function<? super S, ? extends H> h,
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
        return Requests.fetch(
                this, Leaf.of(leaf(a), leaf(b), leaf(c), leaf(d), leaf(e), leaf(f), leaf(g), leaf(h), combine));
    }
}
