package daggerkit.console;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Of many things as many from the beginning as from the end, for a text that a person reads. Used under a lock.
 *
 * @param <T> the things
 */
final class FirstAndLast<T> {
    private final int most;
    private final List<T> first = new ArrayList<>();
    private final Deque<T> last = new ArrayDeque<>();
    private int count;

    /** Keeps so many from the beginning and as many from the end. */
    FirstAndLast(int most) {
        this.most = most;
    }

    void add(T one) {
        count++;
        if (first.size() < most) {
            first.add(one);
            return;
        }
        last.addLast(one);
        if (last.size() > most) {
            last.removeFirst();
        }
    }

    /** How many there were. */
    int count() {
        return count;
    }

    /** Tells those that were kept, and between them how many were not, if there are any. */
    void tell(Consumer<T> kept, IntConsumer left) {
        first.forEach(kept);
        int between = count - first.size() - last.size();
        if (between > 0) {
            left.accept(between);
        }
        last.forEach(kept);
    }
}
