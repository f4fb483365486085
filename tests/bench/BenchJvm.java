package daggerkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The script's own JVM without JBang, and how each choice in it moves the time. */
final class BenchJvm {
    private static final String ROW = "  %-46s %7s %9s %12s%n";

    private final BenchPlace place;
    private final BenchReport report;
    private List<String> uname;
    private List<String> hello;

    BenchJvm(BenchPlace place, BenchReport report) {
        this.place = place;
        this.report = report;
    }

    private void build() throws Exception {
        BenchPlace.millis(place.jbang(BenchPlace.root(), "uname"), place.answer());
        BenchPlace.millis(place.jbang(place.path("hello"), "hello.java"), "hello\n");
        uname = place.javaCommand(BenchPlace.root().resolve("scripts/uname.java"));
        hello = place.javaCommand(place.path("hello/hello.java"));
    }

    /** The ratio of the two JVMs, then the table. */
    void run(int rounds) throws Exception {
        build();
        Map<String, List<String>> commands = commands();
        BenchRounds measured = new BenchRounds("the script's JVM").add("bare", () -> time(hello, "hello\n"));
        commands.forEach((name, command) -> measured.add(name, () -> {
            long start = System.nanoTime();
            double millis = time(command, place.answer());
            measured.note("sent by " + name, (place.engine().arrival() - start) / 1e6);
            return millis;
        }));
        measured.run(rounds);
        String asItIs = commands.keySet().iterator().next();
        report.head("The script's JVM, without JBang");
        report.atMost(6, "uname / a bare JVM hello", measured, asItIs, "bare");
        report.line("");
        report.line(row("How each choice moves it", "ms", "to bare", "request sent"));
        report.line(row("a bare JVM hello", BenchReport.ms(measured.median("bare")), "1.00", "-"));
        for (String name : commands.keySet()) {
            String ratio = String.format(Locale.ROOT, "%.2f", measured.ratio(name, "bare"));
            String sent = BenchReport.ms(measured.median("sent by " + name));
            report.line(row(name, BenchReport.ms(measured.median(name)), ratio, sent));
        }
        classes();
    }

    private Map<String, List<String>> commands() throws Exception {
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put("uname as it is", uname);
        commands.put("  without its JVM flags", without(uname));
        commands.put("  with an application CDS archive", withArchive());
        commands.put("  without javac -XDstringConcat=inline", concatAtRunTime());
        List<String> option = new ArrayList<>(uname);
        option.addAll(List.of("--image", "alpine:latest"));
        commands.put("  with an option, so with picocli", option);
        commands.put("least client: the library's HTTP, JSON events", client("channel"));
        commands.put("  with HttpURLConnection", client("connection"));
        commands.put("  with java.net.http.HttpClient", client("client"));
        commands.put("  with an ObjectMapper", client("mapper"));
        return commands;
    }

    private static List<String> without(List<String> command) {
        List<String> less = new ArrayList<>(command);
        less.removeIf(word -> word.startsWith("-XX:"));
        return less;
    }

    private static List<String> with(List<String> command, String... options) {
        List<String> more = new ArrayList<>(command);
        more.addAll(1, List.of(options));
        return more;
    }

    private List<String> withArchive() {
        Path archive = place.path("uname.jsa");
        time(with(uname, "-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable"), place.answer());
        return with(uname, "-XX:SharedArchiveFile=" + archive, "-Xlog:disable");
    }

    /** The script and the library, compiled so that joining strings makes classes at run time, as javac does by default. */
    private List<String> concatAtRunTime() throws IOException {
        Path lib = BenchPlace.root().resolve("lib");
        try (Stream<Path> files = Files.walk(lib)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                String text =
                        Files.readString(file).replace("//JAVAC_OPTIONS -XDstringConcat=inline ", "//JAVAC_OPTIONS ");
                place.write("concat/lib/" + lib.relativize(file), text);
            }
        }
        Path script = BenchPlace.root().resolve("scripts/uname.java");
        Path file = place.write("concat/scripts/uname.java", Files.readString(script));
        BenchPlace.millis(place.jbang(file.getParent(), "uname.java"), place.answer());
        return place.javaCommand(file);
    }

    /** A copy of uname in a folder of its own, with another directive for the library. */
    private Path copy(String folder, String directive) throws IOException {
        String script = Files.readString(BenchPlace.root().resolve("scripts/uname.java"));
        String library = BenchPlace.root().resolve("lib/Cli.java").toString();
        return place.write(
                folder + "/uname.java", script.replace("//SOURCES ../lib/Cli.java", directive + " " + library));
    }

    /** One of {@link BenchClient}, with the flags of uname. */
    private List<String> client(String name) {
        List<String> command = flags(uname);
        command.addAll(List.of(BenchClient.class.getName(), name, place.request()));
        return command;
    }

    /** A java command with the flags of a script and the class path of the bench. */
    static List<String> flags(List<String> script) {
        List<String> command = new ArrayList<>(List.of(script.get(0)));
        script.stream().filter(word -> word.startsWith("-XX:")).forEach(command::add);
        command.addAll(List.of("-classpath", System.getProperty("java.class.path")));
        return command;
    }

    private double time(List<String> command, String expected) {
        return BenchPlace.millis(place.command(command), expected);
    }

    /** What the JVM has loaded at the moment when the request arrives, as it logs it. */
    private void classes() throws Exception {
        Path log = place.path("classes.log");
        int[] atRequest = new int[2];
        place.engine().onQuery(() -> count(log, atRequest));
        List<String> logging = with(uname, "-Xlog:class+load=info:file=" + log);
        logging.remove("-Xlog:disable");
        time(logging, place.answer());
        place.engine().onQuery(() -> {});
        int[] atEnd = new int[2];
        count(log, atEnd);
        Path bareLog = place.path("bare.log");
        time(with(hello, "-Xlog:class+load=info:file=" + bareLog), "hello\n");
        int[] bare = new int[2];
        count(bareLog, bare);
        report.line("");
        report.line("  Classes loaded, and how many of them not from the JDK's own CDS archive:");
        report.line("  uname " + text(atRequest) + " before the request, " + text(atEnd) + " at its end; hello "
                + text(bare));
    }

    private static String text(int[] counts) {
        return counts[0] + " (" + counts[1] + ")";
    }

    private static void count(Path log, int[] counts) {
        try {
            List<String> loaded = Files.readAllLines(log).stream()
                    .filter(line -> line.contains(" source: "))
                    .toList();
            counts[0] = loaded.size();
            counts[1] = (int) loaded.stream()
                    .filter(line -> !line.contains("shared objects file"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same script with the library compiled into it and apart from it: whole runs, warm. */
    void directives(int rounds) throws Exception {
        BenchRounds measured = new BenchRounds("//SOURCES and //DEPS");
        for (String directive : List.of("//SOURCES", "//DEPS")) {
            Path file = copy(directive.substring(2), directive);
            measured.add(
                    directive, () -> BenchPlace.millis(place.jbang(file.getParent(), "uname.java"), place.answer()));
        }
        measured.run(rounds);
        report.head("The library for a script in a clone, warm");
        report.info("//DEPS / //SOURCES, whole runs of JBang", measured, "//DEPS", "//SOURCES");
    }

    private static String row(String name, String millis, String ratio, String sent) {
        return String.format(Locale.ROOT, ROW, name, millis, ratio, sent).stripTrailing();
    }
}
