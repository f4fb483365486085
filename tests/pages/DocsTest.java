package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for every page: its links lead somewhere, and it has no block of a kind that nobody checks. */
class DocsTest {
    private static final Set<String> LANGUAGES = Set.of("java", "console", "graphql", "groovy", "text", "yaml");

    private static List<String> pages() throws IOException {
        List<String> pages = new ArrayList<>(List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md"));
        try (Stream<Path> files = Files.walk(Run.root().resolve("docs"))) {
            files.map(file -> Run.root().relativize(file).toString().replace('\\', '/'))
                    .filter(file -> file.endsWith(".md"))
                    .sorted()
                    .forEach(pages::add);
        }
        return pages;
    }

    @Test
    void links_lead_to_files_and_headings_that_exist() throws IOException {
        for (String page : pages()) {
            for (String link : Markdown.read(page).links()) {
                if (link.startsWith("https://")) {
                    continue;
                }
                String file = link.replaceFirst("#.*", "");
                Path target = file.isEmpty()
                        ? Path.of(page)
                        : Path.of(page).resolveSibling(file).normalize();
                assertTrue(Files.exists(Run.root().resolve(target)), page + " links to " + link);
                if (link.contains("#")) {
                    Set<String> anchors = Markdown.read(target.toString()).anchors();
                    assertTrue(anchors.contains(link.substring(link.indexOf('#') + 1)), page + " links to " + link);
                }
            }
        }
    }

    @Test
    void every_page_can_be_reached_from_the_index() throws IOException {
        List<String> missing = new ArrayList<>(pages());
        missing.removeAll(List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/README.md"));
        for (String link : Markdown.read("docs/README.md").links()) {
            missing.remove("docs/" + link.replaceFirst("#.*", ""));
        }
        missing.removeIf(page -> page.startsWith("docs/recipes/"));
        assertEquals(List.of(), missing);
    }

    @Test
    void every_block_is_of_a_kind_that_is_checked() throws IOException {
        for (String page : pages()) {
            for (Markdown.Block block : Markdown.read(page).blocks()) {
                boolean isOfSdk = page.equals("docs/from-the-sdks.md")
                        && Set.of("go", "python", "typescript").contains(block.language()); // SdksPageTest
                assertTrue(isOfSdk || LANGUAGES.contains(block.language()), block.place() + ": " + block.language());
            }
        }
    }

    @Test
    void commands_name_aliases_and_templates_that_exist() throws IOException {
        List<String> known = new ArrayList<>();
        JsonNode catalog = new ObjectMapper()
                .readTree(Run.root().resolve("jbang-catalog.json").toFile());
        catalog.path("aliases").fieldNames().forEachRemaining(known::add);
        catalog.path("templates").fieldNames().forEachRemaining(known::add);
        for (String page : pages()) {
            if (page.equals("CONTRIBUTING.md")) {
                continue; // Its script is an example of one to be written.
            }
            Matcher named = Pattern.compile("([\\w-]+)@catalog")
                    .matcher(Files.readString(Run.root().resolve(page)));
            while (named.find()) {
                assertTrue(
                        named.group(1).equals("NAME") || known.contains(named.group(1)), page + ": " + named.group());
            }
        }
    }
}
