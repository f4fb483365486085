package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.codegen.Generator;
import daggerkit.codegen.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The words about the API in {@code schemas/words}: that each member has some, and that what has none is refused. */
class WordsTest {
    private static final Path WORDS = Run.root().resolve("schemas/words");

    @TempDir
    Path folder;

    private static List<Path> schemas() throws IOException {
        try (Stream<Path> files = Files.list(Run.root().resolve("schemas"))) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }

    private static JsonNode schema(Path file) throws IOException {
        JsonNode answer = LocalSession.JSON.readTree(file.toFile());
        return (answer.has("data") ? answer.path("data") : answer).path("__schema");
    }

    private static void members(JsonNode schema, TreeSet<String> members) {
        for (JsonNode type : schema.path("types")) {
            String name = type.path("name").asText();
            if (name.startsWith("__")) {
                continue;
            }
            members.add(name);
            for (JsonNode field : type.path("fields")) {
                String place = name + "." + field.path("name").asText();
                members.add(place);
                field.path("args")
                        .forEach(argument ->
                                members.add(place + "(" + argument.path("name").asText() + ")"));
            }
            for (String list : List.of("enumValues", "inputFields")) {
                type.path(list)
                        .forEach(
                                one -> members.add(name + "." + one.path("name").asText()));
            }
        }
    }

    /** Read here from the schemas without the generator, so that what it leaves out has words too. */
    @Test
    void every_member_of_every_engine_has_words_and_nothing_else_has() throws IOException {
        TreeSet<String> members = new TreeSet<>();
        for (Path file : schemas()) {
            members(schema(file), members);
        }
        assertTrue(members.size() > 2_000, "" + members.size());
        Map<String, String> words = Words.in(WORDS).all();
        assertEquals(members, new TreeSet<>(words.keySet()));
        List<String> shortest = words.entrySet().stream()
                .filter(entry -> !entry.getValue().matches("\\p{Upper}?.*[.!?](`|\\))?"))
                .map(Map.Entry::getKey)
                .toList();
        assertEquals(List.of(), shortest, "not a sentence");
        new Generator(skipped -> {}).files("daggerkit", "Api", schemas(), Words.in(WORDS));
    }

    private String refused(Path schema, Path words) {
        return assertThrows(DaggerException.class, () -> new Generator(skipped -> {})
                        .files("daggerkit", "Api", List.of(schema), Words.in(words)))
                .getMessage();
    }

    @ParameterizedTest
    @CsvSource({
        "Container, fields, stdout, 'Container.brandNew', '### brandNew'",
        "ReturnType, enumValues, ANY, 'ReturnType.brandNew', '- `brandNew`: ...'",
        "BuildArg, inputFields, value, 'BuildArg.brandNew', '- `brandNew`: ...'"
    })
    void the_generator_refuses_a_new_member_without_words(
            String type, String list, String like, String named, String place) throws IOException {
        JsonNode whole = LocalSession.JSON.readTree(
                Run.root().resolve("schemas/v0.21.8.json").toFile());
        JsonNode schema = (whole.has("data") ? whole.path("data") : whole).path("__schema");
        for (JsonNode one : schema.path("types")) {
            if (one.path("name").asText().equals(type)) {
                for (JsonNode member : new ArrayList<>(toList(one.path(list)))) {
                    if (member.path("name").asText().equals(like)) {
                        ((ArrayNode) one.path(list)).add(((ObjectNode) member.deepCopy()).put("name", "brandNew"));
                    }
                }
            }
        }
        Path file = Files.writeString(folder.resolve("v0.21.8.json"), whole.toString());
        String message = refused(file, WORDS);
        assertTrue(message.startsWith("Cannot describe \"" + named + "\": expected words about it"), message);
        assertTrue(message.contains(place), message);
    }

    private static List<JsonNode> toList(JsonNode array) {
        List<JsonNode> all = new ArrayList<>();
        array.forEach(all::add);
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Std out.", "The stdout.", "The `stdout` of the Container.", "stdout"})
    void words_that_say_only_a_name_are_none(String words) throws IOException {
        copy("container.md", "### stdout", "### stdout\n" + words + "\n### notUsed");
        String message = refused(Run.root().resolve("schemas/v0.21.8.json"), folder);
        assertTrue(message.startsWith("Cannot describe \"Container.stdout\": expected words"), message);
    }

    @Test
    void an_argument_without_words_is_named() throws IOException {
        copy("container.md", "- `noInit`: ", "- `other`: ");
        String message = refused(Run.root().resolve("schemas/v0.21.8.json"), folder);
        assertTrue(message.startsWith("Cannot describe \"Container.asService(noInit)\""), message);
        assertTrue(
                message.contains("an item \"- `noInit`: ...\" below \"### asService\" of \"## Container\""), message);
    }

    @ParameterizedTest
    @CsvSource({
        "'## A\nx.\n## A\ny.', '\"A\" has words already'",
        "'## A\nx.\n- `b` y', 'the line \"- `b` y\" is neither'",
        "'### b\nx.', 'the line \"### b\" is neither'",
        "'## A\n#### b', 'the line \"#### b\" is neither'"
    })
    void a_file_of_another_form_is_one_sentence(String text, String why) throws IOException {
        Files.writeString(folder.resolve("some.md"), text.replace("\\n", "\n"));
        String message =
                assertThrows(DaggerException.class, () -> Words.in(folder)).getMessage();
        assertTrue(message.contains("some.md\": " + why), message);
    }

    @Test
    void words_go_on_over_lines_and_a_title_counts_for_nothing() throws IOException {
        Files.writeString(folder.resolve("some.md"), "# T\n\nNo.\n\n## A\nOne\ntwo.\n### b\nx.\n- `c`: d\n  e.\n");
        assertEquals(
                Map.of("A", "One two.", "A.b", "x.", "A.b(c)", "d e."),
                Words.in(folder).all());
    }

    /** Over HTTP there is no folder to look into, so each file is named. */
    @Test
    void the_script_carries_every_file() throws IOException {
        List<String> lines = Files.readAllLines(Run.root().resolve("scripts/schema.java"));
        try (Stream<Path> files = Files.list(WORDS)) {
            assertEquals(
                    files.map(file -> file.getFileName().toString())
                            .sorted()
                            .map(name -> "//FILES words/" + name + "=../schemas/words/" + name)
                            .toList(),
                    lines.stream()
                            .filter(line -> line.startsWith("//FILES words/"))
                            .toList());
        }
    }

    private void copy(String changed, String before, String after) throws IOException {
        try (Stream<Path> files = Files.list(WORDS)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String text = Files.readString(file);
                Files.writeString(
                        folder.resolve(file.getFileName()),
                        file.endsWith(changed)
                                ? text.replaceFirst(before, java.util.regex.Matcher.quoteReplacement(after))
                                : text);
            }
        }
    }
}
