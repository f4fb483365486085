package daggerkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Writes the text of one query on one line and collects the variables that travel beside it. Used by one thread. */
final class QueryWriter {
    private final Function<Obj<?>, String> ids;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder declarations = new StringBuilder();
    private final Map<String, Object> variables = new LinkedHashMap<>();
    private int open;

    /** A query's text, and the values that travel beside it. */
    record Request(String text, Map<String, Object> variables) {}

    /** The function gives the ID of an object that is an argument. */
    QueryWriter(Function<Obj<?>, String> ids) {
        this.ids = ids;
    }

    /** Begins the selection set of the step that was written last. */
    void open() {
        text.append('{');
        open++;
    }

    /** Ends the selection set that was begun last. */
    void close() {
        text.append('}');
        open--;
    }

    /** Writes a field or the head of a fragment, the alias being null if there is none. */
    void step(String alias, String name, List<Argument> arguments) {
        char last = text.charAt(text.length() - 1);
        if (last != '{' && last != '}') {
            text.append(' ');
        }
        if (alias != null) {
            text.append(alias).append(':');
        }
        text.append(name);
        char separator = '(';
        for (Argument argument : arguments) {
            text.append(separator).append(argument.name()).append(':');
            text.append(argument.variable() == null ? argument.text(ids) : variable(argument));
            separator = ',';
        }
        if (!arguments.isEmpty()) {
            text.append(')');
        }
    }

    /** Ends all selection sets that are open. */
    Request request() {
        text.append("}".repeat(open));
        open = 0;
        return new Request(variables.isEmpty() ? text.toString() : "query(" + declarations + ")" + text, variables);
    }

    private String variable(Argument argument) {
        String name = argument.name();
        for (int number = 2; variables.containsKey(name); number++) {
            name = argument.name() + number;
        }
        variables.put(name, argument.variable().value());
        declarations.append(declarations.length() == 0 ? "$" : ",$").append(name);
        declarations.append(':').append(argument.variable().type());
        return "$" + name;
    }
}
