package daggerkit.local.files;

import com.google.re2j.Pattern;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What of a directory a copy takes: {@code include}, {@code exclude} and {@code gitignore}. Immutable. */
public final class Filter {
    /** A line of a .gitignore. */
    private record Ignored(Pattern pattern, boolean again, boolean directoriesOnly) {}

    private final Patterns include;
    private final Patterns exclude;
    private final boolean gitignore;

    /**
     * Makes a filter.
     *
     * @param include what is taken, everything if there is none
     * @param exclude what is left out of that
     * @param gitignore whether the directory's own .gitignore files are obeyed
     */
    public Filter(List<String> include, List<String> exclude, boolean gitignore) throws FieldException {
        this.include = Patterns.of(include);
        this.exclude = Patterns.of(exclude);
        this.gitignore = gitignore;
    }

    /** What passes; of a directory that only is on the way to something, just that. */
    public Tree.Dir apply(Tree.Dir directory) throws FieldException, IOException {
        if (include.isEmpty() && exclude.isEmpty() && !gitignore) {
            return directory;
        }
        return apply(directory, "", List.of());
    }

    private Tree.Dir apply(Tree.Dir directory, String prefix, List<Ignored> above) throws FieldException, IOException {
        List<Ignored> ignored = gitignore ? ignored(directory, prefix, above) : above;
        SortedMap<String, Tree> kept = new TreeMap<>();
        for (Map.Entry<String, Tree> entry : directory.children().entrySet()) {
            String path = prefix + entry.getKey();
            Tree child = entry.getValue();
            boolean isDirectory = child instanceof Tree.Dir;
            if (isIgnored(path, isDirectory, ignored)) {
                continue;
            }
            boolean excluded = exclude.matchWithParents(path);
            boolean taken = !excluded && (include.isEmpty() || include.matchWithParents(path));
            boolean inside = taken || include.isEmpty() || include.mayMatchIn(path);
            if (isDirectory && inside && (!excluded || exclude.hasExceptions())) {
                Tree.Dir inner = apply((Tree.Dir) child, path + "/", ignored);
                if (taken || !inner.children().isEmpty()) {
                    kept.put(entry.getKey(), inner);
                }
            } else if (taken && !isDirectory) {
                kept.put(entry.getKey(), child);
            }
        }
        return directory.withChildren(kept);
    }

    /** The last line that matches decides; what is in an ignored directory is never asked about. */
    private static boolean isIgnored(String path, boolean isDirectory, List<Ignored> ignored) {
        for (int i = ignored.size() - 1; i >= 0; i--) {
            Ignored line = ignored.get(i);
            if ((isDirectory || !line.directoriesOnly)
                    && line.pattern.matcher(path).matches()) {
                return !line.again;
            }
        }
        return false;
    }

    private static List<Ignored> ignored(Tree.Dir directory, String prefix, List<Ignored> above)
            throws FieldException, IOException {
        if (!(directory.children().get(".gitignore") instanceof Tree.File)) {
            return above;
        }
        List<Ignored> all = new ArrayList<>(above);
        Tree.File file = (Tree.File) directory.children().get(".gitignore");
        try (BufferedReader lines = file.content().reader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String text = line.replaceFirst("(?<!\\\\)\\s+$", "");
                if (text.isEmpty() || text.startsWith("#")) {
                    continue;
                }
                boolean again = text.startsWith("!");
                text = again ? text.substring(1) : text;
                boolean directoriesOnly = text.endsWith("/");
                String name = Patterns.clean(text);
                // A slash that is not the last one ties the pattern to the folder of its file.
                boolean tied = text.replaceFirst("/$", "").contains("/");
                String where = prefix.replaceAll("([\\\\*?\\[])", "\\\\$1");
                all.add(new Ignored(Patterns.compile(where + (tied ? "" : "**/") + name), again, directoriesOnly));
            }
        }
        return all;
    }
}
