package daggerkit.explain.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What stands beside what in the layers of a picture, so that few arrows cross. Static; deterministic. */
final class LayerOrder {
    private static final int SWEEPS = 12;

    private LayerOrder() {}

    /**
     * Down and up again, each cell goes to the mean of its neighbours; the order with the fewest crossings stays.
     *
     * @param layers from the top to the bottom; put in order
     */
    static void improve(List<List<GraphCell>> layers) {
        List<List<GraphCell>> best = copy(layers);
        long fewest = crossings(layers);
        for (int sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
            boolean isDown = sweep % 2 == 0;
            for (int i = 1; i < layers.size(); i++) {
                int at = isDown ? i : layers.size() - 1 - i;
                sort(layers.get(at), layers.get(isDown ? at - 1 : at + 1), isDown);
            }
            long now = crossings(layers);
            if (now < fewest || now == fewest && !isDown) { // on the way up, labels come to what they are for
                fewest = now;
                best = copy(layers);
            }
        }
        layers.clear();
        layers.addAll(best);
    }

    private static List<List<GraphCell>> copy(List<List<GraphCell>> layers) {
        List<List<GraphCell>> copy = new ArrayList<>();
        layers.forEach(layer -> copy.add(new ArrayList<>(layer)));
        return copy;
    }

    private static void sort(List<GraphCell> layer, List<GraphCell> fixed, boolean isDown) {
        Map<GraphCell, Integer> at = indexes(fixed);
        Map<GraphCell, Double> wanted = new HashMap<>();
        for (int i = 0; i < layer.size(); i++) {
            double own = layer.size() < 2 ? 0 : (double) i / (layer.size() - 1) * (fixed.size() - 1);
            GraphCell cell = layer.get(i);
            List<GraphCell> near = isDown ? cell.up : cell.down;
            wanted.put(cell, near.stream().mapToInt(at::get).average().orElse(own));
        }
        layer.sort(Comparator.comparing(wanted::get));
    }

    private static Map<GraphCell, Integer> indexes(List<GraphCell> layer) {
        Map<GraphCell, Integer> indexes = new HashMap<>();
        for (int i = 0; i < layer.size(); i++) {
            indexes.put(layer.get(i), i);
        }
        return indexes;
    }

    private static long crossings(List<List<GraphCell>> layers) {
        long crossings = 0;
        for (int i = 1; i < layers.size(); i++) {
            Map<GraphCell, Integer> at = indexes(layers.get(i));
            int[] ends = layers.get(i - 1).stream()
                    .flatMapToInt(cell -> cell.down.stream().mapToInt(at::get).sorted())
                    .toArray();
            for (int a = 0; a < ends.length; a++) {
                for (int b = a + 1; b < ends.length; b++) {
                    crossings += ends[a] > ends[b] ? 1 : 0;
                }
            }
        }
        return crossings;
    }
}
