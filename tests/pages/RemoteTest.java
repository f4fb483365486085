package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What README says that works from anywhere, done as README says it: over HTTP, from another folder, with an empty home
 * and without a locale. The steps depend on each other as they do for a reader.
 */
@ElsewhereInTurn
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RemoteTest {
    private static final String NO_LOCALE = "C";
    private static final String ANSWER = "dagger 6.1.0 unknown GNU/Linux\n";
    private static final Markdown README = Markdown.read("README.md");
    private static final Set<String> done = new TreeSet<>();

    @TempDir
    static Path temporary;

    private static Elsewhere elsewhere;
    private static RecordedEngine engine;

    @BeforeAll
    static void serve() throws IOException {
        elsewhere = new Elsewhere(temporary);
        Elsewhere.release(); // JBang would not wait so long for its first byte
        engine = new RecordedEngine("v1.0.0-beta.10", "uname", "version", "exec-error");
    }

    @AfterAll
    static void stop() throws IOException {
        engine.close();
        elsewhere.close();
    }

    private static List<Markdown.Block> blocks(String heading, String language) {
        List<Markdown.Block> found = new ArrayList<>();
        for (Markdown.Block block : README.blocks()) {
            if (block.heading().equals(heading) && block.language().equals(language)) {
                found.add(block);
            }
        }
        assertTrue(!found.isEmpty(), "README has no " + language + " block below \"" + heading + "\"");
        return found;
    }

    private static void run(Markdown.Block block) {
        done.add(block.place());
        elsewhere.run(block, engine.params(), NO_LOCALE);
    }

    /** The script that README opens with, with other directives for its way to the library: what it asks the address for. */
    private static List<String> runHello(String folder, String directives, Path settings) throws IOException {
        Markdown.Block hello = blocks("daggerkit", "java").get(0);
        String script = hello.text().replace("//SOURCES daggerkit@catalog\n", elsewhere.filledIn(directives));
        Files.createDirectories(elsewhere.folder().resolve(folder));
        Files.writeString(elsewhere.folder().resolve(folder).resolve("hello.java"), script);
        elsewhere.requests();
        Run.Result result = elsewhere
                .shell("jbang " + folder + "/hello.java")
                .env("LC_ALL", NO_LOCALE)
                .env("JBANG_DIR", settings.toString())
                .session(engine.params())
                .run();
        assertEquals(ANSWER, result.out(), result.err());
        assertEquals(0, result.code());
        return elsewhere.requests();
    }

    @Test
    @Order(1)
    void an_alias_runs_after_its_catalog_was_added_and_trusted() throws IOException {
        run(blocks("From anywhere", "console").get(0));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(elsewhere.folder())) {
            assertTrue(!files.iterator().hasNext(), "JBang left something in the current folder");
        }
        String added = Files.readString(temporary.resolve("home/.jbang/jbang-catalog.json"));
        assertTrue(added.contains(elsewhere.address() + "/jbang-catalog.json"), added);
    }

    @Test
    @Order(2)
    void the_script_at_the_top_runs_and_prints_what_is_shown() throws IOException {
        Markdown.Block hello = blocks("daggerkit", "java").get(0);
        done.add(hello.place());
        Files.writeString(elsewhere.folder().resolve("hello.java"), hello.text());
        run(blocks("daggerkit", "console").get(0));
        assertEquals(
                ANSWER.strip(),
                blocks("daggerkit", "console").get(0).commands().get(0).shown().get(0));
    }

    @Test
    @Order(3)
    void the_scripts_print_what_is_shown() {
        blocks("Scripts", "console").forEach(RemoteTest::run);
    }

    @Test
    @Order(4)
    void a_failure_is_printed_as_shown_and_ends_with_the_commands_exit_code() throws IOException {
        String query = RecordingServer.recording("v1.0.0-beta.10", "exec-error")
                .at("/request/query")
                .asText();
        Files.writeString(elsewhere.folder().resolve("fails.graphql"), query);
        run(blocks("Errors and exit codes", "console").get(0));
    }

    @Test
    @Order(5)
    void the_library_is_found_in_each_of_the_ways_that_are_offered() throws IOException {
        List<Markdown.Block> ways = blocks("The library in your own script", "java");
        assertEquals(3, ways.size());
        ways.forEach(way -> done.add(way.place()));
        // Neither of these needs an address that is trusted. The first is one request.
        Path nothing = temporary.resolve("nothing");
        assertEquals(List.of("/daggerkit.jar"), runHello("jar", ways.get(0).text(), nothing));
        assertTrue(
                blocks("daggerkit", "java")
                        .get(0)
                        .text()
                        .contains("\n" + ways.get(1).text()),
                "the one for a try");
        List<String> maven = runHello("coordinate", ways.get(2).text(), nothing);
        String stem = "/maven/daggerkit/daggerkit/" + Dagger.VERSION + "/daggerkit-" + Dagger.VERSION;
        assertTrue(maven.containsAll(List.of(stem + ".pom", stem + ".jar")), maven.toString());
        assertTrue(maven.stream().allMatch(path -> path.startsWith(stem)), maven.toString());
        String byAddress = "//DEPS ADDRESS/lib/Dagger.java";
        assertTrue(Files.readString(Run.root().resolve("README.md")).contains("`" + byAddress + "`"));
        runHello("address", byAddress + "\n", temporary.resolve("home/.jbang"));
    }

    @Test
    @Order(6)
    void the_shell_has_the_library() {
        run(blocks("A shell", "console").get(0));
    }

    @Test
    @Order(7)
    void no_block_of_the_page_was_left_out() {
        for (Markdown.Block block : README.blocks()) {
            assertTrue(
                    ReadmeTest.isChecked(block) != done.contains(block.place()),
                    block.place() + ": expected to be run by exactly one of ReadmeTest and RemoteTest");
        }
    }
}
