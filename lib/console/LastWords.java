package daggerkit.console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;

/**
 * What is wanted done before something ends: once, last added first, whichever comes first of its end and
 * the JVM's. Who comes second waits for that. Thread-safe.
 */
public final class LastWords {
    private final Deque<Runnable> all = new ArrayDeque<>();
    private final Predicate<RuntimeException> isNoNews;
    private Runnable forget;

    /**
     * Nothing is to be said yet.
     *
     * @param isNoNews whether a failure of the last words goes without saying when the JVM ends
     */
    public LastWords(Predicate<RuntimeException> isNoNews) {
        this.isNoNews = isNoNews;
    }

    /**
     * Adds something to be done.
     *
     * @param words what
     * @throws IllegalStateException if the JVM is ending already
     */
    public void add(Runnable words) {
        synchronized (all) {
            if (forget == null) {
                forget = AtEnd.add(AtEnd.Stage.LAST_WORDS, this::sayAtEnd);
            }
            all.push(words);
        }
    }

    /**
     * Says them all, whatever some of them throw.
     *
     * @throws RuntimeException the first one that was thrown, with the others in it
     */
    public void say() {
        RuntimeException thrown = null;
        synchronized (this) {
            for (Runnable words = next(); words != null; words = next()) {
                try {
                    words.run();
                } catch (RuntimeException failure) {
                    if (thrown != null) {
                        thrown.addSuppressed(failure);
                    }
                    thrown = thrown == null ? failure : thrown;
                }
            }
        }
        if (thrown != null) {
            throw thrown;
        }
    }

    private Runnable next() {
        synchronized (all) {
            Runnable words = all.poll();
            if (words == null && forget != null) {
                forget.run();
                forget = null;
            }
            return words;
        }
    }

    private void sayAtEnd() {
        try {
            say();
        } catch (RuntimeException failure) {
            if (!isNoNews.test(failure)) {
                System.err.println(PeerText.shown(failure.getMessage() == null ? "" + failure : failure.getMessage()));
            }
        }
    }
}
