package daggerkit.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What is to be done when this JVM ends, by Ctrl-C, SIGTERM or {@code System.exit}, in an order: the JVM runs its own
 * shutdown hooks all at once, so that a session would be gone before a script's last request. Static and thread-safe.
 */
public final class AtEnd {
    /** When something is done: all of a stage at once, and a stage when the one before it is over. */
    public enum Stage {
        /** What needs the session still; it is waited for only so long. */
        LAST_WORDS(Duration.ofSeconds(25)),
        /** The sessions themselves, each of which limits its own time. */
        SESSIONS(Duration.ofMinutes(10)),
        /** What tells of all that was done. */
        SUMMARY(Duration.ofSeconds(25));

        private final Duration longest;

        Stage(Duration longest) {
            this.longest = longest;
        }
    }

    /** A terminal sends Ctrl-C to all of its programs: a session's end may be seen so long before one's own. */
    private static final Duration SOON = Duration.ofMillis(500);

    private static final Map<Stage, Set<Work>> ALL = new EnumMap<>(Stage.class);
    private static final Set<Thread> RUNNING = ConcurrentHashMap.newKeySet();
    private static final CountDownLatch BEGUN = new CountDownLatch(1);
    private static final CountDownLatch SAID = new CountDownLatch(1);
    private static boolean isInstalled;

    private AtEnd() {}

    /** One thing to be done; by its identity, since two may do the same. */
    private static final class Work {
        private final Runnable body;

        Work(Runnable body) {
            this.body = body;
        }
    }

    /**
     * Adds something to be done.
     *
     * @param stage when
     * @param body what; it should not throw, and is left alone if it takes too long
     * @return takes it away again; without effect if the JVM is ending already
     * @throws IllegalStateException if the JVM is ending already
     */
    public static Runnable add(Stage stage, Runnable body) {
        Work work = new Work(body);
        synchronized (ALL) {
            install();
            if (BEGUN.getCount() == 0) {
                throw new IllegalStateException("This program is ending already.");
            }
            ALL.computeIfAbsent(stage, key -> new LinkedHashSet<>()).add(work);
        }
        return () -> {
            synchronized (ALL) {
                ALL.get(stage).remove(work);
            }
        };
    }

    /**
     * Whether the JVM is ending.
     *
     * @return true from the moment on at which it was told to
     */
    public static boolean isBegun() {
        Thread hook = new Thread();
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /**
     * For what has failed because its other side is gone: whether that is because this JVM is to end as well, which may be
     * told to it a moment later. If so, it waits until the last words are said, which are what a user is to read.
     *
     * @return true if the JVM is ending
     */
    public static boolean isWhy() {
        if (!comes(SOON)) {
            return false;
        }
        if (!RUNNING.contains(Thread.currentThread())) {
            await(SAID, Stage.LAST_WORDS.longest);
        }
        return true;
    }

    private static boolean comes(Duration soon) {
        try {
            synchronized (ALL) {
                install();
            }
        } catch (IllegalStateException ending) {
            return true;
        }
        return await(BEGUN, soon);
    }

    private static boolean await(CountDownLatch latch, Duration longest) {
        try {
            return latch.await(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return latch.getCount() == 0;
        }
    }

    private static void install() {
        if (!isInstalled) {
            Runtime.getRuntime().addShutdownHook(new Thread(AtEnd::end, "daggerkit-end"));
            isInstalled = true;
        }
    }

    private static void end() {
        for (Stage stage : Stage.values()) {
            List<Work> works;
            synchronized (ALL) {
                BEGUN.countDown();
                works = new ArrayList<>(ALL.getOrDefault(stage, Set.of()));
            }
            Collections.reverse(works); // as a stack is taken down
            run(works, stage.longest);
            if (stage == Stage.LAST_WORDS) {
                SAID.countDown();
            }
        }
    }

    private static void run(List<Work> works, Duration longest) {
        List<Thread> threads = new ArrayList<>();
        for (Work work : works) {
            Thread thread = new Thread(work.body, "daggerkit-at-end");
            thread.setDaemon(true);
            RUNNING.add(thread);
            threads.add(thread);
            thread.start();
        }
        long deadline = System.nanoTime() + longest.toNanos();
        try {
            for (Thread thread : threads) {
                TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
