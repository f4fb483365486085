package daggerkit.codegen;

import daggerkit.codegen.Model.Argument;
import daggerkit.codegen.Model.Constant;
import daggerkit.codegen.Model.Field;
import daggerkit.codegen.Model.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a call of a field in Java: texts are the arguments' names, objects are variables named as their types. */
final class Example {
    private final Model api;
    private final JavaTypes types;

    Example(Model api, JavaTypes types) {
        this.api = api;
        this.types = types;
    }

    String of(Type owner, Field field) {
        JavaMethod method = JavaMethod.of(types, owner, field);
        String arguments;
        if (method.varargs() != null) {
            arguments = "\"" + field.required().get(0).name() + "\"";
        } else {
            arguments = field.required().stream()
                    .map(argument -> value(argument.value(), argument.name()))
                    .collect(Collectors.joining(", "));
        }
        List<String> all = new ArrayList<>();
        if (!arguments.isEmpty()) {
            all.add(arguments);
        }
        if (method.options() != null) {
            Argument option = option(field);
            String call = "o -> o." + Names.option(option.name()) + "(" + value(option.value(), option.name()) + ")";
            all.add(method.varargs() != null ? 0 : all.size(), call);
        }
        String receiver = owner.name().equals(api.root()) ? "dag" : variable(owner.name());
        return receiver + "." + method.name() + "(" + String.join(", ", all) + ")";
    }

    /** One that is as common as the field and not deprecated, if there is one. */
    private static Argument option(Field field) {
        return field.optional().stream()
                .filter(argument -> argument.facts().deprecated() == null)
                .filter(argument ->
                        argument.facts().engines().equals(field.facts().engines()))
                .findFirst()
                .orElse(field.optional().get(0));
    }

    private String value(Value value, String name) {
        String one =
                switch (value.sort()) {
                    case INT -> value.isList() ? "1L" : "1";
                    case FLOAT -> "1.0";
                    case BOOLEAN -> "true";
                    case ID, OBJECT -> variable(value.type());
                    case ENUM -> types.type(value.type()) + "." + constant(value.type());
                    case INPUT -> input(value.type());
                    default -> "\"" + name + "\"";
                };
        return "List.of(".repeat(value.lists()) + one + ")".repeat(value.lists());
    }

    private String constant(String name) {
        return api.type(name).map(Type::constants).orElse(List.of()).stream()
                .filter(constant -> constant.facts().deprecated() == null)
                .findFirst()
                .map(Constant::name)
                .orElse("valueOf(\"" + name + "\")");
    }

    private String input(String name) {
        List<Argument> fields = api.type(name).map(Type::inputs).orElse(List.of());
        return "new " + types.type(name) + "("
                + fields.stream()
                        .filter(Argument::required)
                        .map(field -> value(field.value(), field.name()))
                        .collect(Collectors.joining(", "))
                + ")";
    }

    /** A type's name with its first word in small letters: {@code llm}, {@code jsonValue}. */
    static String variable(String type) {
        int capitals = 0;
        while (capitals < type.length() && Character.isUpperCase(type.charAt(capitals))) {
            capitals++;
        }
        int small = capitals > 1 && capitals < type.length() ? capitals - 1 : capitals;
        return Names.parameter(type.substring(0, small).toLowerCase(java.util.Locale.ROOT) + type.substring(small));
    }
}
