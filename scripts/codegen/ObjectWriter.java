package daggerkit.codegen;

import daggerkit.codegen.Model.Argument;
import daggerkit.codegen.Model.Constant;
import daggerkit.codegen.Model.Facts;
import daggerkit.codegen.Model.Field;
import daggerkit.codegen.Model.Type;
import daggerkit.codegen.Value.Sort;
import java.util.ArrayList;
import java.util.List;

/** Writes the class of an object, an interface or the query type. */
final class ObjectWriter {
    private final JavaText text;
    private final JavaTypes types;
    private final Type type;
    private final boolean isRoot;
    private final String name;

    ObjectWriter(JavaText text, JavaTypes types, Type type) {
        this.text = text;
        this.types = types;
        this.type = type;
        this.isRoot = type.name().equals(types.model().root());
        this.name = types.type(type.name());
    }

    /** Writes a class within another. */
    void nested() {
        text.gap();
        String kind = type.kind() == Model.Kind.INTERFACE ? "interface " : "type ";
        String root = isRoot ? "The connected client: where every chain begins." : "";
        types.head(text, doc(kind + type.name(), type.facts(), root), type.facts(), null);
        text.open("public static final class " + name + " extends "
                + (isRoot ? "DaggerClient implements Leaves<" + name + ">" : "ApiObject<" + name + ">"));
        members();
        text.close();
    }

    /** Writes what stands in the class. */
    void members() {
        if (isRoot) {
            text.gap();
            text.javadoc(List.of("A client of an open session, which is closed with it."));
            text.open("public " + name + "(Session session)");
            text.line("super(session);");
            text.close();
        }
        text.gap();
        text.javadoc(List.of(
                isRoot
                        ? "Another client of the same session, whose chains begin with the selection."
                        : "For generated code: the object that the chain leads to."));
        text.open("public " + name + "(DaggerClient client, Selection selection)");
        text.line("super(client, selection);");
        text.close();
        for (Field field : type.fields()) {
            field(field);
        }
        for (Constant narrower : type.possible()) {
            narrow(narrower);
        }
    }

    private void field(Field field) {
        JavaMethod method = JavaMethod.of(types, type, field);
        List<Argument> required = field.required();
        boolean hasOptions = method.options() != null;
        String call = select(field, required);
        List<String> bodies = new ArrayList<>(List.of(body(field, call)));
        if (hasOptions) {
            bodies.add(body(field, with(call, method.options())));
        }
        if (method.varargs() != null) {
            String back = method.result().equals("void") ? "" : "return ";
            String again = back + method.name() + "(Arrays.asList("
                    + Names.parameter(required.get(0).name()) + ")";
            bodies.add(again + ");");
            if (hasOptions) {
                bodies.add(again + ", options);");
            }
        }
        List<List<String>> overloads = method.overloads();
        for (int i = 0; i < overloads.size(); i++) {
            method(field, method.name(), overloads.get(i), bodies.get(i));
        }
        if (hasOptions) {
            options(type.name(), field, method.options());
        }
    }

    private void method(Field field, String method, List<String> parameters, String body) {
        text.gap();
        Value value = field.value();
        String more = "";
        if (value.is(Sort.ID)) {
            more = "Runs the chain, and loads the object by its ID from then on.";
        } else if (value.is(Sort.OBJECT) && value.isList()) {
            more = "Fetched when the list is used first.";
        } else if (value.is(Sort.OBJECT) && field.nullable()) {
            more = "May be null: see {@link #isNull}.".replace("#", types.type(value.type()) + "#");
        }
        types.head(
                text,
                types.doc(signature(field), field.facts(), types.model().engines(), field.required(), more),
                field.facts(),
                field.as() == null ? null : field.name());
        text.method("public " + types.result(field) + " " + method, parameters);
        if (text.fitsAsStatement(body)) {
            text.line(body);
        } else {
            broken(body, parameters);
        }
        text.close();
    }

    /** A statement that is too long: its selection first. */
    private void broken(String body, List<String> parameters) {
        int from = body.indexOf("select(");
        int to = end(body, from);
        String local = "field";
        while (String.join(",", parameters).contains(" " + local)) {
            local += "_";
        }
        String declaration = "Selection " + local + " =";
        String selection = declaration + " " + body.substring(from, to) + ";";
        if (text.fitsAsStatement(selection)) {
            text.line(selection);
        } else if (text.fitsAsStatement("        " + body.substring(from, to) + ";")) {
            text.line(declaration);
            text.line("        " + body.substring(from, to) + ";");
        } else {
            String[] steps = selection.split("(?=\\.(arg|variable)\\()");
            text.line(steps[0]);
            for (int i = 1; i < steps.length; i++) {
                text.line("        " + steps[i]);
            }
        }
        text.line(body.substring(0, from) + local + body.substring(to));
    }

    /** Where the selection ends that begins there. */
    private static int end(String body, int from) {
        int open = 0;
        for (int i = from; i < body.length(); i++) {
            char c = body.charAt(i);
            if (open == 0 && (c == ',' || c == ')')) {
                return i;
            }
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
        return body.length();
    }

    private String body(Field field, String selection) {
        Value value = field.value();
        String client = isRoot ? "this" : "dagger()";
        String result = types.type(value.type());
        if (value.is(Sort.OBJECT)) {
            return value.isList()
                    ? "return objects(" + selection + ", \"" + value.type() + "\", " + result + "::new);"
                    : "return new " + result + "(" + client + ", " + selection + ");";
        }
        if (value.is(Sort.ID)) {
            String id = isRoot ? "read(" + selection + ", Decoders.TEXT)" : selection;
            return "return loaded(" + id + ", \"" + value.type() + "\", " + result + "::new);";
        }
        return (value.is(Sort.VOID) ? "" : "return ") + "read(" + selection + ", " + types.reader(field) + ");";
    }

    /** The step to a field with its required arguments; a plaintext one travels beside the query's text. */
    static String select(Field field, List<Argument> required) {
        StringBuilder select = new StringBuilder("select(\"" + field.name() + "\")");
        for (Argument argument : required) {
            String parameter = Names.parameter(argument.name());
            select.append(
                    isSecret(argument)
                            ? ".variable(\"" + argument.name() + "\", \"" + argument.signature() + "\", "
                            : ".arg(\"" + argument.name() + "\", ");
            select.append(parameter).append(')');
        }
        return select.toString();
    }

    static String with(String selection, String options) {
        return "with(" + selection + ", new " + options + "(), options)";
    }

    private static boolean isSecret(Argument argument) {
        return argument.name().equals("plaintext");
    }

    /** Writes the class of a field's optional arguments. */
    void options(String owner, Field field, String options) {
        text.gap();
        text.javadoc(List.of("Options of {@code " + owner + "." + field.name() + "}."));
        text.open("public static final class " + options + " extends Options");
        text.line("private " + options + "() {}");
        for (Argument argument : field.optional()) {
            text.gap();
            String value = Names.parameter(argument.name());
            types.head(text, doc(signature(argument), argument.facts(), ""), argument.facts(), null);
            String head = "public " + options + " " + Names.option(argument.name());
            text.method(head, List.of(types.parameter(argument.value()) + " " + value));
            text.line(
                    isSecret(argument)
                            ? "setVariable(\"" + argument.name() + "\", \"" + argument.signature() + "\", " + value
                                    + ");"
                            : "set(\"" + argument.name() + "\", " + value + ");");
            text.line("return this;");
            text.close();
            if (JavaTypes.isStrings(argument)) {
                text.gap();
                types.head(text, doc(signature(argument), argument.facts(), ""), argument.facts(), null);
                text.method(head, List.of("String... " + value));
                text.line("return " + Names.option(argument.name()) + "(Arrays.asList(" + value + "));");
                text.close();
            }
        }
        text.close();
    }

    private void narrow(Constant narrower) {
        String as = "as" + narrower.name();
        boolean taken = type.fields().stream().anyMatch(field -> field.name().equals(as));
        String result = types.type(narrower.name());
        text.gap();
        types.head(
                text,
                doc("... on " + narrower.name(), narrower.facts(), "The object has to be one."),
                narrower.facts(),
                null);
        text.open("public " + result + " " + as + (taken ? "_" : "") + "()");
        text.line("return new " + result + "(dagger(), selection().on(\"" + narrower.name() + "\"));");
        text.close();
    }

    private List<String> doc(String signature, Facts facts, String more) {
        return types.doc(signature, facts, types.model().engines(), more);
    }

    static String signature(Field field) {
        List<String> arguments = new ArrayList<>();
        field.required().forEach(argument -> arguments.add(signature(argument)));
        if (!field.optional().isEmpty()) {
            arguments.add("...");
        }
        String list = arguments.isEmpty() ? "" : "(" + String.join(", ", arguments) + ")";
        return field.name() + list + ": " + field.signature();
    }

    static String signature(Argument argument) {
        String value = argument.defaultValue() == null ? "" : " = " + argument.defaultValue();
        // A brace or a comment's end in it would end the code or the comment.
        boolean plain =
                value.chars().allMatch(c -> c >= ' ' && c < 0x7f && "{}\\@".indexOf(c) < 0) && !value.contains("*/");
        return argument.name() + ": " + argument.signature() + (plain ? value : " = ...");
    }
}
