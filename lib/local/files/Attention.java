package daggerkit.local.files;

import java.util.concurrent.CancellationException;

/**
 * An eye on whether someone still waits for this thread's work: a server interrupts it when the client goes away. A tree
 * may have more files than fit anywhere, for the same folder can be in it many times, and no loop over one may be deaf.
 */
public final class Attention {
    private static final int LOOKS_APART = 1 << 10;

    private Attention() {}

    /**
     * Ends work that nobody waits for.
     *
     * @throws CancellationException if this thread is interrupted; it stays so
     */
    public static void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("nobody waits for this any more");
        }
    }

    /** A text whose reading ends like {@link #check}: for patterns, which know nothing of interrupts. */
    public static CharSequence watched(String text) {
        return text.length() < LOOKS_APART ? text : new Watched(text);
    }

    private static final class Watched implements CharSequence {
        private final String text;
        private int looks;

        Watched(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++looks % LOOKS_APART == 0) {
                check();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
