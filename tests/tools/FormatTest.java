package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormatTest {
    private static final String GOOD = "//DEPS a:b:1\n\npackage daggerkit;\n\nclass Good {}\n";

    @TempDir
    Path root;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void catalog() throws IOException {
        Files.writeString(root.resolve("jbang-catalog.json"), "{}");
    }

    @Test
    void theRepositoryIsFormatted() throws IOException {
        List<String> problems = Formatter.problems(Run.root());
        assertEquals("", String.join("\n", problems), "Run ./jbang format; what it still tells is left to you.");
    }

    @Test
    void aFormattedFilePasses() throws IOException {
        write("lib/Good.java", GOOD);
        assertEquals(0, run("--check"));
        assertEquals("", out.toString());
    }

    @Test
    void checkListsTheFilesAndChangesNone() throws IOException {
        String bad = GOOD.replace("class Good {}", "class Good\n{ }");
        for (String folder : List.of("lib/server", "scripts", "tests", "docs/recipes")) {
            write(folder + "/Good.java", bad);
        }
        write("lib/Good.java", GOOD);
        assertEquals(1, run("--check"));
        assertEquals(
                List.of("lib/server", "scripts", "tests", "docs/recipes"),
                out.toString()
                        .lines()
                        .map(line -> line.replaceFirst("/Good.java: is not formatted.*", ""))
                        .toList());
        assertTrue(out.toString().contains("run ./jbang format"), out.toString());
        assertEquals(bad, Files.readString(root.resolve("scripts/Good.java")));
    }

    @Test
    void applyingKeepsTheHeadAndSettlesTheRest() throws IOException {
        String head = "///usr/bin/env jbang \"$0\" \"$@\" ; exit $?\n//DEPS a:b:1\n\n//SOURCES  x.java\n\n";
        write(
                "scripts/a.java",
                head + "import java.util.Map;\nimport java.util.List;\nclass a{List<String> b; //c\n}\n\n\n");
        assertEquals(0, run());
        assertEquals("Formatted scripts/a.java\n", out.toString());
        String expected = head + "import java.util.List;\n\nclass a {\n    List<String> b; // c\n}\n";
        assertEquals(expected, Files.readString(root.resolve("scripts/a.java")));
        out.reset();
        assertEquals(0, run());
        assertEquals("", out.toString());
    }

    /** The formatter alone moves such a text block once more when it is run again. */
    @Test
    void whatWasFormattedOnceStaysAsItIs() throws IOException {
        write("lib/Block.java", """
            class Block {
                void block() {
                    if (true) {
                        call(
                                \"""
                                text
                                  more\""",
                                other.other());
                    }
                }
            }
            """);
        assertEquals(0, run());
        assertEquals(0, run("--check"));
        assertEquals("Formatted lib/Block.java\n", out.toString());
    }

    @Test
    void lineEndsAndTheLastNewlineAreSettled() throws IOException {
        write("lib/Windows.java", GOOD.replace("\n", "\r\n"));
        write("lib/Open.java", GOOD.stripTrailing());
        write("lib/Umbrella.java", "//SOURCES Good.java\n\n");
        assertEquals(1, run("--check"));
        assertEquals(
                3,
                out.toString()
                        .lines()
                        .filter(line -> line.contains("is not formatted"))
                        .count());
        assertEquals(0, run());
        assertEquals(GOOD, Files.readString(root.resolve("lib/Windows.java")));
        assertEquals(GOOD, Files.readString(root.resolve("lib/Open.java")));
        assertEquals("//SOURCES Good.java\n", Files.readString(root.resolve("lib/Umbrella.java")));
    }

    @Test
    void whatOnlyAPersonCanSettleIsTold() throws IOException {
        write("lib/Accent.java", GOOD.replace("class", "// caf\u00e9\nclass"));
        write("lib/Broken.java", "class Broken {");
        write("lib/Directive.java", GOOD.replace("class", "//SOURCES x.java\nclass"));
        assertEquals(1, run("--check"));
        String told = out.toString();
        assertTrue(told.contains("lib/Accent.java: line 5 has a character outside ASCII"), told);
        assertTrue(told.contains("lib/Broken.java: cannot be read as Java"), told);
        assertTrue(told.contains("lib/Directive.java: //SOURCES is below the head"), told);
        run();
        assertEquals("class Broken {", Files.readString(root.resolve("lib/Broken.java")));
    }

    @Test
    void aLongFileIsAWarningAndNoProblem() throws IOException {
        write("lib/Long.java", GOOD.replace("{}", "{\n" + "    // more\n".repeat(295) + "}"));
        write("lib/Longest.java", GOOD.replace("{}", "{\n" + "    // more\n".repeat(294) + "}"));
        write("lib/Api.java", GOOD.replace("{}", "{\n" + "    // more\n".repeat(400) + "}"));
        String warning = "lib/Long.java: warning: has 301 lines, more than 300: is it more than one thing?\n";
        for (String[] args : new String[][] {{}, {"--check"}}) {
            assertEquals(0, run(args));
            assertEquals(warning, out.toString());
            out.reset();
        }
        assertEquals(List.of(), Formatter.problems(root));
    }

    @Test
    void wrongUsageIsOneSentence() throws IOException {
        assertEquals(64, run("--chekc"));
        assertTrue(err.toString().startsWith("Cannot format with \"--chekc\": expected"), err.toString());
        assertEquals(1, err.toString().lines().count());
        Files.delete(root.resolve("jbang-catalog.json"));
        assertEquals(64, run());
        assertTrue(err.toString().contains(root.toString()), err.toString());
    }

    private int run(String... args) throws IOException {
        return Formatter.run(root, new PrintStream(out), new PrintStream(err), args);
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
