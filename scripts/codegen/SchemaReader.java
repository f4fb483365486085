package daggerkit.codegen;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.codegen.Model.Argument;
import daggerkit.codegen.Model.Constant;
import daggerkit.codegen.Model.Facts;
import daggerkit.codegen.Model.Field;
import daggerkit.codegen.Model.Kind;
import daggerkit.codegen.Model.Type;
import daggerkit.codegen.Value.Sort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Reads introspection. What it does not understand, which a newer engine may have, it leaves out and names. Used by one
 * thread.
 */
final class SchemaReader {
    private final String root;
    private final SortedSet<String> engines;
    private final Predicate<String> isObject;
    private final Consumer<String> skipped;
    private final Map<String, JsonNode> inputs = new HashMap<>();
    private final Set<String> unknownInputs = new HashSet<>();

    /**
     * Makes a reader.
     *
     * @param root the name of the query type
     * @param engine the engine's version
     * @param isObject whether a name is that of an object or interface type, so that NAMEID is the scalar of its IDs
     * @param skipped takes a sentence for each thing that is left out
     */
    SchemaReader(String root, String engine, Predicate<String> isObject, Consumer<String> skipped) {
        this.root = root;
        this.engines = Model.versions(engine);
        this.isObject = isObject;
        this.skipped = skipped;
    }

    /** Reads the elements of {@code __schema.types}. */
    Model read(Iterable<JsonNode> all) {
        List<Type> types = new ArrayList<>();
        all.forEach(type -> {
            if (kind(type).equals("INPUT_OBJECT")) {
                inputs.put(name(type), type);
            }
        });
        inputs.forEach((name, input) -> {
            if (!isUnderstood(input, new HashSet<>())) {
                unknownInputs.add(name);
            }
        });
        for (JsonNode type : all) {
            String name = name(type);
            if (name.startsWith("__")) {
                continue;
            }
            switch (kind(type)) {
                case "OBJECT" -> types.add(composite(Kind.OBJECT, type));
                case "INTERFACE" -> types.add(composite(Kind.INTERFACE, type));
                case "ENUM" ->
                    types.add(new Type(
                            Kind.ENUM,
                            name,
                            facts(type),
                            List.of(),
                            List.of(),
                            constants(type, "enumValues"),
                            List.of()));
                case "INPUT_OBJECT" -> input(type, types);
                case "SCALAR" -> {
                    if (scalar(name) == null) {
                        skip(name, "is a scalar that is not known");
                    }
                }
                default -> skip(name, "is of the kind \"" + kind(type) + "\", which is not known");
            }
        }
        return new Model(root, engines, types);
    }

    /** Reads a type with fields. */
    private Type composite(Kind kind, JsonNode type) {
        List<Field> fields = new ArrayList<>();
        for (JsonNode field : type.path("fields")) {
            // Every object has its ID; the class that it extends asks for it.
            if (!name(field).equals("id") || name(type).equals(root)) {
                field(name(type), field, fields);
            }
        }
        return new Type(kind, name(type), facts(type), fields, List.of(), List.of(), constants(type, "possibleTypes"));
    }

    /** Reads a field, unless it is not understood. */
    void field(String owner, JsonNode field, List<Field> fields) {
        String place = owner + "." + name(field);
        Value value = result(field);
        if (value == null) {
            skip(place, "is of the type \"" + signature(field.path("type")) + "\", which is not known");
            return;
        }
        List<Argument> arguments = new ArrayList<>();
        for (JsonNode argument : field.path("args")) {
            Argument read = argument(argument, owner.equals(root) && name(field).matches("node|load\\w+FromID"));
            if (read.value() != null) {
                arguments.add(read);
            } else if (read.required()) {
                skip(
                        place,
                        "requires \"" + name(argument) + "\" of the type \"" + read.signature()
                                + "\", which is not known");
                return;
            } else {
                skip(place + "." + name(argument), "is of the type \"" + read.signature() + "\", which is not known");
            }
        }
        boolean nullable = !kind(field.path("type")).equals("NON_NULL");
        fields.add(
                new Field(name(field), null, facts(field), value, nullable, signature(field.path("type")), arguments));
    }

    private void input(JsonNode type, List<Type> types) {
        if (unknownInputs.contains(name(type))) {
            skip(name(type), "requires what is not known or what no Java record can have");
            return;
        }
        List<Argument> fields = new ArrayList<>();
        for (JsonNode field : type.path("inputFields")) {
            Argument read = argument(field, false);
            if (isComponent(read)) {
                fields.add(read);
            } else {
                skip(name(type) + "." + read.name(), "is not known, or nothing that a Java record can have");
            }
        }
        types.add(new Type(Kind.INPUT, name(type), facts(type), List.of(), fields, List.of(), List.of()));
    }

    private boolean isUnderstood(JsonNode input, Set<String> above) {
        for (JsonNode field : input.path("inputFields")) {
            Argument read = argument(field, false);
            JsonNode inner =
                    read.value() == null ? null : inputs.get(read.value().type());
            boolean understood = isComponent(read)
                    && (inner == null || !above.add(read.value().type()) || isUnderstood(inner, above));
            if (read.required() && !understood) {
                return false;
            }
        }
        return true;
    }

    /** An object in a record would not be found by what asks for the IDs of a query's objects. */
    private static boolean isComponent(Argument field) {
        return field.value() != null && !field.value().is(Sort.ID);
    }

    private Argument argument(JsonNode argument, boolean plainId) {
        JsonNode type = argument.path("type");
        boolean required =
                kind(type).equals("NON_NULL") && argument.path("defaultValue").isNull();
        Value value = value(type, argument);
        if (value != null && value.is(Sort.ID) && (plainId || value.type().equals(root))) {
            value = new Value(Sort.TEXT, "", value.lists());
        }
        boolean possible = value != null && !value.is(Sort.OBJECT) && !value.is(Sort.VOID);
        return new Argument(
                name(argument),
                facts(argument),
                possible ? value : null,
                required,
                signature(type),
                argument.path("defaultValue").asText(null));
    }

    private Value result(JsonNode field) {
        Value value = value(field.path("type"), field);
        if (value == null || value.is(Sort.INPUT)) {
            return null;
        }
        boolean lists = value.is(Sort.VOID) ? value.isList() : value.is(Sort.OBJECT) && value.lists() > 1;
        if (lists || value.type().equals(root) && value.isList()) {
            return null;
        }
        return value.is(Sort.ID) && (value.isList() || name(field).equals("id"))
                ? new Value(Sort.TEXT, "", value.lists())
                : value;
    }

    /** The value of a type, or null if it is not known. */
    private Value value(JsonNode type, JsonNode member) {
        int lists = 0;
        JsonNode at = type;
        for (; at.path("ofType").isObject(); at = at.path("ofType")) {
            lists += kind(at).equals("LIST") ? 1 : 0;
        }
        String name = name(at);
        return switch (kind(at)) {
            case "OBJECT", "INTERFACE" -> new Value(Sort.OBJECT, name, lists);
            case "ENUM" -> new Value(Sort.ENUM, name, lists);
            case "INPUT_OBJECT" -> unknownInputs.contains(name) ? null : new Value(Sort.INPUT, name, lists);
            case "SCALAR" -> {
                String expected = name.equals("ID") ? directive(member, "expectedType", "name") : null;
                if (expected == null && isIdOfObject(name)) {
                    expected = name.substring(0, name.length() - 2);
                }
                Sort sort = expected == null ? scalar(name) : Sort.ID;
                yield sort == null ? null : new Value(sort, expected == null ? "" : expected, lists);
            }
            default -> null;
        };
    }

    /** On engines up to 0.20 the scalar ContainerID is the ID of a Container; later ones have ID and @expectedType. */
    private boolean isIdOfObject(String scalar) {
        return scalar.length() > 2 && scalar.endsWith("ID") && isObject.test(scalar.substring(0, scalar.length() - 2));
    }

    private Sort scalar(String name) {
        return switch (name) {
            case "String", "ID", "JSON", "Platform" -> Sort.TEXT;
            case "Int" -> Sort.INT;
            case "Float" -> Sort.FLOAT;
            case "Boolean" -> Sort.BOOLEAN;
            case "Void" -> Sort.VOID;
            default -> isIdOfObject(name) ? Sort.ID : null;
        };
    }

    private List<Constant> constants(JsonNode type, String key) {
        List<Constant> constants = new ArrayList<>();
        for (JsonNode constant : type.path(key)) {
            boolean isTaken = constants.stream()
                    .anyMatch(one -> Names.constant(one.name()).equals(Names.constant(name(constant))));
            if (isTaken && key.equals("enumValues")) {
                skip(name(type) + "." + name(constant), "is another value's name in Java");
            } else {
                constants.add(new Constant(name(constant), facts(constant)));
            }
        }
        return constants;
    }

    private Facts facts(JsonNode member) {
        String reason = null;
        if (member.path("isDeprecated").asBoolean() || directive(member, "deprecated", "") != null) {
            String given = directive(member, "deprecated", "reason");
            reason = member.path("deprecationReason").asText(given == null ? "" : given);
        }
        return new Facts(
                member.path("description").asText("").strip(),
                reason,
                directive(member, "experimental", "") != null,
                engines);
    }

    /** A text argument of an applied directive: null if the directive is not applied, empty if it has no such argument. */
    static String directive(JsonNode member, String name, String argument) {
        for (JsonNode directive : member.path("directives")) {
            if (name(directive).equals(name)) {
                for (JsonNode given : directive.path("args")) {
                    if (name(given).equals(argument)) {
                        // Its value is a literal in GraphQL's syntax.
                        return given.path("value").asText("").replaceAll("^\"|\"$", "");
                    }
                }
                return "";
            }
        }
        return null;
    }

    private static String signature(JsonNode type) {
        return switch (kind(type)) {
            case "NON_NULL" -> signature(type.path("ofType")) + "!";
            case "LIST" -> "[" + signature(type.path("ofType")) + "]";
            default -> name(type);
        };
    }

    private void skip(String what, String why) {
        skipped.accept("\"" + what + "\" of " + engines.first() + " " + why);
    }

    private static String kind(JsonNode node) {
        return node.path("kind").asText();
    }

    private static String name(JsonNode node) {
        return node.path("name").asText();
    }
}
