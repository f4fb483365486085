package daggerkit.explain.graph;

/**
 * An arrow of the picture.
 *
 * @param from where it begins
 * @param to where it ends
 * @param label what stands on it, such as the path of a mount; may be empty
 */
record GraphEdge(GraphNode from, GraphNode to, String label) {}
