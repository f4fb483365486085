package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.local.run.LocalOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSON values, files of variables, addresses and errors of the stand-in. */
class LocalDataTest {
    private static LocalSession session;
    private static Api.Client dag;

    @TempDir
    static Path workdir;

    @BeforeAll
    static void start() throws IOException {
        Files.createDirectories(workdir.resolve("src"));
        Files.writeString(workdir.resolve("src/a"), "text");
        Consumer<LocalOptions> options = o -> o.workdir(workdir).environment(Map.of("OF_HOST", "host"));
        session = LocalSession.start(options);
        dag = session.connect();
    }

    @AfterAll
    static void stop() {
        dag.close();
        session.close();
    }

    private static Api.JSONValue json(String text) {
        return dag.file("f.json", text).asJSON();
    }

    private static String failure(Supplier<?> failing) {
        return assertThrows(QueryException.class, failing::get).getMessage();
    }

    @Test
    void json_is_read() {
        Api.JSONValue value = json(" {\"b\": {\"c\": [1, 9223372036854775807, \"\u20ac\ud83d\ude00\"]}, \"a\": true} ");
        assertEquals(
                " {\"b\": {\"c\": [1, 9223372036854775807, \"\u20ac\ud83d\ude00\"]}, \"a\": true} ", value.contents());
        assertEquals(List.of("a", "b"), value.fields());
        assertTrue(value.field(List.of("a")).asBoolean());
        List<Api.JSONValue> array = value.field(List.of("b", "c")).asArray();
        assertEquals(1, array.get(0).asInteger());
        assertEquals(Long.MAX_VALUE, array.get(1).asInteger());
        assertEquals("\u20ac\ud83d\ude00", array.get(2).asString());
        assertEquals(
                "[1,9223372036854775807,\"\u20ac\ud83d\ude00\"]",
                value.field(List.of("b", "c")).contents());
        assertEquals(
                "12345678901234567890.10",
                json("[12345678901234567890.10]").asArray().get(0).contents());
        assertEquals("{\n\t\"a\": [\n\t\t1\n\t]\n}", json("{\"a\":[1]}").contents(o -> o.pretty(true)
                .indent("\t")));
        assertEquals(
                "\"\\u003c\\u0026\\u003e\"",
                json("{\"a\":\"<&>\"}").field(List.of("a")).contents());
    }

    @Test
    void json_is_made_and_changed() {
        Api.JSONValue made = dag.json()
                .withField(List.of("a", "b"), dag.json().newInteger(Long.MIN_VALUE))
                .withField(List.of("a", "c"), dag.json().newString("\u20ac\""))
                .withField(List.of("d"), dag.json().newBoolean(false));
        assertEquals("{\"a\":{\"b\":-9223372036854775808,\"c\":\"\u20ac\\\"\"},\"d\":false}", made.contents());
        assertEquals("null", dag.json().contents());
        assertEquals("{\"a\":1}", json("[]").withField(List.of("a"), json("1")).contents());
    }

    @Test
    void what_is_not_the_json_asked_for_is_an_error() {
        assertTrue(failure(() -> json("{").contents()).contains("invalid JSON"));
        assertTrue(failure(() -> json("1 2").contents()).contains("invalid JSON"));
        assertTrue(failure(() -> json("").contents()).contains("invalid JSON"));
        assertTrue(failure(() -> json("\"1\"").asInteger()).contains("cannot unmarshal string"));
        assertTrue(failure(() -> json("9223372036854775808").asInteger()).contains("cannot unmarshal number"));
        assertTrue(failure(() -> json("1").asString()).contains("cannot unmarshal number"));
        assertTrue(failure(() -> json("1").asBoolean()).contains("value is not a boolean"));
        assertTrue(failure(() -> json("1").asArray().size()).contains("value is not an array"));
        assertTrue(failure(() -> json("{}").field(List.of("x")).contents()).contains("no such field: 'x'"));
    }

    @Test
    void variables_are_read_as_a_shell_reads_words() {
        String text = "A=plain text # kept\nB=\"quoted $A\" # gone\nC='single $A'\n# comment\n\nD=${B:-x}-${NONE:-y}\n"
                + "E=$OF_HOST\nF=a\\ b\nG\nA=last\n";
        Api.EnvFile file = dag.file(".env", text).asEnvFile();
        assertEquals("last", file.get("A"));
        assertEquals("quoted last", file.get("B"));
        assertEquals("\"quoted $A\" # gone", file.get("B", o -> o.raw(true)));
        assertEquals("single $A", file.get("C"));
        assertEquals("quoted last-y", file.get("D"));
        assertEquals("host", file.get("E"));
        assertEquals("a b", file.get("F"));
        assertEquals("", file.get("NONE"));
        assertTrue(file.exists("G"));
        assertFalse(file.exists("H"));
        assertEquals(7, file.variables().size());
        for (String wrong : List.of("A=\"open", "A='open", "A=$(id)", "A=`id`")) {
            assertTrue(failure(() -> dag.file("f", wrong).asEnvFile().get("A")).contains("parse error"), wrong);
        }
        for (String unset : List.of("A=\"$B\"\nB=\"$A\"", "A=$NONE", "B=\nA=${B}")) {
            String message = failure(() -> dag.file("f", unset).asEnvFile().get("A"));
            assertTrue(message.startsWith("A: ") && message.contains(": unbound variable"), message);
        }
        assertEquals("x y z", dag.file("f", "B=' x   y '\nA=$B'z'").asEnvFile().get("A"));
        assertEquals("[ x ]", dag.file("f", "B=' x '\nA=\"[$B]\"").asEnvFile().get("A"));
        assertEquals("+", dag.file("f", "B=1\nA=${B:++}${NONE:+-}").asEnvFile().get("A"));
        assertEquals("1", dag.file("f", "  export  A=1\n").asEnvFile().get("A"));
    }

    @Test
    void variables_are_made_and_set_in_a_container() {
        Api.EnvFile file = dag.envFile()
                .withVariable("MY_APP_TOKEN", "t")
                .withVariable("my_app_name", "n")
                .withVariable("OTHER", "\"$MY_APP_TOKEN\"")
                .withVariable("GONE", "g")
                .withoutVariable("GONE");
        assertEquals(
                "MY_APP_TOKEN=t\nmy_app_name=n\nOTHER=\"$MY_APP_TOKEN\"\n",
                file.asFile().contents());
        assertEquals(
                List.of("TOKEN", "name"),
                file.namespace("my-app").variables().stream()
                        .map(Api.EnvVariable::name)
                        .toList());
        assertEquals(
                "t",
                dag.container().withEnvFileVariables(file).envVariable("OTHER").orElseThrow());
        assertEquals(
                "MY_APP_TOKEN=again\nmy_app_name=n\nOTHER=\"$MY_APP_TOKEN\"\n",
                file.withVariable("MY_APP_TOKEN", "again").asFile().contents());
        assertEquals(
                "***",
                dag.container()
                        .from("alpine")
                        .withSecretVariable("OTHER", dag.setSecret("other", "hidden"))
                        .withEnvFileVariables(file)
                        .withExec("sh", "-c", "printf %s \"$OTHER\"")
                        .stdout());
    }

    @Test
    void an_address_leads_to_what_it_names() {
        assertEquals(List.of("a"), dag.address("src").directory().entries());
        assertEquals(
                "text", dag.address("file://" + workdir.resolve("src/a")).file().contents());
        assertEquals("host", dag.address("env://OF_HOST").secret().plaintext());
        assertEquals(
                "docker.io/library/alpine:latest",
                dag.address("alpine").container().imageRef());
        assertEquals(
                List.of(),
                dag.address("src").directory(o -> o.exclude(List.of("a"))).entries());
        assertEquals(
                "https://example.com/x",
                dag.address("https://example.com/x#main:sub")
                        .gitRepository()
                        .url()
                        .orElseThrow());
        assertTrue(failure(() -> dag.address("").value()).contains("empty address"));
    }

    @Test
    void an_error_is_described() {
        Api.DaggerError error = dag.error("went wrong").withValue("code", "{\"n\":1}");
        assertEquals("went wrong", error.message());
        assertEquals("code", error.values().get(0).name());
        assertEquals("{\"n\":1}", error.values().get(0).value());
        assertTrue(failure(() -> error.withValue("code", "{").message()).contains("invalid JSON"));
    }
}
