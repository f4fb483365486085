package daggerkit;

import daggerkit.console.AtEnd;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What clients of one session want done before it ends: once, last added first, whichever comes first of the client's end
 * and the JVM's. Who comes second waits for that. Thread-safe.
 */
final class LastWords {
    private final Deque<Runnable> all = new ArrayDeque<>();
    private Runnable forget;

    void add(Runnable words) {
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
    void say() {
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
        } catch (SessionException gone) {
            // What ends this JVM has ended the session too, and with it all that was to be ended.
        } catch (RuntimeException failure) {
            System.err.println(failure instanceof DaggerException ? failure.getMessage() : failure.toString());
        }
    }
}
