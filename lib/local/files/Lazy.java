package daggerkit.local.files;

import daggerkit.local.common.FieldException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A value that is worked out when someone first asks, by the thread that asks; those who ask meanwhile wait for it. A
 * thread that is interrupted stops its work, and the next who asks begins again. Thread-safe.
 *
 * @param <T> its type
 */
public final class Lazy<T> {
    /**
     * Works a value out.
     *
     * @param <T> its type
     */
    public interface Work<T> {
        public T get() throws FieldException, InterruptedException, IOException;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private Work<? extends T> work;
    private volatile T value;

    private Lazy(Work<? extends T> work, T value) {
        this.work = work;
        this.value = value;
    }

    /** A value still to be worked out; failures are not kept. */
    public static <T> Lazy<T> of(Work<? extends T> work) {
        return new Lazy<>(work, null);
    }

    /** A value that is there already. */
    public static <T> Lazy<T> done(T value) {
        return new Lazy<>(null, value);
    }

    public T get() throws FieldException, InterruptedException {
        if (value == null) {
            lock.lockInterruptibly();
            try {
                if (value == null) {
                    value = run(work);
                    work = null; // what it was made of may be large
                }
            } finally {
                lock.unlock();
            }
        }
        return value;
    }

    /** Does work whose trouble with files is the pipeline's, to be told as an error of its field. */
    public static <T> T run(Work<T> work) throws FieldException, InterruptedException {
        try {
            return work.get();
        } catch (UncheckedIOException failure) {
            throw new FieldException(message(failure.getCause()));
        } catch (IOException failure) {
            throw new FieldException(message(failure));
        } catch (InvalidPathException wrong) {
            throw new FieldException("Cannot use the path \"" + wrong.getInput() + "\": " + wrong.getReason() + ".");
        }
    }

    private static String message(IOException failure) {
        return "The stand-in cannot read or write a file: " + failure;
    }
}
