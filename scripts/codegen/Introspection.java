package daggerkit.codegen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import daggerkit.DaggerClient;
import daggerkit.DaggerException;
import daggerkit.Literal;
import daggerkit.console.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Gets schemas: from files, or from the session. */
public final class Introspection {
    private static final String TYPE = "kind name ofType{".repeat(7) + "kind name" + "}".repeat(7);
    private static final String APPLIED = "directives{name args{name value}}";

    private Introspection() {}

    /** The model of an introspection answer in a file. */
    static Model file(Path file, Consumer<String> skipped) throws IOException {
        return answer(file.toString(), Files.readAllBytes(file), skipped);
    }

    /**
     * The model of an introspection answer.
     *
     * @param file where it is from; its last part may tell the engine's version
     */
    static Model answer(String file, byte[] json, Consumer<String> skipped) throws IOException {
        JsonNode answer;
        try {
            answer = new ObjectMapper().readTree(json);
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw notSchema(file, "it is not JSON");
        }
        JsonNode data = answer.path("data").isObject() ? answer.path("data") : answer;
        JsonNode schema = data.path("__schema");
        if (!schema.path("types").isArray() || !schema.at("/queryType/name").isTextual()) {
            throw notSchema(file, "it has no \"__schema\" with \"queryType\" and \"types\"");
        }
        // The name comes first: a beta calls its schema's version as the release that it becomes.
        String version = Versions.in(Path.of(file).getFileName().toString());
        if (version == null) {
            version = Versions.in(data.path("__schemaVersion").asText());
        }
        if (version == null) {
            throw notSchema(file, "neither its name nor \"__schemaVersion\" says the engine's version");
        }
        Model model = read(schema, version, skipped);
        boolean hasRoot = model.types().stream()
                .anyMatch(type ->
                        type.name().equals(model.root()) && !type.fields().isEmpty());
        if (!hasRoot) {
            throw notSchema(file, "it lacks the query type \"" + model.root() + "\" or its fields");
        }
        return model;
    }

    /** The model of the session's engine, with its descriptions. */
    static Model session(DaggerClient dag, Consumer<String> skipped) {
        JsonNode data = dag.query("{__schema{queryType{name} types{" + type(arguments(dag)) + "}}}");
        return read(data.path("__schema"), version(dag), skipped);
    }

    /** The types of the session's engine, with no more than the names of their fields and of those' arguments. */
    static JsonNode names(DaggerClient dag) {
        String fields = "fields(includeDeprecated:true){name " + arguments(dag) + "{name}}";
        JsonNode types = dag.query("{__schema{types{name " + fields + "}}}").at("/__schema/types");
        if (!types.isArray()) {
            throw new DaggerException("The engine does not tell its schema: expected a list of types.");
        }
        return types;
    }

    /** The version of the session's engine. */
    static String version(DaggerClient dag) {
        String version = dag.query("{version}").path("version").asText();
        String read = Versions.in(version);
        if (read == null) {
            throw new DaggerException(
                    "Cannot read the engine's version \"" + version + "\": expected one such as v0.21.8.");
        }
        return read;
    }

    /** One type of the session, or null. */
    static JsonNode type(DaggerClient dag, String name) {
        String query = "{__type(name:" + Literal.of(name, "name") + "){" + type("args") + "}}";
        JsonNode type = dag.query(query).path("__type");
        return type.isObject() ? type : null;
    }

    private static String type(String arguments) {
        String argument = "name description defaultValue " + APPLIED + " type{" + TYPE + "}";
        return "kind name description fields(includeDeprecated:true){name description isDeprecated deprecationReason "
                + APPLIED
                + " " + arguments + "{" + argument + "} type{" + TYPE + "}} inputFields{" + argument
                + "} enumValues(includeDeprecated:true){name"
                + " description"
                + " isDeprecated"
                + " deprecationReason}"
                + " possibleTypes{name}";
    }

    /** The field of a field's arguments. Deprecated ones are left out where the argument for them is not given. */
    private static String arguments(DaggerClient dag) {
        for (JsonNode field :
                dag.query("{__type(name:\"__Field\"){fields{name args{name}}}}").at("/__type/fields")) {
            if (field.path("name").asText().equals("args")
                    && field.path("args").findValuesAsText("name").contains("includeDeprecated")) {
                return "args(includeDeprecated:true)";
            }
        }
        return "args";
    }

    private static Model read(JsonNode schema, String version, Consumer<String> skipped) {
        Set<String> objects = new HashSet<>();
        for (JsonNode type : schema.path("types")) {
            if (List.of("OBJECT", "INTERFACE").contains(type.path("kind").asText())) {
                objects.add(type.path("name").asText());
            }
        }
        String root = schema.at("/queryType/name").asText();
        return new SchemaReader(root, version, objects::contains, skipped).read(schema.path("types"));
    }

    private static DaggerException notSchema(String file, String why) {
        return new DaggerException("Cannot read the schema \"" + file + "\": " + why
                + Catalog.named(
                        "; expected the answer of an introspection query, as `jbang query@catalog` prints it."));
    }
}
