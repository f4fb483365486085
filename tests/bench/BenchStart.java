package daggerkit;

import daggerkit.console.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whole runs of JBang, as a user waits for them. */
final class BenchStart {
    private static final String HELLO = "hello\n";
    private static final Pattern FIRST_JAVA_BLOCK = Pattern.compile("(?s)```java\n(.*?)```");
    /** The line of README's script that says where the library comes from. */
    static final String SHORTEST = "//SOURCES daggerkit@catalog\n";

    /** What the templates have on top. */
    private static final String FLAGS =
            "//CDS\n//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xlog:disable\n";

    private final BenchPlace place;
    private final BenchReport report;
    private int edits;

    BenchStart(BenchPlace place, BenchReport report) {
        this.place = place;
        this.report = report;
    }

    private double hello(String script) {
        return BenchPlace.millis(place.jbang(place.path("hello"), script), HELLO);
    }

    private double uname(String script) {
        return BenchPlace.millis(place.jbang(BenchPlace.root(), script), place.answer());
    }

    /** The repository's own script against one that does nothing, both warm. */
    void uname(int rounds) throws Exception {
        hello("hello");
        uname("uname");
        List<String> helloJvm = place.javaCommand(place.path("hello/hello.java"));
        List<String> unameJvm = place.javaCommand(BenchPlace.root().resolve("scripts/uname.java"));
        BenchRounds measured = new BenchRounds("jbang uname")
                .add("hello", () -> hello("hello"))
                .add("uname", () -> uname("uname"))
                .add("hello.java", () -> hello("hello.java"))
                .add("uname.java", () -> uname("scripts/uname.java"))
                .add("hello's JVM", () -> BenchPlace.millis(place.command(helloJvm), HELLO))
                .add("uname's JVM", () -> BenchPlace.millis(place.command(unameJvm), place.answer()))
                .run(rounds);
        report.head("The script uname, warm");
        report.atMost(1.25, "jbang uname / jbang hello", measured, "uname", "hello");
        report.info("  by file, not by alias", measured, "uname.java", "hello.java");
        report.info("  without JBang: uname's JVM / hello's JVM", measured, "uname's JVM", "hello's JVM");
    }

    /** README's script with each way to the library: warm, and after an edit. */
    void userScript(int rounds) throws Exception {
        Map<String, String> ways = new LinkedHashMap<>();
        ways.put("//SOURCES daggerkit@catalog", SHORTEST);
        ways.put("//DEPS ADDRESS/lib/Dagger.java", "//DEPS " + place.engine().address() + "/lib/Dagger.java\n");
        ways.put(
                "//DEPS daggerkit:daggerkit:VERSION",
                "//REPOS central,kit=" + place.path("kit").toUri() + "\n//DEPS daggerkit:daggerkit:" + Dagger.VERSION
                        + "\n");
        prepare();
        place.write("flags/hello.java", readme().replace(SHORTEST, SHORTEST + FLAGS));
        hello("hello.java");
        List<String> helloJvm = place.javaCommand(place.path("hello/hello.java"));
        BenchRounds measured = new BenchRounds("a user's script")
                .add("hello", () -> hello("hello.java"))
                .add("hello's JVM", () -> BenchPlace.millis(place.command(helloJvm), HELLO));
        for (Map.Entry<String, String> way : ways.entrySet()) {
            add(measured, way.getKey(), readme().replace(SHORTEST, way.getValue()));
        }
        measured.add("flags", () -> script("flags")).run(rounds);
        report.head("A user's script as in README");
        for (String way : ways.keySet()) {
            report.atMost(1.4, way + " / hello", measured, way, "hello");
            report.atMost(3, "  after an edit / warm", measured, "edited " + way, way);
            report.info("  without JBang: its JVM / hello's JVM", measured, "JVM of " + way, "hello's JVM");
        }
        report.info("for comparison: the first with the templates' flags", measured, "flags", "hello");
    }

    private void add(BenchRounds measured, String way, String text) throws IOException {
        String folder = "way" + ++edits;
        Path file = place.write(folder + "/hello.java", text);
        script(folder);
        List<String> jvm = place.javaCommand(file);
        // Both belong together: the run after an edit leaves behind what makes the next one warm.
        measured.add(way, () -> {
            place.write(folder + "/hello.java", text.replace("alpine:latest", "alpine:" + ++edits));
            measured.note("edited " + way, script(folder));
            return script(folder);
        });
        measured.add("JVM of " + way, () -> BenchPlace.millis(place.command(jvm), place.answer()));
    }

    private double script(String folder) {
        return BenchPlace.millis(place.jbang(place.path(folder), "hello.java"), place.answer());
    }

    private void prepare() throws IOException {
        Path anywhere = Files.createDirectories(place.path("anywhere"));
        String catalog = place.engine().address() + "/jbang-catalog.json";
        succeed(place.jbang(anywhere, "catalog", "add", "--global", "--name", "catalog", catalog));
        Files.createDirectories(place.path("kit"));
        String kit = place.path("kit").toString();
        succeed(place.jbang(
                anywhere,
                "export",
                "mavenrepo",
                "--force",
                "-O",
                kit,
                place.engine().address() + "/lib/Dagger.java"));
    }

    /** Runs what is no measurement. */
    static void succeed(Run run) {
        Run.Result result = run.run();
        if (result.code() != 0) {
            throw new BenchPlace.ChildException(
                    "JBang ended with exit code " + result.code() + ": " + Text.oneLine(result.err()));
        }
    }

    /** README's script, without what stands around it. */
    static String readme() throws IOException {
        Matcher block =
                FIRST_JAVA_BLOCK.matcher(Files.readString(BenchPlace.root().resolve("README.md")));
        if (!block.find()
                || !block.group(1).contains(SHORTEST)
                || !block.group(1).contains("\"alpine:latest\"")) {
            throw new DaggerException("Cannot measure the script of README.md: its first Java block has no line \""
                    + SHORTEST.strip() + "\" or no image \"alpine:latest\"; write the one that the bench should take.");
        }
        return block.group(1);
    }

    /** With nothing of JBang's own but its jar: it resolves, compiles and packs; all that Maven has is there. */
    void first(int rounds) throws Exception {
        BenchRounds measured = new BenchRounds("first run");
        measured.add("warm", () -> {
            String folder = "first" + ++edits;
            measured.note("first", firstOrNext(folder));
            double warm = firstOrNext(folder);
            TestFolders.delete(place.path(folder));
            return warm;
        });
        measured.run(rounds);
        report.head("The first run, with a warm Maven repository");
        report.atMost(8, "jbang uname, first / warm", measured, "first", "warm");
    }

    private double firstOrNext(String folder) {
        Run run = place.jbang(BenchPlace.root(), "uname")
                .env("JBANG_DIR", place.path(folder).toString());
        return BenchPlace.millis(run, place.answer());
    }
}
