package daggerkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A page of the documentation, or a picture in one, that {@code ./jbang pages} writes. */
interface Page {
    /** All of them, in the order of their names. */
    static List<Page> all() {
        return Stream.of(
                        List.of(new EnginesPage(), new LocalPage(), new ScriptsPage()),
                        PicturePage.all(),
                        RecipePages.all(),
                        TerminalPage.sessions())
                .<Page>flatMap(List::stream)
                .sorted(Comparator.comparing(Page::name))
                .toList();
    }

    /** What {@code ./jbang pages NAME} calls it. */
    String name();

    /** The file, relative to the repository. */
    Path file();

    /** The whole text of the file; a page that has parts written by hand reads these from the file. */
    String text() throws IOException, InterruptedException;

    /** Whether {@code PagesTest} compares the file with the text: not what differs by machine, or what another test has. */
    default boolean isStable() {
        return true;
    }
}
