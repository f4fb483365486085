//FILES schemas/v0.20.8.json=../../schemas/v0.20.8.json
//FILES schemas/v0.21.8.json=../../schemas/v0.21.8.json
//FILES schemas/v1.0.0-beta.10.json=../../schemas/v1.0.0-beta.10.json
//FILES words/changeset.md=../../schemas/words/changeset.md
//FILES words/check-and-generator.md=../../schemas/words/check-and-generator.md
//FILES words/container.md=../../schemas/words/container.md
//FILES words/directory-and-file.md=../../schemas/words/directory-and-file.md
//FILES words/engine.md=../../schemas/words/engine.md
//FILES words/enum.md=../../schemas/words/enum.md
//FILES words/env.md=../../schemas/words/env.md
//FILES words/git.md=../../schemas/words/git.md
//FILES words/host.md=../../schemas/words/host.md
//FILES words/interface.md=../../schemas/words/interface.md
//FILES words/llm.md=../../schemas/words/llm.md
//FILES words/module.md=../../schemas/words/module.md
//FILES words/query.md=../../schemas/words/query.md
//FILES words/scalar.md=../../schemas/words/scalar.md
//FILES words/secret-and-cache.md=../../schemas/words/secret-and-cache.md
//FILES words/service.md=../../schemas/words/service.md
//FILES words/value.md=../../schemas/words/value.md
//FILES words/workspace.md=../../schemas/words/workspace.md
package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.codegen.Lookup;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the script {@code schema} looks up, without a process; and that what it says of Java is so. */
class SchemaLookupTest {
    private static JsonNode json(String text) throws IOException {
        return LocalSession.JSON.readTree(text);
    }

    @ParameterizedTest
    @CsvSource({
        "Host, 'Host: object, in Java Api.Host'",
        "host, 'Query.host: Host!'",
        "CONTAINER, 'Container: object, in Java Api.Container'",
        "Client, 'Query: object, in Java Api.Client'",
        "DaggerModule, 'Module: object, in Java Api.DaggerModule'",
        "setSecret, 'Query.setSecret(name: String!, plaintext: String!): Secret!'",
        "container.WITHEXEC, 'Container.withExec(args: [String!]!, ...): Container!'",
        "ANY, 'ReturnType: enum, in Java Api.ReturnType'",
        "BuildArg, 'BuildArg: input, in Java Api.BuildArg'",
        "JSON, 'JSON: scalar'",
        "Container.id, 'Container.id: ID!'"
    })
    void a_name_is_a_type_or_a_field_or_a_value(String name, String first) {
        assertEquals(
                first, Lookup.builtIn(false).explain(name).lines().findFirst().orElse(""));
    }

    @Test
    void the_beginnings_of_words_find_a_name() {
        Lookup lookup = Lookup.builtIn(false);
        String text = lookup.find("wEV");
        assertTrue(text.contains("Container.withEnvVariable"), text);
        assertFalse(text.contains("withExec"), text);
        assertTrue(lookup.find("CacV").contains("CacheVolume"));
    }

    /** One call of every field, as the compiler sees it; and each method that is told is there. */
    @Test
    void every_example_compiles_and_every_method_is_there() throws IOException {
        Lookup lookup = Lookup.builtIn(true);
        TreeMap<String, String> variables = new TreeMap<>();
        List<String> calls = new ArrayList<>();
        Set<String> told = new TreeSet<>();
        for (JsonNode type : json(lookup.types())) {
            String name = type.path("name").asText();
            JsonNode whole = json(lookup.explain(name));
            if (!Set.of("object", "interface").contains(whole.path("kind").asText())) {
                continue;
            }
            Set<String> fields = new TreeSet<>(whole.path("fields").findValuesAsText("name"));
            for (JsonNode field : whole.path("fields")) {
                for (JsonNode form : json(lookup.field(name, field.path("name").asText()))) {
                    String example = form.at("/java/example").asText();
                    calls.add(example);
                    variables.put(
                            example.substring(0, example.indexOf('.')),
                            whole.path("java").asText());
                    form.at("/java/methods")
                            .forEach(method -> told.add(whole.path("java").asText() + " "
                                    + method.asText()
                                            .replaceFirst("^.* (\\w+\\()", "$1")
                                            .replaceFirst("\\(.*", "")));
                }
            }
            assertFalse(fields.isEmpty(), name);
        }
        assertTrue(calls.size() > 800, "" + calls.size());
        Set<String> there = new TreeSet<>();
        for (Class<?> type : Api.class.getDeclaredClasses()) {
            for (java.lang.reflect.Method method : type.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers()) && ApiObject.class.isAssignableFrom(type)
                        || type == Api.Client.class) {
                    there.add("Api." + type.getSimpleName() + " " + method.getName());
                }
            }
        }
        List<String> missing = told.stream()
                .filter(method -> !there.contains(method) && !method.endsWith(" id"))
                .toList();
        assertEquals(List.of(), missing);
        StringBuilder source = new StringBuilder("import daggerkit.*;\nimport java.util.List;\n"
                + "@SuppressWarnings(\"deprecation\") class Examples {\n");
        variables.forEach((variable, type) ->
                source.append("    ").append(type).append(' ').append(variable).append(";\n"));
        for (int i = 0; i < calls.size(); i++) {
            source.append("    void call" + i + "() { " + calls.get(i) + "; }\n");
        }
        JavaCompilation.of("Examples", source.append("}\n").toString());
    }
}
