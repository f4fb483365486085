package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {
    private static final Selection ROOT = Selection.query();

    private static String refusal(Supplier<Selection> mistake) {
        return assertThrows(DaggerException.class, mistake::get).getMessage();
    }

    @Test
    void a_chain_is_nested_selections() {
        assertEquals("{a{b{c}}}", ROOT.select("a").select("b").select("c").build());
        assertEquals(
                List.of("a", "b", "c"), ROOT.select("a").select("b").select("c").path());
    }

    @Test
    void arguments_stand_in_the_order_in_which_they_were_given() {
        assertEquals(
                "{f(z:1,a:\"x\",m:[true]){g}}",
                ROOT.select("f")
                        .arg("z", 1)
                        .arg("a", "x")
                        .arg("m", List.of(true))
                        .select("g")
                        .build());
    }

    @Test
    void an_alias_is_the_key_of_the_answer() {
        Selection step = ROOT.select("container").alias("c").select("stdout").alias("out");
        assertEquals("{c:container{out:stdout}}", step.build());
        assertEquals(List.of("c", "out"), step.path());
        assertEquals("{c:f(x:1)}", ROOT.select("f").arg("x", 1).alias("c").build());
        assertEquals("{c:f(x:1)}", ROOT.select("f").alias("c").arg("x", 1).build());
    }

    @Test
    void an_inline_fragment_is_in_the_text_and_not_in_the_path() {
        Selection entries = ROOT.select("node").arg("id", "x").on("Directory").select("entries");
        assertEquals("{node(id:\"x\"){... on Directory{entries}}}", entries.build());
        assertEquals(List.of("node", "entries"), entries.path());
    }

    @Test
    void several_leaves_stand_under_one_parent() {
        Selection leaves = ROOT.select("container").select("stdout", "stderr", "exitCode");
        assertEquals("{container{stdout stderr exitCode}}", leaves.build());
        assertEquals(List.of("container"), leaves.path());
        assertEquals(
                "{version defaultPlatform}",
                ROOT.select("version", "defaultPlatform").build());
    }

    @Test
    void a_fork_never_changes_its_trunk() {
        Selection trunk = ROOT.select("a").arg("x", 1);
        Selection y = trunk.arg("y", 2);
        Selection z = trunk.arg("z", 3);
        Selection aliased = trunk.alias("k");
        Selection b = trunk.select("b");
        Selection leaves = trunk.select("c", "d");
        assertEquals("{a(x:1)}", trunk.build());
        assertEquals("{a(x:1,y:2)}", y.build());
        assertEquals("{a(x:1,z:3)}", z.build());
        assertEquals("{k:a(x:1)}", aliased.build());
        assertEquals("{a(x:1){b}}", b.build());
        assertEquals("{a(x:1){c d}}", leaves.build());
    }

    @Test
    void a_list_that_changes_later_changes_no_query() {
        List<String> args = new ArrayList<>(List.of("ls"));
        Selection exec = ROOT.select("withExec").arg("args", args);
        args.add("/");
        assertEquals("{withExec(args:[\"ls\"])}", exec.build());
    }

    @Test
    void a_list_of_objects_that_changes_later_changes_no_query() {
        Api.Client dag = Dagger.unconnected();
        List<Api.Container> variants = new ArrayList<>(List.of(dag.container()));
        Selection publish = ROOT.select("publish").arg("platformVariants", variants);
        variants.add(dag.container().from("alpine"));
        assertEquals("{publish(platformVariants:[\"...\"])}", publish.build());
        assertEquals(1, publish.objects().size());
    }

    @Test
    void a_chain_of_100_000_steps_is_built_and_walked() {
        // What is quadratic takes minutes here, and what is recursive overflows the stack.
        Selection chain = ROOT;
        for (int i = 0; i < 100_000; i++) {
            chain = chain.select("withEnvVariable").arg("name", "N").arg("value", "" + i);
        }
        String text = chain.build();
        assertTrue(text.startsWith("{withEnvVariable(name:\"N\",value:\"0\"){withEnvVariable"));
        assertTrue(text.endsWith("(name:\"N\",value:\"99999\")" + "}".repeat(100_000)));
        assertEquals(100_000, chain.path().size());
    }

    @Test
    void the_same_program_gives_the_same_bytes() {
        Supplier<Selection> program =
                () -> ROOT.select("f").arg("m", Map.of("one", 1, "two", 2, "three", 3, "four", 4, "five", 5));
        assertEquals("{f(m:{five:5,four:4,one:1,three:3,two:2})}", program.get().build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a{b}", "1a", "a-b", "\u00e9", "a\n", "f(x:1)", "__type "})
    void what_is_no_graphql_name_is_refused_and_quoted(String name) {
        String quoted = "\"" + name.replace('\n', ' ') + "\"";
        for (String message : List.of(
                refusal(() -> ROOT.select(name)),
                refusal(() -> ROOT.select("a", name)),
                refusal(() -> ROOT.select("a").arg(name, 1)),
                refusal(() -> ROOT.select("a").alias(name)),
                refusal(() -> ROOT.select("a").on(name)))) {
            assertTrue(message.contains(quoted) && message.contains("expected a GraphQL name"), message);
        }
    }

    @Test
    void an_argument_given_twice_is_refused() {
        assertEquals(
                "Cannot give the argument \"x\" of \"f\" twice.",
                refusal(() -> ROOT.select("f").arg("x", 1).arg("x", 2)));
    }

    @Test
    void a_leaf_named_twice_is_refused() {
        assertEquals(
                "Cannot select the field \"b\" twice in one list of leaves.",
                refusal(() -> ROOT.select("a", "b", "b")));
    }

    @Test
    void only_a_field_has_arguments_and_an_alias() {
        for (Selection step : List.of(ROOT, ROOT.select("a").on("T"), ROOT.select("a", "b"))) {
            assertTrue(refusal(() -> step.arg("x", 1)).contains("expected a field; call select first"));
            assertTrue(refusal(() -> step.alias("x")).contains("expected a field; call select first"));
        }
    }

    @Test
    void nothing_comes_behind_a_list_of_leaves() {
        Selection leaves = ROOT.select("a", "b");
        assertEquals(
                "Cannot select \"c\" behind the leaves \"a b\": a list of leaves ends the chain; fork the step before"
                        + " it.",
                refusal(() -> leaves.select("c")));
        assertThrows(DaggerException.class, () -> leaves.on("T"));
    }

    @Test
    void nothing_selected_is_no_query() {
        assertThrows(DaggerException.class, ROOT::build);
        assertEquals("{}", ROOT.toString());
        assertEquals(List.of(), ROOT.path());
    }

    @Test
    void a_value_that_cannot_be_written_is_named_by_field_argument_and_position() {
        String message = refusal(() -> ROOT.select("withExec").arg("args", List.of("a", List.of(Double.NaN))));
        assertEquals(
                "Cannot write \"withExec.args[1][0]\" as GraphQL: GraphQL has no NaN; expected a finite number.",
                message);
    }
}
