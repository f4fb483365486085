package daggerkit.codegen;

import daggerkit.codegen.Model.Argument;
import daggerkit.codegen.Model.Constant;
import daggerkit.codegen.Model.Type;
import java.util.List;
import java.util.stream.Collectors;

/** Writes enums, and input objects as records. */
final class DataWriter {
    private final JavaText text;
    private final JavaTypes types;

    DataWriter(JavaText text, JavaTypes types) {
        this.text = text;
        this.types = types;
    }

    void enumeration(Type type) {
        text.gap();
        types.head(
                text,
                types.doc("enum " + type.name(), type.facts(), types.model().engines()),
                type.facts(),
                null);
        text.open("public enum " + types.type(type.name()));
        for (int i = 0; i < type.constants().size(); i++) {
            Constant constant = type.constants().get(i);
            text.gap();
            types.head(
                    text,
                    types.doc(constant.name(), constant.facts(), types.model().engines()),
                    constant.facts(),
                    null);
            String name = Names.constant(constant.name());
            if (!name.equals(constant.name())) {
                text.line(spelled(constant.name()));
            }
            text.line(name + (i < type.constants().size() - 1 ? "," : ""));
        }
        text.close();
    }

    /** What says a name that Java cannot have. */
    private static String spelled(String name) {
        return "@Literal.SchemaName(\"" + name + "\")";
    }

    void input(Type type) {
        text.gap();
        String name = types.type(type.name());
        List<String> doc =
                types.doc("input " + type.name(), type.facts(), types.model().engines(), type.inputs());
        types.head(text, doc, type.facts(), null);
        List<String> components = type.inputs().stream()
                .map(field -> (Names.component(field.name()).equals(field.name()) ? "" : spelled(field.name()) + " ")
                        + types.component(field) + " " + Names.component(field.name()))
                .toList();
        List<Argument> required =
                type.inputs().stream().filter(Argument::required).toList();
        if (required.size() == type.inputs().size()) {
            text.line("public record " + name + "(" + String.join(", ", components) + ") {}");
            return;
        }
        text.method("public record " + name, components);
        text.gap();
        text.javadoc(List.of("With what is required only; what is optional is null and not sent."));
        text.open("public " + name + "("
                + required.stream()
                        .map(field -> types.component(field) + " " + Names.component(field.name()))
                        .collect(Collectors.joining(", "))
                + ")");
        text.line("this("
                + type.inputs().stream()
                        .map(field -> field.required() ? Names.component(field.name()) : "null")
                        .collect(Collectors.joining(", "))
                + ");");
        text.close();
        text.close();
    }
}
