package daggerkit.explain.graph;

import daggerkit.explain.PlanStep;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** An object: the step that made it, and what is done with it. Used by one thread. */
final class GraphVertex {
    /** Where chains begin that have nothing in common. */
    private static final Set<String> BARE = Set.of("Query.container", "Query.directory", "Query.host");

    /**
     * Another object that is given to it.
     *
     * @param from the other one
     * @param label what stands on the arrow
     */
    record Input(GraphVertex from, String label) {}

    final PlanStep step;
    final GraphVertex parent;
    /** Only those that go on from here, not those that take it as an argument. */
    final List<GraphVertex> children = new ArrayList<>();

    final List<Input> inputs = new ArrayList<>();
    final Set<String> reads = new LinkedHashSet<>();
    final List<Input> readInputs = new ArrayList<>();
    int references;
    GraphNode node;

    GraphVertex(PlanStep step, GraphVertex parent) {
        this.step = step;
        this.parent = parent;
    }

    int uses() {
        return children.size() + references + (reads.isEmpty() ? 0 : 1);
    }

    boolean isBare() {
        return step != null && BARE.contains(StepWords.coordinate(step));
    }

    /** Whether it only sets something. */
    boolean isLine() {
        if (step == null || step.object() == null) {
            return false;
        }
        String type = step.object().getName();
        boolean isOfGit = step.owner().startsWith("Git");
        boolean isSetting = step.name().startsWith("with") && type.equals(step.owner());
        return isSetting && !step.name().equals("withExec") || isOfGit;
    }
}
