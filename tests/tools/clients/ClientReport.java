package daggerkit;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Tells how the clients fare: a line a client and mode, below it what failed or was skipped, the sum last. Used by one thread. */
final class ClientReport {
    private final PrintStream out;
    private final List<String> details = new ArrayList<>();
    private long started;
    private int before;
    private int passed;
    private int failed;
    private int skipped;

    /** Nothing has been run yet. */
    ClientReport(PrintStream out) {
        this.out = out;
    }

    /** Says something that is no result. */
    void say(String sentence) {
        out.println(sentence);
    }

    /** From here on, results are of this client in this mode. */
    void begin(SdkClient client, String mode) {
        out.printf("  %-42s %-8s", client, mode);
        out.flush();
        started = System.nanoTime();
        before = passed;
    }

    void passed() {
        passed++;
    }

    void failed(String what, String reason) {
        failed++;
        details.add("FAILED " + what + ": " + reason);
    }

    void skipped(String what, String reason) {
        skipped++;
        details.add("skipped " + what + ": " + reason);
    }

    /** Prints the line of what was begun. */
    void end() {
        String count = passed > before ? passed - before + " passed" : "";
        out.printf("%9s %6d ms%n", count, (System.nanoTime() - started) / 1_000_000);
        details.forEach(detail -> out.println("      " + detail));
        details.clear();
    }

    /**
     * Prints the sum.
     *
     * @return whether nothing failed
     */
    boolean finish() {
        out.println();
        out.println(passed + " passed, " + failed + " failed, " + skipped + " skipped");
        return failed == 0;
    }
}
