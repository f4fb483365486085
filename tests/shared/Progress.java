package daggerkit;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Tells how the tests go: a line a class when it is done, the failures at the end, then the sum. Thread-safe. */
public final class Progress implements TestExecutionListener {
    private static final int FRAMES_SHOWN = 12;

    private final PrintStream out;
    private final Map<String, int[]> byClass = new HashMap<>();
    private final Map<String, Long> started = new HashMap<>();
    private final List<String> failures = new ArrayList<>();
    private TestPlan plan;
    private int passed;
    private int failed;
    private int skipped;

    /**
     * Makes a listener.
     *
     * @param out where the lines go
     */
    public Progress(PrintStream out) {
        this.out = out;
    }

    @Override
    public synchronized void testPlanExecutionStarted(TestPlan testPlan) {
        plan = testPlan;
    }

    @Override
    public synchronized void executionStarted(TestIdentifier test) {
        started.put(test.getUniqueId(), System.nanoTime());
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier test, String reason) {
        long count = test.isTest()
                ? 1
                : plan.getDescendants(test).stream()
                        .filter(TestIdentifier::isTest)
                        .count();
        skipped += (int) count;
        out.println("  " + test.getDisplayName() + ": " + count + " skipped: " + reason);
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        boolean ok = result.getStatus() == Status.SUCCESSFUL;
        boolean aborted = result.getStatus() == Status.ABORTED;
        String owner = owner(test);
        int[] counts = byClass.computeIfAbsent(owner, name -> new int[2]);
        if (test.isTest() && aborted) {
            skipped++;
            out.println("  " + owner + "." + test.getDisplayName() + ": skipped: "
                    + result.getThrowable().map(Throwable::getMessage).orElse(""));
        } else if (test.isTest() || !ok) {
            counts[ok ? 0 : 1]++;
            passed += ok ? 1 : 0;
            failed += ok ? 0 : 1;
        }
        if (!ok && !aborted) {
            failures.add(owner + ": " + test.getDisplayName() + "\n"
                    + result.getThrowable().map(Progress::describe).orElse(""));
        }
        if (test.getSource().filter(ClassSource.class::isInstance).isPresent()) {
            double seconds = (System.nanoTime() - started.get(test.getUniqueId())) / 1e9;
            out.printf(
                    "  %-28s %4d passed%s  (%.1f s)%n",
                    owner, counts[0], counts[1] == 0 ? "" : ", " + counts[1] + " FAILED", seconds);
        }
    }

    /**
     * Prints the failures and the sum.
     *
     * @return whether there was at least one test and all passed
     */
    public synchronized boolean finish() {
        for (String failure : failures) {
            out.println();
            out.println(failure.stripTrailing());
        }
        out.println();
        out.println(passed + " passed, " + failed + " failed" + (skipped == 0 ? "" : ", " + skipped + " skipped"));
        return failed == 0 && passed > 0;
    }

    private String owner(TestIdentifier test) {
        for (TestIdentifier at = test; at != null; at = plan.getParent(at).orElse(null)) {
            if (at.getSource().filter(ClassSource.class::isInstance).isPresent()) {
                return at.getDisplayName();
            }
        }
        return test.getDisplayName();
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
