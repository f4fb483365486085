package daggerkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the tests check of a page: fenced blocks, tables, links and the anchors of its headings. Immutable. */
final class Markdown {
    /** Begins a line of a console block that is typed into the command above it. */
    private static final String PROMPT = "dag> ";

    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");

    /**
     * A fenced block.
     *
     * @param language the word behind the opening fence, or an empty text
     * @param heading the nearest heading above it
     * @param place file and number of its first line, for messages
     */
    record Block(String language, String heading, String place, List<String> lines) {
        String text() {
            return String.join("\n", lines) + "\n";
        }

        /** The commands of a console block, each with what is shown below it. */
        List<Command> commands() {
            List<Command> commands = new ArrayList<>();
            for (String line : lines) {
                if (line.startsWith("$ ")) {
                    commands.add(new Command(line.substring(2), new ArrayList<>(), new ArrayList<>()));
                    continue;
                }
                if (commands.isEmpty()) {
                    throw new AssertionError(place + ": expected a line that begins with \"$ \", got \"" + line + "\"");
                }
                Command last = commands.get(commands.size() - 1);
                boolean typed = line.startsWith(PROMPT);
                (typed ? last.typed() : last.shown()).add(typed ? line.substring(PROMPT.length()) : line);
            }
            return commands;
        }
    }

    /** A command line, what is typed into it once it runs, and the lines that it is shown to print. */
    record Command(String line, List<String> typed, List<String> shown) {}

    private final List<Block> blocks = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();
    private final List<String> links = new ArrayList<>();
    private final Set<String> anchors = new LinkedHashSet<>();

    private Markdown() {}

    /** Reads a page, given by its path in the repository. */
    static Markdown read(String path) {
        Markdown page = new Markdown();
        List<String> lines;
        try {
            lines = Files.readAllLines(Run.root().resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String heading = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.strip().startsWith("```")) {
                int indent = line.indexOf('`');
                List<String> inside = new ArrayList<>();
                while (!lines.get(i + inside.size() + 1).strip().equals("```")) {
                    String next = lines.get(i + inside.size() + 1);
                    inside.add(next.substring(Math.min(indent, next.length())));
                }
                String place = path + ":" + (i + 2);
                page.blocks.add(new Block(line.substring(indent + 3), heading, place, List.copyOf(inside)));
                i += inside.size() + 1;
            } else if (line.startsWith("#")) {
                heading = line.replaceFirst("#+ *", "");
                page.anchors.add(anchor(heading));
            } else {
                page.readText(line);
            }
        }
        return page;
    }

    private void readText(String line) {
        if (line.startsWith("|")) {
            List<String> cells = new ArrayList<>();
            for (String cell : line.substring(1, line.lastIndexOf('|')).split("\\|", -1)) {
                cells.add(cell.strip());
            }
            rows.add(List.copyOf(cells));
        }
        Matcher link = LINK.matcher(line);
        while (link.find()) {
            links.add(link.group(1));
        }
    }

    /** The rows below a table's head, which is given by its cells. */
    List<List<String>> table(String... head) {
        int from = rows.indexOf(List.of(head));
        if (from < 0) {
            throw new AssertionError("There is no table with the head " + List.of(head) + " in " + rows);
        }
        int to = from + 2;
        while (to < rows.size() && rows.get(to).size() == head.length && !isRule(to + 1)) {
            to++;
        }
        return rows.subList(from + 2, to);
    }

    private boolean isRule(int row) {
        return row < rows.size() && rows.get(row).get(0).startsWith("---");
    }

    List<Block> blocks() {
        return blocks;
    }

    /** The targets of all links outside of blocks. */
    List<String> links() {
        return links;
    }

    /** The names under which headings can be linked to, as code hosts make them. */
    Set<String> anchors() {
        return anchors;
    }

    static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 _-]", "").replace(' ', '-');
    }
}
