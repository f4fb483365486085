package daggerkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;

/**
 * The pages about the recipes. Words are written by hand; between {@code <!-- NAME.java -->} and {@code <!-- end -->}
 * stands what is known of a recipe: its code, what it printed, what it needs and what it asks for. In the index the parts
 * are named by page.
 */
final class RecipePages {
    private static final Path RUNS = Recipe.FOLDER.resolve("runs.txt");
    private static final Path INDEX = Recipe.FOLDER.resolve("README.md");
    private static final String END = "<!-- end -->";
    private static final List<String> NAMES =
            List.of("run", "files", "sources", "builds", "images", "secrets", "services", "failures", "modules");

    private RecipePages() {}

    /** All of them; the runs come first, since the others show them. */
    static List<Page> all() {
        List<Page> pages = new ArrayList<>();
        pages.add(page("recipe-runs", RUNS, false, RecipePages::runs));
        pages.add(page("recipes", INDEX, true, RecipePages::index));
        for (String name : NAMES.stream().sorted().toList()) {
            Path file = file(name);
            pages.add(page("recipes-" + name, file, true, () -> filled(file)));
        }
        return pages;
    }

    private interface Text {
        String get() throws IOException, InterruptedException;
    }

    private static Page page(String name, Path file, boolean isStable, Text text) {
        return new Page() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Path file() {
                return file;
            }

            @Override
            public String text() throws IOException, InterruptedException {
                return text.get();
            }

            @Override
            public boolean isStable() {
                return isStable;
            }
        };
    }

    private static Path file(String name) {
        return Recipe.FOLDER.resolve(name + ".md");
    }

    /** The pages with recipes, in the order of the index. */
    static List<Path> files() {
        return NAMES.stream().map(RecipePages::file).toList();
    }

    /** The names of the recipes that a page shows, in its order. */
    static List<String> recipes(Path file) throws IOException {
        return Files.readAllLines(Run.root().resolve(file)).stream()
                .filter(line -> line.matches("<!-- [a-z_]+\\.java -->"))
                .map(line -> line.replaceAll("<!-- |\\.java -->", ""))
                .toList();
    }

    private static Recipe recipe(String name) {
        return Recipe.all().stream()
                .filter(recipe -> recipe.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new DaggerException("There is no recipe \"" + name
                        + "\": expected one of those in tests/tools/pages/Recipe.java."));
    }

    /** What the recipes printed when they ran, by their names; empty for a page that is not written yet. */
    static Map<String, String> stored() throws IOException {
        Map<String, String> stored = new LinkedHashMap<>();
        Path file = Run.root().resolve(RUNS);
        if (Files.exists(file)) {
            for (String part : Files.readString(file).split("(?m)^== ")) {
                int end = part.indexOf('\n');
                if (!part.startsWith("#")) {
                    stored.put(part.substring(0, end), part.substring(end + 1));
                }
            }
        }
        return stored;
    }

    /** Runs what the stand-in can run; what differs only as it may from run to run stays as it is. */
    private static String runs() throws IOException {
        Map<String, String> stored = stored();
        StringBuilder text = new StringBuilder("# What the recipes printed: written by ./jbang pages recipe-runs\n");
        List<Recipe> tried = Recipe.all().stream()
                .filter(recipe -> recipe.lacks == null && recipe.missing() == null)
                .toList();
        Map<Recipe, Future<RecipeRuns.Ran>> runs = RecipeRuns.all(tried, RecipeRuns.shared()::run);
        for (Map.Entry<Recipe, Future<RecipeRuns.Ran>> run : runs.entrySet()) {
            String name = run.getKey().name;
            RecipeRuns.Ran ran = RecipeRuns.result(run.getValue());
            if (!RecipeText.isNotImplemented(ran)) {
                if (ran.code() != run.getKey().code) {
                    throw new DaggerException("Cannot store what \"" + name + "\" printed: its exit code is "
                            + ran.code() + ", expected " + run.getKey().code + ".\n" + ran.output());
                }
                String shown = RecipeText.console(run.getKey(), ran);
                boolean same = RecipeText.blanked(shown).equals(RecipeText.blanked(stored.getOrDefault(name, "")));
                text.append("== ").append(name).append('\n').append(same ? stored.get(name) : shown);
            }
        }
        return text.toString();
    }

    /** A page with its generated parts made again. */
    private static String filled(Path file) throws IOException {
        Map<String, String> stored = stored();
        return filled(file, part -> {
            Recipe recipe = recipe(part.replace(".java", ""));
            return RecipeText.about(recipe, RecipeRuns.shared().explained(recipe), stored.get(recipe.name));
        });
    }

    private static String index() throws IOException {
        Map<String, String> stored = stored();
        return filled(INDEX, part -> {
            StringBuilder text = new StringBuilder("| recipe | script | tried |\n| --- | --- | --- |\n");
            for (String name : recipes(Recipe.FOLDER.resolve(part))) {
                Recipe recipe = recipe(name);
                String anchor = Markdown.anchor(recipe.title());
                String tried = stored.containsKey(name) ? "run" : "validated";
                text.append("| [" + recipe.title() + "](" + part + "#" + anchor + ") | [" + name + "](" + name
                        + ".java) | " + tried + " |\n");
            }
            return text.toString();
        });
    }

    private interface Part {
        String text(String name) throws IOException;
    }

    private static String filled(Path file, Part part) throws IOException {
        StringBuilder text = new StringBuilder();
        boolean inside = false;
        for (String line : Files.readAllLines(Run.root().resolve(file))) {
            inside &= !line.equals(END);
            if (!inside) {
                text.append(line).append('\n');
            }
            if (line.matches("<!-- [a-z_]+\\.(java|md) -->")) {
                inside = true;
                text.append(part.text(line.substring("<!-- ".length(), line.length() - " -->".length())));
            }
        }
        if (inside) {
            throw new DaggerException("Cannot read \"" + file + "\": a part has no line \"" + END + "\" below it.");
        }
        return text.toString();
    }
}
