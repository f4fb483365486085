package daggerkit;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import daggerkit.server.GraphQLRequest;
import daggerkit.server.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Answers with the query; waits for its end at {@code wait}; writes a hundred megabytes for {@code large}. Thread-safe.
 */
final class EchoServer extends AnsweringServer {
    static final int LARGE = 100_000_000;

    final CountDownLatch waiting = new CountDownLatch(1);
    final CountDownLatch interrupted = new CountDownLatch(1);
    final CountDownLatch brokenOff = new CountDownLatch(1);
    final AtomicLong written = new AtomicLong();
    final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    EchoServer() throws IOException {
        start();
    }

    @Override
    protected Reply answer(GraphQLRequest request) throws Exception {
        threads.add(Thread.currentThread());
        if (request.query().equals("wait")) {
            waiting.countDown();
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException end) {
                interrupted.countDown();
                throw end;
            }
        }
        if (request.query().equals("large")) {
            return new Reply(200, Reply.JSON, out -> {
                byte[] some = "x".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
                try {
                    for (long i = 0; i < LARGE; i = written.addAndGet(some.length)) {
                        out.write(some);
                    }
                } catch (IOException gone) {
                    brokenOff.countDown();
                    throw gone;
                }
            });
        }
        return Reply.of(200, Reply.JSON, request.query());
    }

    @Override
    public String description() {
        return "an echo";
    }

    /** Closes the server and checks that nothing of it is left. */
    void closeForGood() throws Exception {
        close();
        Limits.await(
                "the threads of the server end",
                () -> connections() == 0 && threads.stream().noneMatch(Thread::isAlive));
        try {
            // Another server may have the port by now; it does not know the token.
            assertNotEquals(200, RawHttp.ask(params(), "gone").status());
        } catch (IOException nobody) {
            // Nobody listens.
        }
    }

    /** How many connections there are, and one for its port. */
    long connections() {
        String prefix = "session-" + params().port() + "-";
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .count();
    }
}
