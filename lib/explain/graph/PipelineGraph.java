//JAVA 17+
//SOURCES ../ExplainServer.java
//SOURCES GraphCell.java
//SOURCES GraphEdge.java
//SOURCES GraphLayout.java
//SOURCES GraphNode.java
//SOURCES GraphReader.java
//SOURCES GraphVertex.java
//SOURCES LayerOrder.java
//SOURCES LayerPlaces.java
//SOURCES MermaidWriter.java
//SOURCES PipelineSummary.java
//SOURCES StepWords.java
//SOURCES SvgText.java
//SOURCES SvgWriter.java
package daggerkit.explain.graph;

import daggerkit.explain.ExplainedRequest;
import daggerkit.explain.graph.GraphNode.Kind;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Requests as a graph: images, commands, files, services, secrets and caches, by their names, what flows into what, and
 * what is read in the end. What was made by the same chain is there once, also if several requests ask for it. It shows
 * 200 boxes at most. The same requests give the same texts. Immutable and thread-safe.
 */
public final class PipelineGraph {
    private static final Set<Kind> GIVEN = EnumSet.of(Kind.SOURCE, Kind.SECRET, Kind.CACHE);

    private final List<GraphNode> nodes;
    private final Set<GraphEdge> edges;

    private PipelineGraph(GraphReader read) {
        nodes = read.nodes();
        edges = read.edges();
    }

    /**
     * Makes a graph.
     *
     * @param requests all that a program asked, as an {@link daggerkit.explain.ExplainServer} keeps them; those that are not
     *     valid do not count
     * @return the graph
     */
    public static PipelineGraph of(List<ExplainedRequest> requests) {
        return of(requests, Map.of());
    }

    /**
     * Makes a graph of requests that were sent to another session.
     *
     * @param requests all that a program asked
     * @param ids of each ID that the other session gave, the one that explain gives for the same object
     * @return the graph
     */
    public static PipelineGraph of(List<ExplainedRequest> requests, Map<String, String> ids) {
        return new PipelineGraph(new GraphReader(requests, ids));
    }

    /**
     * Whether there is nothing to be seen.
     *
     * @return true if nothing was asked but what the schema is like
     */
    public boolean isEmpty() {
        return nodes.isEmpty();
    }

    /**
     * Whether it is more than one chain of steps. A folder, a secret or a cache that is given to one chain makes no second
     * one.
     *
     * @return true if anything goes on in two ways, or two chains come together
     */
    public boolean hasBranches() {
        Set<GraphNode> from = new HashSet<>();
        Set<GraphNode> to = new HashSet<>();
        for (GraphEdge edge : edges) {
            boolean isGiven = GIVEN.contains(edge.from().kind);
            if (!from.add(edge.from()) || !isGiven && !to.add(edge.to())) {
                return true;
            }
        }
        return false;
    }

    /**
     * The graph as Mermaid draws it, on GitHub for one.
     *
     * @return a flowchart in ASCII: lines, each with its line feed
     */
    public String mermaid() {
        return MermaidWriter.write(nodes, edges);
    }

    /**
     * The graph as a picture in itself, light or dark as its reader's browser is: without scripts, fonts or anything else
     * from elsewhere.
     *
     * @param title what a screen reader calls it
     * @return an SVG document in ASCII
     */
    public String svg(String title) {
        return SvgWriter.write(title, nodes, edges);
    }

    int arrows() {
        return edges.size();
    }
}
