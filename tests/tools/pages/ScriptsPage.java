package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Every script of the catalog with what its {@code --help} prints. CatalogTest, which runs them all, compares. */
final class ScriptsPage implements Page {
    private static final String HEAD = """
        # The scripts

        <!-- written by ./jbang pages scripts -->

        `jbang NAME@catalog` runs one; `catalog` is the name under which you added
        [this repository's catalog](../README.md#from-anywhere). In a session, that is under `dagger run`, they use it;
        without one they start their own with the `dagger` on PATH. The result goes to standard output, all else to standard
        error, and the [exit code](../README.md#errors-and-exit-codes) of a command that failed is the script's.
        """;

    @Override
    public String name() {
        return "scripts";
    }

    @Override
    public Path file() {
        return Path.of("docs/scripts.md");
    }

    @Override
    public boolean isStable() {
        return false;
    }

    @Override
    public String text() throws IOException {
        JsonNode catalog = new ObjectMapper()
                .readTree(Run.root().resolve("jbang-catalog.json").toFile());
        Map<String, String> scripts = new TreeMap<>();
        catalog.path("aliases").properties().forEach(alias -> {
            String file = alias.getValue().path("script-ref").asText();
            if (file.startsWith("scripts/")) {
                scripts.put(alias.getKey(), file);
            }
        });
        StringBuilder text = new StringBuilder(HEAD);
        scripts.forEach((name, file) -> {
            text.append(section(name, Run.jvm(file, "--help").run().out()));
            if (Files.exists(Run.root().resolve("docs/terminal/" + name + ".svg"))) {
                text.append("\n![" + name + " in a terminal](terminal/" + name + ".svg)\n");
            }
        });
        return text.toString();
    }

    /** The part of the page for one script. */
    static String section(String name, String help) {
        return "\n## " + name + "\n\n```text\n" + help.strip() + "\n```\n";
    }
}
