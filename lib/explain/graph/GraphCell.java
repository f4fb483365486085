package daggerkit.explain.graph;

import java.util.ArrayList;
import java.util.List;

/** A place in a layer: a box, or where an arrow passes. Used by one thread. */
final class GraphCell {
    /** Null where an arrow passes. */
    final GraphNode node;

    final String label;
    final double width;
    final double height;
    final List<GraphCell> up = new ArrayList<>();
    final List<GraphCell> down = new ArrayList<>();
    /** The middle. */
    double x;
    /** The upper edge. */
    double y;

    GraphCell(GraphNode node, String label, double width, double height) {
        this.node = node;
        this.label = label;
        this.width = width;
        this.height = height;
    }
}
