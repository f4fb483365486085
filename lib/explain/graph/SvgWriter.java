package daggerkit.explain.graph;

import daggerkit.explain.graph.GraphLayout.Way;
import daggerkit.explain.graph.GraphNode.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a picture. Used by one thread. */
final class SvgWriter implements GraphLayout.Sizes {
    private static final double LETTER = 7.2;
    private static final double SMALL_LETTER = 6.6;
    private static final int LINE = 16;
    private static final int CAPTION = 15;
    private static final int PADDING = 10;
    private static final int MARGIN = 16;
    private static final int LONGEST_TITLE = 200;
    /** Parts that have nothing to do with each other stand side by side up to this width. */
    private static final int WIDEST_ROW = 960;

    private static final String STYLE = """
        <style>
        .back { fill: #ffffff; stroke: #d0d7de }
        text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2328 }
        .caption { font: 11px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #57606a }
        .small, .label { font-size: 11px; fill: #57606a }
        .box { fill: #f6f8fa; stroke: #8c959f }
        .image { fill: #e7f1fc; stroke: #3b78b8 }
        .source, .files { fill: #ebf6e6; stroke: #4f8a3c }
        .service { fill: #f3ecfb; stroke: #7d55b5 }
        .secret { fill: #fdf1e1; stroke: #b5761b }
        .cache { fill: #f5f3e6; stroke: #948a4a }
        .result { fill: #e4f6f4; stroke: #1b8a7d }
        .way { fill: none; stroke: #6e7781 }
        .head { fill: #6e7781 }
        .dashed { stroke-dasharray: 5 4 }
        .gap { fill: #ffffff }
        @media (prefers-color-scheme: dark) {
        .back { fill: #0d1117; stroke: #30363d }
        text { fill: #e6edf3 }
        .caption, .small, .label { fill: #9198a1 }
        .box { fill: #161b22; stroke: #6e7681 }
        .image { fill: #12253a; stroke: #5b9bdb }
        .source, .files { fill: #16291a; stroke: #6cae58 }
        .service { fill: #251b38; stroke: #a37bdb }
        .secret { fill: #33240d; stroke: #d29a43 }
        .cache { fill: #28260f; stroke: #b3a85c }
        .result { fill: #0c2b28; stroke: #3fb8a9 }
        .way { stroke: #8b949e }
        .head { fill: #8b949e }
        .gap { fill: #0d1117 }
        }
        </style>
        """;

    private final StringBuilder svg = new StringBuilder();
    private final Map<GraphNode, List<GraphNode.Line>> texts = new HashMap<>();

    private SvgWriter() {}

    static String write(String title, List<GraphNode> nodes, Collection<GraphEdge> edges) {
        return new SvgWriter().picture(title, nodes, edges);
    }

    private String picture(String title, List<GraphNode> nodes, Collection<GraphEdge> edges) {
        nodes.forEach(node -> texts.put(node, SvgText.wrapped(node)));
        double x = MARGIN;
        double y = MARGIN;
        double right = 0;
        double tallest = 0;
        for (List<GraphNode> part : parts(nodes, edges)) {
            List<GraphEdge> inside =
                    edges.stream().filter(edge -> part.contains(edge.from())).toList();
            GraphLayout layout = new GraphLayout(part, inside, this);
            if (x > MARGIN && x + layout.width() > WIDEST_ROW) {
                y += tallest + 2 * MARGIN;
                x = MARGIN;
                tallest = 0;
            }
            svg.append("<g transform=\"translate(" + Math.round(x) + " " + Math.round(y) + ")\">\n");
            ways(layout);
            layout.boxes().forEach(this::box);
            svg.append("</g>\n");
            x += layout.width() + 2 * MARGIN;
            right = Math.max(right, x);
            tallest = Math.max(tallest, layout.height());
        }
        long width = Math.round(right - MARGIN);
        long height = Math.round(y + tallest + MARGIN);
        String all = nodes.stream().map(GraphNode::text).collect(Collectors.joining("; ", "", "."));
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width + "\" height=\"" + height
                + "\" viewBox=\"0 0 " + width + " " + height
                + "\" role=\"img\" aria-labelledby=\"title description\">\n<title id=\"title\">"
                + SvgText.escaped(StepWords.cut(title, LONGEST_TITLE))
                + "</title>\n<desc id=\"description\">" + SvgText.escaped(all) + "</desc>\n" + STYLE
                + "<rect class=\"back\" x=\"0.5\" y=\"0.5\" width=\"" + (width - 1) + "\" height=\"" + (height - 1)
                + "\" rx=\"8\"/>\n" + svg + "</svg>\n";
    }

    /** Sets of nodes with no arrow between them, in the order of their first ones. */
    private static Collection<List<GraphNode>> parts(List<GraphNode> nodes, Collection<GraphEdge> edges) {
        Map<GraphNode, List<GraphNode>> near = new HashMap<>();
        for (GraphEdge edge : edges) {
            near.computeIfAbsent(edge.from(), key -> new ArrayList<>()).add(edge.to());
            near.computeIfAbsent(edge.to(), key -> new ArrayList<>()).add(edge.from());
        }
        Map<GraphNode, GraphNode> first = new HashMap<>();
        for (GraphNode node : nodes) {
            List<GraphNode> reached = new ArrayList<>();
            if (first.putIfAbsent(node, node) == null) {
                reached.add(node);
            }
            for (int i = 0; i < reached.size(); i++) {
                for (GraphNode other : near.getOrDefault(reached.get(i), List.of())) {
                    if (first.putIfAbsent(other, node) == null) {
                        reached.add(other);
                    }
                }
            }
        }
        return nodes.stream()
                .collect(Collectors.groupingBy(first::get, LinkedHashMap::new, Collectors.toList()))
                .values();
    }

    private void ways(GraphLayout layout) {
        Map<Way, Double> starts = new HashMap<>();
        Map<Way, Double> ends = new HashMap<>();
        for (GraphCell box : layout.boxes()) {
            ports(box, layout, true, starts);
            ports(box, layout, false, ends);
        }
        for (Way way : layout.ways()) {
            way(way, starts.get(way), ends.get(way));
        }
        layout.ways().stream()
                .flatMap(way -> way.cells().stream())
                .filter(cell -> !cell.label.isEmpty())
                .forEach(this::label);
    }

    private static void ports(GraphCell box, GraphLayout layout, boolean isStart, Map<Way, Double> ports) {
        List<Way> ways = new ArrayList<>(layout.ways().stream()
                .filter(way -> box == way.cells().get(isStart ? 0 : way.cells().size() - 1))
                .toList());
        ways.sort(Comparator.comparing(way -> next(way, isStart).x));
        List<GraphCell> others = ways.stream().map(way -> next(way, isStart)).toList();
        double[] places = GraphLayout.ports(box, others, 16, 14);
        for (int i = 0; i < places.length; i++) {
            ports.put(ways.get(i), places[i]);
        }
    }

    private static GraphCell next(Way way, boolean isStart) {
        return way.cells().get(isStart ? 1 : way.cells().size() - 2);
    }

    private void way(Way way, double start, double end) {
        List<GraphCell> cells = way.cells();
        GraphCell last = cells.get(cells.size() - 1);
        StringBuilder path = new StringBuilder();
        double x = start;
        double y = cells.get(0).y + cells.get(0).height;
        path.append("M" + SvgText.number(x) + " " + SvgText.number(y));
        for (int i = 1; i < cells.size(); i++) {
            GraphCell cell = cells.get(i);
            boolean isEnd = cell == last;
            if (i % 2 == 1 && cell.label.isEmpty()) {
                continue; // Between two layers of boxes there is nothing to go round.
            }
            double toX = isEnd ? end : cell.x;
            double toY = isEnd ? cell.y - 6 : cell.y;
            double middle = (y + toY) / 2;
            path.append(
                    Math.abs(toX - x) < 0.5
                            ? "L" + SvgText.number(toX) + " " + SvgText.number(toY)
                            : "C" + SvgText.number(x) + " " + SvgText.number(middle) + " " + SvgText.number(toX) + " "
                                    + SvgText.number(middle) + " " + SvgText.number(toX) + " " + SvgText.number(toY));
            x = toX;
            y = toY;
            if (cell.height > 0 && !isEnd) {
                y = cell.y + cell.height;
                path.append("L" + SvgText.number(x) + " " + SvgText.number(y));
            }
        }
        boolean isService = way.edge().from().kind == Kind.SERVICE;
        svg.append("<path class=\"way" + (isService ? " dashed" : "") + "\" d=\"" + path + "\"/>");
        svg.append("<path class=\"head\" d=\"M" + SvgText.number(end - 4) + " " + SvgText.number(last.y - 7)
                + "h8l-4 7z\"/>\n");
    }

    /** Above all arrows, which it may stand on. */
    private void label(GraphCell label) {
        svg.append("<rect class=\"gap\" x=\"" + SvgText.number(label.x - label.width / 2) + "\" y=\""
                + SvgText.number(label.y) + "\" width=\"" + SvgText.number(label.width) + "\" height=\""
                + SvgText.number(label.height) + "\"/>");
        text("label", label.x - label.width / 2 + 4, label.y + 12, label.label, SMALL_LETTER);
        svg.append('\n');
    }

    private void box(GraphCell cell) {
        GraphNode node = cell.node;
        double left = cell.x - cell.width / 2;
        boolean isRound = node.kind == Kind.RESULT || node.kind == Kind.SERVICE || node.kind == Kind.SECRET;
        svg.append("<rect class=\"box " + node.kind.name().toLowerCase(Locale.ROOT) + "\" x=\"" + SvgText.number(left)
                + "\" y=\"" + SvgText.number(cell.y) + "\" width=\"" + SvgText.number(cell.width) + "\" height=\""
                + SvgText.number(cell.height) + "\" rx=\"" + (isRound ? 14 : 4) + "\"/>");
        double y = cell.y + PADDING + 8;
        svg.append("<text class=\"caption\" x=\"" + SvgText.number(left + PADDING) + "\" y=\"" + SvgText.number(y)
                + "\">" + SvgText.escaped(node.caption) + "</text>");
        for (GraphNode.Line line : texts.get(node)) {
            y += LINE;
            double letter = line.isMain() ? LETTER : SMALL_LETTER;
            text(line.isMain() ? "" : "small", left + PADDING, y, line.text(), letter);
        }
        svg.append('\n');
    }

    /** With the width that it was measured with: a reader's font may be another one. */
    private void text(String style, double x, double y, String text, double letter) {
        svg.append(
                "<text" + (style.isEmpty() ? "" : " class=\"" + style + "\"") + " x=\"" + SvgText.number(x) + "\" y=\""
                        + SvgText.number(y) + "\" textLength=\"" + SvgText.number(SvgText.columns(text) * letter)
                        + "\" xml:space=\"preserve\">"
                        + SvgText.escaped(text) + "</text>");
    }

    @Override
    public double width(GraphNode node) {
        double widest = SvgText.columns(node.caption) * 6;
        for (GraphNode.Line line : texts.get(node)) {
            widest = Math.max(widest, SvgText.columns(line.text()) * (line.isMain() ? LETTER : SMALL_LETTER));
        }
        return Math.ceil(widest) + 2 * PADDING;
    }

    @Override
    public double height(GraphNode node) {
        return CAPTION + texts.get(node).size() * LINE + PADDING + 3;
    }

    @Override
    public double width(String label) {
        return Math.ceil(SvgText.columns(label) * SMALL_LETTER) + 8;
    }

    @Override
    public double height(String label) {
        return 16;
    }
}
