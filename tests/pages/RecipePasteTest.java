package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of the recipes says how to run one anywhere: done so, over HTTP, in an empty folder with an empty home. */
@ElsewhereInTurn
class RecipePasteTest {
    private static final String SCRIPT = "run_command.java";

    @TempDir
    Path temporary;

    @Test
    void a_recipe_runs_where_it_is_pasted_after_the_step_at_the_head_of_the_page() throws IOException {
        List<Markdown.Block> head = Markdown.read(Recipe.FOLDER + "/README.md").blocks();
        assertEquals(2, head.size(), "the step, and a run");
        Markdown.Block script = Markdown.read(Recipe.FOLDER + "/run.md").blocks().stream()
                .filter(block -> block.text().contains("class run_command {"))
                .findFirst()
                .orElseThrow();
        try (Elsewhere elsewhere = new Elsewhere(temporary);
                LocalSession session = LocalSession.start()) {
            Assumptions.assumeTrue(session.isolated(), "there is no private root on this host");
            elsewhere.run(head.get(0), session.params, "C");
            Files.writeString(elsewhere.folder().resolve(SCRIPT), script.text());
            elsewhere.run(head.get(1), session.params, "C");
        }
    }
}
