package daggerkit;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A client that sends a query and goes away before the answer, when the test says so. */
final class Impatient {
    private final FutureTask<SessionException> query;
    private final Thread thread;

    Impatient(Api.Client dag, String text, Map<String, ?> variables) {
        query = new FutureTask<>(() -> assertThrows(SessionException.class, () -> dag.query(text, variables)));
        thread = new Thread(query, "impatient client");
        thread.start();
    }

    /** Whether there was an answer, which there should not be, or another failure. */
    boolean isOver() {
        return query.isDone();
    }

    /** Breaks the request off, whose connection is closed then. */
    void goAway() throws ExecutionException {
        thread.interrupt();
        Limits.value(query);
    }
}
