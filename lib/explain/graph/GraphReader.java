package daggerkit.explain.graph;

import daggerkit.explain.ExplainedRequest;
import daggerkit.explain.PlanStep;
import daggerkit.explain.graph.GraphNode.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes boxes and arrows of requests. Objects that were made by the same chain are one, in whichever request they stand.
 * What only sets something has no box of its own: it is a line of the command that follows it or, where chains part, of
 * what stands before. A step that more than one other needs is never drawn into what follows, so that no arrow can lead
 * back. Works without recursion. Used by one thread.
 */
final class GraphReader {
    /** More than a person can look at, and more than GitHub draws. */
    private static final int MOST_NODES = 200;

    private record Pending(PlanStep step, GraphVertex parent) {}

    /** Those of another session, and what they are here. */
    private final Map<String, String> ids;

    private final Map<String, GraphVertex> byDigest = new HashMap<>();
    private final Map<String, GraphVertex> byId = new HashMap<>();
    private final List<GraphVertex> vertices = new ArrayList<>();
    private final Set<String> reads = new LinkedHashSet<>();
    private final List<GraphNode> nodes = new ArrayList<>();
    private final Set<GraphEdge> edges = new LinkedHashSet<>();

    /** Reads requests; those that are not valid have no steps. */
    GraphReader(List<ExplainedRequest> requests, Map<String, String> ids) {
        this.ids = ids;
        requests.forEach(request -> walk(request.roots()));
        vertices.stream().filter(vertex -> vertex.node == null).forEach(this::place);
        vertices.forEach(this::connect);
        if (!reads.isEmpty()) {
            GraphNode result = new GraphNode(Kind.RESULT, "result");
            reads.forEach(read -> result.add(read, true));
            nodes.add(result);
        }
        leaveOut();
    }

    List<GraphNode> nodes() {
        return nodes;
    }

    Set<GraphEdge> edges() {
        return edges;
    }

    private void walk(List<PlanStep> roots) {
        Deque<Pending> pending = new ArrayDeque<>();
        push(pending, roots, null);
        while (!pending.isEmpty()) {
            Pending next = pending.pop();
            PlanStep step = next.step;
            if (step.isIntrospection()) {
                continue;
            }
            if (step.object() == null) {
                leaf(step, next.parent);
            } else if (isData(step)) {
                reads(next.parent).add(StepWords.readOfEach(step));
            } else {
                push(pending, step.children(), vertex(step, next.parent));
            }
        }
    }

    private static void push(Deque<Pending> pending, List<PlanStep> steps, GraphVertex parent) {
        for (int i = steps.size() - 1; i >= 0; i--) {
            pending.push(new Pending(steps.get(i), parent));
        }
    }

    /** An object of which only values are read, as a variable of a container. */
    private static boolean isData(PlanStep step) {
        return step.children().stream().allMatch(child -> child.object() == null && child.idOf() == null)
                && (step.lists() > 0
                        || step.children().stream()
                                        .noneMatch(child -> child.name().equals("sync"))
                                && StepWords.node(step).kind == Kind.OTHER);
    }

    private Set<String> reads(GraphVertex of) {
        return of == null ? reads : of.reads;
    }

    private void leaf(PlanStep step, GraphVertex parent) {
        boolean isSelf =
                step.idOf() != null && (step.name().equals("id") || step.idOf().equals(step.owner()));
        if (isSelf) {
            byId.put("" + step.value(), parent);
            if (step.name().equals("id")) {
                return;
            }
        } else if (step.idOf() != null) {
            byId.put("" + step.value(), vertex(step, parent));
            return;
        }
        reads(parent).add(StepWords.read(step));
        if (parent != null) {
            parent.readInputs.addAll(inputs(step));
        }
    }

    private GraphVertex vertex(PlanStep step, GraphVertex parent) {
        GraphVertex known = byDigest.get(step.digest());
        if (known != null) {
            return known;
        }
        if (step.isLoad()) {
            return object(step.arguments().get("id"));
        }
        GraphVertex vertex = new GraphVertex(step, parent);
        vertex.inputs.addAll(inputs(step));
        if (parent != null) {
            parent.children.add(vertex);
        }
        byDigest.put(step.digest(), vertex);
        vertices.add(vertex);
        return vertex;
    }

    private List<GraphVertex.Input> inputs(PlanStep step) {
        List<GraphVertex.Input> inputs = new ArrayList<>();
        step.arguments().forEach((name, value) -> {
            if (value != null && step.idOf(name) != null) {
                for (Object id : value instanceof List ? (List<?>) value : List.of(value)) {
                    GraphVertex from = object(id);
                    from.references++;
                    inputs.add(new GraphVertex.Input(from, StepWords.label(step, name)));
                }
            }
        });
        return inputs;
    }

    /** What an ID is of; of one that another session gave nothing is known. */
    private GraphVertex object(Object id) {
        return byId.computeIfAbsent(ids.getOrDefault("" + id, "" + id), unknown -> {
            GraphVertex vertex = new GraphVertex(null, null);
            vertex.node = new GraphNode(Kind.OTHER, "of another session");
            vertex.node.add(StepWords.cut(unknown, 20), true);
            nodes.add(vertex.node);
            vertices.add(vertex);
            return vertex;
        });
    }

    /** Gives a vertex its box: one of its own, or that of another. */
    private void place(GraphVertex vertex) {
        boolean isUsed = vertex.references > 0;
        if (vertex.isBare() && !isUsed) {
            return;
        }
        if (!vertex.isLine()) {
            own(vertex);
            return;
        }
        List<GraphVertex> run = new ArrayList<>(List.of(vertex));
        GraphVertex last = vertex;
        while (last.uses() == 1
                && last.children.size() == 1
                && last.children.get(0).isLine()) {
            last = last.children.get(0);
            run.add(last);
        }
        boolean isContainer = vertex.step.owner().equals("Container");
        GraphVertex next = last.uses() == 1 && last.children.size() == 1 ? last.children.get(0) : null;
        if (isContainer && next != null && next.step.owner().equals("Container") && isProcess(next)) {
            GraphNode node = StepWords.node(next.step);
            GraphNode all = new GraphNode(node.kind, node.caption);
            add(all, run);
            node.lines().forEach(line -> all.add(line.text(), line.isMain()));
            next.node = all;
            nodes.add(all);
            run.forEach(each -> each.node = all);
            return;
        }
        GraphVertex before = vertex.parent;
        GraphNode node = before != null && before.node != null && before.uses() == 1 ? before.node : null;
        if (node == null) {
            GraphNode like = StepWords.node(vertex.step);
            String caption = StepWords.words(last.step.object().getName());
            node = new GraphNode(like.kind, like.kind == Kind.SOURCE ? "git" : caption);
            nodes.add(node);
            if (run.stream().allMatch(each -> StepWords.line(each.step).isEmpty())) {
                node.add(StepWords.lineOfInput(vertex.step), false);
            }
        }
        add(node, run);
        for (GraphVertex each : run) {
            each.node = node;
        }
    }

    private static boolean isProcess(GraphVertex vertex) {
        return vertex.step.name().equals("withExec") || vertex.step.name().equals("asService");
    }

    private static void add(GraphNode node, List<GraphVertex> run) {
        run.forEach(each -> node.add(StepWords.line(each.step), false));
    }

    private void own(GraphVertex vertex) {
        vertex.node = StepWords.node(vertex.step);
        GraphVertex parent = vertex.parent;
        if (vertex.isBare()) {
            vertex.node.add("empty", false);
        } else if (parent != null && parent.isBare() && !parent.step.arguments().isEmpty()) {
            vertex.node.add(StepWords.read(parent.step).replaceFirst("^container", "platform"), false);
        }
        nodes.add(vertex.node);
    }

    private void connect(GraphVertex vertex) {
        if (vertex.parent != null && !vertex.parent.isBare()) {
            connect(vertex.parent.node, vertex.node, "");
        }
        vertex.inputs.forEach(input -> connect(input.from().node, vertex.node, input.label()));
        if (!vertex.reads.isEmpty()) {
            GraphNode result = new GraphNode(Kind.RESULT, "result");
            vertex.reads.forEach(read -> result.add(read, true));
            nodes.add(result);
            if (vertex.node != null) {
                connect(vertex.node, result, "");
            }
            vertex.readInputs.forEach(input -> connect(input.from().node, result, input.label()));
        }
    }

    private void connect(GraphNode from, GraphNode to, String label) {
        if (from != null && to != null && from != to) {
            edges.add(new GraphEdge(from, to, label));
        }
    }

    private void leaveOut() {
        int more = nodes.size() - MOST_NODES;
        if (more > 0) {
            nodes.subList(MOST_NODES, nodes.size()).clear();
            edges.removeIf(edge -> !nodes.contains(edge.from()) || !nodes.contains(edge.to()));
            GraphNode rest = new GraphNode(Kind.OTHER, "not shown");
            rest.add(more + " more steps", true);
            nodes.add(rest);
        }
    }
}
