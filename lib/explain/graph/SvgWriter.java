package daggerkit.explain.graph;

import daggerkit.explain.graph.GraphLayout.Cell;
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
    private static final int LONGEST_LINE = 40;
    private static final int MOST_LINES = 4;
    private static final int LONGEST_TITLE = 200;
    /** Parts that have nothing to do with each other stand side by side up to this width. */
    private static final int WIDEST_ROW = 960;

    private static final String STYLE =
            """
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
        nodes.forEach(node -> texts.put(node, wrapped(node)));
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
                + escaped(StepWords.cut(title, LONGEST_TITLE))
                + "</title>\n<desc id=\"description\">" + escaped(all) + "</desc>\n" + STYLE
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
        for (Cell box : layout.boxes()) {
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

    private static void ports(Cell box, GraphLayout layout, boolean isStart, Map<Way, Double> ports) {
        List<Way> ways = new ArrayList<>(layout.ways().stream()
                .filter(way -> box == way.cells().get(isStart ? 0 : way.cells().size() - 1))
                .toList());
        ways.sort(Comparator.comparing(way -> next(way, isStart).x));
        List<Cell> others = ways.stream().map(way -> next(way, isStart)).toList();
        double[] places = GraphLayout.ports(box, others, 16, 14);
        for (int i = 0; i < places.length; i++) {
            ports.put(ways.get(i), places[i]);
        }
    }

    private static Cell next(Way way, boolean isStart) {
        return way.cells().get(isStart ? 1 : way.cells().size() - 2);
    }

    private void way(Way way, double start, double end) {
        List<Cell> cells = way.cells();
        Cell last = cells.get(cells.size() - 1);
        StringBuilder path = new StringBuilder();
        double x = start;
        double y = cells.get(0).y + cells.get(0).height;
        path.append("M" + number(x) + " " + number(y));
        for (int i = 1; i < cells.size(); i++) {
            Cell cell = cells.get(i);
            boolean isEnd = cell == last;
            if (i % 2 == 1 && cell.label.isEmpty()) {
                continue; // Between two layers of boxes there is nothing to go round.
            }
            double toX = isEnd ? end : cell.x;
            double toY = isEnd ? cell.y - 6 : cell.y;
            double middle = (y + toY) / 2;
            path.append(Math.abs(toX - x) < 0.5
                    ? "L" + number(toX) + " " + number(toY)
                    : "C" + number(x) + " " + number(middle) + " " + number(toX) + " " + number(middle) + " "
                            + number(toX) + " " + number(toY));
            x = toX;
            y = toY;
            if (cell.height > 0 && !isEnd) {
                y = cell.y + cell.height;
                path.append("L" + number(x) + " " + number(y));
            }
        }
        boolean isService = way.edge().from().kind == Kind.SERVICE;
        svg.append("<path class=\"way" + (isService ? " dashed" : "") + "\" d=\"" + path + "\"/>");
        svg.append("<path class=\"head\" d=\"M" + number(end - 4) + " " + number(last.y - 7) + "h8l-4 7z\"/>\n");
    }

    /** Above all arrows, which it may stand on. */
    private void label(Cell label) {
        svg.append("<rect class=\"gap\" x=\"" + number(label.x - label.width / 2) + "\" y=\"" + number(label.y)
                + "\" width=\"" + number(label.width) + "\" height=\"" + number(label.height) + "\"/>");
        text("label", label.x - label.width / 2 + 4, label.y + 12, label.label, SMALL_LETTER);
        svg.append('\n');
    }

    private void box(Cell cell) {
        GraphNode node = cell.node;
        double left = cell.x - cell.width / 2;
        boolean isRound = node.kind == Kind.RESULT || node.kind == Kind.SERVICE || node.kind == Kind.SECRET;
        svg.append("<rect class=\"box " + node.kind.name().toLowerCase(Locale.ROOT) + "\" x=\"" + number(left)
                + "\" y=\"" + number(cell.y) + "\" width=\"" + number(cell.width) + "\" height=\""
                + number(cell.height) + "\" rx=\"" + (isRound ? 14 : 4) + "\"/>");
        double y = cell.y + PADDING + 8;
        svg.append("<text class=\"caption\" x=\"" + number(left + PADDING) + "\" y=\"" + number(y) + "\">"
                + escaped(node.caption) + "</text>");
        for (GraphNode.Line line : texts.get(node)) {
            y += LINE;
            double letter = line.isMain() ? LETTER : SMALL_LETTER;
            text(line.isMain() ? "" : "small", left + PADDING, y, line.text(), letter);
        }
        svg.append('\n');
    }

    /** With the width that it was measured with: a reader's font may be another one. */
    private void text(String style, double x, double y, String text, double letter) {
        svg.append("<text" + (style.isEmpty() ? "" : " class=\"" + style + "\"") + " x=\"" + number(x) + "\" y=\""
                + number(y) + "\" textLength=\"" + number(columns(text) * letter) + "\" xml:space=\"preserve\">"
                + escaped(text) + "</text>");
    }

    @Override
    public double width(GraphNode node) {
        double widest = columns(node.caption) * 6;
        for (GraphNode.Line line : texts.get(node)) {
            widest = Math.max(widest, columns(line.text()) * (line.isMain() ? LETTER : SMALL_LETTER));
        }
        return Math.ceil(widest) + 2 * PADDING;
    }

    @Override
    public double height(GraphNode node) {
        return CAPTION + texts.get(node).size() * LINE + PADDING + 3;
    }

    @Override
    public double width(String label) {
        return Math.ceil(columns(label) * SMALL_LETTER) + 8;
    }

    @Override
    public double height(String label) {
        return 16;
    }

    private static List<GraphNode.Line> wrapped(GraphNode node) {
        List<GraphNode.Line> wrapped = new ArrayList<>();
        for (GraphNode.Line line : node.lines()) {
            List<String> parts = parts(line.text());
            for (int i = 0; i < Math.min(parts.size(), MOST_LINES); i++) {
                boolean isCut = i == MOST_LINES - 1 && parts.size() > MOST_LINES;
                wrapped.add(new GraphNode.Line(parts.get(i) + (isCut ? " ..." : ""), line.isMain()));
            }
        }
        return wrapped;
    }

    /** Broken at spaces, or within a word that is longer than a line. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        String rest = text;
        while (columns(rest) > LONGEST_LINE) {
            int end = rest.offsetByCodePoints(0, Math.min(LONGEST_LINE, rest.codePointCount(0, rest.length())));
            while (columns(rest.substring(0, end)) > LONGEST_LINE) {
                end = rest.offsetByCodePoints(end, -1);
            }
            int at = end;
            for (int i = end; i > LONGEST_LINE / 3; i--) {
                if (rest.charAt(i) == ' ' || at == end && "/,;&?".indexOf(rest.charAt(i - 1)) >= 0) {
                    at = i;
                    if (rest.charAt(i) == ' ') {
                        break;
                    }
                }
            }
            parts.add(rest.substring(0, at).strip());
            rest = rest.substring(at).strip();
        }
        parts.add(rest);
        return parts;
    }

    /** Letters of East Asia and pictures take two columns. */
    private static int columns(String text) {
        return text.codePoints()
                .map(c -> c >= 0x1100 && c <= 0x115f
                                || c >= 0x2e80 && c <= 0xa4cf
                                || c >= 0xac00 && c <= 0xd7a3
                                || c >= 0xf900 && c <= 0xfaff
                                || c >= 0xff00 && c <= 0xff60
                                || c >= 0x1f300
                        ? 2
                        : 1)
                .sum();
    }

    private static String number(double number) {
        long tenths = Math.round(number * 10);
        return tenths % 10 == 0 ? "" + tenths / 10 : String.format(Locale.ROOT, "%.1f", tenths / 10.0);
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            boolean isNone = c < ' ' || c >= 0xd800 && c <= 0xdfff || c == 0xfffe || c == 0xffff;
            boolean isPlain = c < 0x7f && c != '&' && c != '<' && c != '>' && c != '"';
            escaped.append(isNone ? "?" : isPlain ? Character.toString(c) : "&#" + c + ";");
        });
        return escaped.toString();
    }
}
