package daggerkit.explain.graph;

import daggerkit.explain.graph.GraphLayout.Cell;
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
    static void improve(List<List<Cell>> layers) {
        List<List<Cell>> best = copy(layers);
        long fewest = crossings(layers);
        for (int sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
            boolean isDown = sweep % 2 == 0;
            for (int i = 1; i < layers.size(); i++) {
                int at = isDown ? i : layers.size() - 1 - i;
                sort(layers.get(at), layers.get(isDown ? at - 1 : at + 1), isDown);
            }
            long now = crossings(layers);
            if (now < fewest) {
                fewest = now;
                best = copy(layers);
            }
        }
        layers.clear();
        layers.addAll(best);
    }

    private static List<List<Cell>> copy(List<List<Cell>> layers) {
        List<List<Cell>> copy = new ArrayList<>();
        layers.forEach(layer -> copy.add(new ArrayList<>(layer)));
        return copy;
    }

    private static void sort(List<Cell> layer, List<Cell> fixed, boolean isDown) {
        Map<Cell, Integer> at = indexes(fixed);
        Map<Cell, Double> wanted = new HashMap<>();
        for (int i = 0; i < layer.size(); i++) {
            double own = layer.size() < 2 ? 0 : (double) i / (layer.size() - 1) * (fixed.size() - 1);
            Cell cell = layer.get(i);
            List<Cell> near = isDown ? cell.up : cell.down;
            wanted.put(cell, near.stream().mapToInt(at::get).average().orElse(own));
        }
        layer.sort(Comparator.comparing(wanted::get));
    }

    private static Map<Cell, Integer> indexes(List<Cell> layer) {
        Map<Cell, Integer> indexes = new HashMap<>();
        for (int i = 0; i < layer.size(); i++) {
            indexes.put(layer.get(i), i);
        }
        return indexes;
    }

    private static long crossings(List<List<Cell>> layers) {
        long crossings = 0;
        for (int i = 1; i < layers.size(); i++) {
            Map<Cell, Integer> at = indexes(layers.get(i));
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
