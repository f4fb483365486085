package daggerkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The ways to the library over a network: what a first run costs, the next, one after an edit, and one on the next day. */
final class BenchNetwork {
    /** How long each answer takes: as much as a server in the next country. */
    private static final int WAIT_MILLIS = 60;

    /** After twelve hours JBang asks whether what it has fetched is still the newest. */
    private static final Duration NEXT_DAY = Duration.ofHours(13);

    private static final String NONE = "no library";
    private static final String JAR = "//DEPS ADDRESS/daggerkit.jar";
    private static final List<String> RUNS = List.of("first", "warm", "edited", "after 12 h");

    private final BenchPlace place;
    private final BenchReport report;
    private final Map<String, Integer> requests = new TreeMap<>();
    private int edits;

    BenchNetwork(BenchPlace place, BenchReport report) {
        this.place = place;
        this.report = report;
    }

    /** Measures all ways in turns. */
    void run(int rounds) throws Exception {
        SortedMap<String, byte[]> release =
                Release.of(BenchPlace.root(), Instant.EPOCH).files();
        BenchStub.Files clone = BenchStub.folder(BenchPlace.root());
        BenchStub.Files files = path -> release.getOrDefault(path.substring(1), clone.read(path));
        try (BenchStub web = new BenchStub(new byte[0], WAIT_MILLIS, files)) {
            Map<String, String> ways = ways(web.address());
            BenchRounds measured = new BenchRounds("over a network");
            for (Map.Entry<String, String> way : ways.entrySet()) {
                measured.add(way.getKey() + " first", () -> first(web, way.getKey(), way.getValue(), measured));
            }
            measured.run(rounds);
            print(ways, measured);
        }
    }

    private static Map<String, String> ways(String address) {
        Map<String, String> ways = new LinkedHashMap<>();
        ways.put(NONE, null);
        ways.put(JAR, "//DEPS " + address + "/daggerkit.jar\n");
        ways.put(
                "//DEPS daggerkit:daggerkit:VERSION",
                "//REPOS central,kit=" + address + "/maven\n//DEPS daggerkit:daggerkit:" + Dagger.VERSION + "\n");
        ways.put("//SOURCES daggerkit@catalog", BenchStart.SHORTEST);
        ways.put("//DEPS ADDRESS/lib/Dagger.java", "//DEPS " + address + "/lib/Dagger.java\n");
        return ways;
    }

    /** The four runs of a way, one after the other, with a JBang that has nothing yet; the later ones are noted. */
    private double first(BenchStub web, String way, String line, BenchRounds measured) throws IOException {
        String folder = "network" + ++edits;
        Path file = place.path(folder + "/hello.java");
        String text = line == null
                ? Files.readString(place.path("hello/hello.java"))
                : BenchStart.readme().replace(BenchStart.SHORTEST, line);
        place.write(folder + "/hello.java", text);
        if (BenchStart.SHORTEST.equals(line)) {
            String catalog = web.address() + "/jbang-catalog.json";
            BenchStart.succeed(jbang(folder, "catalog", "add", "--global", "--name", "catalog", catalog));
        }
        web.gets();
        double first = hello(web, way, "first", folder, line);
        measured.note(way + " warm", hello(web, way, "warm", folder, line));
        Files.writeString(file, text + "// edited\n");
        measured.note(way + " edited", hello(web, way, "edited", folder, line));
        age(place.path(folder + "/jbang/cache/urls"));
        measured.note(way + " after 12 h", hello(web, way, "after 12 h", folder, line));
        TestFolders.delete(place.path(folder));
        TestFolders.delete(place.repository().resolve("daggerkit"));
        return first;
    }

    private Run jbang(String folder, String... arguments) {
        return place.jbang(place.path(folder), arguments)
                .env("JBANG_DIR", place.path(folder + "/jbang").toString());
    }

    private double hello(BenchStub web, String way, String run, String folder, String line) {
        double millis = BenchPlace.millis(jbang(folder, "hello.java"), line == null ? "hello\n" : place.answer());
        requests.put(way + " " + run, web.gets());
        return millis;
    }

    /** Makes what was fetched older. */
    private static void age(Path urls) throws IOException {
        if (!Files.exists(urls)) {
            return;
        }
        FileTime before = FileTime.from(Instant.now().minus(NEXT_DAY));
        try (Stream<Path> files = Files.walk(urls)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, before);
            }
        }
    }

    private void print(Map<String, String> ways, BenchRounds measured) {
        report.head("Over a network, " + WAIT_MILLIS + " ms for each answer");
        for (String way : ways.keySet()) {
            if (way.equals(NONE)) {
                continue;
            }
            String of = way + " first";
            String name = way + ", first";
            if (way.equals(JAR)) {
                report.atMost(1.5, name, measured, of, NONE + " first");
            } else {
                report.info(name, measured, of, NONE + " first");
            }
            for (String run : RUNS.subList(1, RUNS.size())) {
                report.info("  " + run, measured, way + " " + run, NONE + " " + run);
            }
            report.line("  requests: "
                    + RUNS.stream()
                            .map(run -> requests.get(way + " " + run) + " " + run)
                            .collect(Collectors.joining(", ")));
        }
    }
}
