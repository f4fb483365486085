package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.Api.Container;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many leaves and long chains, on each engine's schema. */
class LeafManyTest {
    @ParameterizedTest
    @ValueSource(strings = {"v0.20.8", "v0.21.8", "v1.0.0-beta.10"})
    void a_thousand_leaves_are_one_request(String version) throws IOException {
        try (EchoEngine engine = EchoEngine.of(version);
                Api.Client dag = engine.connect()) {
            List<Leaf<String>> leaves = IntStream.range(0, 1_000)
                    .mapToObj(i -> dag.container().from("alpine:" + i).leaf(Container::stdout))
                    .toList();
            List<String> values = dag.fetch(Leaf.all(leaves));
            for (int i = 0; i < 1_000; i++) {
                assertEquals("container.from(\"alpine:" + i + "\").stdout", values.get(i));
            }
            assertEquals(1, engine.queries().size());
            String first = engine.queries().get(0);
            dag.fetch(Leaf.all(leaves));
            assertEquals(first, engine.queries().get(1), "the text is the same for the same program");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v0.20.8", "v0.21.8", "v1.0.0-beta.10"})
    void a_chain_of_two_thousand_steps_has_leaves_at_a_hundred_depths(String version) throws IOException {
        try (EchoEngine engine = EchoEngine.of(version);
                Api.Client dag = engine.connect()) {
            List<Leaf<String>> leaves = new ArrayList<>();
            Container container = dag.container();
            for (int i = 1; i <= 2_000; i++) {
                container = container.withWorkdir("/" + i);
                if (i % 20 == 0) {
                    leaves.add(container.leaf(Container::stdout));
                }
            }
            List<String> values = dag.fetch(Leaf.all(leaves));
            assertTrue(values.get(0).endsWith(".withWorkdir(\"/20\").stdout"));
            assertTrue(values.get(99).endsWith(".withWorkdir(\"/2000\").stdout"));
            assertEquals(1, engine.queries().size());
            String query = engine.queries().get(0);
            assertEquals(2_000, query.split("withWorkdir", -1).length - 1, "the common beginning is there once");
        }
    }

    /** An alias must not take the name of a field that comes later, or of another alias. */
    @Test
    void aliases_do_not_collide() throws IOException {
        try (EchoEngine engine = EchoEngine.newest();
                Api.Client dag = engine.connect()) {
            Selection object = Selection.query().select("currentTypeDefs");
            List<Leaf<String>> leaves = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String path = "/" + i;
                leaves.add(dag.leaf(d -> d.container().withWorkdir(path).stdout()));
                leaves.add(dag.leaf(d -> d.container().file(path).name()));
            }
            assertEquals(6, dag.fetch(Leaf.all(leaves)).size());
            assertEquals(
                    "{container{withWorkdir(path:\"/0\"){stdout}file(path:\"/0\"){name}"
                            + "withWorkdir_2:withWorkdir(path:\"/1\"){stdout}file_2:file(path:\"/1\"){name}"
                            + "withWorkdir_3:withWorkdir(path:\"/2\"){stdout}file_3:file(path:\"/2\"){name}}}",
                    engine.queries().get(0));
            assertEquals("{currentTypeDefs{name}}", object.select("name").build());
        }
    }

    /** Fields of a fragment stand in the same object of the answer as those beside it. */
    @Test
    void the_fields_of_a_fragment_and_those_beside_it_do_not_collide() throws IOException {
        try (EchoEngine engine = EchoEngine.newest();
                Api.Client dag = engine.connect()) {
            Container synced = dag.container().from("alpine").sync();
            engine.queries().clear();
            List<String> values = dag.fetch(Leaf.all(List.of(
                    synced.withWorkdir("/a").leaf(Container::stdout),
                    synced.withWorkdir("/b").leaf(Container::stdout),
                    synced.leaf(Container::id))));
            assertEquals(
                    List.of(
                            "container.from(\"alpine\").withWorkdir(\"/a\").stdout",
                            "container.from(\"alpine\").withWorkdir(\"/b\").stdout",
                            "Container container.from(\"alpine\")"),
                    values);
            assertEquals(2, engine.queries().size(), "how it loads an object, and all leaves: " + engine.queries());
        }
    }

    /** The validator of an engine compares fields of the same key, also if they stand in fragments of two types. */
    @Test
    void two_fragments_of_an_object_have_no_key_in_common() throws IOException {
        try (EchoEngine engine = EchoEngine.newest();
                Api.Client dag = engine.connect()) {
            Selection node = Selection.query().select("node").arg("id", "Container container");
            Selection file = node.on("Container").select("file").arg("path", "/a");
            Selection other = node.on("Directory").select("file").arg("path", "/a");
            assertThrows(
                    DaggerException.class,
                    () -> dag.fetch(Leaf.all(List.of(
                            dag.leaf(d -> d.fetch(file.select("name"))),
                            dag.leaf(d -> d.fetch(other.select("size")))))),
                    "it is a container, and no directory");
            assertEquals(
                    List.of("{node(id:\"Container container\"){... on Container{file(path:\"/a\"){name}}"
                            + "... on Directory{file_2:file(path:\"/a\"){size}}}}"),
                    engine.queries());
        }
    }
}
