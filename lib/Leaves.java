package daggerkit;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What every object of the typed API and the client itself offer for reading several leaves in one request, of the
 * object or of each object of a list.
 *
 * <pre>{@code
 * record Result(String out, String err, long code) {}
 * Result r = container.fetch(Container::stdout, Container::stderr, Container::exitCode, Result::new);
 *
 * record Env(String name, String value) {}
 * List<Env> env = container.fetchEach(Container::envVariables, EnvVariable::name, EnvVariable::value, Env::new);
 * }</pre>
 *
 * <p>A path is a function of the object, mostly a method reference. It runs until it reads a leaf whose answer is not
 * known, and is stopped there; when all paths of a fetch are stopped or done, one request asks for everything that they
 * read, and the stopped ones run again from their beginning, with the answers. So a path that reads one leaf costs one
 * request for all, whatever it makes of it, and a path that goes on to read another, perhaps depending on the first, costs
 * one more. Nothing ever sees a value that is not the engine's, so nothing is sent that the program did not mean; what has
 * an effect is sent once. Paths have no effects of their own. All methods are thread-safe as far as the paths are.
 *
 * <p>A fetch throws what {@link DaggerClient#fetch(Leaf)} throws, and what a path throws.
 *
 * @param <S> the object's own type
 */
public interface Leaves<S> extends Arities.OfObject<S> {
    /**
     * Describes a value of this object, to be fetched together with others.
     *
     * @param path reads the value, such as {@code Container::stdout}; {@code Container::sync} gives the object itself
     * @param <T> the type of the value
     * @return the value, not fetched yet
     */
    @Override
    default <T> Leaf<T> leaf(Function<? super S, ? extends T> path) {
        Objects.requireNonNull(path, "path");
        return new Leaf<>(fetch -> path.apply(self()));
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
        return leaf(path).fetch(this);
    }

    /**
     * Runs a path and waits for so long only. For a single value it is the typed call with a timeout: {@code
     * container.fetch(Container::stdout, Duration.ofMinutes(5))}.
     *
     * @param path reads what it likes of the session
     * @param timeout the longest time for all its requests together; the engine cancels what takes longer
     * @param <A> the type of the value
     * @return the value
     * @throws QueryTimeoutException if it takes longer
     */
    default <A> A fetch(Function<? super S, ? extends A> path, Duration timeout) {
        return leaf(path).fetch(this, Objects.requireNonNull(timeout, "timeout"));
    }

    /**
     * Describes what is read of each object of a list, without a request for each.
     *
     * @param list the list, such as {@code Container::envVariables}
     * @param element the leaf of one element; made once more for all of them, while their number is not known
     * @param <E> the type of the elements
     * @param <T> the type of one value
     * @return a leaf whose value is an unmodifiable list in the order of the elements
     */
    @Override
    default <E extends ApiObject<E>, T> Leaf<List<T>> each(
            Function<? super S, ? extends List<E>> list, Function<? super E, ? extends Leaf<T>> element) {
        Objects.requireNonNull(element, "element");
        Objects.requireNonNull(list, "list");
        return Leaf.<E, T>each(new Leaf<List<E>>(fetch -> list.apply(self())), element);
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
    default <E extends ApiObject<E>, A> List<A> fetchEach(
            Function<? super S, ? extends List<E>> list, Function<? super E, ? extends A> a) {
        return this.<E, A>each(list, element -> element.leaf(a)).fetch(this);
    }

    @SuppressWarnings("unchecked")
    private S self() {
        return (S) this;
    }
}
