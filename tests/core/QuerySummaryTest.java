package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a query is called where there is no room for it, and nothing that may be secret. */
class QuerySummaryTest {
    private static final Api.Client DAG = Dagger.unconnected();

    private static String words(Selection chain) {
        return chain.request(object -> "no").words();
    }

    private static Selection exec(Object args) {
        return Selection.query().select("a").select("withExec").arg("args", args);
    }

    @Test
    void a_chain_is_told_by_its_fields() {
        assertEquals("version", words(Selection.query().select("version")));
        assertEquals(
                "container.from.stdout",
                words(DAG.container().from("no").selection().select("stdout")));
        assertEquals("a.b", words(Selection.query().select("a").alias("x").select("b")));
        assertEquals("a.b and 1 more", words(Selection.query().select("a").select("b", "c")));
        assertEquals("a.b and 2 more", words(Selection.query().select("a").select("b", "c", "d")));
        assertEquals(
                "node.stdout",
                words(Selection.query().select("node").on("Container").select("stdout")));
    }

    @Test
    void a_command_is_told_and_no_other_argument() {
        assertEquals(
                "a.withExec(sh -c 'a \"b\"\\').stdout",
                words(exec(List.of("sh", "-c", "a \"b\"\\"))
                        .arg("stdin", "no")
                        .arg("env", List.of(Map.of("name", "no")))
                        .select("stdout")));
        assertEquals("a.withExec.stdout", words(exec(List.of()).select("stdout")));
        assertEquals("a.withExec.stdout", words(exec(Literal.enumValue("NO")).select("stdout")));
        assertEquals(
                "a.withExec.stdout",
                words(Selection.query()
                        .select("a")
                        .select("withExec")
                        .variable("args", "[String!]!", List.of("no"))
                        .select("stdout")));
        assertEquals(
                "withEnvVariable.out",
                words(Selection.query()
                        .select("withEnvVariable")
                        .arg("name", "no")
                        .arg("args", List.of("no"))
                        .select("out")));
        assertEquals(
                "container.withDirectory.stdout",
                words(DAG.container()
                        .withDirectory("/no", DAG.directory())
                        .selection()
                        .select("stdout")));
    }

    @Test
    void of_chains_that_are_sent_together_the_first_is_told_and_the_others_are_counted() {
        SelectionTree tree = new SelectionTree(object -> "no", object -> "no");
        List<SelectionTree.Node> leaves = List.of(
                tree.node(exec(List.of("x", "y z")).select("stdout")),
                tree.node(exec(List.of("x", "y z")).select("stderr", "exitCode")),
                tree.node(Selection.query().select("b")));
        QueryWriter.Request request = tree.write(leaves);
        assertEquals("a.withExec(x 'y z').stdout and 3 more", request.words());
        assertEquals(4, request.leaves());
    }

    @Test
    void the_longest_chain_is_told() {
        Selection chain = Selection.query();
        for (int i = 0; i < 10_000; i++) {
            chain = chain.select("withExec").arg("args", List.of("a"));
        }
        assertEquals("withExec(a).".repeat(10_000) + "x", words(chain.select("x")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '\0',
            value = {
                "{version} => version",
                "{ a { b(x: \"no\") { c } } } => a",
                "{x:b y:c} => b",
                "query{a} => a",
                "query Q($s: String = \"{no\"){a(s:$s){b}} => query Q",
                "mutation   M { no } => mutation   M",
                "query($s: String = \"{no\"){a} => a query",
                "# no => a query",
                "{\"no\"} => a query",
                "} } ) ] \" => a query",
                "fragment F on C{d} => a query"
            })
    void a_query_that_a_script_has_written_is_told_by_its_name_or_first_field(String query, String words) {
        assertEquals(words, Requests.firstWords(query));
    }
}
