//DEPS org.yaml:snakeyaml:2.5
package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import daggerkit.local.LocalServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The pages for a first hour and for CI, over HTTP on a machine that never saw a clone. */
@ElsewhereInTurn
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PagesRunTest {
    private static final String START = "docs/getting-started.md";
    private static final String CI = "docs/ci.md";

    @TempDir
    static Path temporary;

    private static Elsewhere elsewhere;
    private static LocalServer local;

    @BeforeAll
    static void serve() throws Exception {
        elsewhere = new Elsewhere(temporary);
        local = LocalServer.start(o -> o.workdir(elsewhere.folder()));
    }

    @AfterAll
    static void stop() throws IOException {
        local.close();
        elsewhere.close();
    }

    @Test
    @Order(1)
    void the_first_steps_print_what_is_shown() throws IOException {
        try (RecordedEngine engine = new RecordedEngine("v1.0.0-beta.10", "uname")) {
            for (Markdown.Block block : Markdown.read(START).blocks()) {
                if (block.language().equals("console")) {
                    boolean first = block.text().contains("uname@catalog");
                    elsewhere.run(block, first ? engine.params() : local.params(), "C");
                }
            }
        }
        assertTrue(Files.exists(elsewhere.folder().resolve("build.java")));
    }

    @Test
    @Order(2)
    void the_script_for_maven_compiles() {
        for (Markdown.Block block : Markdown.read(START).blocks()) {
            if (block.language().equals("java")) {
                JavaCompilation.of("build", block.text());
            }
        }
    }

    /** What only a runner can do is checked by the shell for its form. */
    @Test
    @Order(3)
    void the_commands_for_ci_run() throws IOException {
        List<List<String>> jobs = new ArrayList<>();
        for (Markdown.Block block : Markdown.read(CI).blocks()) {
            if (List.of("yaml", "groovy").contains(block.language())) {
                jobs.add(block.language().equals("yaml") ? yaml(block.text()) : groovy(block.text()));
            }
        }
        assertEquals(3, jobs.size());
        for (List<String> job : jobs) {
            int run = 0;
            for (String line : job) {
                boolean here = line.matches("(dagger run )?jbang .*");
                run += here ? 1 : 0;
                String command = line.replaceFirst("^dagger run ", "");
                Run.Result result = here
                        ? elsewhere.shell(command).session(local.params()).run()
                        : Run.command("bash", "-n", "-c", line).run();
                assertEquals(0, result.code(), line + "\n" + result);
            }
            assertEquals(3, run, job.toString());
        }
    }

    private static List<String> yaml(String text) {
        Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        JsonNode file = new ObjectMapper().valueToTree(read);
        List<String> lines = new ArrayList<>();
        for (JsonNode step : file.at("/jobs/build/steps")) {
            step.path("run").asText().lines().forEach(lines::add);
        }
        for (String part : List.of("before_script", "script")) {
            file.at("/build/" + part).forEach(line -> lines.add(line.asText()));
        }
        return lines;
    }

    private static List<String> groovy(String text) {
        List<String> lines = new ArrayList<>();
        Matcher step = Pattern.compile("(?m)^ *sh '(.*)'$").matcher(text);
        while (step.find()) {
            lines.add(step.group(1));
        }
        return lines;
    }

    @Test
    @Order(4)
    void a_script_can_be_taken_elsewhere_with_its_jars() throws IOException {
        List<Markdown.Block> blocks = Markdown.read(CI).blocks().stream()
                .filter(block -> block.language().equals("console"))
                .toList();
        assertEquals(2, blocks.size());
        for (Markdown.Block block : blocks) {
            elsewhere.run(block, local.params(), "C");
        }
        Run.Result result =
                elsewhere.shell("java -jar build.jar").session(local.params()).run();
        assertTrue(result.out().contains("./build.java\n"), result.toString());
    }
}
