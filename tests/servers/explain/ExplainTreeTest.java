package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.explain.ExplainReport;
import daggerkit.explain.ExplainedRequest;
import daggerkit.schema.EngineVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a pipeline looks to the one who reads it. */
class ExplainTreeTest {
    @Test
    void a_chain_stays_on_one_level_and_branches_are_indented() {
        try (ExplainSession session = new ExplainSession()) {
            assertEquals(
                    """
                    container
                    from(address: "alpine")
                    withExec(expect: ANY) $ sh -c 'echo $HOME; exit 3'
                    \u251c\u2500 stdout \u2192 String!
                    \u251c\u2500 code: exitCode \u2192 Int!
                    \u2514\u2500 envVariables \u2192 [EnvVariable!]!
                       \u251c\u2500 name \u2192 String!
                       \u2514\u2500 value \u2192 String!
                    """,
                    session.tree("{container:container{from:from(address:\"alpine\"){"
                            + "withExec(args:[\"sh\",\"-c\",\"echo $HOME; exit 3\"],expect:ANY){"
                            + "stdout:stdout code:exitCode envVariables{name value}}}}}"));
            assertEquals(
                    """
                    \u251c\u2500 a: container
                    \u2502  withWorkdir(path: "/a")
                    \u2502  \u251c\u2500 stdout \u2192 String!
                    \u2502  \u2514\u2500 stderr \u2192 String!
                    \u2514\u2500 version \u2192 String!
                    """,
                    session.tree("{a:container{...F} version} fragment F on Container{"
                            + "withWorkdir(path:\"/a\"){stdout ...{stderr}}}"));
            assertEquals("""
                request 1, 8 steps
                  container
                """, session.written().substring(0, session.written().indexOf("  from")));
        }
    }

    @Test
    void an_argument_can_be_read_and_moves_no_cursor() {
        try (ExplainSession session = new ExplainSession()) {
            String long_ = "x".repeat(5_000);
            String tree = session.tree("{container{withNewFile(path:\"/f\",contents:\"" + long_ + "\"){"
                    + "withEnvVariable(name:\"E\",value:\"\\u001b[2J\\u202e\\n\\\"q\\\"\"){"
                    + "withExec(args:[\"printf\",\"it's\",\"\",\"a\\nb\"]){stdout}}}}"
                    + " host{service(ports:[{backend:80,protocol:TCP}]){id}}"
                    + " directory{filter(include:[" + "\"a\",".repeat(30) + "]){id}}}");
            assertTrue(tree.contains("contents: \"" + "x".repeat(80) + "...\" (5000 characters))\n"), tree);
            assertTrue(tree.contains("value: \"\\u001b[2J\\u202e\\n\\\"q\\\"\")"), tree);
            assertTrue(tree.contains("withExec $ printf 'it'\\''s' '' $'a\\nb'\n"), tree);
            assertTrue(tree.contains("service(ports: [{backend: 80, protocol: TCP}])"), tree);
            assertTrue(tree.contains("\"a\", ... 18 more])"), tree);
            assertFalse(tree.contains(long_) || tree.contains("\u001b"), tree);
            assertTrue(tree.lines().allMatch(line -> line.length() < 300), tree);
        }
    }

    @Test
    void a_lost_answer_is_warned_of_and_an_old_field_is_marked() {
        try (ExplainSession session = new ExplainSession()) {
            String tree =
                    session.tree("{container{withExec(args:[\"a\"]){stdout} withExec(args:[\"b\"]){stdout stdout}}"
                            + " envFile(expand:true){id}}");
            assertEquals(1, session.last().warnings().size(), tree);
            assertTrue(tree.contains("withExec $ a  (its answer is lost: "), tree);
            assertTrue(tree.contains("withExec $ b\n"), tree);
            assertTrue(session.last().isValid());
        }
    }

    @Test
    void colours_change_nothing_but_the_colour() {
        try (ExplainSession session = new ExplainSession(EngineVersion.newest(), ExplainReport.Form.COLORED)) {
            session.ask("{container{from(address:\"a\"){withExec(args:[\"ls\"]){stdout stderr}}}}");
            session.ask("{nope}");
            assertTrue(session.written().contains("\u001b[33mls\u001b[0m"), session.written());
            StringBuilder plain = new StringBuilder();
            for (ExplainedRequest request : session.server.requests()) {
                assertEquals(request.text(), request.text(true).replaceAll("\u001b\\[[0-9]*m", ""));
                plain.append(request.text());
            }
            assertFalse(plain.toString().contains("\u001b"), plain.toString());
        }
    }

    @Test
    void an_error_of_our_client_is_the_engines_with_a_caret() {
        try (ExplainSession session = new ExplainSession();
                Api.Client dag = session.connect()) {
            QueryException refused =
                    assertThrows(QueryException.class, () -> dag.query("{container{withExce(args:[\"x\"]){stdout}}}"));
            assertEquals("""
                Cannot query field "withExce" on type "Container". Did you mean "withExec", "withFile", \
                "withError", "withFiles", or "withLabel"?
                  1 | {container{withExce(args:["x"]){stdout}}}
                    |            ^
                """, session.last().text());
            assertTrue(refused.getMessage().startsWith(session.last().text().strip()), refused.getMessage());
            assertEquals(List.of(), session.last().steps());
        }
    }
}
