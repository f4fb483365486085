package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.Api.Container;
import daggerkit.Api.Directory;
import daggerkit.Api.Secret;
import daggerkit.Api.TypeDef;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that are arguments: their IDs are asked for together, one request for each depth. */
class LeafArgumentTest {
    @ParameterizedTest
    @ValueSource(strings = {"v0.20.8", "v0.21.8", "v1.0.0-beta.10"})
    void arguments_three_deep_are_four_requests_in_a_plain_call(String version) throws IOException {
        try (EchoEngine engine = EchoEngine.of(version);
                Api.Client dag = engine.connect()) {
            Directory first = dag.directory().withNewFile("a", "1");
            Directory second = dag.directory().withDirectory("b", first);
            Directory third = dag.directory().withDirectory("c", second);
            dag.container().withDirectory("/", third).stdout();
            String one = "Directory directory.withNewFile(\\\"a\\\", \\\"1\\\")";
            assertEquals(4, engine.queries().size(), "" + engine.queries());
            assertEquals(
                    "{directory{withNewFile(path:\"a\",contents:\"1\"){id}}}",
                    engine.queries().get(0));
            assertEquals(
                    "{directory{withDirectory(path:\"b\",source:\"" + one + "\"){id}}}",
                    engine.queries().get(1));
            engine.queries().clear();
            dag.container().withDirectory("/again", third).stdout();
            assertEquals(1, engine.queries().size(), "the IDs are known: " + engine.queries());
        }
    }

    @Test
    void the_arguments_of_many_leaves_are_asked_for_together() throws IOException {
        try (EchoEngine engine = EchoEngine.newest();
                Api.Client dag = engine.connect()) {
            List<Leaf<String>> leaves = IntStream.range(0, 30)
                    .mapToObj(i -> {
                        Directory source = dag.directory().withNewFile("f", "" + i % 10);
                        Directory mounted = dag.directory().withDirectory("d", source);
                        return dag.container()
                                .withDirectory("/" + i, source)
                                .withMountedDirectory("/m", mounted)
                                .leaf(Container::stdout);
                    })
                    .toList();
            assertEquals(30, dag.fetch(Leaf.all(leaves)).size());
            assertEquals(3, engine.queries().size());
            assertEquals(
                    10, engine.queries().get(0).split("\\bid\\b", -1).length - 1, "the same chain is the same object");
            assertEquals(10, engine.queries().get(1).split("\\bid\\b", -1).length - 1);
            assertEquals(30, engine.queries().get(2).split("stdout", -1).length - 1);
        }
    }

    @Test
    void an_object_used_twice_is_asked_for_once() throws IOException {
        try (EchoEngine engine = EchoEngine.newest();
                Api.Client dag = engine.connect()) {
            Directory directory = dag.directory().withNewFile("a", "1");
            dag.container()
                    .withDirectory("/x", directory)
                    .withDirectory("/y", directory)
                    .fetch(Container::stdout, Container::stderr, String::concat);
            assertEquals(2, engine.queries().size());
            assertEquals(
                    "{directory{withNewFile(path:\"a\",contents:\"1\"){id}}}",
                    engine.queries().get(0));
            engine.queries().clear();
            dag.container().withDirectory("/z", directory).stdout();
            assertEquals(1, engine.queries().size(), "a fetch of leaves leaves the ID with the object");
        }
    }

    @Test
    void a_dag_of_objects_that_each_use_the_one_before_twice_costs_one_request_a_depth() throws IOException {
        try (EchoEngine engine = EchoEngine.newest();
                Api.Client dag = engine.connect()) {
            Directory directory = dag.directory();
            for (int i = 0; i < 8; i++) {
                directory = dag.directory().withDirectory("a", directory).withDirectory("b", directory);
            }
            assertTrue(directory.name().endsWith(".name"));
            assertEquals(9, engine.queries().size());
        }
    }

    @Test
    void an_argument_may_come_from_an_answer_of_the_same_fetch() throws IOException {
        try (EchoEngine engine = EchoEngine.newest();
                Api.Client dag = engine.connect()) {
            String out = dag.container().from("alpine").fetch(c -> dag.container()
                    .withDirectory("/", dag.directory().withNewFile("f", c.stdout()))
                    .stdout());
            assertTrue(out.contains("alpine"), out);
            assertEquals(3, engine.queries().size(), "its leaf, the ID, the other leaf: " + engine.queries());
        }
    }

    @Test
    void an_element_of_a_list_is_an_argument_with_an_id_of_its_own() throws IOException {
        try (EchoEngine engine = EchoEngine.newest();
                Api.Client dag = engine.connect()) {
            List<String> kinds = dag.fetch(dag.each(Api.Client::currentTypeDefs, t -> dag.typeDef()
                    .withListOf(t)
                    .leaf(list -> list.asList().elementTypeDef().name())));
            assertEquals(
                    List.of(
                            "typeDef.withListOf(\"TypeDef currentTypeDefs[0]\").asList.elementTypeDef.name",
                            "typeDef.withListOf(\"TypeDef currentTypeDefs[1]\").asList.elementTypeDef.name"),
                    kinds);
            assertEquals(2, engine.queries().size(), "" + engine.queries());
            engine.queries().clear();
            List<String> some = dag.fetch(dag.each(
                    Api.Client::currentTypeDefs,
                    t -> t.leaf(x -> x.name().contains("[1]")
                            ? dag.typeDef()
                                    .withListOf(x)
                                    .asList()
                                    .elementTypeDef()
                                    .name()
                            : "")));
            assertEquals(List.of("", kinds.get(1)), some);
            List<TypeDef> outlived = dag.fetch(dag.each(Api.Client::currentTypeDefs, t -> t.leaf(x -> x)));
            assertEquals(
                    kinds.get(1),
                    dag.typeDef()
                            .withListOf(outlived.get(1))
                            .asList()
                            .elementTypeDef()
                            .name());
        }
    }

    @Test
    void what_is_secret_travels_as_a_variable_and_two_secrets_do_not_mix() throws IOException {
        try (EchoEngine engine = EchoEngine.newest();
                Api.Client dag = engine.connect()) {
            Secret one = dag.setSecret("one", "hunter2");
            Secret two = dag.setSecret("two", "swordfish");
            List<String> names = dag.fetch(Leaf.all(List.of(
                    one.leaf(Secret::name),
                    two.leaf(Secret::name),
                    dag.container()
                            .withSecretVariable("A", one)
                            .withSecretVariable("B", two)
                            .leaf(Container::stdout))));
            assertEquals("setSecret(\"one\", $hunter2).name", names.get(0));
            assertEquals("setSecret(\"two\", $swordfish).name", names.get(1));
            assertTrue(names.get(2).indexOf("hunter2") < names.get(2).indexOf("swordfish"), names.get(2));
            assertEquals(
                    List.of("query($plaintext:String!,$plaintext2:String!)"
                            + "{setSecret(name:\"one\",plaintext:$plaintext){id}"
                            + "setSecret_2:setSecret(name:\"two\",plaintext:$plaintext2){id}}"),
                    engine.queries().subList(0, 1));
            assertEquals(2, engine.queries().size());
        }
    }

    @Test
    void an_object_of_another_session_is_no_argument() throws IOException {
        try (EchoEngine engine = EchoEngine.newest();
                EchoEngine elsewhere = EchoEngine.newest();
                Api.Client dag = engine.connect();
                Api.Client other = elsewhere.connect()) {
            Directory foreign = other.directory();
            DaggerException refused = assertThrows(
                    DaggerException.class,
                    () -> dag.fetch(dag.container().withDirectory("/", foreign).leaf(Container::stdout)));
            assertTrue(refused.getMessage().contains("another session"), refused.getMessage());
            assertEquals(List.of(), engine.queries());
        }
    }

    @Test
    void an_argument_that_is_null_is_named() throws IOException {
        try (EchoEngine engine = EchoEngine.newest();
                Api.Client dag = engine.connect()) {
            TypeDef none =
                    dag.currentTypeDefs().isEmpty() ? null : dag.typeDef().withKind(Api.TypeDefKind.LIST_KIND);
            DaggerException isNull = assertThrows(DaggerException.class, () -> none.withListOf(
                            dag.typeDef().withObject("no object").asList().elementTypeDef())
                    .name());
            assertTrue(isNull.getMessage().contains("it is null"), isNull.getMessage());
        }
    }
}
