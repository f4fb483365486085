package daggerkit;

/** Functions of three to eight values, such as a record's constructor. */
public final class Combiner {
    private Combiner() {}

    /** A function of 3 values. */
    @FunctionalInterface
    public interface Of3<A, B, C, R> {
        /** Makes one value of all. */
        R apply(A a, B b, C c);
    }

    /** A function of 4 values. */
    @FunctionalInterface
    public interface Of4<A, B, C, D, R> {
        /** Makes one value of all. */
        R apply(A a, B b, C c, D d);
    }

    /** A function of 5 values. */
    @FunctionalInterface
    public interface Of5<A, B, C, D, E, R> {
        /** Makes one value of all. */
        R apply(A a, B b, C c, D d, E e);
    }

    /** A function of 6 values. */
    @FunctionalInterface
    public interface Of6<A, B, C, D, E, F, R> {
        /** Makes one value of all. */
        R apply(A a, B b, C c, D d, E e, F f);
    }

    /** A function of 7 values. */
    @FunctionalInterface
    public interface Of7<A, B, C, D, E, F, G, R> {
        /** Makes one value of all. */
        R apply(A a, B b, C c, D d, E e, F f, G g);
    }

    /** A function of 8 values. */
    @FunctionalInterface
    public interface Of8<A, B, C, D, E, F, G, H, R> {
        /** Makes one value of all. */
        R apply(A a, B b, C c, D d, E e, F f, G g, H h);
    }
}
