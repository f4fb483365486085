package daggerkit.explain.graph;

import daggerkit.explain.graph.GraphNode.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a flowchart of Mermaid. What could mean anything to Mermaid, to HTML or to Markdown is written as a number. */
final class MermaidWriter {
    private static final Map<Kind, String> FORMS = Map.of(
            Kind.IMAGE, "[[_]]",
            Kind.RUN, "[_]",
            Kind.SOURCE, "[/_/]",
            Kind.FILES, "[/_/]",
            Kind.SERVICE, "([_])",
            Kind.SECRET, "{{_}}",
            Kind.CACHE, "[(_)]",
            Kind.RESULT, "(_)",
            Kind.OTHER, "[_]");

    private MermaidWriter() {}

    static String write(List<GraphNode> nodes, Set<GraphEdge> edges) {
        StringBuilder text = new StringBuilder("flowchart TB\n");
        Map<GraphNode, String> names = new HashMap<>();
        for (GraphNode node : nodes) {
            String name = "n" + (names.size() + 1);
            names.put(node, name);
            String[] form = FORMS.get(node.kind).split("_");
            String label = node.lines().stream()
                    .map(line -> "<br/>" + escaped(line.text()))
                    .collect(Collectors.joining("", escaped(node.caption), ""));
            text.append("    " + name + form[0] + '"' + label + '"' + form[1] + "\n");
        }
        for (GraphEdge edge : edges) {
            String label = edge.label().isEmpty() ? "" : "|\"" + escaped(edge.label()) + "\"|";
            String arrow = edge.from().kind == Kind.SERVICE ? "-.->" : "-->";
            text.append("    " + names.get(edge.from()) + ' ' + arrow + label + ' ' + names.get(edge.to()) + "\n");
        }
        return text.toString();
    }

    /** Letters, digits and spaces stay; at the beginning a digit or a dash would be a list of Markdown. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            boolean isPlain = c < 0x80 && Character.isLetterOrDigit(c) || c == ' ' || c == '/' || c == ',';
            boolean isPunctuation = c == '.' || c == '-' || c == ':' || c == '=';
            boolean isFirst = escaped.isEmpty();
            boolean isNumbered = isPunctuation && escaped.chars().allMatch(Character::isDigit);
            escaped.append(isPlain || isPunctuation && !isFirst && !isNumbered ? Character.toString(c) : "#" + c + ";");
        });
        return escaped.toString();
    }
}
