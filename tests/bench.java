///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Measure start-up, large answers, parallel requests and leaves
//DEPS ../lib/Cli.java
//DEPS ../lib/server/AllServers.java
//SOURCES bench/*.java
//SOURCES tools/release/*.java
//SOURCES shared/Run.java

package daggerkit;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "bench",
        description = "Measure start-up, large answers, parallel requests and leaves.",
        footer = {
            "",
            "Every figure is a ratio of two things that were measured in turns in this run: the median of the",
            "ratios of all rounds, and both medians in milliseconds. On a busy machine it means little.",
            "docs/speed.md tells what each figure means. Exit code 1: a figure is over its bar.",
            "",
            "Examples:",
            "  ./jbang bench",
            "  ./jbang bench --only uname,jvm --rounds 5"
        })
class bench implements Callable<Integer> {
    /** One group of figures. */
    private interface Part {
        void measure(int rounds) throws Exception;
    }

    @Mixin
    Cli cli = new Cli();

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Only these: uname, script, jvm, directives, first, network, local, kept, large,"
                    + " parallel, leaves.")
    List<String> only = new ArrayList<>();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description =
                    "How often each is measured; ${DEFAULT-VALUE} unless given. directives, first, parallel: half as"
                            + " often; network: a quarter.")
    int rounds = 11;

    public static void main(String... args) {
        Cli.main(new bench(), args);
    }

    @Override
    public Integer call() throws Exception {
        if (rounds < 1) {
            throw new Cli.Usage("Cannot measure in \"" + rounds + "\" rounds: expected 1 or more.");
        }
        BenchReport report = new BenchReport(System.out);
        try (BenchPlace place = new BenchPlace()) {
            Map<String, Part> parts = parts(place, report);
            for (String name : only) {
                if (!parts.containsKey(name)) {
                    throw new Cli.Usage("There is no figure \"" + name + "\": expected one of " + parts.keySet() + ".");
                }
            }
            double load = load();
            System.out.println("java " + System.getProperty("java.version") + ", "
                    + Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name") + " "
                    + System.getProperty("os.arch") + ", daggerkit " + Dagger.VERSION + ", " + rounds + " rounds");
            for (Map.Entry<String, Part> part : parts.entrySet()) {
                if (only.isEmpty() || only.contains(part.getKey())) {
                    measure(part.getKey(), part.getValue(), report, place);
                }
            }
            System.out.printf(
                    Locale.ROOT, "%nThe machine's load was %.1f at the start and %.1f at the end.%n", load, load());
        }
        return report.allOk() ? 0 : 1;
    }

    /** How many processes wanted a processor in the last minute; negative where the system does not tell. */
    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private Map<String, Part> parts(BenchPlace place, BenchReport report) {
        BenchStart start = new BenchStart(place, report);
        BenchJvm jvm = new BenchJvm(place, report);
        BenchTransfer transfer = new BenchTransfer(place, report);
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put("uname", start::uname);
        parts.put("script", start::userScript);
        parts.put("jvm", jvm::run);
        parts.put("directives", n -> jvm.directives(n / 2 | 1));
        parts.put("first", n -> start.first(n / 2 | 1));
        parts.put("network", n -> new BenchNetwork(place, report).run(n / 4 | 1));
        parts.put("local", new BenchLocal(place, report)::run);
        parts.put("kept", new BenchLocal(place, report)::kept);
        parts.put("large", transfer::large);
        parts.put("parallel", n -> transfer.parallel(n / 2 | 1));
        parts.put("leaves", new BenchLeaves(report)::run);
        return parts;
    }

    private void measure(String name, Part part, BenchReport report, BenchPlace place) throws Exception {
        try {
            part.measure(rounds);
        } catch (BenchPlace.ChildException e) {
            if (place.ended()) {
                throw new DaggerException("The bench was ended from outside.");
            }
            System.err.println();
            report.failed(name, e.getMessage());
        }
    }
}
