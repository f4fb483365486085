package daggerkit.up;

import daggerkit.QueryTimeoutException;
import daggerkit.SessionException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Several things at once. Thread-safe. */
final class Together {
    private final ExecutorService threads;

    /**
     * Nothing is done yet.
     *
     * @param name what the threads are called
     */
    Together(String name) {
        threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Does all, and throws the first failure when all are done or have failed; one of the session is the last to count. */
    Void run(List<Runnable> runs) {
        List<CompletableFuture<Void>> futures = runs.stream()
                .map(run -> CompletableFuture.runAsync(run, threads))
                .toList();
        RuntimeException first = null;
        for (CompletableFuture<Void> future : futures) {
            try {
                future.join();
            } catch (CompletionException failure) {
                RuntimeException cause = failure.getCause() instanceof RuntimeException
                        ? (RuntimeException) failure.getCause()
                        : failure;
                boolean isLast = first instanceof SessionException || first instanceof QueryTimeoutException;
                first = first == null || isLast ? cause : first;
            }
        }
        if (first != null) {
            throw first;
        }
        return null;
    }

    /** Interrupts what is done, and does nothing more. */
    void stop() {
        threads.shutdownNow();
    }
}
