package daggerkit;

import java.io.PrintStream;
import java.util.Locale;

/** Prints the figures, one a line, as soon as each is there, and remembers whether all are within their bars. */
final class BenchReport {
    private static final String LINE = "%-44s %8s  %-8s %-5s %s%n";

    private final PrintStream out;
    private boolean allOk = true;

    BenchReport(PrintStream out) {
        this.out = out;
    }

    void head(String title) {
        out.println();
        out.printf(Locale.ROOT, LINE, title, "ratio", "bar", "", "medians, ms");
    }

    /** A ratio of two measurements that must not be over its bar. */
    void atMost(double bar, String name, BenchRounds rounds, String of, String to) {
        double ratio = rounds.ratio(of, to);
        judge(ratio <= bar, "<= " + text(bar), name, ratio, medians(rounds, of, to));
    }

    /** A ratio of two measurements that must reach its bar. */
    void atLeast(double bar, String name, BenchRounds rounds, String of, String to) {
        double ratio = rounds.ratio(of, to);
        judge(ratio >= bar, ">= " + text(bar), name, ratio, medians(rounds, of, to));
    }

    /** A ratio for information. */
    void info(String name, BenchRounds rounds, String of, String to) {
        print(name, rounds.ratio(of, to), "", "", medians(rounds, of, to));
    }

    /** A figure that could not be measured counts as over its bar. */
    void failed(String name, String why) {
        allOk = false;
        out.printf(Locale.ROOT, LINE, name, "-", "", "over", "failed: " + why);
    }

    void line(String text) {
        out.println(text);
    }

    boolean allOk() {
        return allOk;
    }

    private void judge(boolean ok, String bar, String name, double ratio, String medians) {
        allOk &= ok;
        print(name, ratio, bar, ok ? "ok" : "over", medians);
    }

    private void print(String name, double ratio, String bar, String verdict, String medians) {
        out.printf(Locale.ROOT, LINE, name, String.format(Locale.ROOT, "%.2f", ratio), bar, verdict, medians);
    }

    private static String text(double bar) {
        return bar == Math.rint(bar) ? "" + (long) bar : "" + bar;
    }

    /** Two medians as one reads a fraction. */
    private static String medians(BenchRounds rounds, String of, String to) {
        return ms(rounds.median(of)) + " / " + ms(rounds.median(to));
    }

    static String ms(double millis) {
        return String.format(Locale.ROOT, millis < 20 ? "%.1f" : "%.0f", millis);
    }
}
