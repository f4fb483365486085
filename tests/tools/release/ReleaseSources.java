package daggerkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an umbrella of the library names, as JBang reads it: the sources, what they have beside them in the jar, and the
 * libraries that they need. Immutable once read.
 */
final class ReleaseSources {
    private static final Pattern DIRECTIVE =
            Pattern.compile("(?m)^//(SOURCES|FILES|DEPS|GAV|JAVAC_OPTIONS)\\s+(\\S.*?)\\s*$");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern COORDINATE = Pattern.compile("([\\w.-]+):([\\w.-]+):([\\w.-]+)");

    private final Path umbrella;
    private final Map<Path, String> packages = new LinkedHashMap<>();
    private final SortedMap<String, Path> resources = new TreeMap<>();
    private final List<String> dependencies = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private String coordinate;

    private ReleaseSources(Path umbrella) {
        this.umbrella = umbrella;
    }

    /**
     * Reads an umbrella and all that it names.
     *
     * @param umbrella a source with {@code //SOURCES} lines, such as {@code lib/Dagger.java}
     * @return what it names, itself first
     * @throws DaggerException if a line is one that a release cannot follow
     */
    static ReleaseSources of(Path umbrella) throws IOException {
        ReleaseSources sources = new ReleaseSources(umbrella.toRealPath());
        sources.read(sources.umbrella);
        return sources;
    }

    private void read(Path file) throws IOException {
        if (packages.containsKey(file)) {
            return;
        }
        String text = Files.readString(file);
        Matcher name = PACKAGE.matcher(text);
        if (!name.find()) {
            throw new DaggerException("Cannot release \"" + file + "\": it has no line \"package ...;\"; give it one.");
        }
        packages.put(file, name.group(1));
        Matcher line = DIRECTIVE.matcher(text);
        while (line.find()) {
            String value = line.group(2);
            switch (line.group(1)) {
                case "SOURCES" -> read(file.resolveSibling(value).toRealPath());
                case "FILES" -> resource(file, value);
                case "GAV" -> coordinate = file.equals(umbrella) ? value : coordinate;
                case "JAVAC_OPTIONS" -> options.addAll(List.of(value.split("\\s+")));
                default -> dependency(file, value);
            }
        }
    }

    private void resource(Path file, String value) {
        int equals = value.indexOf('=');
        String target = equals < 0 ? value : value.substring(0, equals);
        resources.put(target, file.resolveSibling(value.substring(equals + 1)).normalize());
    }

    private void dependency(Path file, String value) {
        if (!COORDINATE.matcher(value).matches()) {
            throw new DaggerException("Cannot release \"" + file + "\": its line \"//DEPS " + value
                    + "\" names no Maven artifact; expected GROUP:NAME:VERSION.");
        }
        if (!dependencies.contains(value)) {
            dependencies.add(value);
        }
    }

    /** The sources without those of another umbrella, and without what only they need. */
    ReleaseSources without(ReleaseSources other) {
        ReleaseSources rest = new ReleaseSources(umbrella);
        rest.packages.putAll(packages);
        rest.packages.keySet().removeAll(other.packages.keySet());
        rest.resources.putAll(resources);
        rest.resources.keySet().removeAll(other.resources.keySet());
        rest.dependencies.addAll(dependencies);
        rest.dependencies.removeAll(other.dependencies);
        return rest;
    }

    /** The files, in the order in which they are named. */
    List<Path> files() {
        return List.copyOf(packages.keySet());
    }

    /** GROUP:NAME:VERSION of what these need; not of what those need in turn. */
    List<String> dependencies() {
        return List.copyOf(dependencies);
    }

    /** What the compiler is told; what its JVM is told is not, since it runs in this one. */
    List<String> options() {
        return options.stream().filter(option -> !option.startsWith("-J")).toList();
    }

    /** The version in the umbrella's {@code //GAV} line: the one place where it stands. */
    String version() {
        if (coordinate == null || !COORDINATE.matcher(coordinate).matches()) {
            throw new DaggerException("Cannot release \"" + umbrella + "\": its line //GAV is \"" + coordinate
                    + "\", expected GROUP:NAME:VERSION; write it.");
        }
        return coordinate.substring(coordinate.lastIndexOf(':') + 1);
    }

    /** The bytes of what the classes have beside them in the jar, by its name there. */
    SortedMap<String, byte[]> resources() throws IOException {
        SortedMap<String, byte[]> entries = new TreeMap<>();
        for (Map.Entry<String, Path> resource : resources.entrySet()) {
            entries.put(resource.getKey(), Files.readAllBytes(resource.getValue()));
        }
        return entries;
    }

    /** The texts, where an IDE looks for them: in the folders of their packages, each with its package's words. */
    SortedMap<String, byte[]> texts() throws IOException {
        SortedMap<String, byte[]> entries = new TreeMap<>();
        for (Map.Entry<Path, String> source : packages.entrySet()) {
            String folder = source.getValue().replace('.', '/') + "/";
            entries.put(folder + source.getKey().getFileName(), Files.readAllBytes(source.getKey()));
            Path words = source.getKey().resolveSibling("package-info.java");
            if (Files.exists(words)) {
                entries.put(folder + words.getFileName(), Files.readAllBytes(words));
            }
        }
        return entries;
    }
}
