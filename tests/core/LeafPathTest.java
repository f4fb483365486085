package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.Api.Container;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Paths that are not as simple as a method reference: what they throw, catch, send themselves, or never come to. */
class LeafPathTest {
    private static final String ALPINE = "{container{from(address:\"alpine\"){";

    private EchoEngine engine;
    private Api.Client dag;
    private Container alpine;

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
    void what_a_path_throws_is_what_the_fetch_throws() {
        IllegalStateException before = new IllegalStateException("before its leaf");
        assertSame(
                before,
                assertThrows(
                        IllegalStateException.class,
                        () -> alpine.fetch(
                                Container::stdout,
                                c -> {
                                    throw before;
                                },
                                (a, b) -> a)));
        assertQueries();
        IllegalStateException after = new IllegalStateException("after its leaf");
        Leaf<Object> late = alpine.leaf(Container::stdout).map(text -> {
            throw after;
        });
        assertSame(after, assertThrows(IllegalStateException.class, () -> dag.fetch(late)));
        assertQueries(ALPINE + "stdout}}}");
        assertEquals("container.from(\"alpine\").stderr", alpine.stderr(), "the next call is a plain one");
    }

    @Test
    void a_path_that_catches_everything_gets_the_answer_all_the_same() {
        assertEquals("container.from(\"alpine\").stdout", alpine.fetch(c -> {
            try {
                return c.stdout();
            } catch (Throwable stopped) {
                return "a value that no engine gave";
            }
        }));
        assertEquals("container.from(\"alpine\").stderr", alpine.fetch(c -> {
            try {
                return c.stderr();
            } finally {
                if (engine.queries().size() < 2) {
                    throw new IllegalStateException("instead of what stopped it");
                }
            }
        }));
        assertQueries(ALPINE + "stdout}}}", ALPINE + "stderr}}}");
    }

    @Test
    void a_path_that_never_settles_is_an_error_after_twenty_rounds() {
        AtomicInteger number = new AtomicInteger();
        DaggerException unsettled = assertThrows(
                DaggerException.class,
                () -> alpine.fetch(
                        c -> c.withWorkdir("/" + number.incrementAndGet()).stdout()));
        assertTrue(unsettled.getMessage().contains("after 20 rounds"), unsettled.getMessage());
        assertTrue(
                unsettled
                        .getMessage()
                        .endsWith("container.from(address: \"alpine\").withWorkdir(path: \"/21\").stdout"),
                unsettled.getMessage());
        assertEquals(20, engine.queries().size());
    }

    @Test
    void a_leaf_of_another_session_is_an_error() throws IOException {
        try (EchoEngine elsewhere = EchoEngine.newest();
                Api.Client other = elsewhere.connect()) {
            for (Leaf<String> leaf :
                    List.of(other.container().leaf(Container::stdout), alpine.leaf(c -> other.container()
                            .stdout()))) {
                DaggerException refused = assertThrows(DaggerException.class, () -> dag.fetch(leaf));
                assertTrue(refused.getMessage().contains("another session"), refused.getMessage());
            }
            assertThrows(
                    DaggerException.class,
                    () -> alpine.fetch(c -> other.fetch(other.container().leaf(Container::stdout))));
            assertThrows(DaggerException.class, () -> alpine.fetch(c -> other.query("{version}")));
            assertEquals(List.of(), elsewhere.queries());
        }
        assertQueries();
    }

    @Test
    void a_fetch_inside_a_path_belongs_to_the_fetch_that_runs() {
        assertEquals(
                List.of("container.from(\"alpine\").stdout", "container.from(\"alpine\").stderr"),
                dag.fetch(Leaf.all(List.of(
                        alpine.leaf(c -> dag.fetch(c.leaf(Container::stdout))),
                        alpine.leaf(c -> c.fetch(Container::stderr, Container::exitCode, (text, code) -> text))))));
        assertQueries(ALPINE + "stdout stderr exitCode}}}");
    }

    @Test
    void an_untyped_chain_inside_a_path_belongs_to_the_fetch_too() {
        Selection untyped = Selection.query().select("container").select("from").arg("address", "alpine");
        assertEquals(
                "container.from(\"alpine\").stdout / container.from(\"alpine\").stdout / container.platform",
                alpine.fetch(
                        Container::stdout,
                        c -> dag.fetch(untyped.select("stdout", "exitCode"))
                                .path("stdout")
                                .asText(),
                        c -> dag.fetch(Selection.query()
                                        .select("container")
                                        .select("platform")
                                        .alias("stdout"))
                                .asText(),
                        (a, b, d) -> a + " / " + b + " / " + d));
        assertQueries("{container{from(address:\"alpine\"){stdout exitCode}platform}}");
    }

    @Test
    void a_query_as_text_inside_a_path_is_sent_once() {
        assertEquals("container.from(\"alpine\").stderr", alpine.fetch(c -> {
            String text = dag.query("query($a: String!){container{from(address:$a){stdout}}}", Map.of("a", "x"))
                    .at("/container/from/stdout")
                    .asText();
            return text.isEmpty() ? null : c.stderr();
        }));
        assertEquals(2, engine.queries().size(), "" + engine.queries());
    }
}
