package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import daggerkit.console.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalog's name in hints is the user's own. */
class CatalogNameTest {
    private static final String HINT = "try `jbang local@catalog ...` or `jbang dagger@catalog run`";

    /** As JBang writes it for an {@code add --name kit}. */
    private static final String ADDED = """
        {
          "catalogs": {
            "other": {
              "catalog-ref": "https://example.org/jbang-catalog.json",
              "description": "Something else"
            },
            "kit": {
              "catalog-ref": "https://example.org/kit/jbang-catalog.json",
              "description": "daggerkit: scripts and a library for Dagger in Java"
            }
          }
        }
        """;

    @TempDir
    Path folder;

    private String named(String below) throws IOException {
        Path here = Files.createDirectories(folder.resolve("work/a/b"));
        return Catalog.named(HINT, here, folder.resolve(below));
    }

    @Test
    void without_such_a_catalog_it_is_as_in_the_readme() throws IOException {
        assertEquals(HINT, named("own"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"own", "work", "work/a/.jbang", "work/a/b"})
    void it_is_found_where_jbang_looks(String place) throws IOException {
        Path file = Files.createDirectories(folder.resolve(place)).resolve("jbang-catalog.json");
        Files.writeString(file, ADDED);
        assertEquals(HINT.replace("@catalog", "@kit"), named("own"));
    }

    @Test
    void the_repositorys_own_catalog_and_broken_ones_have_no_such_name() throws IOException {
        Files.createDirectories(folder.resolve("own"));
        Files.copy(Run.root().resolve("jbang-catalog.json"), folder.resolve("own/jbang-catalog.json"));
        assertEquals(HINT, named("own"));
        Files.writeString(folder.resolve("own/jbang-catalog.json"), "{\"catalogs\": {\"k\\u001b[2J\": " + ADDED);
        assertEquals(HINT.replace("@catalog", "@kit"), named("own"));
        Files.write(folder.resolve("own/jbang-catalog.json"), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertEquals(HINT, named("own"));
    }

    @Test
    void it_is_what_jbang_writes() throws IOException {
        String description = LocalSession.JSON
                .readTree(Files.readString(Run.root().resolve("jbang-catalog.json")))
                .path("description")
                .asText();
        assertEquals("daggerkit: scripts and a library for Dagger in Java", description);
    }
}
