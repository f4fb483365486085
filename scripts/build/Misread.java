package daggerkit.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines of a .gitignore that engines read in another way than git. White space at the end is a part of the name to git,
 * but for blanks and the line's own CR; an engine cuts all of it (tried with 0.20.8, 0.21.8 and 1.0.0-beta.10). The
 * known line is that of macOS, {@code Icon} with two CRs: to an engine it names each folder {@code Icon}. Thread-safe: it
 * has no state.
 */
final class Misread {
    private Misread() {}

    /**
     * What an engine leaves out of a folder by its fault.
     *
     * @param folder the folder
     * @return patterns of what is to be loaded all the same
     */
    static List<String> in(Path folder) {
        List<String> own = new ArrayList<>();
        for (String name : lines(folder.resolve(".gitignore"))) {
            own.add(name.contains("/") ? name.replaceFirst("^/", "") : "**/" + name);
        }
        List<String> all = new ArrayList<>(own);
        for (Path from = folder; from != null; from = from.getParent()) {
            if (from != folder) {
                lines(from.resolve(".gitignore")).stream()
                        .filter(name -> !name.contains("/"))
                        .forEach(name -> all.add("**/" + name));
            }
            if (Files.exists(from.resolve(".git"))) {
                return all;
            }
        }
        // Without a repository only the folder's own file counts.
        return own;
    }

    /** The names that the engine reads, without a slash at the end. */
    private static List<String> lines(Path gitignore) {
        List<String> names = new ArrayList<>();
        try {
            if (!Files.isRegularFile(gitignore)) {
                return names;
            }
            String text = new String(Files.readAllBytes(gitignore), StandardCharsets.UTF_8);
            for (String line : text.split("\n")) {
                String read = line.replaceFirst("\r$", "").replaceFirst("(?<!\\\\) +$", "");
                String cut = read.stripTrailing();
                if (!cut.equals(read) && !cut.isEmpty() && !cut.endsWith("\\") && !cut.matches("[#!].*")) {
                    names.add(cut.replaceFirst("/$", ""));
                }
            }
        } catch (IOException unreadable) {
            // The engine says so, or reads it all the same.
        }
        return names;
    }
}
