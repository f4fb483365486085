package daggerkit;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Tells how the tests go: how long it may take, a line a class when it is done, what runs if no line came for a while, the
 * failures at the end. Thread-safe.
 */
public final class Progress implements TestExecutionListener {
    /** What a run of all tests takes, for the line at the start: whole minutes on two cores with nothing else to do. */
    private static final int MINUTES = 5;

    /** From so many classes on it is worth saying. */
    private static final int MANY = 50;

    private static final int SLOWEST = 20;
    private static final int FRAMES_SHOWN = 12;
    private static final long QUIET_SECONDS = 20;

    private final PrintStream out;
    private final boolean times;
    private final Map<String, int[]> byClass = new HashMap<>();
    private final Map<String, Long> started = new HashMap<>();
    private final Map<String, Double> seconds = new HashMap<>();
    private final Set<String> running = new TreeSet<>();
    private final List<String> failures = new ArrayList<>();
    private final Set<String> again = new LinkedHashSet<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private TestPlan plan;
    private long lastLine = System.nanoTime();
    private int passed;
    private int failed;
    private int skipped;

    /**
     * Makes a listener.
     *
     * @param out where the lines go
     * @param times whether to tell the slowest classes at the end
     */
    public Progress(PrintStream out, boolean times) {
        this.out = out;
        this.times = times;
    }

    @Override
    public synchronized void testPlanExecutionStarted(TestPlan testPlan) {
        plan = testPlan;
        long classes = plan.getRoots().stream()
                .flatMap(root -> plan.getChildren(root).stream())
                .count();
        if (classes >= MANY) {
            line(classes + " test classes: some " + MINUTES + " minutes on two idle cores, longer on a busy machine");
        }
        clock.scheduleWithFixedDelay(this::tick, QUIET_SECONDS, QUIET_SECONDS, TimeUnit.SECONDS);
    }

    private void line(String text) {
        lastLine = System.nanoTime();
        out.println(text);
    }

    private synchronized void tick() {
        if (System.nanoTime() - lastLine > TimeUnit.SECONDS.toNanos(QUIET_SECONDS) && !running.isEmpty()) {
            line("  ... " + String.join(", ", running));
        }
    }

    @Override
    public synchronized void executionStarted(TestIdentifier test) {
        started.put(test.getUniqueId(), System.nanoTime());
        if (isClass(test)) {
            running.add(test.getDisplayName());
        }
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier test, String reason) {
        long count = test.isTest()
                ? 1
                : Math.max(
                        1,
                        plan.getDescendants(test).stream()
                                .filter(TestIdentifier::isTest)
                                .count());
        skipped += (int) count;
        line("  " + name(test) + ": " + count + " skipped: " + reason.replaceFirst("(?s)^.* ==> ", ""));
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        boolean ok = result.getStatus() == Status.SUCCESSFUL;
        boolean aborted = result.getStatus() == Status.ABORTED;
        String owner = owner(test);
        int[] counts = byClass.computeIfAbsent(owner, name -> new int[3]);
        if (aborted) {
            // A class that gives up before its first test counts as one.
            skipped++;
            counts[2]++;
            String reason = result.getThrowable().map(Throwable::getMessage).orElse("");
            line("  " + name(test) + ": skipped: "
                    + reason.replaceFirst("(?s)^(Assumption failed: |.* ==> )", "")
                            .strip());
        } else if (test.isTest() || !ok) {
            counts[ok ? 0 : 1]++;
            passed += ok ? 1 : 0;
            failed += ok ? 0 : 1;
        }
        if (!ok && !aborted) {
            again.add(method(test));
            failures.add(name(test) + "\n"
                    + result.getThrowable().map(Progress::describe).orElse(""));
        }
        if (isClass(test)) {
            running.remove(owner);
            double took = (System.nanoTime() - started.get(test.getUniqueId())) / 1e9;
            seconds.put(owner, took);
            line(String.format(
                    "  %-28s %4d passed%s%s  (%.1f s)",
                    owner,
                    counts[0],
                    counts[1] == 0 ? "" : ", " + counts[1] + " FAILED",
                    counts[2] == 0 ? "" : ", " + counts[2] + " skipped",
                    took));
        }
    }

    /** Prints the failures, how to run them again, and the slowest classes; gives the sum. */
    synchronized OwnRun.Sum finish() {
        clock.shutdownNow();
        for (String failure : failures) {
            out.println();
            out.println(failure.stripTrailing());
        }
        if (!again.isEmpty()) {
            out.println();
            out.println("To run these again: ./jbang test " + String.join(" ", again));
        }
        if (times) {
            out.println();
            out.println("The slowest classes, in seconds:");
            seconds.entrySet().stream()
                    .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                    .limit(SLOWEST)
                    .forEach(entry -> out.printf("  %-28s %6.1f%n", entry.getKey(), entry.getValue()));
        }
        return new OwnRun.Sum(passed, failed, skipped);
    }

    private static boolean isClass(TestIdentifier test) {
        return test.getSource().filter(ClassSource.class::isInstance).isPresent();
    }

    private String owner(TestIdentifier test) {
        for (TestIdentifier at = test; at != null; at = plan.getParent(at).orElse(null)) {
            if (isClass(at)) {
                return at.getDisplayName();
            }
        }
        return test.getDisplayName();
    }

    /** The class, and the method if there is one: what the test command takes. */
    private String method(TestIdentifier test) {
        for (TestIdentifier at = test; at != null; at = plan.getParent(at).orElse(null)) {
            if (at.getSource().orElse(null) instanceof MethodSource source) {
                return owner(test) + "." + source.getMethodName();
            }
        }
        return owner(test);
    }

    /** The same, and which of a method's cases it is. */
    private String name(TestIdentifier test) {
        String method = method(test);
        String shown = test.getDisplayName().replaceFirst("\\(.*\\)$", "");
        return method.endsWith(shown) ? method : method + ": " + test.getDisplayName();
    }

    private static String describe(Throwable failure) {
        StringBuilder text = new StringBuilder("    ")
                .append(failure.toString().replace("\n", "\n    "))
                .append('\n');
        int frames = 0;
        for (StackTraceElement frame : failure.getStackTrace()) {
            if (frame.getClassName().startsWith("daggerkit") && frames++ < FRAMES_SHOWN) {
                text.append("        at ").append(frame).append('\n');
            }
        }
        if (failure.getCause() != null) {
            text.append("    caused by:\n").append(describe(failure.getCause()));
        }
        return text.toString();
    }
}
