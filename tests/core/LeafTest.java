package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import daggerkit.Api.Container;
import daggerkit.Api.Directory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rounds: what a fetch sends, byte for byte, and that no path sees what the engine did not say. */
class LeafTest {
    private static final String ALPINE = "{container{from(address:\"alpine\"){";

    private EchoEngine engine;
    private Api.Client dag;
    private Container alpine;

    record Result(String out, String err, long code) {}

    @BeforeEach
    void connect() throws IOException {
        engine = EchoEngine.newest();
        dag = engine.connect();
        alpine = dag.container().from("alpine");
    }

    @AfterEach
    void close() throws IOException {
        dag.close();
        engine.close();
    }

    private void assertQueries(String... queries) {
        assertEquals(List.of(queries), engine.queries());
    }

    @Test
    void three_leaves_of_a_container_are_one_request() {
        Result result = alpine.fetch(Container::stdout, Container::stderr, Container::exitCode, Result::new);
        assertEquals(new Result("container.from(\"alpine\").stdout", "container.from(\"alpine\").stderr", 0), result);
        assertQueries(ALPINE + "stdout stderr exitCode}}}");
    }

    @Test
    void branches_are_one_request_in_which_siblings_have_aliases() {
        List<String> all = dag.fetch(Leaf.all(Stream.of("3.20", "3.21", "3.22")
                .map(v -> dag.container().from("alpine:" + v).withExec("cat").leaf(Container::stdout))
                .toList()));
        assertEquals(
                List.of(
                        "container.from(\"alpine:3.20\").withExec([\"cat\"]).stdout",
                        "container.from(\"alpine:3.21\").withExec([\"cat\"]).stdout",
                        "container.from(\"alpine:3.22\").withExec([\"cat\"]).stdout"),
                all);
        assertQueries("{container{from(address:\"alpine:3.20\"){withExec(args:[\"cat\"]){stdout}}"
                + "from_2:from(address:\"alpine:3.21\"){withExec(args:[\"cat\"]){stdout}}"
                + "from_3:from(address:\"alpine:3.22\"){withExec(args:[\"cat\"]){stdout}}}}");
        assertThrows(UnsupportedOperationException.class, () -> all.add("one more"));
    }

    @Test
    void up_to_eight_values_go_into_one_result() {
        Container c = alpine;
        assertEquals(
                36,
                dag.<Integer>fetch(
                        Leaf.of(one(1), one(2), one(3), one(4), one(5), one(6), one(7), one(8), LeafTest::sum)));
        assertQueries(ALPINE + "withWorkdir(path:\"1\"){exitCode}"
                + IntStream.rangeClosed(2, 8)
                        .mapToObj(i -> "withWorkdir_" + i + ":withWorkdir(path:\"" + i + "\"){exitCode}")
                        .reduce("", String::concat)
                + "}}}");
        engine.queries().clear();
        assertEquals(
                "abcdefgh",
                c.fetch(
                        x -> "a",
                        x -> "b",
                        x -> "c",
                        x -> "d",
                        x -> "e",
                        x -> "f",
                        x -> "g",
                        x -> "h",
                        (a, b, d, e, f, g, h, i) -> a + b + d + e + f + g + h + i));
        assertQueries();
    }

    private Leaf<Integer> one(int number) {
        return alpine.withWorkdir("" + number).leaf(Container::exitCode).map(code -> (int) (code + number));
    }

    private static Integer sum(Integer a, Integer b, Integer c, Integer d, Integer e, Integer f, Integer g, Integer h) {
        return a + b + c + d + e + f + g + h;
    }

    @Test
    void a_path_with_one_leaf_costs_one_request_whatever_it_makes_of_it() {
        String value = dag.fetch(Leaf.of(
                alpine.leaf(c -> c.stdout().replace("container", "").toUpperCase(java.util.Locale.ROOT)),
                alpine.leaf(Container::platform).map(platform -> platform + "!"),
                (a, b) -> a + " " + b));
        assertEquals(".FROM(\"ALPINE\").STDOUT container.from(\"alpine\").platform!", value);
        assertQueries(ALPINE + "stdout platform}}}");
    }

    @Test
    void a_path_with_two_leaves_costs_one_more_round_and_its_chain_is_not_asked_again() {
        assertEquals(
                "container.from(\"alpine\").withWorkdir(\"container.from(\\\"alpine\\\").stdout\").stderr",
                alpine.fetch(c -> c.withWorkdir(c.stdout()).stderr()));
        assertQueries(
                ALPINE + "stdout}}}",
                ALPINE + "withWorkdir(path:\"container.from(\\\"alpine\\\").stdout\"){stderr}}}}");
    }

    @Test
    void a_condition_on_an_answer_guards_an_effect() {
        List<String> published = dag.fetch(Leaf.all(Stream.of("exit 0", "exit 3", "exit 0 too")
                .map(command -> alpine.withExec("sh", "-c", command)
                        .leaf(c -> c.exitCode() == 0 ? c.publish("ttl.sh/" + command.length()) : "none"))
                .toList()));
        assertEquals(2, engine.queries().size(), "" + engine.queries());
        assertFalse(
                engine.queries().get(0).contains("publish"), engine.queries().get(0));
        assertFalse(engine.queries().get(1).contains("exit 3"), engine.queries().get(1));
        assertEquals("none", published.get(1));
        assertEquals(
                List.of(published.get(0), published.get(2)),
                engine.evaluated().stream()
                        .filter(leaf -> leaf.contains("publish"))
                        .toList(),
                "each effect was asked for once");
    }

    @Test
    void what_was_answered_is_not_sent_again_in_a_later_round() {
        alpine.fetch(c -> {
            String first = c.publish("a");
            String second = c.publish("b" + first.length());
            return c.publish("a") + second + c.stdout();
        });
        assertEquals(3, engine.queries().size());
        assertEquals(
                1,
                engine.evaluated().stream()
                        .filter(leaf -> leaf.endsWith("publish(\"a\")"))
                        .count());
    }

    @Test
    void a_path_may_read_another_object_of_the_session_or_nothing() {
        Directory other = dag.directory().withNewFile("f", "x");
        assertEquals(
                "container.from(\"alpine\").stdout 2 fixed",
                alpine.fetch(
                        Container::stdout,
                        c -> other.entries().size(),
                        c -> "fixed",
                        (a, b, c) -> a + " " + b + " " + c));
        assertQueries(ALPINE + "stdout}}directory{withNewFile(path:\"f\",contents:\"x\"){entries}}}");
    }

    @Test
    void an_action_without_a_value_is_a_leaf_of_its_own_name() {
        Api.Service service = alpine.asService();
        assertNull(dag.fetch(service.voidLeaf(Api.Service::up)));
        assertNull(dag.fetch(service.voidLeaf(s -> s.up(o -> o.random(true)))));
        assertQueries(ALPINE + "asService{up}}}}", ALPINE + "asService{up(random:true)}}}}");
    }

    @Test
    void the_same_leaf_twice_is_asked_for_once() {
        Leaf<String> out = alpine.leaf(Container::stdout);
        assertEquals(
                3,
                dag.fetch(Leaf.all(
                                List.of(out, out, dag.container().from("alpine").leaf(Container::stdout))))
                        .size());
        assertQueries(ALPINE + "stdout}}}");
    }

    @Test
    void two_threads_fetch_the_same_leaf() throws Exception {
        Leaf<List<String>> leaf = Leaf.all(List.of(alpine.leaf(Container::stdout), alpine.leaf(Container::stderr)));
        CountDownLatch both = new CountDownLatch(2);
        engine.before(() -> {
            both.countDown();
            try {
                both.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<List<String>>> values = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                values.add(threads.submit(() -> dag.fetch(leaf)));
            }
            assertEquals(values.get(0).get(), values.get(1).get());
        } finally {
            threads.shutdownNow();
        }
        assertQueries(ALPINE + "stdout stderr}}}", ALPINE + "stdout stderr}}}");
    }

    @Test
    void the_client_itself_has_leaves() {
        assertEquals(
                "version container.stdout",
                dag.fetch(Api.Client::version, d -> d.container().stdout(), (a, b) -> a + " " + b));
        assertQueries("{version container{stdout}}");
    }

    @Test
    void sync_gives_the_object_itself() {
        Container synced = dag.fetch(alpine.leaf(Container::sync));
        assertEquals("container.from(\"alpine\").stdout", synced.stdout());
        assertEquals(ALPINE + "sync}}}", engine.queries().get(0));
    }

    @Test
    void nothing_to_read_is_no_request() {
        assertEquals(List.of(), dag.fetch(Leaf.all(List.of())));
        assertQueries();
    }
}
