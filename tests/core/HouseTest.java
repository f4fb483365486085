package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.local.LocalServer;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The packages of the library know each other as the table of docs/architecture.md says, and no more of their classes know
 * each other in a circle than it says. What knows what is read from the compiled classes, by jdeps.
 */
class HouseTest {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(daggerkit[a-z.]*)` \\| `([a-z/]+)` \\|[^|]*\\|([^|]*)\\| ([0-9]+) \\|$");
    private static final Pattern ARROW = Pattern.compile("^ {3}(daggerkit\\.\\S+) +-> (daggerkit\\.\\S+) ");
    private static final int MOST_FILES = 25;
    private static final int MOST_CORE_FILES = 38;

    /** What the page says of a package: its folder, which others it may know, and its largest circle. */
    private record Room(String folder, SortedSet<String> mayKnow, int circle) {}

    private static final SortedMap<String, Room> ROOMS = new TreeMap<>();

    /** Top-level classes, and those that each knows; the generated API is data and left out. */
    private static final SortedMap<String, SortedSet<String>> CLASSES = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        Matcher row = ROW.matcher(Files.readString(Run.root().resolve("docs/architecture.md")));
        while (row.find()) {
            SortedSet<String> known = new TreeSet<>();
            Matcher name = Pattern.compile("`([a-z.]+)`").matcher(row.group(3));
            while (name.find()) {
                known.add(name.group(1));
            }
            ROOMS.put(row.group(1), new Room(row.group(2), known, Integer.parseInt(row.group(4))));
        }
        String servers = LocalServer.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        String shell = Stream.of(Run.classPath("scripts/shell.java").split(File.pathSeparator))
                .filter(jar -> jar.endsWith("Shell.jar"))
                .findFirst()
                .orElseThrow();
        arrows(servers);
        arrows(shell);
    }

    private static void arrows(String jar) {
        StringWriter out = new StringWriter();
        PrintWriter to = new PrintWriter(out);
        assertEquals(
                0,
                ToolProvider.findFirst("jdeps").orElseThrow().run(to, to, "-verbose:class", "-filter:none", jar),
                out::toString);
        for (String line : out.toString().lines().toList()) {
            Matcher arrow = ARROW.matcher(line);
            if (arrow.find()) {
                String from = outer(arrow.group(1));
                String to2 = outer(arrow.group(2));
                SortedSet<String> known = CLASSES.computeIfAbsent(from, name -> new TreeSet<>());
                if (!from.equals(to2)) {
                    known.add(to2);
                }
            }
        }
    }

    private static String outer(String name) {
        return name.replaceFirst("\\$.*", "");
    }

    private static String room(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }

    @Test
    void every_folder_of_the_library_is_a_row_of_the_page() throws IOException {
        Set<String> folders = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Run.root().resolve("lib"))) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .forEach(file -> folders.add(
                            Run.root().relativize(file.getParent()).toString().replace('\\', '/')));
        }
        assertEquals(folders, ROOMS.values().stream().map(Room::folder).collect(Collectors.toCollection(TreeSet::new)));
        ROOMS.forEach((name, room) ->
                assertEquals(room.folder().replace("lib", "daggerkit").replace('/', '.'), name));
    }

    @Test
    void a_package_knows_only_those_that_the_page_allows() {
        List<String> broken = new ArrayList<>();
        CLASSES.forEach((from, all) -> all.stream()
                .filter(to -> !room(to).equals(room(from)))
                .filter(to -> !ROOMS.get(room(from)).mayKnow().contains(room(to)))
                .forEach(to -> broken.add(from + " knows " + to)));
        assertEquals(List.of(), broken);
    }

    @Test
    void what_the_page_allows_is_needed() {
        Map<String, SortedSet<String>> needed = new TreeMap<>();
        CLASSES.forEach((from, all) -> all.stream()
                .filter(to -> !room(to).equals(room(from)))
                .forEach(to -> needed.computeIfAbsent(room(from), name -> new TreeSet<>())
                        .add(room(to))));
        ROOMS.forEach((name, room) -> assertEquals(needed.getOrDefault(name, new TreeSet<>()), room.mayKnow(), name));
    }

    @Test
    void packages_know_each_other_in_no_circle() {
        SortedMap<String, SortedSet<String>> rooms = new TreeMap<>();
        ROOMS.forEach((name, room) -> rooms.put(name, room.mayKnow()));
        assertEquals(List.of(), circles(rooms));
    }

    @Test
    void no_circle_inside_a_package_is_larger_than_the_page_says() {
        ROOMS.forEach((name, room) -> {
            SortedMap<String, SortedSet<String>> inside = new TreeMap<>();
            CLASSES.forEach((from, all) -> {
                if (room(from).equals(name) && !isGenerated(from)) {
                    SortedSet<String> known = new TreeSet<>(all);
                    known.removeIf(to -> !room(to).equals(name) || isGenerated(to));
                    inside.put(from, known);
                }
            });
            SortedSet<String> largest =
                    circles(inside).stream().max((a, b) -> a.size() - b.size()).orElse(new TreeSet<>());
            assertTrue(
                    largest.size() <= room.circle(),
                    () -> name + " has a circle of " + largest.size() + " classes, at most " + room.circle()
                            + " are allowed: " + largest);
            assertEquals(room.circle(), largest.size(), name + ": the page says more than there are: " + largest);
        });
    }

    @Test
    void a_folder_is_small_enough_to_be_looked_through() throws IOException {
        for (Room room : ROOMS.values()) {
            try (Stream<Path> files = Files.list(Run.root().resolve(room.folder()))) {
                long count = files.map(file -> file.getFileName().toString())
                        .filter(file -> file.endsWith(".java") && !isGenerated("." + file.replace(".java", "")))
                        .filter(file -> !file.equals("package-info.java"))
                        .count();
                int most = room.folder().equals("lib") ? MOST_CORE_FILES : MOST_FILES;
                assertTrue(count <= most, room.folder() + " has " + count + " files");
            }
        }
    }

    private static boolean isGenerated(String name) {
        return name.endsWith(".Api");
    }

    /** The sets of more than one that all reach each other, by reachability: some hundred names at most. */
    private static List<SortedSet<String>> circles(SortedMap<String, SortedSet<String>> known) {
        SortedMap<String, SortedSet<String>> reached = new TreeMap<>();
        for (String from : known.keySet()) {
            SortedSet<String> seen = new TreeSet<>();
            List<String> todo = new ArrayList<>(known.get(from));
            while (!todo.isEmpty()) {
                String next = todo.remove(todo.size() - 1);
                if (seen.add(next)) {
                    todo.addAll(known.getOrDefault(next, new TreeSet<>()));
                }
            }
            reached.put(from, seen);
        }
        List<SortedSet<String>> circles = new ArrayList<>();
        Set<String> done = new TreeSet<>();
        reached.forEach((from, seen) -> {
            if (seen.contains(from) && !done.contains(from)) {
                SortedSet<String> circle = new TreeSet<>();
                seen.stream()
                        .filter(to -> reached.getOrDefault(to, new TreeSet<>()).contains(from))
                        .forEach(circle::add);
                done.addAll(circle);
                circles.add(circle);
            }
        });
        return circles;
    }
}
