package daggerkit.explain.graph;

import java.util.ArrayList;
import java.util.List;

/** A box of the picture. Filled by {@link GraphReader}, and not changed afterwards. */
final class GraphNode {
    private static final int MOST_LINES = 8;

    /** What it is, which the picture shows by its form and colour. */
    enum Kind {
        IMAGE,
        RUN,
        SOURCE,
        FILES,
        SERVICE,
        SECRET,
        CACHE,
        RESULT,
        OTHER
    }

    /** A line of its text; the main ones say what it is, the others how. */
    record Line(String text, boolean isMain) {}

    final Kind kind;
    /** A word or two above the lines. */
    final String caption;

    private final List<Line> lines = new ArrayList<>();

    GraphNode(Kind kind, String caption) {
        this.kind = kind;
        this.caption = caption;
    }

    void add(String text, boolean isMain) {
        if (!text.isEmpty()) {
            lines.add(new Line(text, isMain));
        }
    }

    /** The lines, the main ones never left out. */
    List<Line> lines() {
        List<Line> some = new ArrayList<>();
        int left = (int) lines.stream().filter(line -> !line.isMain).count() - MOST_LINES;
        int skipped = 0;
        for (Line line : lines) {
            boolean skip = left > 0 && !line.isMain && some.size() >= MOST_LINES && skipped < left;
            skipped += skip ? 1 : 0;
            if (!skip) {
                some.add(line);
            }
        }
        if (skipped > 0) {
            some.add(new Line("... " + skipped + " more", false));
        }
        return some;
    }

    /** All of it on one line. */
    String text() {
        StringBuilder text = new StringBuilder(caption);
        lines().forEach(line -> text.append(line == lines.get(0) ? " " : ", ").append(line.text));
        return text.toString();
    }
}
