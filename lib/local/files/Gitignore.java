package daggerkit.local.files;

import com.google.re2j.Pattern;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of the {@code .gitignore} files that count for a folder, read as the engine reads them, which is not how
 * git does, so that no library that follows git gives the same answers: white space goes from both ends of a line
 * (recording {@code host-gitignore}, and so {@code esc\ } matches nothing), {@code ./x} is a name of two parts that
 * matches nothing, and what is in an ignored folder can be taken back. Immutable.
 */
final class Gitignore {
    /** A line; of a part between slashes the pattern is null for {@code **}, nothing, and what cannot be read. */
    private record Line(
            int depth,
            List<String> parts,
            List<Pattern> patterns,
            boolean again,
            boolean foldersOnly,
            boolean isPath) {}

    static final Gitignore NONE = new Gitignore(List.of(), false);

    /** As git itself reads the files: nothing in an ignored folder is taken back. */
    static final Gitignore OF_GIT = new Gitignore(List.of(), true);

    private final List<Line> lines;
    private final boolean git;

    private Gitignore(List<Line> lines, boolean git) {
        this.lines = lines;
        this.git = git;
    }

    /**
     * With the lines of a folder's own file.
     *
     * @param folder the folder
     * @param depth how many names its path has
     */
    Gitignore in(Tree.Dir folder, int depth) throws IOException {
        if (!(folder.children().get(".gitignore") instanceof Tree.File)) {
            return this;
        }
        List<Line> all = new ArrayList<>(lines);
        Tree.File file = (Tree.File) folder.children().get(".gitignore");
        try (BufferedReader reader = file.content().reader()) {
            for (String text = lineOf(reader); text != null; text = lineOf(reader)) {
                String line = git ? gitLine(text) : GoText.trim(text);
                if (!line.isEmpty() && !line.startsWith("#")) {
                    all.add(line(line, depth));
                }
            }
        }
        return new Gitignore(all, git);
    }

    private static String gitLine(String text) {
        String line = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        return line.replaceFirst("(?<!\\\\) +$", "");
    }

    /** Whether nothing is to be looked for in an ignored folder. */
    boolean isFinal() {
        return git;
    }

    /** Up to a line feed only: a carriage return within a line is part of it. */
    private static String lineOf(BufferedReader reader) throws IOException {
        StringBuilder line = new StringBuilder();
        int c = reader.read();
        if (c < 0) {
            return null;
        }
        for (; c >= 0 && c != '\n'; c = reader.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private static Line line(String text, int depth) {
        boolean again = text.startsWith("!");
        String rest = again ? text.substring(1) : text;
        boolean foldersOnly = rest.endsWith("/");
        rest = foldersOnly ? rest.substring(0, rest.length() - 1) : rest;
        List<String> parts = List.of(rest.split("/", -1));
        List<Pattern> patterns = new ArrayList<>();
        parts.forEach(part -> patterns.add(part.isEmpty() || part.contains("**") ? null : Wildcards.compile(part)));
        return new Line(depth, parts, patterns, again, foldersOnly, parts.size() > 1);
    }

    /** Whether a path is ignored: the last line that matches it, or a folder that it is in, decides. */
    boolean ignores(List<String> path, boolean isFolder) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            Line line = lines.get(i);
            if (path.size() > line.depth) {
                List<String> below = path.subList(line.depth, path.size());
                if (line.isPath ? matchesPath(line, below, isFolder) : matchesName(line, below, isFolder)) {
                    return !line.again;
                }
            }
        }
        return false;
    }

    private static boolean matchesName(Line line, List<String> path, boolean isFolder) {
        // Without a slash two asterisks are two of one.
        Pattern pattern = line.patterns.get(0) == null ? Wildcards.compile(line.parts.get(0)) : line.patterns.get(0);
        for (int i = 0; pattern != null && i < path.size(); i++) {
            if (pattern.matcher(path.get(i)).matches()) {
                return isFolder || !line.foldersOnly || i < path.size() - 1;
            }
        }
        return false;
    }

    private static boolean matchesPath(Line line, List<String> path, boolean isFolder) {
        int at = 0;
        boolean matched = false;
        boolean anywhere = false;
        for (int i = 0; i < line.parts.size(); i++) {
            String part = line.parts.get(i);
            Pattern pattern = line.patterns.get(i);
            if (part.isEmpty()) {
                anywhere = false;
            } else if (part.equals("**")) {
                if (i == line.parts.size() - 1) {
                    break;
                }
                anywhere = true;
            } else if (pattern == null || at == path.size()) {
                return false;
            } else if (anywhere) {
                anywhere = false;
                boolean found = false;
                while (at < path.size() && !found) {
                    found = pattern.matcher(path.get(at++)).matches();
                }
                matched = found;
            } else if (pattern.matcher(path.get(at)).matches()) {
                matched = true;
                at++;
            } else {
                return false;
            }
        }
        return matched && (isFolder || !line.foldersOnly || at < path.size());
    }
}
