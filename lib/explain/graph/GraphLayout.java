package daggerkit.explain.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Places the boxes of a connected graph in layers, from the top to the bottom, as Sugiyama and others do it. Boxes stand
 * in every second layer; an arrow goes through a narrow cell of each layer between, and its label has a cell of its own,
 * so that nothing stands on anything else. Deterministic. Used by one thread.
 */
final class GraphLayout {
    private static final int ROUNDS = 60;
    private static final double BETWEEN_BOXES = 24;
    private static final double BETWEEN_CELLS = 18;
    private static final double SMALLEST_GAP = 14;
    private static final double LARGEST_GAP = 26;
    /** How much of its way to the side an arrow goes down. */
    private static final double SLOPE = 0.08;

    /** How straight an arrow wants to be: more so the longer it is. */
    private static final double STRAIGHT = 8;

    /** An arrow, as the cells that it goes through from box to box. */
    record Way(GraphEdge edge, List<GraphCell> cells) {}

    private final List<List<GraphCell>> layers = new ArrayList<>();
    private final List<Way> ways = new ArrayList<>();
    private final Map<GraphNode, GraphCell> cells = new LinkedHashMap<>();
    private double width;
    private double height;

    /** Sizes are asked of the writer, which knows its letters. */
    interface Sizes {
        double width(GraphNode node);

        double height(GraphNode node);

        double width(String label);

        double height(String label);
    }

    GraphLayout(List<GraphNode> nodes, Collection<GraphEdge> edges, Sizes sizes) {
        for (GraphNode node : nodes) {
            cells.put(node, new GraphCell(node, "", sizes.width(node), sizes.height(node)));
        }
        Map<GraphNode, Integer> layer = layersOf(nodes, edges);
        int last = layer.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        for (int i = 0; i <= 2 * last; i++) {
            layers.add(new ArrayList<>());
        }
        cells.forEach((node, cell) -> layers.get(2 * layer.get(node)).add(cell));
        for (GraphEdge edge : edges) {
            way(edge, 2 * layer.get(edge.from()), 2 * layer.get(edge.to()), sizes);
        }
        LayerOrder.improve(layers);
        place();
    }

    double width() {
        return width;
    }

    double height() {
        return height;
    }

    Collection<GraphCell> boxes() {
        return cells.values();
    }

    List<Way> ways() {
        return ways;
    }

    /** As far down as what it needs wants it; what needs nothing just above what needs it. */
    private static Map<GraphNode, Integer> layersOf(List<GraphNode> nodes, Collection<GraphEdge> edges) {
        Map<GraphNode, Integer> layer = new HashMap<>();
        Map<GraphNode, List<GraphNode>> next = new HashMap<>();
        Map<GraphNode, Integer> open = new HashMap<>();
        nodes.forEach(node -> open.put(node, 0));
        for (GraphEdge edge : edges) {
            next.computeIfAbsent(edge.from(), key -> new ArrayList<>()).add(edge.to());
            open.merge(edge.to(), 1, Integer::sum);
        }
        List<GraphNode> sorted = new ArrayList<>();
        nodes.stream().filter(node -> open.get(node) == 0).forEach(sorted::add);
        for (int i = 0; i < sorted.size(); i++) {
            GraphNode node = sorted.get(i);
            layer.putIfAbsent(node, 0);
            for (GraphNode after : next.getOrDefault(node, List.of())) {
                layer.merge(after, layer.get(node) + 1, Math::max);
                if (open.merge(after, -1, Integer::sum) == 0) {
                    sorted.add(after);
                }
            }
        }
        Collections.reverse(sorted);
        for (GraphNode node : sorted) {
            boolean isFirst = edges.stream().noneMatch(edge -> edge.to() == node);
            List<GraphNode> after = next.getOrDefault(node, List.of());
            if (isFirst && !after.isEmpty()) {
                layer.put(node, after.stream().mapToInt(layer::get).min().getAsInt() - 1);
            }
        }
        return layer;
    }

    private void way(GraphEdge edge, int from, int to, Sizes sizes) {
        List<GraphCell> way = new ArrayList<>(List.of(cells.get(edge.from())));
        for (int i = from + 1; i < to; i++) {
            boolean isLabel = i == to - 1 && !edge.label().isEmpty();
            GraphCell cell = isLabel
                    ? new GraphCell(null, edge.label(), sizes.width(edge.label()), sizes.height(edge.label()))
                    : new GraphCell(null, "", 2, 0);
            layers.get(i).add(cell);
            way.add(cell);
        }
        way.add(cells.get(edge.to()));
        for (int i = 1; i < way.size(); i++) {
            way.get(i - 1).down.add(way.get(i));
            way.get(i).up.add(way.get(i - 1));
        }
        ways.add(new Way(edge, way));
    }

    private void place() {
        for (List<GraphCell> layer : layers) {
            double x = 0;
            for (GraphCell cell : layer) {
                cell.x = x + cell.width / 2;
                x += cell.width + BETWEEN_BOXES;
            }
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < layers.size(); i++) {
                boolean isDown = round % 2 == 0;
                boolean isLast = round >= ROUNDS - 8;
                place(layers.get(isDown ? i : layers.size() - 1 - i), isDown || isLast, !isDown || isLast);
            }
        }
        double left = all().mapToDouble(cell -> cell.x - cell.width / 2).min().orElse(0);
        double y = 0;
        double gap = 0;
        for (List<GraphCell> layer : layers) {
            y += gap;
            double tallest =
                    layer.stream().mapToDouble(cell -> cell.height).max().orElse(0);
            for (GraphCell cell : layer) {
                cell.x -= left;
                cell.y = y + (tallest - cell.height) / 2;
            }
            y += tallest;
            double farthest = layer.stream()
                    .flatMapToDouble(cell -> cell.down.stream().mapToDouble(below -> Math.abs(below.x - cell.x)))
                    .max()
                    .orElse(0);
            gap = Math.max(SMALLEST_GAP, Math.min(LARGEST_GAP, farthest * SLOPE));
        }
        height = y;
        width = all().mapToDouble(cell -> cell.x + cell.width / 2).max().orElse(0);
    }

    private Stream<GraphCell> all() {
        return layers.stream().flatMap(List::stream);
    }

    private static void place(List<GraphCell> layer, boolean byUp, boolean byDown) {
        List<Double> wanted = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        List<Double> distances = new ArrayList<>();
        for (int i = 0; i < layer.size(); i++) {
            GraphCell cell = layer.get(i);
            double sum = 0;
            double weight = 0;
            for (GraphCell other : near(cell, byUp, byDown)) {
                double pull = (cell.node == null ? STRAIGHT / 2 : 1) * (other.node == null ? 2 : 1);
                sum += pull * other.x;
                weight += pull;
            }
            wanted.add(weight == 0 ? cell.x : sum / weight);
            weights.add(weight == 0 ? 0.1 : weight);
            GraphCell before = i == 0 ? cell : layer.get(i - 1);
            boolean areBoxes = cell.node != null && before.node != null;
            distances.add((before.width + cell.width) / 2 + (areBoxes ? BETWEEN_BOXES : BETWEEN_CELLS));
        }
        double[] places = LayerPlaces.of(wanted, weights, distances);
        IntStream.range(0, places.length).forEach(i -> layer.get(i).x = places[i]);
    }

    private static List<GraphCell> near(GraphCell cell, boolean byUp, boolean byDown) {
        List<GraphCell> near = new ArrayList<>(byUp ? cell.up : List.of());
        near.addAll(byDown ? cell.down : List.of());
        return near;
    }

    /** Where arrows meet a box: each as near to its other end as can be, and apart from the next. */
    static double[] ports(GraphCell box, List<GraphCell> others, double apart, double margin) {
        double room = Math.max(0, box.width / 2 - margin);
        double between = others.size() < 2 ? apart : Math.min(apart, 2 * room / (others.size() - 1));
        List<Double> wanted = new ArrayList<>();
        List<Double> ones = Collections.nCopies(others.size(), 1.0);
        List<Double> distances = Collections.nCopies(others.size(), between);
        for (GraphCell other : others) {
            wanted.add(Math.max(box.x - room, Math.min(box.x + room, other.x)));
        }
        double[] ports = LayerPlaces.of(wanted, ones, distances);
        double over = ports.length == 0 ? 0 : ports[ports.length - 1] - box.x - room;
        double under = ports.length == 0 ? 0 : box.x - room - ports[0];
        double shift = over > 0 ? -over : Math.max(0, under);
        return Arrays.stream(ports).map(port -> port + shift).toArray();
    }
}
