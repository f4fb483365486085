package daggerkit.codegen;

import daggerkit.codegen.Model.Argument;
import daggerkit.codegen.Model.Facts;
import daggerkit.codegen.Model.Field;
import daggerkit.codegen.Model.Kind;
import daggerkit.codegen.Model.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.stream.Collectors;

/**
 * What text and JSON both say of a member.
 *
 * @param model what is looked at: the API, or what the session's engine has
 * @param api the typed API, in words with backticks
 * @param isSession whether the model is that of the session's engine
 */
record Facets(Model model, Model api, boolean isSession) {
    /** The versions of the typed API's engines that have a field, or nothing if the API lacks it. */
    List<String> engines(Type type, Field field) {
        return api.type(type.name()).map(Type::fields).orElse(List.of()).stream()
                .filter(one -> one.name().equals(field.name()))
                .flatMap(one -> one.facts().engines().stream())
                .distinct()
                .toList();
    }

    /** Such as {@code all (0.20.8, 0.21.8)} or {@code 0.21.8, not 0.20.8}. */
    String words(Facts facts) {
        return words(facts.engines());
    }

    private String words(SortedSet<String> engines) {
        SortedSet<String> others = Model.versions();
        others.addAll(model.engines());
        others.removeAll(engines);
        String names = String.join(", ", engines);
        return others.isEmpty()
                ? (engines.size() > 1 ? "all (" + names + ")" : names)
                : names + "; not " + String.join(", ", others);
    }

    boolean isEverywhere(Facts facts) {
        return facts.engines().equals(model.engines());
    }

    static String kind(Type type) {
        return type.kind().name().toLowerCase(Locale.ROOT);
    }

    static int size(Type type) {
        return type.kind() == Kind.ENUM
                ? type.constants().size()
                : type.kind() == Kind.INPUT
                        ? type.inputs().size()
                        : (int) type.fields().stream()
                                .map(Field::name)
                                .distinct()
                                .count();
    }

    /** The class of a type in Java, or null if the typed API has no such type. */
    String java(Type type) {
        return api.type(type.name()).isPresent() ? types().type(type.name()) : null;
    }

    /** The methods of a field in Java, and none if the typed API has no such field. */
    List<String> methods(Type type, Field field) {
        List<String> methods = new ArrayList<>();
        for (Field one : apiForms(type, field)) {
            JavaMethod method = JavaMethod.of(types(), type, one);
            for (List<String> parameters : method.overloads()) {
                methods.add(method.result() + " " + method.name() + "(" + String.join(", ", parameters) + ")");
            }
        }
        return methods;
    }

    /** The methods of a field's options: {@code expect(Api.ReturnType)}. What takes strings takes a list of them too. */
    List<String> options(Type type, Field field) {
        List<String> options = new ArrayList<>();
        for (Field one : apiForms(type, field)) {
            for (Argument argument : one.optional()) {
                String value = JavaTypes.isStrings(argument) ? "String..." : types().parameter(argument.value());
                options.add(Names.option(argument.name()) + "(" + value + ")");
            }
        }
        return options;
    }

    String example(Type type, Field field) {
        return apiForms(type, field).stream()
                .findFirst()
                .map(one -> new Example(api, types()).of(type, one))
                .orElse(null);
    }

    /** A call of a field that the typed API lacks. */
    static String untyped(Type type, Field field) {
        return "select(\"" + field.name() + "\")"
                + field.required().stream()
                        .map(argument -> ".arg(\"" + argument.name() + "\", ...)")
                        .collect(Collectors.joining());
    }

    private List<Field> apiForms(Type type, Field field) {
        return api.type(type.name()).map(Type::fields).orElse(List.of()).stream()
                .filter(one -> one.name().equals(field.name()))
                .filter(one -> isSession()
                        ? one.value().equals(field.value())
                        : java.util.Objects.equals(one.as(), field.as()))
                .limit(1)
                .toList();
    }

    private JavaTypes types() {
        return new JavaTypes(api, name -> "Api." + (name.equals(api.root()) ? "Client" : Names.type(name, "Api")));
    }

    /** What an argument's ID is of, or null. */
    static String object(Value value) {
        return value != null && value.is(Value.Sort.ID) ? value.type() : null;
    }
}
