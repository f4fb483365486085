package daggerkit.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name under which this project's catalog was added to JBang, so that what a hint says can be typed as it is. JBang tells
 * a script nothing of it, but keeps each catalog's own description beside its name. Static and thread-safe.
 */
public final class Catalog {
    /** The name in all texts, as README has it. */
    private static final String USUAL = "@catalog";

    private static final String FILE = "jbang-catalog.json";
    private static final long LONGEST = 1_000_000;

    /** An entry of {@code catalogs}, whose description is the one of our own catalog. */
    private static final Pattern ADDED =
            Pattern.compile("\"([\\w.-]+)\"\\s*:\\s*\\{[^{}]*\"description\"\\s*:\\s*\"daggerkit: [^{}]*\\}");

    private Catalog() {}

    /**
     * Puts the user's name for the catalog into a hint.
     *
     * @param hint with {@code @catalog} behind aliases
     * @return the hint with the name that JBang has here, or as it was if there is none
     */
    public static String named(String hint) {
        Map<String, String> environment = System.getenv();
        String own = environment.getOrDefault(
                "JBANG_DIR", Path.of(System.getProperty("user.home"), ".jbang").toString());
        return named(hint, Path.of("").toAbsolutePath(), Path.of(own));
    }

    /**
     * The same for another place.
     *
     * @param hint with {@code @catalog} behind aliases
     * @param folder the current folder: JBang looks for catalogs here and in all folders above
     * @param own the user's folder of JBang, where it looks then
     * @return the hint with the name that JBang has there, or as it was if there is none
     */
    public static String named(String hint, Path folder, Path own) {
        List<Path> files = new ArrayList<>();
        for (Path at = folder; at != null; at = at.getParent()) {
            files.add(at.resolve(FILE));
            files.add(at.resolve(".jbang").resolve(FILE));
        }
        files.add(own.resolve(FILE));
        for (Path file : files) {
            Matcher added = ADDED.matcher(text(file));
            if (added.find()) {
                return hint.replace(USUAL, "@" + added.group(1));
            }
        }
        return hint;
    }

    private static String text(Path file) {
        try {
            return Files.isRegularFile(file) && Files.size(file) <= LONGEST ? Files.readString(file) : "";
        } catch (IOException notReadable) {
            return "";
        }
    }
}
