package daggerkit.local.run;

/** A service that was started. Thread-safe. */
public interface RunningService {
    /** Whether it has ended, by itself or because it was stopped. */
    boolean hasEnded();

    /** Waits for its end. */
    void await() throws InterruptedException;

    /**
     * Ends it and waits until it is gone; nothing happens if it has ended.
     *
     * @param kill whether it is not asked before
     */
    void stop(boolean kill);
}
