package daggerkit.explain.graph;

import daggerkit.explain.ExplainedRequest;
import java.util.List;

/** Requests as Markdown for the summary of a step in GitHub Actions: the graph, and the steps below it. Static and thread-safe. */
public final class PipelineSummary {
    /** Mermaid draws no larger text unless it is told to. */
    private static final int LARGEST_GRAPH = 50_000;
    /** Mermaid draws no more arrows unless it is told to. */
    private static final int MOST_ARROWS = 500;

    private static final int MOST_STEPS = 200_000;

    private PipelineSummary() {}

    /**
     * Writes them.
     *
     * @param title the heading, without anything that Markdown takes for more than a text
     * @param requests all that a program asked
     * @return Markdown, some 800 KB at most
     */
    public static String of(String title, List<ExplainedRequest> requests) {
        PipelineGraph graph = PipelineGraph.of(requests);
        StringBuilder text = new StringBuilder("\n### " + title + "\n\n");
        String mermaid = graph.mermaid();
        if (mermaid.length() > LARGEST_GRAPH || graph.arrows() > MOST_ARROWS) {
            text.append("The graph is larger than Mermaid draws; `explain --svg` draws it.\n\n");
        } else if (!graph.isEmpty()) {
            text.append("```mermaid\n").append(mermaid).append("```\n\n");
        }
        if (!requests.isEmpty()) {
            StringBuilder steps = new StringBuilder();
            for (int i = 0; i < requests.size(); i++) {
                steps.append(i == 0 ? "" : "\n").append("request " + (i + 1) + "\n");
                steps.append(requests.get(i).text());
            }
            int more = steps.length() - MOST_STEPS;
            if (more > 0) {
                steps.setLength(MOST_STEPS);
                steps.append("\n[" + more + " characters more]\n");
            }
            String fence = "```";
            while (steps.indexOf(fence) >= 0) {
                fence += "`";
            }
            text.append("<details><summary>The steps</summary>\n\n" + fence + "text\n" + steps + fence
                    + "\n\n</details>\n");
        }
        return text.toString();
    }
}
