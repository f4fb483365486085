package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The generated pages are what their sources say. */
class PagesTest {
    @TestFactory
    List<DynamicTest> a_page_is_what_the_command_writes() {
        return Page.all().stream()
                .filter(Page::isStable)
                .map(page -> dynamicTest(page.file().toString(), () -> {
                    Path file = Run.root().resolve(page.file());
                    assertEquals(page.text(), Files.readString(file), "write it again: ./jbang pages " + page.name());
                }))
                .toList();
    }

    @Test
    void names_are_in_order() {
        List<String> names = Page.all().stream().map(Page::name).toList();
        assertEquals(names.stream().sorted().distinct().toList(), names);
    }

    @Test
    void every_recipe_that_has_more_than_one_branch_has_a_picture() {
        assertEquals(
                PicturePage.RECIPES,
                Recipe.all().stream()
                        .filter(recipe -> !recipe.name.equals(PicturePage.WITH_A_TIME))
                        .filter(recipe -> PicturePage.graph(recipe).hasBranches())
                        .map(recipe -> recipe.name)
                        .toList());
    }
}
