package daggerkit.local.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks at what a session takes of the host, several times a second while commands run, and ends the command that takes
 * most when it is too much. Thread-safe.
 */
public final class HostWatch implements AutoCloseable {
    private static final int MILLIS_BETWEEN_LOOKS = 200;
    private static final long KIBI = 1024;
    private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+(\\d+)$");
    private static final Pattern OWN_MEMORY = Pattern.compile("(?m)^Rss(?:Anon|Shmem):\\s+(\\d+) kB$");
    private static final Pattern SHARE = Pattern.compile("(?m)^Pss:\\s+(\\d+) kB$");

    private final Path folder;
    private final HostLimits limits;
    private final Set<Guard> guards = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final long freeAtFirst;
    /** What was free when the folder was last measured, and how much it had then. */
    private long freeThen;

    private long had;
    private Thread thread;

    /**
     * Begins with nothing to look at.
     *
     * @param folder the session's
     * @param limits what it may take
     */
    public HostWatch(Path folder, HostLimits limits) throws IOException {
        this.folder = folder;
        this.limits = limits;
        freeAtFirst = free();
        freeThen = freeAtFirst;
    }

    /** Something that is looked at as long as it runs. */
    public final class Guard implements AutoCloseable {
        private final Process process;
        private final Runnable end;
        private volatile String exceeded;
        private long processes;
        private long memory;

        private Guard(Process process, Runnable end) {
            this.process = process;
            this.end = end;
        }

        /** Why it was ended, in words that go on after a colon; null if it was not. */
        public String exceeded() {
            return exceeded;
        }

        private synchronized void end(String reason) {
            if (exceeded == null && guards.contains(this)) {
                exceeded = reason;
                end.run();
            }
        }

        /** It has ended. */
        @Override
        public synchronized void close() {
            guards.remove(this);
        }
    }

    /** Looks at a process and its descendants, and kills them if it must. */
    public Guard guard(Process process) {
        return add(new Guard(process, () -> Processes.stop(process)));
    }

    /** Looks at what this thread writes to the session's folder, and interrupts it if it must. */
    public Guard guardThread() {
        Thread writing = Thread.currentThread();
        return add(new Guard(null, writing::interrupt));
    }

    private synchronized Guard add(Guard guard) {
        guards.add(guard);
        if (thread == null) {
            thread = new Thread(this::look, "limits of the session");
            thread.setDaemon(true);
            thread.start();
        }
        return guard;
    }

    private void look() {
        try {
            while (!closed.await(MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS)) {
                if (!guards.isEmpty()) {
                    lookOnce();
                }
            }
        } catch (InterruptedException ending) {
            // The session's JVM ends.
        }
    }

    private void lookOnce() throws InterruptedException {
        long processes = 0;
        long memory = 0;
        for (Guard guard : guards) {
            measure(guard, OWN_MEMORY, "status");
            processes += guard.processes;
            memory += guard.memory;
        }
        if (limits.memory() > 0 && memory > limits.memory()) {
            memory = 0; // what a process shares with those it has started counts once
            for (Guard guard : guards) {
                measure(guard, SHARE, "smaps_rollup");
                memory += guard.memory;
            }
        }
        String reason = limits.exceeded(List.of(processes, memory, disk()));
        if (reason != null && reason.contains("on disk")) {
            guards.forEach(guard -> guard.end(reason));
            freeThen = Long.MAX_VALUE; // so that it is measured again
        } else if (reason != null) {
            boolean byMemory = reason.contains("memory");
            guards.stream()
                    .filter(guard -> guard.process != null)
                    .max((a, b) -> byMemory ? Long.compare(a.memory, b.memory) : Long.compare(a.processes, b.processes))
                    .ifPresent(guard -> guard.end(reason));
        }
    }

    private static void measure(Guard guard, Pattern pattern, String file) {
        guard.processes = 0;
        guard.memory = 0;
        if (guard.process != null) {
            for (ProcessHandle member : Processes.family(guard.process.toHandle())) {
                try {
                    Path own = Path.of("/proc/" + member.pid());
                    Matcher threads = THREADS.matcher(Files.readString(own.resolve("status")));
                    guard.processes += threads.find() ? Long.parseLong(threads.group(1)) : 1;
                    Matcher numbers = pattern.matcher(Files.readString(own.resolve(file)));
                    while (numbers.find()) {
                        guard.memory += Long.parseLong(numbers.group(1)) * KIBI;
                    }
                } catch (IOException | RuntimeException ended) {
                    // Then it takes nothing.
                }
            }
        }
    }

    /** What the folder has; measured only if so much was written since that it may be too much: that takes its time. */
    private long disk() throws InterruptedException {
        try {
            long free = free();
            if (limits.disk() <= 0 || freeThen != Long.MAX_VALUE && freeThen - free <= (limits.disk() - had) / 2) {
                return 0;
            }
            Process process = CommandText.process(folder, List.of("du", "-skx", "."))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            // What we cannot look into is known by what is no longer free.
            had = process.waitFor() == 0 ? Long.parseLong(said.split("\\s")[0]) * KIBI : freeAtFirst - free;
            freeThen = free;
            return had;
        } catch (IOException | RuntimeException unknown) {
            return 0; // the kernel's limits are left
        }
    }

    private long free() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /** Looks no more. */
    @Override
    public void close() {
        closed.countDown();
    }
}
