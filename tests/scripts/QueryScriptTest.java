package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import daggerkit.query.Operations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the script {@code query} reads, which of it is run, and what it says if it cannot. */
class QueryScriptTest {
    private static final String TWO = "query A {version} # query C {x}\nquery B {b: version # query D {\n}";

    @TempDir
    Path folder;

    private static Run.Result query(ConnectParams session, String... args) {
        return Run.jvm("scripts/query.java", args).session(session).run();
    }

    private String file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes).toString();
    }

    @Test
    void of_several_operations_the_one_that_is_named_is_run() throws IOException {
        try (LocalSession session = LocalSession.start()) {
            Run.Result second = query(session.server.params(), "--operation", "B", TWO);
            assertEquals(new Run.Result(0, "{\n  \"b\" : \"v1.0.0-beta.10\"\n}\n", ""), second);
            Run.Result first = query(session.server.params(), "--operation=A", "--path", "version", TWO);
            assertEquals(new Run.Result(0, "v1.0.0-beta.10", ""), first);
        }
        try (Peer peer = Peer.answering("{\"data\":{}}")) {
            assertEquals(
                    new Run.Result(
                            64,
                            "",
                            "query: The query has 2 operations: A, B; say which one by --operation NAME. See query"
                                    + " --help.\n"),
                    query(peer.params(), TWO));
            assertEquals(
                    new Run.Result(64, "", "query: The query has no operation \"C\"; it has A, B. See query --help.\n"),
                    query(peer.params(), "--operation", "C", TWO));
            assertEquals(0, peer.connections());
            assertEquals(
                    0, query(peer.params(), "--operation", "A", "query A {x}").code());
            assertTrue(
                    peer.requests().get(0).text().contains("\"operationName\":\"A\""),
                    peer.requests().get(0).text());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{a}|",
                "query {a}|",
                "query A{a}|A",
                "query A @x(y: 1) {a} mutation B {c} subscription C {d}|A,B,C",
                "query A($q: [In!] = {query: \"x\"}) {a} fragment B on Query {query mutation}|A",
                "query A {a(text: \"\"\"{ \\\"\"\" query X {\"\"\")} {b}|A,",
                "query A {a(text: \"} query X {\")}|A"
            })
    void operations_are_found_outside_of_texts_and_comments(String document, String names) {
        List<String> expected = names == null ? List.of("") : List.of(names.split(",", -1));
        assertEquals(expected, Operations.names(document));
    }

    @Test
    void what_is_not_utf_8_is_said_to_be() throws IOException {
        try (Peer peer = Peer.answering("{\"data\":{}}")) {
            String utf16 = file("utf16.graphql", "\ufeff{version}\n".getBytes(StandardCharsets.UTF_16LE));
            assertEquals(
                    new Run.Result(
                            64,
                            "",
                            "query: Cannot read the query from \"" + utf16
                                    + "\": it is not UTF-8; save it as UTF-8 first. See query --help.\n"),
                    query(peer.params(), "--file", utf16));
            Run.Result piped = Run.jvm("scripts/query.java")
                    .session(peer.params())
                    .behind("sh", "-c", "printf '{\\377}' | \"$@\"", "sh")
                    .run();
            assertEquals(64, piped.code(), piped.err());
            assertTrue(piped.err().contains("from standard input: it is not UTF-8"), piped.err());
            assertEquals(0, peer.connections());
            String marked = file("marked.graphql", "\ufeff{version}".getBytes(StandardCharsets.UTF_8));
            assertEquals(0, query(peer.params(), "--file", marked).code());
            assertEquals("{\"query\":\"{version}\"}", peer.requests().get(0).text());
        }
    }

    @Test
    void a_file_that_is_missing_is_said_to_be_missing() throws IOException {
        try (Peer peer = Peer.answering("{\"data\":{}}")) {
            assertEquals(
                    new Run.Result(
                            64,
                            "",
                            "query: Cannot read the query from \"nope\": there is no such file; expected a readable"
                                    + " file. See query --help.\n"),
                    query(peer.params(), "--file", "nope"));
            assertTrue(query(peer.params(), "--file", folder.toString()).err().contains("\": it is a folder;"));
        }
    }

    @Test
    void a_misspelt_option_names_the_one_that_was_meant() throws IOException {
        try (Peer peer = Peer.answering("{\"data\":{}}")) {
            Run.Result wrong = query(peer.params(), "--operatoin", "A", "{x}");
            assertEquals(64, wrong.code());
            assertTrue(wrong.err().contains("did you mean --operation?"), wrong.err());
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void in_a_terminal_a_sentence_is_broken_between_words() throws Exception {
        assumeTrue(PseudoTerminal.lacking().isEmpty(), PseudoTerminal.lacking());
        Run run = Run.jvm("scripts/query.java", "{x}")
                .env("PATH", "/usr/bin:/bin")
                .env("TERM", "xterm");
        try (PseudoTerminal terminal = new PseudoTerminal(run, 24, 60)) {
            assertEquals(69, terminal.end());
            String shown = terminal.written().replace("\r", "");
            assertTrue(shown.startsWith("There is no Dagger session here "), shown);
            assertTrue(shown.lines().count() > 3 && shown.lines().allMatch(line -> line.length() <= 60), shown);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void an_output_that_is_not_taken_is_a_failure() throws IOException {
        try (Peer peer = Peer.answering("{\"data\":{\"x\":\"" + "y".repeat(300_000) + "\"}}")) {
            for (String to : List.of("\"$@\" >/dev/full", "{ \"$@\"; echo $? >&2; } | true")) {
                Run.Result result = Run.jvm("scripts/query.java", "{x}")
                        .session(peer.params())
                        .behind("sh", "-c", to, "sh")
                        .run();
                assertTrue(result.err().startsWith("query: cannot write all of standard output: "), result.toString());
                assertTrue(result.code() == 1 || result.err().endsWith("\n1\n"), result.toString());
            }
        }
    }

    /** No session is needed. */
    @Test
    void a_query_is_printed_as_java() throws IOException {
        String text =
                "query($image: String!) {container {from(address: $image) {file(path: \"/etc/hostname\") {contents}}}}";
        String file = file("host-name.graphql", text.getBytes(StandardCharsets.UTF_8));
        Run.Result java = Run.jvm("scripts/query.java", "--java", "--file", file, "--var", "image=alpine")
                .run();
        assertEquals(0, java.code(), java.err());
        assertTrue(java.out().contains("\nclass host_name {\n"), java.out());
        assertTrue(
                java.out()
                        .contains(
                                "            System.out.print(dag.container().from(\"alpine\").file(\"/etc/hostname\")"
                                        + ".contents());\n"),
                java.out());
        assertEquals("", java.err());
        Run.Result wrong = Run.jvm("scripts/query.java", "--java", "{nope}").run();
        assertEquals(
                new Run.Result(
                        1,
                        "",
                        "Cannot print Java: the request is not valid for Dagger v1.0.0-beta.10: Cannot query field"
                                + " \"nope\" on type \"Query\". Did you mean \"node\"?\n"),
                wrong);
    }
}
