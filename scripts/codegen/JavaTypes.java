package daggerkit.codegen;

import daggerkit.codegen.Model.Argument;
import daggerkit.codegen.Model.Facts;
import daggerkit.codegen.Model.Field;
import daggerkit.codegen.Value.Sort;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.function.UnaryOperator;

/** The Java types of the schema's, and what the documentation of each member says. */
final class JavaTypes {
    private final Model model;
    private final UnaryOperator<String> classes;

    /**
     * Makes them.
     *
     * @param model what is generated
     * @param classes the Java class of a schema's type
     */
    JavaTypes(Model model, UnaryOperator<String> classes) {
        this.model = model;
        this.classes = classes;
    }

    String type(String name) {
        return classes.apply(name);
    }

    /** The type of what a field gives. */
    String result(Field field) {
        Value value = field.value();
        if (value.is(Sort.VOID)) {
            return "void";
        }
        if (value.is(Sort.OBJECT) || value.is(Sort.ID)) {
            return value.isList() ? "List<" + type(value.type()) + ">" : type(value.type());
        }
        return field.nullable() ? "Optional<" + listed(value, true) + ">" : listed(value, false);
    }

    /** The function that reads what a field gives. */
    String reader(Field field) {
        Value value = field.value();
        String reader =
                switch (value.sort()) {
                    case INT -> "Decoders.LONG";
                    case FLOAT -> "Decoders.DOUBLE";
                    case BOOLEAN -> "Decoders.BOOLEAN";
                    case VOID -> "Decoders.NOTHING";
                    case ENUM -> "Decoders.enumeration(" + type(value.type()) + ".class)";
                    default -> "Decoders.TEXT";
                };
        for (int i = 0; i < value.lists(); i++) {
            reader = "Decoders.list(" + reader + ")";
        }
        return field.nullable() && !value.is(Sort.VOID) ? "Decoders.optional(" + reader + ")" : reader;
    }

    /** The type of an argument's parameter. */
    String parameter(Value value) {
        return listed(value, false);
    }

    /** The type of an input object's component. */
    String component(Argument field) {
        return listed(field.value(), !field.required());
    }

    /** Whether varargs can take its place. */
    static boolean isStrings(Argument argument) {
        return argument.value().is(Sort.TEXT)
                && argument.value().lists() == 1
                && argument.signature().startsWith("[String");
    }

    private String listed(Value value, boolean boxed) {
        String type =
                switch (value.sort()) {
                    case INT -> boxed || value.isList() ? "Long" : "long";
                    case FLOAT -> boxed || value.isList() ? "Double" : "double";
                    case BOOLEAN -> boxed || value.isList() ? "Boolean" : "boolean";
                    case ID -> (value.isList() ? "? extends " : "") + objects(value.type());
                    case ENUM, INPUT -> type(value.type());
                    default -> "String";
                };
        for (int i = 0; i < value.lists(); i++) {
            type = (i > 0 && value.is(Sort.ID) ? "? extends " : "") + "List<" + type + ">";
        }
        return type;
    }

    /** An object that implements an interface is not of the interface's Java type. */
    private String objects(String name) {
        boolean any = model.type(name)
                .map(type -> type.kind() == Model.Kind.INTERFACE)
                .orElse(false);
        return any ? "ApiObject<?>" : type(name);
    }

    /**
     * The paragraphs of a comment: the schema's words, the signature, what else a reader has to know.
     *
     * @param signature the member as the schema writes it
     * @param more further sentences; empty ones count for nothing
     */
    List<String> doc(String signature, Facts facts, SortedSet<String> all, String... more) {
        return doc(signature, facts, all, List.of(), more);
    }

    /**
     * As {@link #doc(String, Facts, SortedSet, String...)}, with the words of arguments.
     *
     * @param arguments those that are parameters; one without words is left out
     */
    List<String> doc(String signature, Facts facts, SortedSet<String> all, List<Argument> arguments, String... more) {
        List<String> doc = new ArrayList<>();
        for (String paragraph : facts.description().split("\\n\\s*\\n")) {
            if (!paragraph.isBlank()) {
                doc.add(JavaText.escape(paragraph));
            }
        }
        StringBuilder line = new StringBuilder("{@code " + signature + "}.");
        for (String sentence : more) {
            line.append(sentence.isEmpty() ? "" : " ").append(sentence);
        }
        if (facts.experimental()) {
            line.append(" Experimental.");
        }
        if (!facts.engines().equals(all)) {
            line.append(" Engines: ").append(String.join(", ", facts.engines())).append('.');
        }
        doc.add(line.toString());
        for (Argument argument : arguments) {
            String words = argument.facts().description();
            if (!words.isBlank()) {
                doc.add("@param " + Names.parameter(argument.name()) + " " + JavaText.escape(words));
            }
        }
        if (facts.deprecated() != null) {
            doc.add("@deprecated "
                    + (facts.deprecated().isBlank() ? "The schema says so." : JavaText.escape(facts.deprecated())));
        }
        return doc;
    }

    /** Writes the comment and the annotations of a member. */
    void head(JavaText text, List<String> doc, Facts facts, String field) {
        text.javadoc(doc);
        if (facts.deprecated() != null) {
            text.line("@Deprecated");
        }
        if (!facts.engines().equals(model.engines())) {
            annotation(text, strings(facts.engines()), field);
        }
    }

    private static void annotation(JavaText text, String versions, String field) {
        if (field == null) {
            text.line("@Engines(" + versions + ")");
        } else if (!versions.startsWith("{")) {
            text.line("@Engines(value = " + versions + ", field = \"" + field + "\")");
        } else { // As the formatter has an annotation with a list in it.
            text.line("@Engines(");
            text.line("        value = " + versions + ",");
            text.line("        field = \"" + field + "\")");
        }
    }

    /** The value of an annotation: one text, or several in braces. */
    static String strings(SortedSet<String> texts) {
        String all = "\"" + String.join("\", \"", texts) + "\"";
        return texts.size() == 1 ? all : "{" + all + "}";
    }

    Model model() {
        return model;
    }
}
