package daggerkit;

/**
 * An object of the engine as an argument: what stands for it in a query is its ID. This is all that a chain, its text and
 * a fetch know of the typed API's objects. A class and no interface, whose methods everybody would see on every object.
 *
 * <p>Compared by identity. Thread-safe.
 */
abstract class Reference {
    private volatile String id;

    /** The chain that leads to the object; its ID is asked for at the end of it. */
    abstract Selection chain();

    /** Whether the object lives in a session, of which this class knows no more than that it is the same or another. */
    abstract boolean isOf(Object session);

    /** The ID, or null if it was not asked for yet. */
    final String knownId() {
        return id;
    }

    /** Keeps the ID, unless it is null. */
    final void know(String answered) {
        id = answered == null ? id : answered;
    }
}
