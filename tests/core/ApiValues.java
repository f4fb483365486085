package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Values for every parameter that a method of {@link Api} can have, and the type that a field's method has to have. */
final class ApiValues {
    private final Api.Client dag;
    private final String version;
    private final Map<String, String> kinds;
    private int any;

    ApiValues(Api.Client dag, String version) throws IOException {
        this.dag = dag;
        this.version = version;
        this.kinds = ApiTest.types(version)
                .collect(Collectors.toMap(type -> type.path("name").asText(), type -> type.path("kind")
                        .asText()));
    }

    /** An object whose ID is known. */
    Object object(Class<?> java, String type) {
        return known((ApiObject<?>) chain(java, type), id(type));
    }

    /** An object at the end of a chain that the engine could answer. */
    Object chain(Class<?> java, String type) {
        Selection selection = version.startsWith("v0.20")
                ? Selection.query().select("load" + type + "FromID").arg("id", id(type))
                : Selection.query().select("node").arg("id", id(type)).on(type);
        try {
            return java.getConstructor(DaggerClient.class, Selection.class).newInstance(dag, selection);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object known(ApiObject object, String id) {
        return ApiObject.known(object, id);
    }

    /** One for each type: what has one ID is one object. */
    private static String id(String type) {
        return "the " + type;
    }

    List<Object> arguments(Method method) {
        return Arrays.stream(method.getGenericParameterTypes()).map(this::value).toList();
    }

    private Object value(Type type) {
        if (type instanceof ParameterizedType) {
            ParameterizedType generic = (ParameterizedType) type;
            Type inner = generic.getActualTypeArguments()[0];
            if (generic.getRawType() == List.class) {
                return List.of(value(inner));
            }
            return generic.getRawType() == Consumer.class
                    ? (Consumer<Object>) this::setAll
                    : known((ApiObject<?>) chain(Api.Container.class, "Container"), "any object " + any++);
        }
        if (type instanceof WildcardType) {
            return value(((WildcardType) type).getUpperBounds()[0]);
        }
        Class<?> java = (Class<?>) type;
        if (ApiObject.class.isAssignableFrom(java)) {
            return object(java, java.getSimpleName().replaceFirst("^Dagger", ""));
        }
        if (java.isEnum()) {
            return java.getEnumConstants()[0];
        }
        if (java.isRecord()) {
            return record(java);
        }
        Map<Class<?>, Object> simple = new HashMap<>();
        simple.put(String.class, "x");
        simple.put(String[].class, new String[] {"x", "y"});
        simple.put(long.class, 7L);
        simple.put(Long.class, 7L);
        simple.put(double.class, 1.5);
        simple.put(boolean.class, true);
        simple.put(Boolean.class, true);
        assertTrue(simple.containsKey(java), "no value for " + java);
        return simple.get(java);
    }

    private Object record(Class<?> java) {
        RecordComponent[] components = java.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = Arrays.stream(components)
                .map(component -> value(component.getGenericType()))
                .toArray();
        try {
            return java.getConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private void setAll(Object options) {
        for (Method option : options.getClass().getDeclaredMethods()) {
            if (ApiTest.isOn(option, version)) {
                try {
                    assertEquals(
                            options, option.invoke(options, arguments(option).toArray()), "" + option);
                } catch (ReflectiveOperationException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    /** What the method gives is what the schema says, by the table in Api's documentation. */
    void checkResult(Method method, JsonNode field) {
        JsonNode type = field.path("type");
        boolean nullable = !type.path("kind").asText().equals("NON_NULL");
        String expected = java(nullable ? type : type.path("ofType"), field);
        String actual = method.getGenericReturnType().getTypeName();
        boolean isLeaf =
                !expected.contains("$") || ApiTest.type(simple(expected)).isEnum();
        List<String> allowed = new ArrayList<>();
        if (!nullable || !isLeaf || expected.equals("void")) {
            allowed.add(expected);
        }
        if (isLeaf) {
            // Where this engine never answers with null, another one may.
            allowed.add("java.util.Optional<" + boxed(expected) + ">");
        }
        assertTrue(allowed.contains(actual), method + ": expected " + allowed);
    }

    private static String simple(String java) {
        return java.replaceAll(".*\\$|>", "").replaceFirst("^Client$", "Query");
    }

    private static String boxed(String java) {
        return Map.of("long", "java.lang.Long", "double", "java.lang.Double", "boolean", "java.lang.Boolean")
                .getOrDefault(java, java);
    }

    private String java(JsonNode type, JsonNode field) {
        String name = type.path("name").asText();
        return switch (type.path("kind").asText()) {
            case "NON_NULL" -> java(type.path("ofType"), field);
            case "LIST" -> "java.util.List<" + boxed(java(type.path("ofType"), field)) + ">";
            case "SCALAR" ->
                switch (name) {
                    case "Int" -> "long";
                    case "Float" -> "double";
                    case "Boolean" -> "boolean";
                    case "Void" -> "void";
                    case "String", "JSON", "Platform" -> "java.lang.String";
                    default -> idOf(name, field);
                };
            default -> ApiTest.type(name).getName();
        };
    }

    private String idOf(String scalar, JsonNode field) {
        String type = scalar.replaceFirst("ID$", "");
        for (JsonNode directive : field.path("directives")) {
            if (directive.path("name").asText().equals("expectedType")) {
                type = directive.at("/args/0/value").asText().replace("\"", "");
            }
        }
        boolean isObject =
                kinds.containsKey(type) && !field.path("name").asText().equals("id");
        return isObject ? ApiTest.type(type).getName() : "java.lang.String";
    }
}
