package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The whole of three engines' schemas against the whole of {@link Api}, by machine: every field of every type is there,
 * gives what the schema says, and every query that its methods can build is valid for that engine's own schema.
 */
class ApiTest {
    private static final List<String> VERSIONS = List.of("v0.20.8", "v0.21.8", "v1.0.0-beta.10");

    static Stream<JsonNode> types(String version) throws IOException {
        List<JsonNode> types = new ArrayList<>();
        ApiEngine.schema(version).at("/data/__schema/types").forEach(types::add);
        return types.stream();
    }

    /** The class of a type, by the documented rule. */
    static Class<?> type(String name) {
        for (String spelled : List.of(name.equals("Query") ? "Client" : name, "Dagger" + name)) {
            for (Class<?> type : Api.class.getDeclaredClasses()) {
                if (type.getSimpleName().equals(spelled)) {
                    return type;
                }
            }
        }
        return null;
    }

    /** Whether an engine has a member, by what the member itself says. */
    static boolean isOn(AnnotatedElement member, String version) {
        Engines engines = member.getAnnotation(Engines.class);
        return engines == null || List.of(engines.value()).contains(version.substring(1));
    }

    /** The methods of a field, by the documented rule and for this engine. */
    static List<Method> methods(Class<?> owner, String field, String version) {
        return Arrays.stream(owner.getDeclaredMethods())
                .filter(method -> isOn(method, version) && field(method).equals(field))
                .toList();
    }

    static String field(Method method) {
        Engines engines = method.getAnnotation(Engines.class);
        return engines != null && !engines.field().isEmpty()
                ? engines.field()
                : method.getName().replaceFirst("_$", "");
    }

    @TestFactory
    Stream<DynamicTest> every_field_is_there_and_every_query_is_valid() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String version : VERSIONS) {
            ApiCalls calls = new ApiCalls(version);
            types(version)
                    .filter(type -> type.path("kind").asText().matches("OBJECT|INTERFACE"))
                    .forEach(type -> tests.add(
                            dynamicTest(type.path("name").asText() + " of " + version, () -> calls.checkType(type))));
            tests.add(dynamicTest("all calls of " + version, () -> {
                assertEquals(
                        types(version)
                                .mapToInt(type -> type.path("fields").size())
                                .sum(),
                        calls.fields());
                assertTrue(calls.calls() > calls.fields(), calls.calls() + " calls");
                calls.close();
            }));
        }
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> every_enum_and_input_is_there() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String version : VERSIONS) {
            tests.add(dynamicTest(version, () -> types(version).forEach(type -> {
                String name = type.path("name").asText();
                List<String> expected = new ArrayList<>();
                type.path("enumValues")
                        .forEach(value -> expected.add(value.path("name").asText()));
                type.path("inputFields")
                        .forEach(field -> expected.add(field.path("name").asText()));
                if (!expected.isEmpty()) {
                    assertNotNull(type(name), name);
                    assertEquals(expected, members(type(name), version), name);
                }
            })));
        }
        return tests.stream();
    }

    private static List<String> members(Class<?> type, String version) {
        return type.isRecord()
                ? Arrays.stream(type.getRecordComponents())
                        .map(component -> component.getName())
                        .toList()
                : Arrays.stream(type.getFields())
                        .filter(field -> field.isEnumConstant() && isOn(field, version))
                        .map(field -> field.getName())
                        .toList();
    }

    /** The other direction: what says that an engine has it, is in that engine's schema. */
    @TestFactory
    Stream<DynamicTest> what_is_there_is_in_the_schema() {
        return VERSIONS.stream()
                .map(version -> dynamicTest(version, () -> {
                    Set<String> known = new HashSet<>();
                    types(version).forEach(type -> {
                        String name = type.path("name").asText();
                        known.add(type(name) == null ? name : type(name).getSimpleName());
                        type.path("fields").forEach(field -> {
                            String place = type(name).getSimpleName() + "."
                                    + field.path("name").asText();
                            known.add(place);
                            field.path("args")
                                    .forEach(argument -> known.add(place.toLowerCase(Locale.ROOT) + "."
                                            + argument.path("name").asText()));
                        });
                        type.path("possibleTypes")
                                .forEach(one -> known.add(type(name).getSimpleName() + ".as"
                                        + one.path("name").asText()));
                    });
                    Set<String> invented = new TreeSet<>();
                    for (Class<?> type : Api.class.getDeclaredClasses()) {
                        if (isOn(type, version)) {
                            invent(type, version, known, invented);
                        }
                    }
                    assertEquals(Set.of(), invented);
                }));
    }

    private static void invent(Class<?> type, String version, Set<String> known, Set<String> invented) {
        if (!known.contains(type.getSimpleName())) {
            invented.add(type.getSimpleName());
        }
        if (type.isEnum() || type.isRecord()) {
            return;
        }
        for (Method method : type.getDeclaredMethods()) {
            String place = type.getSimpleName() + "." + field(method);
            if (!method.isSynthetic() && isOn(method, version) && !known.contains(place)) {
                invented.add(place);
            }
        }
        for (Class<?> options : type.getDeclaredClasses()) {
            String field = options.getSimpleName().replaceFirst("Options$", "");
            String place = (type.getSimpleName() + "." + field).toLowerCase(Locale.ROOT);
            for (Method option : options.getDeclaredMethods()) {
                String argument = place + "." + option.getName().replaceFirst("_$", "");
                if (isOn(option, version) && isOn(options, version) && !known.contains(argument)) {
                    // The options of a field that the engine lacks cannot be reached.
                    if (known.stream().anyMatch(name -> name.equalsIgnoreCase(place))) {
                        invented.add(argument);
                    }
                }
            }
        }
    }

    @Test
    void no_two_classes_have_names_that_differ_in_case_only() {
        // Their class files would be one on macOS and Windows.
        Set<String> names = new HashSet<>();
        List<Class<?>> classes = new ArrayList<>(List.of(Api.class.getDeclaredClasses()));
        for (Class<?> type : Api.class.getDeclaredClasses()) {
            classes.addAll(List.of(type.getDeclaredClasses()));
        }
        assertTrue(classes.size() > 250, "" + classes.size());
        classes.forEach(type -> assertTrue(names.add(type.getName().toLowerCase(Locale.ROOT)), type.getName()));
    }

    @Test
    void no_generated_method_hides_one_of_its_base_class() {
        for (Class<?> type : Api.class.getDeclaredClasses()) {
            if (type.isEnum() || type.isRecord()) {
                continue;
            }
            Set<String> inherited = new HashSet<>();
            for (Class<?> base : List.of(type.getSuperclass(), Object.class)) {
                Arrays.stream(base.getMethods()).forEach(method -> inherited.add(signature(method)));
            }
            for (Method method : type.getDeclaredMethods()) {
                assertFalse(inherited.contains(signature(method)), method.toString());
            }
        }
    }

    /** {@code module} is overloaded on purpose: without arguments it is the schema's field. */
    private static String signature(Method method) {
        return method.getName().equals("module") ? method.toString().replaceAll(".*\\(", "module(") : method.getName();
    }

    @Test
    void no_type_has_a_name_of_java_lang_or_of_the_library() throws IOException {
        for (Class<?> type : Api.class.getDeclaredClasses()) {
            String name = type.getSimpleName();
            for (String other : List.of("java.lang." + name, "daggerkit." + name)) {
                try {
                    Class.forName(other);
                    throw new AssertionError(other + " and Api." + name);
                } catch (ClassNotFoundException e) {
                    // As it should be.
                }
            }
        }
    }

    @Test
    void no_class_of_the_api_has_a_static_initializer() throws IOException {
        for (Class<?> type : Api.class.getDeclaredClasses()) {
            if (!type.isEnum()) {
                for (java.lang.reflect.Field field : type.getDeclaredFields()) {
                    assertFalse(java.lang.reflect.Modifier.isStatic(field.getModifiers()), field.toString());
                }
            }
        }
    }
}
