package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.Api.Container;
import daggerkit.Api.Directory;
import daggerkit.Api.EnvVariable;
import daggerkit.Api.Port;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Leaves of the elements of lists: one request, whatever their number is, and none for an element that is not meant. */
class LeafListTest {
    private static final String ALPINE = "{container{from(address:\"alpine\"){";
    private static final String CALLS = "container.from(\"alpine\").envVariables";

    private EchoEngine engine;
    private Api.Client dag;
    private Container alpine;

    record Env(String name, String value) {}

    @BeforeEach
    void connect() throws IOException {
        open("v1.0.0-beta.10");
    }

    private void open(String version) throws IOException {
        engine = EchoEngine.of(version);
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
    void a_list_of_records_is_one_request() {
        List<Env> env = alpine.fetchEach(Container::envVariables, EnvVariable::name, EnvVariable::value, Env::new);
        assertEquals(
                List.of(
                        new Env(CALLS + "[0].name", CALLS + "[0].value"),
                        new Env(CALLS + "[1].name", CALLS + "[1].value")),
                env);
        assertQueries(ALPINE + "envVariables{name value}}}}");
    }

    @Test
    void one_value_of_each_is_a_list_of_values() {
        assertEquals(
                List.of(CALLS + "[0].name", CALLS + "[1].name"),
                alpine.fetchEach(Container::envVariables, EnvVariable::name));
        assertQueries(ALPINE + "envVariables{name}}}}");
    }

    @Test
    void twenty_containers_with_three_leaves_and_a_list_of_objects_are_one_request() {
        List<Leaf<String>> leaves = IntStream.range(0, 20)
                .mapToObj(i -> dag.container().from("alpine:" + i))
                .map(c -> Leaf.of(
                        c.leaf(Container::stdout),
                        c.leaf(Container::stderr),
                        c.leaf(Container::exitCode),
                        (out, err, code) -> out + err + code))
                .toList();
        Leaf<List<String>> names = alpine.each(Container::envVariables, v -> v.leaf(EnvVariable::name));
        assertEquals(22, dag.<Integer>fetch(Leaf.of(Leaf.all(leaves), names, (a, b) -> a.size() + b.size())));
        assertEquals(1, engine.queries().size());
        assertEquals(62, engine.evaluated().size());
    }

    @Test
    void an_empty_list_is_one_request_and_no_path_runs_for_an_element() {
        Container none = dag.container().from("0 elements");
        assertEquals(List.of(), none.fetchEach(Container::envVariables, EnvVariable::name));
        List<String> seen = new ArrayList<>();
        assertEquals(
                List.of(),
                dag.fetch(none.each(
                        Container::envVariables,
                        v -> v.leaf(x -> {
                            seen.add(x.name());
                            throw new IllegalStateException("no element has this path");
                        }))));
        assertEquals(List.of(), dag.fetch(none.each(Container::envVariables, v -> {
            throw new IllegalStateException("no element has this path either");
        })));
        assertEquals(List.of(), seen);
        String list = "{container{from(address:\"0 elements\"){envVariables{";
        assertQueries(list + "name}}}}", list + "name}}}}", list + "id}}}}");
    }

    @Test
    void a_second_leaf_of_all_elements_is_one_more_round() {
        assertEquals(
                List.of(CALLS + "[0].name=" + CALLS + "[0].value", CALLS + "[1].name=" + CALLS + "[1].value"),
                alpine.fetchEach(Container::envVariables, v -> v.name() + "=" + v.value()));
        assertQueries(ALPINE + "envVariables{name}}}}", ALPINE + "envVariables{value}}}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v0.20.8", "v0.21.8", "v1.0.0-beta.10"})
    void a_second_leaf_of_some_elements_is_asked_of_these_only(String version) throws IOException {
        close();
        open(version);
        Container many = dag.container().from("7 elements");
        List<String> values =
                many.fetchEach(Container::envVariables, v -> v.name().matches(".*\\[[25]\\].*") ? v.value() : "");
        assertEquals("", values.get(0));
        assertEquals("container.from(\"7 elements\").envVariables[2].value", values.get(2));
        assertEquals("container.from(\"7 elements\").envVariables[5].value", values.get(5));
        assertEquals(7, values.size());
        assertEquals(
                List.of(values.get(2), values.get(5)),
                engine.evaluated().stream()
                        .filter(leaf -> leaf.endsWith("value"))
                        .toList());
        assertEquals(
                4,
                engine.queries().size(),
                "names, IDs, which field loads by ID, both values together: " + engine.queries());
    }

    @Test
    void an_effect_on_some_elements_is_had_by_these_only_and_once() {
        List<String> exported = dag.fetch(dag.directory()
                .withNewFile("5 elements", "")
                .leaf(d -> d)
                .map(d -> d.entries().size())
                .map(size -> List.of("" + size)));
        assertEquals(List.of("5"), exported);
        Container many = dag.container().from("4 elements");
        List<Long> ports = many.fetchEach(
                Container::exposedPorts,
                p -> p.description().map(text -> text.contains("[3]")).orElse(false) ? p.port() : 0L);
        assertEquals(List.of(0L, 0L, 0L), ports.subList(0, 3));
        assertEquals(
                1,
                engine.evaluated().stream()
                        .filter(leaf -> leaf.endsWith(".port"))
                        .count());
        assertTrue(ports.get(3) > 0);
    }

    @Test
    void lists_in_lists_are_one_request() {
        List<List<String>> all = dag.fetch(Leaf.all(List.of(
                alpine.each(Container::envVariables, v -> v.leaf(EnvVariable::name)),
                dag.container().from("3 elements").each(Container::envVariables, v -> v.leaf(EnvVariable::name)))));
        assertEquals(List.of(2, 3), all.stream().map(List::size).toList());
        assertEquals(1, engine.queries().size());
        engine.queries().clear();
        List<List<String>> fields = dag.fetch(dag.each(Api.Client::currentTypeDefs, t -> t.asEnum()
                .each(Api.EnumTypeDef::values, v -> v.leaf(Api.EnumValueTypeDef::name))));
        assertEquals(
                List.of(
                        List.of("currentTypeDefs[0].asEnum.values[0].name", "currentTypeDefs[0].asEnum.values[1].name"),
                        List.of(
                                "currentTypeDefs[1].asEnum.values[0].name",
                                "currentTypeDefs[1].asEnum.values[1].name")),
                fields);
        assertQueries("{currentTypeDefs{asEnum{values{name}}}}");
    }

    @Test
    void an_inner_element_alone_is_asked_by_its_own_id() {
        List<List<String>> fields = dag.fetch(dag.each(Api.Client::currentTypeDefs, t -> t.asEnum()
                .each(
                        Api.EnumTypeDef::values,
                        v -> v.leaf(x -> x.name().contains("Defs[1].asEnum.values[0]") ? x.value() : ""))));
        assertEquals(List.of("", ""), fields.get(0));
        assertEquals(List.of("currentTypeDefs[1].asEnum.values[0].value", ""), fields.get(1));
        assertEquals(
                1,
                engine.evaluated().stream()
                        .filter(leaf -> leaf.endsWith(".value"))
                        .count());
    }

    @Test
    void null_objects_in_the_middle_are_told() {
        List<String> kinds = dag.fetch(Leaf.all(List.of(
                dag.directory()
                        .withNewFile("no object", "")
                        .leaf(d -> d.stat("f").isNull() ? "null" : d.stat("f").name()),
                dag.directory()
                        .leaf(d -> d.stat("f").isNull() ? "null" : d.stat("f").name()))));
        assertEquals(List.of("null", "directory.stat(\"f\").name"), kinds);
        DaggerException isNull = assertThrows(DaggerException.class, () -> dag.directory()
                .withNewFile("no object", "")
                .fetch(d -> d.stat("f").name()));
        assertTrue(isNull.getMessage().contains("isNull()"), isNull.getMessage());
    }

    @Test
    void objects_of_a_list_outlive_their_fetch() {
        List<EnvVariable> variables = dag.fetch(alpine.each(Container::envVariables, v -> v.leaf(x -> x)));
        assertEquals(CALLS + "[1].value", variables.get(1).value());
        assertEquals(CALLS + "[0].value", variables.get(0).value());
        assertFalse(variables.get(0).isNull());
    }

    @Test
    void a_list_that_is_no_list_of_the_engine_works_as_well() {
        List<Container> two = List.of(alpine, dag.container().from("debian"));
        assertEquals(
                List.of("container.from(\"alpine\").stdout", "container.from(\"debian\").stdout"),
                dag.fetchEach(d -> two, Container::stdout));
        assertEquals(1, engine.queries().size());
    }

    @Test
    void up_to_eight_values_of_each() {
        List<String> all = dag.container()
                .from("1 elements")
                .fetchEach(
                        Container::exposedPorts,
                        Port::port,
                        Port::protocol,
                        Port::port,
                        Port::protocol,
                        Port::port,
                        Port::protocol,
                        Port::experimentalSkipHealthcheck,
                        p -> "h",
                        (a, b, c, d, e, f, g, h) -> b + "," + d + "," + f + "," + g + "," + h);
        assertEquals(List.of("TCP,TCP,TCP,false,h"), all);
        assertQueries(
                "{container{from(address:\"1 elements\"){exposedPorts{port protocol experimentalSkipHealthcheck}}}}");
    }

    @Test
    void each_elements_own_object_can_be_an_argument() {
        List<Integer> sizes = dag.fetch(dag.each(Api.Client::currentTypeDefs, t -> dag.container()
                .leaf(c -> t.asEnum().name().length())));
        assertEquals(2, sizes.size());
        engine.queries().clear();
        engine.evaluated().clear();
        Directory root = dag.directory();
        List<String> out = dag.fetch(alpine.each(
                Container::envVariables,
                v -> v.leaf(x -> root.withNewFile(x.name(), "x").file("f").contents())));
        assertEquals(
                List.of(
                        "directory.withNewFile(\"" + CALLS.replace("\"", "\\\"")
                                + "[0].name\", \"x\").file(\"f\").contents",
                        "directory.withNewFile(\"" + CALLS.replace("\"", "\\\"")
                                + "[1].name\", \"x\").file(\"f\").contents"),
                out);
        assertEquals(2, engine.queries().size());
    }
}
