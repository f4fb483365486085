package daggerkit.codegen;

import daggerkit.codegen.Model.Argument;
import daggerkit.codegen.Model.Field;
import daggerkit.codegen.Model.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * The methods that a field has in Java: one with its required arguments, one more with options, and both again where
 * strings may stand alone.
 *
 * @param name the methods' name
 * @param result the type of what they give
 * @param parameters the required arguments, each with its type
 * @param options the class of the options, or null if nothing is optional
 * @param varargs the parameter of the strings that may stand alone, or null
 */
record JavaMethod(String name, String result, List<String> parameters, String options, String varargs) {
    static JavaMethod of(JavaTypes types, Type owner, Field field) {
        boolean isRoot = owner.name().equals(types.model().root());
        List<Argument> required = field.required();
        List<String> parameters = required.stream()
                .map(argument -> types.parameter(argument.value()) + " " + Names.parameter(argument.name()))
                .toList();
        boolean strings = required.size() == 1 && JavaTypes.isStrings(required.get(0));
        String name = field.as() != null
                ? field.as()
                : isRoot
                        ? Names.rootMethod(field.name())
                        : field.name().equals("id") ? "id" : Names.method(field.name());
        return new JavaMethod(
                name,
                types.result(field),
                parameters,
                field.optional().isEmpty()
                        ? null
                        : Names.capital(field.as() == null ? field.name() : field.as()) + "Options",
                strings ? "String... " + Names.parameter(required.get(0).name()) : null);
    }

    /** The parameters of each method. */
    List<List<String>> overloads() {
        List<List<String>> all = new ArrayList<>(List.of(parameters));
        if (options != null) {
            List<String> more = new ArrayList<>(parameters);
            more.add(consumer());
            all.add(more);
        }
        if (varargs != null) {
            all.add(List.of(varargs));
            if (options != null) {
                all.add(List.of(consumer(), varargs));
            }
        }
        return all;
    }

    private String consumer() {
        return "Consumer<" + options + "> options";
    }
}
