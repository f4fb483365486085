package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page for those who know an official SDK: that each pipeline is there in each language, and that its blocks have the
 * syntax of their language. Whether the SDKs have what the blocks call is not tested here, as that needs the SDKs.
 */
class SdksPageTest {
    private static final List<String> LANGUAGES = List.of("go", "python", "typescript", "java");

    @TempDir
    Path folder;

    private static List<Markdown.Block> blocks() throws IOException {
        return Markdown.read("docs/from-the-sdks.md").blocks();
    }

    @Test
    void ten_pipelines_stand_in_four_languages() throws IOException {
        Map<String, List<String>> pipelines = new LinkedHashMap<>();
        for (Markdown.Block block : blocks()) {
            pipelines.computeIfAbsent(block.heading(), key -> new ArrayList<>()).add(block.language());
        }
        assertEquals(10, pipelines.size(), pipelines.toString());
        pipelines.forEach((heading, languages) -> assertEquals(LANGUAGES, languages, heading));
    }

    @ParameterizedTest
    @CsvSource({"go, gofmt -e", "python, python3 -m py_compile", "typescript, node --check"})
    void the_blocks_have_the_syntax_of_their_language(String language, String checker) throws IOException {
        String[] command = checker.split(" ");
        boolean isThere = daggerkit.console.Programs.onPath(command[0], System.getenv()) != null;
        if (!isThere) {
            System.out.println("  SdksPageTest does not check " + language + ": there is no " + command[0] + ".");
        }
        Assumptions.assumeTrue(isThere, command[0] + " is not on PATH");
        for (Markdown.Block block : blocks()) {
            if (block.language().equals(language)) {
                Run.Result result = check(command, program(language, block.text()));
                assertEquals(0, result.code(), block.place() + ": " + result.err());
            }
        }
        assertTrue(check(command, program(language, "const = (")).code() != 0, checker + " finds nothing");
    }

    private Run.Result check(String[] command, String program) throws IOException {
        String ending = command[0].equals("node") ? ".mjs" : command[0].equals("gofmt") ? ".go" : ".py";
        List<String> all = new ArrayList<>(List.of(command));
        all.add(Files.writeString(folder.resolve("block" + ending), program).toString());
        return Run.command(all.toArray(new String[0])).run();
    }

    private static String program(String language, String block) {
        return switch (language) {
            case "go" -> "package main\nfunc pipeline() error {\n" + block + "\nreturn nil\n}\n";
            case "python" -> "async def pipeline():\n" + block.indent(4);
            // Node reads the types of TypeScript from version 22 on only; the page has few.
            default ->
                "async function pipeline() {\n"
                        + block.replace(" as Platform", "").replace("(c: Container)", "(c)") + "\n}\n";
        };
    }
}
