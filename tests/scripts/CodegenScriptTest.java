package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line of the generator. */
class CodegenScriptTest {
    private static final String SCHEMA =
            "{\"__schema\":{\"queryType\":{\"name\":\"Query\"},\"types\":[{\"kind\":\"OBJECT\","
                + "\"name\":\"Query\",\"fields\":[{\"name\":\"version\",\"args\":[],\"type\":{\"kind\":\"SCALAR\",\"name\":"
                + "\"String\"}}]},{\"kind\":\"SCALAR\",\"name\":\"Duration\"}]}}";

    @TempDir
    Path folder;

    private static Run codegen(String... args) {
        return Run.jvm("scripts/codegen.java", args);
    }

    @Test
    void the_api_goes_to_standard_output_and_what_is_left_out_is_named_beside_it() throws IOException {
        Path schema = Files.writeString(folder.resolve("v9.9.9.json"), SCHEMA);
        Run.Result result = codegen("--schema", schema.toString(), "--package=", "--class=Mine")
                .run();
        assertEquals(0, result.code(), result.err());
        assertEquals("codegen: left out: \"Duration\" of 9.9.9 is a scalar that is not known.\n", result.err());
        assertTrue(result.out().contains("\npublic final class Mine {\n"), result.out());
        assertTrue(result.out().contains("Optional<String> version()"), result.out());
        assertFalse(result.out().contains("\npackage "), result.out());
    }

    @Test
    void out_is_the_file_that_is_written() throws IOException {
        Path schema = Files.writeString(folder.resolve("v9.9.9.json"), SCHEMA);
        Path out = folder.resolve("Api.java");
        Run.Result result =
                codegen("--schema", schema.toString(), "--out", out.toString()).run();
        assertEquals(0, result.code(), result.err());
        assertEquals("", result.out());
        assertTrue(Files.readString(out).contains("\npackage daggerkit;\n"));
        Run.Result wrong = codegen(
                        "--schema",
                        schema.toString(),
                        "--out",
                        folder.resolve("no/such/x").toString())
                .run();
        assertEquals(64, wrong.code(), wrong.err());
        assertTrue(wrong.err().contains("\ncodegen: Cannot write \""), wrong.err());
    }

    @ParameterizedTest
    @CsvSource({
        "--schema=no/such.json, 'Cannot read the schema from \"no/such.json\": there is no such file; expected a"
                + " readable file.'",
        "--package=a-b, 'Cannot use \"a-b\" as a package'",
        "--class=1, 'Cannot use \"1\" as a class'",
        "--module=x --class=Y, Cannot use --module together with --class or --schema",
        "argument, Unmatched argument"
    })
    void wrong_usage_is_one_sentence(String args, String expected) {
        Run.Result result = codegen(args.split(" ")).run();
        assertEquals(64, result.code(), result.err());
        assertTrue(result.err().startsWith("codegen: " + expected), result.err());
        assertTrue(result.err().matches("[^\n]+ See codegen --help\\.\n"), result.err());
    }

    @Test
    void a_wrong_schema_is_one_sentence() throws IOException {
        Path schema = Files.writeString(folder.resolve("v1.0.0.json"), "{}");
        Run.Result result = codegen("--schema", schema.toString()).run();
        assertEquals(1, result.code(), result.err());
        assertEquals("", result.out());
        assertTrue(result.err().contains("Cannot read the schema \"" + schema + "\": "), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
    }

    @Test
    void a_module_that_does_not_load_is_the_engines_own_sentence() throws IOException {
        try (RecordingServer server = RecordingServer.of("v0.21.8", "module-not-found")) {
            Run.Result result =
                    codegen("--module", "./nope").session(server.params()).run();
            assertEquals(1, result.code(), result.err());
            assertEquals("", result.out());
            assertTrue(result.err().contains("local path \"./nope\" does not exist\n"), result.err());
            assertFalse(result.err().contains("Exception"), result.err());
        }
    }
}
