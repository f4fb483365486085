package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graphql.parser.Parser;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import graphql.validation.Validator;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Java blocks of README, of the guide to the library, and of the pages for those who know the official SDKs. Java
 * without a class is the body of a script: it runs here, on what an engine answered, and each comment beside a print is
 * what it prints.
 */
class LibraryBlocksTest {
    private static final String SDKS = "docs/from-the-sdks.md";
    private static final String ENGINE = "v1.0.0-beta.10";
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final String ALPINE = "{container{from(address:\"alpine:latest\"){";
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
            + "import java.util.concurrent.ExecutorService;\n"
            + "import java.util.concurrent.Executors;\n"
            + "import java.util.concurrent.Future;\n"
            + "import java.util.stream.Stream;\n";

    @TempDir
    Path folder;

    /** Whether a block is run here. */
    static boolean isFragment(Markdown.Block block) {
        return block.language().equals("java")
                && !block.text().contains("\nclass ")
                && !block.lines().stream().allMatch(line -> line.startsWith("//"));
    }

    private static List<Markdown.Block> blocks() {
        List<Markdown.Block> blocks = new ArrayList<>(Markdown.read("README.md").blocks());
        blocks.addAll(Markdown.read("docs/library.md").blocks());
        blocks.addAll(Markdown.read("docs/from-the-sdk.md").blocks());
        blocks.addAll(Markdown.read(SDKS).blocks());
        return blocks;
    }

    @Test
    void the_blocks_about_the_library_print_what_their_comments_say() throws IOException {
        StringBuilder source = new StringBuilder(IMPORTS);
        StringBuilder calls = new StringBuilder();
        List<String> expected = new ArrayList<>();
        int blocks = 0;
        for (Markdown.Block block : blocks()) {
            if (isFragment(block)) {
                int number = blocks++;
                source.append(number == 0 ? "class Blocks {\n" : "");
                source.append(
                        "static void block" + number + "(Api.Client dag) throws Exception {\n" + block.text() + "}\n");
                // Of ten pipelines in four languages not each one was recorded; those that print were.
                boolean runs = !block.place().startsWith(SDKS)
                        || block.lines().stream().anyMatch(line -> line.contains("System.out."));
                if (!runs) {
                    continue;
                }
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
                        "uname",
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
                .alsoAs(ALPINE + "withExec(args:[\"echo\",\"a\"]){stdout}}}}", first(recording("two-aliases")))
                .alsoAs(
                        ALPINE + "withExec(args:[\"echo\",\"a\"]){stdout}"
                                + "withExec_2:withExec(args:[\"sh\",\"-c\",\"exit 2\"]){stdout}}}}",
                        recording("two-aliases-one-fails"))
                .alsoAs(
                        ALPINE + "withExec(args:[\"echo\",\"a\"]){stdout}"
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
        Path schemas = Run.root().resolve("lib/schema");
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

    /** The first of two branches, as it is answered alone. */
    private static JsonNode first(JsonNode recording) {
        ObjectNode first = recording.deepCopy();
        ((ObjectNode) first.at("/response/body"))
                .putObject("data")
                .set("container", recording.at("/response/body/data/a"));
        return first;
    }
}
