package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graphql.parser.Parser;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import graphql.validation.Validator;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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

/**
 * The pages say what is true. The kind of a block decides how it is checked, and there is no block of another kind: Java
 * without a class is the body of a script and runs here, each comment beside a print being what it prints; commands that
 * begin with ./jbang run here too; all else runs in {@link RemoteTest}.
 */
class ReadmeTest {
    private static final String ENGINE = "v1.0.0-beta.10";
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final List<String> PAGES = List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md");
    private static final Markdown README = Markdown.read("README.md");
    private static final Pattern PRINT = Pattern.compile(".*System\\.out\\.print(?:ln)?\\(.*\\); // (.*)");
    private static final String IMPORTS = "import com.fasterxml.jackson.databind.JsonNode;\n"
            + "import daggerkit.Api;\n"
            + "import daggerkit.Dagger;\n"
            + "import daggerkit.ExecException;\n"
            + "import daggerkit.Leaf;\n"
            + "import daggerkit.Literal;\n"
            + "import daggerkit.ModuleObject;\n"
            + "import daggerkit.Selection;\n"
            + "import java.time.Duration;\n"
            + "import java.util.List;\n"
            + "import java.util.Map;\n"
            + "import java.util.stream.Stream;\n";

    @TempDir
    Path folder;

    private static boolean isFragment(Markdown.Block block) {
        return block.language().equals("java")
                && !block.text().contains("\nclass ")
                && !block.lines().stream().allMatch(line -> line.startsWith("//"));
    }

    private static boolean runsHere(Markdown.Block block) {
        return block.language().equals("console")
                && block.commands().stream().allMatch(command -> command.line().matches("(dagger run )?\\./jbang .*"));
    }

    /** Whether a block of README is checked in this class. */
    static boolean isChecked(Markdown.Block block) {
        return isFragment(block) || runsHere(block);
    }

    @Test
    void every_block_is_java_or_console() {
        for (String page : PAGES) {
            for (Markdown.Block block : Markdown.read(page).blocks()) {
                assertTrue(
                        Set.of("java", "console").contains(block.language()), block.place() + ": " + block.language());
            }
        }
    }

    @Test
    void the_blocks_about_the_library_print_what_their_comments_say() throws IOException {
        StringBuilder source = new StringBuilder(IMPORTS);
        StringBuilder calls = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (Markdown.Block block : README.blocks()) {
            if (isFragment(block)) {
                int number = expected.size();
                source.append(number == 0 ? "class Blocks {\n" : "");
                source.append(
                        "static void block" + number + "(Api.Client dag) throws Exception {\n" + block.text() + "}\n");
                calls.append("System.out.println(\"" + block.place() + "\"); block" + number + "(dag);\n");
                expected.add(block.place());
                block.lines().forEach(line -> {
                    Matcher print = PRINT.matcher(line);
                    assertTrue(
                            print.matches() || !line.contains("System.out."),
                            block.place() + " does not tell: " + line);
                    expected.addAll(print.matches() ? List.of(print.group(1)) : List.of());
                });
            }
        }
        source.append("public static void main(String... args) {\nDagger.main(dag -> {\n" + calls + "});\n}\n}\n");
        compile("Blocks", source.toString());
        try (RecordedEngine engine = engine()) {
            Run.Result result = Run.command(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            folder + File.pathSeparator + CLASS_PATH,
                            "Blocks")
                    .env("API_TOKEN", "s3cr3t")
                    .session(engine.params())
                    .run();
            assertEquals(expected, result.out().lines().toList(), result.err());
            assertEquals(0, result.code(), result.err());
            check(engine.requests());
        }
    }

    /** The recordings that answer README: most have its very text, some differ in a literal that a variable stands for. */
    private static RecordedEngine engine() throws IOException {
        JsonNode secret = recording("set-secret-id");
        String secretId = secret.at("/response/body/data/setSecret/id").asText();
        JsonNode scrubbed = recording("secret-in-exec-scrubbed");
        JsonNode argument = recording("id-as-argument");
        JsonNode leaves = recording("several-leaves-one-request");
        String directoryId = recording("directory-id")
                .at("/response/body/data/directory/withNewFile/id")
                .asText();
        return new RecordedEngine(
                        ENGINE,
                        "version",
                        "two-aliases",
                        "several-leaves-one-request",
                        "list-of-objects",
                        "null-result",
                        "directory-id",
                        "empty-string-arg",
                        "exec-error",
                        "module-call")
                .alsoAs("{moduleSource(refString:\"./greeter\"){asModule{name serve}}}", recording("module-serve"))
                .alsoAs(
                        "{container{from(address:\"alpine:latest\"){withExec(args:[\"echo\",\"a\"]){stdout}"
                                + "withExec_2:withExec(args:[\"echo\",\"b\"]){stdout}}}}",
                        RecordedEngine.merged(recording("two-aliases")))
                .alsoAs("query Q($plaintext: String!) {setSecret(name: \"token\", plaintext: $plaintext) {id}}", secret)
                .alsoAs("query($plaintext:String!){setSecret(name:\"token\",plaintext:$plaintext){id}}", secret)
                .alsoAs(scrubbed.at("/request/query").asText().replace("${secret}", secretId), scrubbed)
                .alsoAs(argument.at("/request/query").asText().replace("${dir}", directoryId), argument)
                .alsoAs(leaves.at("/request/query").asText().replace("stdout stderr exitCode", "exitCode"), leaves)
                .alsoAs("{node(id:\"" + directoryId + "\"){... on Directory{entries}}}", recording("node-directory"));
    }

    private static JsonNode recording(String name) throws IOException {
        return RecordingServer.recording(ENGINE, name);
    }

    /** What README sends is valid where README says so: in the schemas, and a secret only in a variable. */
    private static void check(List<JsonNode> requests) throws IOException {
        Path schemas = Run.root().resolve("lib/server");
        for (String version : List.of("v0.21.8", ENGINE)) {
            GraphQLSchema schema = UnExecutableSchemaGenerator.makeUnExecutableSchema(new SchemaParser()
                    .parse(schemas.resolve("schema-" + version + ".graphql").toFile()));
            for (JsonNode request : requests) {
                String query = request.path("query").asText();
                if (query.startsWith("{greeter")) {
                    continue; // A module's, which the schema has after the request before.
                }
                var errors = new Validator().validateDocument(schema, Parser.parse(query), Locale.ROOT);
                assertEquals("[]", errors.toString(), query + " in the schema of " + version);
            }
        }
        assertTrue(requests.toString().contains("\"variables\":{\"plaintext\":\"s3cr3t\"}"), requests.toString());
        assertTrue(
                requests.stream().noneMatch(sent -> sent.path("query").asText().contains("s3cr3t")));
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
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            new Progress(new PrintStream(out, true, StandardCharsets.UTF_8)).finish();
            String last = out.toString(StandardCharsets.UTF_8).strip();
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
                        assertTrue(Files.exists(Run.root().resolve("tests/" + words[i] + ".java")), command.line());
                    }
                } else {
                    assertTrue(Set.of("git", "dagger").contains(words[0]), block.place() + ": " + command.line());
                }
            }
        }
    }

    @Test
    void links_lead_to_files_and_headings_that_exist() {
        for (String page : PAGES) {
            for (String link : Markdown.read(page).links()) {
                String file = link.replaceFirst("#.*", "");
                if (!link.startsWith("https://")) {
                    assertTrue(Files.exists(Run.root().resolve(file)), page + " links to " + link);
                }
                if (link.contains("#") && !link.startsWith("https://")) {
                    Markdown target = Markdown.read(file.isEmpty() ? page : file);
                    assertTrue(target.anchors().contains(link.substring(link.indexOf('#') + 1)), page + ": " + link);
                }
            }
        }
    }

    @Test
    void the_table_of_exit_codes_has_those_of_the_library() {
        Set<String> told = new TreeSet<>();
        README.table("exit code", "when").forEach(row -> told.add(row.get(0)));
        Set<String> known = new TreeSet<>(Set.of("0", "127", "the command's own"));
        for (int code :
                new int[] {Failure.OTHER, Failure.USAGE, Failure.NO_SESSION, Failure.BUG, Failure.INTERRUPTED}) {
            known.add("" + code);
        }
        assertEquals(known, told);
    }
}
