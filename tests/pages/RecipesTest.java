package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import daggerkit.explain.ExplainedRequest;
import daggerkit.schema.EngineVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the recipes of docs/recipes promise: they compile, ask for what engines have, and print what their pages show. */
class RecipesTest {
    private static final int FEWEST = 40;
    private static final int MOST_LINES = 60;
    private static final int USAGE = 64;
    private static final String SHEBANG = "///usr/bin/env jbang \"$0\" \"$@\" ; exit $?";
    private static final String LIBRARY = "//SOURCES daggerkit@catalog";

    /** What an engine older than the newest lacks of a recipe. */
    private static final Map<String, List<EngineVersion>> NEWER =
            Map.of("download", List.of(EngineVersion.V0_21_8, EngineVersion.V1_0_0));

    /** Those in which one thing has to be done before the next, with the number of requests that are not for IDs. */
    private static final Map<String, Integer> SEVERAL =
            Map.of("expose_service", 3, "load_image", 2, "search_replace", 2, "shell_on_failure", 1, "show_changes", 2);

    private static List<DynamicTest> each(Check check) {
        return Recipe.all().stream()
                .map(recipe -> dynamicTest(recipe.name, () -> check.of(recipe)))
                .toList();
    }

    private interface Check {
        void of(Recipe recipe) throws Exception;
    }

    @Test
    void every_script_is_tried() throws IOException {
        List<String> tried = Recipe.all().stream().map(recipe -> recipe.name).toList();
        assertEquals(Recipe.names(), tried);
        assertTrue(tried.size() >= FEWEST, "" + tried.size());
    }

    @TestFactory
    List<DynamicTest> a_script_is_short_and_begins_as_all_do() {
        return each(recipe -> {
            String text = recipe.text();
            List<String> head = text.lines().limit(5).toList();
            assertEquals(List.of(SHEBANG, "//JAVA 17+"), head.subList(0, 2));
            assertTrue(head.get(2).matches("//DESCRIPTION [A-Z].*[a-z]"), head.get(2));
            assertEquals(LIBRARY, head.get(3));
            assertTrue(head.get(4).startsWith("import "), head.get(4));
            assertTrue(text.contains("\nclass " + recipe.name + " {\n"), "the class has another name");
            assertTrue(text.lines().count() <= MOST_LINES, "" + text.lines().count());
            assertTrue(Files.isExecutable(Run.root().resolve(recipe.file())), "not executable");
        });
    }

    @Test
    void every_recipe_is_on_one_page_under_its_title_with_words_of_its_own() throws IOException {
        List<String> shown = new ArrayList<>();
        String index = Files.readString(Run.root().resolve(Recipe.FOLDER).resolve("README.md"));
        for (Path file : RecipePages.files()) {
            assertTrue(index.contains("<!-- " + file.getFileName() + " -->"), "not in the index: " + file);
            String page = Files.readString(Run.root().resolve(file));
            for (String name : RecipePages.recipes(file)) {
                Recipe recipe = Recipe.all().stream()
                        .filter(other -> other.name.equals(name))
                        .findFirst()
                        .orElseThrow();
                String[] halves = page.split("<a id=\"" + name + "\"></a>\n\n");
                assertEquals(2, halves.length, file + ": " + name);
                String before = halves[1].substring(0, halves[1].indexOf("<!-- " + name));
                assertTrue(before.matches("(?s)## \\Q" + recipe.title() + "\\E\n\nUse it .+\n\n"), before);
                String after = halves[1].substring(halves[1].indexOf("<!-- end -->"));
                assertTrue(after.startsWith("<!-- end -->\n\n**Pitfall.** "), after);
                shown.add(name);
            }
        }
        assertEquals(Recipe.names(), shown.stream().sorted().toList());
    }

    @Test
    void the_links_of_the_pages_lead_somewhere() throws IOException {
        List<Path> pages = new ArrayList<>(RecipePages.files());
        pages.add(Recipe.FOLDER.resolve("README.md"));
        for (Path page : pages) {
            assertTrue(Files.readString(Run.root().resolve(page)).chars().allMatch(c -> c < 0x80), page + ": ASCII");
            for (String link : Markdown.read("" + page).links()) {
                String[] parts = link.split("#", 2);
                if (!link.startsWith("https://")) {
                    Path to = parts[0].isEmpty()
                            ? page
                            : page.resolveSibling(parts[0]).normalize();
                    assertTrue(Files.exists(Run.root().resolve(to)), page + ": " + link);
                    assertTrue(
                            parts.length == 1
                                    || Markdown.read("" + to).anchors().contains(parts[1]),
                            page + ": " + link);
                }
            }
        }
    }

    @TestFactory
    List<DynamicTest> the_requests_are_what_engines_take() {
        return each(recipe -> {
            RecipeRuns.Explained explained = RecipeRuns.shared().explained(recipe);
            if (recipe.name.equals(Recipe.MODULE)) {
                assertTrue(explained.requests().get(0).isValid());
                assertTrue(explained.output().contains("which explain cannot know"), explained.output());
                return;
            }
            assertEquals(0, explained.code(), explained.output());
            assertEquals(
                    NEWER.getOrDefault(recipe.name, List.of(EngineVersion.values())),
                    explained.engines(),
                    "" + explained.problems());
        });
    }

    /** IDs of arguments are asked for first, and once the engine is asked how it loads an object. */
    @TestFactory
    List<DynamicTest> what_is_read_together_is_one_request() {
        return each(recipe -> {
            long reading = RecipeRuns.shared().explained(recipe).requests().stream()
                    .filter(ExplainedRequest::isValid)
                    .filter(request -> Stream.of(request.text().split("\n"))
                            .filter(line -> line.contains("\u2192"))
                            .anyMatch(line -> !line.matches("[^a-z_]*(id|__type.*) \u2192 .*")))
                    .count();
            assertEquals(SEVERAL.getOrDefault(recipe.name, 1).longValue(), reading);
        });
    }

    /** One test for all, so that two can run at once. */
    @Test
    void what_the_stand_in_can_run_prints_what_is_stored() throws IOException {
        try (LocalSession session = LocalSession.start()) {
            Assumptions.assumeTrue(session.isolated(), "there is no private root on this host");
        }
        Map<String, String> stored = RecipePages.stored();
        List<Recipe> tried = Recipe.all().stream()
                .filter(recipe -> recipe.lacks == null)
                .filter(recipe -> recipe.missing() == null)
                .toList();
        String again = "run it again and look at what changed: ./jbang pages recipe-runs recipes";
        for (Map.Entry<Recipe, Future<RecipeRuns.Ran>> run :
                RecipeRuns.all(tried, RecipeRuns.shared()::run).entrySet()) {
            Recipe recipe = run.getKey();
            RecipeRuns.Ran ran = RecipeRuns.result(run.getValue());
            String known = stored.get(recipe.name);
            if (RecipeText.isNotImplemented(ran)) {
                assertNull(known, recipe + " ran once; " + ran.output());
            } else {
                assertEquals(recipe.code, ran.code(), recipe + ": " + ran.output());
                assertNotNull(known, recipe + " can be run now; " + again + "\n" + ran.output());
                assertEquals(
                        RecipeText.blanked(known),
                        RecipeText.blanked(RecipeText.console(recipe, ran)),
                        recipe + ": " + again);
            }
        }
        TreeSet<String> others = new TreeSet<>(stored.keySet());
        Recipe.all().stream().filter(recipe -> recipe.lacks == null).forEach(recipe -> others.remove(recipe.name));
        assertEquals(new TreeSet<>(), others, "stored, but not run");
    }

    @TestFactory
    List<DynamicTest> a_module_answers_as_three_engines_did() {
        Recipe recipe = Recipe.all().stream()
                .filter(other -> other.name.equals(Recipe.MODULE))
                .findFirst()
                .orElseThrow();
        return Stream.of(EngineVersion.values())
                .map(engine -> dynamicTest("" + engine, () -> {
                    RecipeRuns.Ran ran = RecipeRuns.shared().module(recipe, engine);
                    assertEquals("hello you from me\n", ran.output());
                    assertEquals(0, ran.code());
                }))
                .toList();
    }

    /** Without a session, too: a wrong command line is told before anything is connected. */
    @Test
    void a_recipe_without_its_arguments_says_what_it_wants() {
        List<Recipe> wanting = Recipe.all().stream()
                .filter(recipe -> recipe.text().contains("\"Usage: "))
                .toList();
        assertNotEquals(List.of(), wanting);
        RecipeRuns.all(wanting, RecipeRuns.shared()::bare).forEach((recipe, run) -> {
            RecipeRuns.Ran ran = RecipeRuns.result(run);
            assertEquals(USAGE, ran.code(), recipe + ": " + ran.output());
            assertTrue(ran.output().matches("Usage: " + recipe.name + "\\.java .*\n"), ran.output());
            assertFalse(ran.output().contains("\tat "), ran.output());
        });
    }
}
