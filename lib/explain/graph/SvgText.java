package daggerkit.explain.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Texts of an SVG picture: as wide as may be, as XML. Static and thread-safe. */
final class SvgText {
    private static final int LONGEST_LINE = 40;
    private static final int MOST_LINES = 4;

    private SvgText() {}

    /** The lines of a box, each at most as wide as a box may be. */
    static List<GraphNode.Line> wrapped(GraphNode node) {
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
    static int columns(String text) {
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

    /** With a decimal at most. */
    static String number(double number) {
        long tenths = Math.round(number * 10);
        return tenths % 10 == 0 ? "" + tenths / 10 : String.format(Locale.ROOT, "%.1f", tenths / 10.0);
    }

    /** As XML in ASCII; what XML has no sign for is a question mark. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            boolean isNone = c < ' ' || c >= 0xd800 && c <= 0xdfff || c == 0xfffe || c == 0xffff;
            boolean isPlain = c < 0x7f && c != '&' && c != '<' && c != '>' && c != '"';
            escaped.append(isNone ? "?" : isPlain ? Character.toString(c) : "&#" + c + ";");
        });
        return escaped.toString();
    }
}
