package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The commands of README that begin with ./jbang print what is shown, and what CONTRIBUTING tells exists. */
class ReadmeTest {
    private static final String ENGINE = "v1.0.0-beta.10";
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final Markdown README = Markdown.read("README.md");

    @TempDir
    Path folder;

    private static boolean runsHere(Markdown.Block block) {
        return block.language().equals("console")
                && block.commands().stream().allMatch(command -> command.line().matches("(dagger run )?\\./jbang .*"));
    }

    /** Whether a block of README is checked in this class or in {@link LibraryBlocksTest}. */
    static boolean isChecked(Markdown.Block block) {
        return LibraryBlocksTest.isFragment(block) || runsHere(block);
    }

    private void compile(String name, String source) throws IOException {
        Path file = folder.resolve(name + ".java");
        Files.writeString(file, source);
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        String[] options = {"-proc:none", "--release", "17", "-d", "" + folder, "-cp", CLASS_PATH, "" + file};
        int code = ToolProvider.getSystemJavaCompiler().run(null, messages, messages, options);
        assertEquals(0, code, messages + "\n" + source);
    }

    @TestFactory
    Stream<DynamicTest> commands_in_the_clone_print_what_is_shown() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Markdown.Block block : README.blocks()) {
            for (Markdown.Command command : runsHere(block) ? block.commands() : List.<Markdown.Command>of()) {
                tests.add(dynamicTest(command.line(), () -> runInTheClone(block, command)));
            }
        }
        assertFalse(tests.isEmpty());
        return tests.stream();
    }

    private static void runInTheClone(Markdown.Block block, Markdown.Command command) throws IOException {
        if (command.line().equals("./jbang test")) {
            // That is this very run: what can be checked is that the name leads here, and how it closes.
            assertEquals(
                    "../tests/test.java", own().at("/aliases/test/script-ref").asText());
            assertTrue(Files.readString(Run.root().resolve(".ci/run")).contains("./jbang test"));
            String last = new OwnRun.Sum(3, 2, 1).toString();
            assertTrue(last.matches(Elsewhere.shape(command.shown().get(1))), last);
            return;
        }
        try (RecordedEngine engine = new RecordedEngine(ENGINE, "uname")) {
            String line = command.line();
            boolean inSession = line.startsWith("dagger run ");
            for (String word : line.split(" ")) {
                String script = "scripts/" + word + ".java";
                if (Files.exists(Run.root().resolve(script))) {
                    Run.jvm(script); // Builds it: JBang 0.132 may fail where two tests run a script for the first time.
                }
            }
            Run run = Run.command("bash", "-c", inSession ? line.substring("dagger run ".length()) : line);
            Run.Result result = (inSession ? run.session(engine.params()) : run).run();
            Elsewhere.compare(block.place(), command, result);
            boolean toldOfTheStandIn =
                    result.err().toLowerCase(Locale.ROOT).matches("(?s).*stand-in.*not.*containers.*");
            assertEquals(line.contains(" local "), toldOfTheStandIn, result.err());
        }
    }

    private static JsonNode own() throws IOException {
        return new ObjectMapper()
                .readTree(Run.root().resolve(".jbang/jbang-catalog.json").toFile());
    }

    @Test
    void the_commands_for_contributors_exist_and_their_code_compiles() throws IOException {
        for (Markdown.Block block : Markdown.read("CONTRIBUTING.md").blocks()) {
            if (block.language().equals("java")) {
                Matcher name = Pattern.compile("(?m)^(?:final )?class (\\w+)").matcher(block.text());
                assertTrue(name.find(), block.place());
                compile(name.group(1), block.text());
                continue;
            }
            for (Markdown.Command command : block.commands()) {
                String[] words = command.line().split(" ");
                if (words[0].equals("./jbang")) {
                    boolean script = Files.exists(Run.root().resolve("scripts/" + words[1] + ".java"));
                    assertTrue(script || own().path("aliases").has(words[1]), command.line());
                    for (int i = 2; words[1].equals("test") && i < words.length; i++) {
                        assertTrue(isTest(words[i]), command.line());
                    }
                } else {
                    assertTrue(Set.of("git", "dagger").contains(words[0]), block.place() + ": " + command.line());
                }
            }
        }
    }

    /** An option, a class, or a method of one. */
    private static boolean isTest(String word) throws IOException {
        String[] names = word.split("[.]");
        try (Stream<Path> files = Files.walk(Run.root().resolve("tests"))) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().equals(names[0] + ".java")) {
                    return names.length == 1 || Files.readString(file).contains(" " + names[1] + "(");
                }
            }
            return word.equals("--times");
        }
    }

    @Test
    void the_table_of_exit_codes_has_those_of_the_library() {
        Set<String> told = new TreeSet<>();
        README.table("exit code", "when").forEach(row -> told.add(row.get(0)));
        Set<String> known = new TreeSet<>(Set.of("0", "127", "the command's own"));
        for (int code : new int[] {
            ProgramEnd.OTHER,
            ProgramEnd.USAGE,
            ProgramEnd.NO_SESSION,
            ProgramEnd.BUG,
            ProgramEnd.INTERRUPTED,
            ProgramEnd.TIMEOUT
        }) {
            known.add("" + code);
        }
        assertEquals(known, told);
    }
}
