package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import daggerkit.local.LocalServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Each template, over HTTP on a machine that never saw a clone: initialized, run, edited and run again. */
@Order(1) // it takes so long that it begins before most
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TemplatesTest {
    private static final String SERVE = "{moduleSource(refString:\"./greeter\"){asModule{name serve}}}";
    private static final String GREET = "{greeter(from:\"me\"){greet(name:\"you\")}}";
    private static final Set<String> tested = new TreeSet<>();

    @TempDir
    static Path temporary;

    private static Elsewhere elsewhere;

    @BeforeAll
    static void addTheCatalogUnderAnotherName() throws IOException {
        elsewhere = Elsewhere.alone(temporary);
        succeed("jbang catalog add --name kit ADDRESS/jbang-catalog.json && jbang trust add ADDRESS/", null);
    }

    @AfterAll
    static void stop() throws IOException {
        elsewhere.close();
    }

    private static Run.Result run(String line, ConnectParams session) {
        Run run = elsewhere.shell(line);
        return (session == null ? run : run.session(session)).run();
    }

    private static String succeed(String line, ConnectParams session) {
        Run.Result result = run(line, session);
        assertEquals(0, result.code(), line + "\n" + result);
        return result.out();
    }

    private static void init(String template, String arguments) {
        tested.add(template);
        succeed("jbang init --template " + template + "@kit -Dcatalog=kit " + arguments, null);
    }

    private static void edit(String file, String from, String to) throws IOException {
        Path script = elsewhere.folder().resolve(file);
        String text = Files.readString(script);
        assertTrue(text.contains(from), text);
        Files.writeString(script, text.replace(from, to));
    }

    @Test
    @Order(1)
    void the_pipeline_runs_over_the_folder_it_stands_in() throws Exception {
        init("pipeline", "-Dimage=debian build.java");
        try (LocalServer local = LocalServer.start(o -> o.workdir(elsewhere.folder()))) {
            assertTrue(succeed("jbang build.java", local.params()).contains("./build.java\n"));
            edit("build.java", "find . -type f | sort", "echo edited; grep -c debian build.java");
            assertEquals("edited\n1\n", succeed("jbang build.java", local.params()));
            // The class of a file that is called as what the script imports would hide that.
            init("pipeline", "Dagger.java");
            assertTrue(succeed("jbang Dagger.java", local.params()).contains("./build.java\n"));
        }
    }

    @Test
    @Order(2)
    void the_tests_pass_until_the_pipeline_asks_for_something_else() throws IOException {
        init("test", "build_test.java");
        String passed = succeed("jbang build_test.java", null);
        assertTrue(passed.contains("[         2 tests successful      ]"), passed);
        edit("build_test.java", "\"uname\", \"-nrio\"", "\"uname\", \"-nrioa\"");
        Run.Result failed = run("jbang build_test.java", null);
        assertEquals(1, failed.code(), failed.toString());
        assertTrue(failed.out().contains("This request is not in the recording \"uname.jsonl\""), failed.out());
    }

    @Test
    @Order(3)
    void the_module_is_called() throws IOException {
        init("module", "hello.java");
        assertTrue(Files.exists(elsewhere.folder().resolve("greeter/dagger.json")));
        try (RecordedEngine engine = new RecordedEngine("v1.0.0-beta.10")) {
            engine.alsoAs(SERVE, RecordingServer.recording("v1.0.0-beta.10", "module-serve"));
            engine.alsoAs(GREET, RecordingServer.recording("v1.0.0-beta.10", "module-call"));
            assertEquals("hello you from me\n", succeed("jbang hello.java", engine.params()));
            init("module", "--force ModuleObject.java");
            assertEquals("hello you from me\n", succeed("jbang ModuleObject.java", engine.params()));
            edit("hello.java", "asText());", "asText() + '!');");
            assertEquals("hello you from me!\n", succeed("jbang hello.java", engine.params()));
        }
    }

    @Test
    @Order(4)
    void every_template_of_the_catalog_was_tried_and_stands_in_the_readme() throws IOException {
        JsonNode catalog = new ObjectMapper()
                .readTree(Run.root().resolve("jbang-catalog.json").toFile());
        Map<String, String> templates = new TreeMap<>();
        catalog.path("templates")
                .properties()
                .forEach(template -> templates.put(
                        template.getKey(),
                        template.getValue().path("description").asText()));
        assertEquals(templates.keySet(), tested);
        Map<String, String> readme = new TreeMap<>();
        Markdown.read("README.md")
                .table("template", "what it is")
                .forEach(row -> readme.put(row.get(0).replace("`", ""), row.get(1)));
        assertEquals(templates, readme);
    }
}
