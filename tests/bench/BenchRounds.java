package daggerkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several things measured in turns: each once in a round, so that what slows the machine down for a while slows all of
 * them, and every second round backwards. The first round warms up and does not count. Used by one thread.
 */
final class BenchRounds {
    /** One measurement, in milliseconds. */
    interface Measurement {
        double measure() throws Exception;
    }

    private final String title;
    private final Map<String, Measurement> measurements = new LinkedHashMap<>();
    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    BenchRounds(String title) {
        this.title = title;
    }

    BenchRounds add(String name, Measurement measurement) {
        measurements.put(name, measurement);
        return this;
    }

    /** Keeps a value that another measurement of the round has found by the way. */
    void note(String name, double value) {
        values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }

    BenchRounds run(int rounds) throws Exception {
        List<String> order = new ArrayList<>(measurements.keySet());
        for (int round = 0; round <= rounds; round++) {
            System.err.print(
                    "\r" + title + ": " + (round == 0 ? "warming up" : "round " + round + " of " + rounds) + "   ");
            for (String name : order) {
                note(name, measurements.get(name).measure());
            }
            if (round == 0) {
                values.clear();
            }
            Collections.reverse(order);
        }
        System.err.println();
        return this;
    }

    double median(String name) {
        return median(values.get(name));
    }

    /** The median of the ratios, each of one round. */
    double ratio(String name, String to) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < values.get(name).size(); i++) {
            ratios.add(values.get(name).get(i) / values.get(to).get(i));
        }
        return median(ratios);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
