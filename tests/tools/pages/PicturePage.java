package daggerkit;

import daggerkit.explain.graph.PipelineGraph;
import java.nio.file.Path;
import java.util.List;

/** The picture of a recipe that has more than one branch, as {@code explain --svg} draws it. Immutable. */
final class PicturePage implements Page {
    /** Those that have one, in the order of their names. */
    static final List<String> RECIPES = List.of(
            "bind_service",
            "cross_compile",
            "docker_tests",
            "export_files",
            "gradle_build",
            "latest_version",
            "matrix_test",
            "maven_build",
            "mirror_image",
            "multi_stage",
            "parallel_checks",
            "private_git",
            "read_git_file",
            "run_tool",
            "scan_image",
            "search_replace",
            "set_environment",
            "show_changes",
            "test_with_database");

    /** It has a time in it, and would be another picture each time. */
    static final String WITH_A_TIME = "use_host_service";

    private final String name;

    private PicturePage(String name) {
        this.name = name;
    }

    static List<Page> all() {
        return RECIPES.stream().<Page>map(PicturePage::new).toList();
    }

    @Override
    public String name() {
        return "picture-" + name;
    }

    @Override
    public Path file() {
        return Path.of("docs", "pictures", name + ".svg");
    }

    @Override
    public String text() {
        Recipe recipe = Recipe.all().stream()
                .filter(each -> each.name.equals(name))
                .findFirst()
                .orElseThrow();
        return graph(recipe).svg(recipe.title());
    }

    /** What a recipe asks for, with placeholders for answers. */
    static PipelineGraph graph(Recipe recipe) {
        return PipelineGraph.of(RecipeRuns.shared().explained(recipe).requests());
    }
}
