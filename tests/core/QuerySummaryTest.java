package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a query is called where there is no room for it, and nothing that may be secret. */
class QuerySummaryTest {
    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '\0',
            value = {
                "{version} => version => 1",
                "{ a { b(x: \"}\") { c } } } => a.b.c => 1",
                "{a{x:b y:b{c d}}} => a.b and 2 more => 3",
                "query Q($s: String = \"{\"){a(s:$s){b}} => a.b => 1",
                "{a{withExec(args:[\"sh\",\"-c\",\"a \\\"b\\\"\\u0041\"]){stdout}}} => a.withExec(sh -c 'a"
                        + " \"b\"A').stdout => 1",
                "{withExec(stdin:\"no\",args:[\"cat\"],env:[{name:\"no\"}]){out}} => withExec(cat).out => 1",
                "{withExec(args:$args){out}} => withExec.out => 1",
                "{withEnvVariable(name:\"no\",args:[\"no\"]){out}} => withEnvVariable.out => 1",
                "{node(id:\"no\"){...on Container{stdout}}} => node.stdout => 1",
                "{a{b ... on C{d}}} => a.b and 1 more => 2",
                "{a @skip(if:true){b}} => a.b => 1",
                "fragment F on C{d} => d => 1",
                "{a(text:\"\"\"no \" } \"\"\"){b}} => a.b => 1",
                "{a => a query => 0",
                "{a(x:\"no => a query => 0",
                "} } ) ] \" => a query => 0"
            })
    void a_query_is_told_in_a_few_words(String query, String text, int leaves) {
        assertEquals(new QuerySummary(text, leaves), QuerySummary.of(query));
    }

    @Test
    void the_longest_query_of_many_branches_is_read_in_one_go() {
        String branch = "withExec(args:[\"a\"]){".repeat(10_000) + "x" + "}".repeat(10_000);
        QuerySummary summary = QuerySummary.of("{" + branch.repeat(10) + "}");
        assertEquals(10, summary.leaves());
    }
}
