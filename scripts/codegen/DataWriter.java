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
            text.line(constant.name() + (i < type.constants().size() - 1 ? "," : ""));
        }
        text.close();
    }

    void input(Type type) {
        text.gap();
        String name = types.type(type.name());
        List<String> doc =
                types.doc("input " + type.name(), type.facts(), types.model().engines(), type.inputs());
        types.head(text, doc, type.facts(), null);
        List<String> components = type.inputs().stream()
                .map(field -> types.component(field) + " " + field.name())
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
                        .map(field -> types.component(field) + " " + field.name())
                        .collect(Collectors.joining(", "))
                + ")");
        text.line("this("
                + type.inputs().stream()
                        .map(field -> field.required() ? field.name() : "null")
                        .collect(Collectors.joining(", "))
                + ");");
        text.close();
        text.close();
    }
}
