package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.console.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Writes the text of one query on one line and collects the variables that travel beside it. Used by one thread. */
final class QueryWriter {
    private static final String EXEC = "withExec";

    private final Function<Reference, String> ids;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder declarations = new StringBuilder();
    private final Map<String, Object> variables = new LinkedHashMap<>();
    private int open;
    /** The step that was written last, unless it is known what follows it. */
    private Selection last;

    private Selection firstLeaf;
    private int leaves;
    private final List<Selection> execs = new ArrayList<>();

    /**
     * A query.
     *
     * @param text its text
     * @param variables the values that travel beside it
     * @param firstLeaf the chain that ends in its first leaf
     * @param leaves how many leaves it asks for
     * @param execs the steps that are commands, in the order of the text
     */
    record Request(String text, Map<String, Object> variables, Selection firstLeaf, int leaves, List<Selection> execs) {
        /**
         * The query in a few words: the fields on the way to its first leaf, with the commands of {@code withExec} and no
         * other argument, and how many leaves there are beside.
         */
        String words() {
            return words(true);
        }

        /** The same without the commands. */
        String path() {
            return words(false);
        }

        /** The commands, as one would type them into a shell; none whose words are no list of texts. */
        List<String> commands() {
            return execs.stream()
                    .map(step -> command(step.arguments()))
                    .filter(command -> !command.isEmpty())
                    .toList();
        }

        private String words(boolean withCommands) {
            List<String> fields = new ArrayList<>();
            for (Selection step : firstLeaf.steps()) {
                if (step.kind() == Selection.Kind.FIELD) {
                    boolean isExec = withCommands && step.name().equals(EXEC);
                    String command = isExec ? command(step.arguments()) : "";
                    fields.add(step.name() + (command.isEmpty() ? "" : "(" + command + ")"));
                }
            }
            return String.join(".", fields) + (leaves > 1 ? " and " + (leaves - 1) + " more" : "");
        }

        private static String command(List<Argument> arguments) {
            List<String> words = new ArrayList<>();
            for (Argument argument : arguments) {
                if (argument.name().equals("args") && argument.literal() != null) {
                    try {
                        // A list of texts is the same in GraphQL and in JSON.
                        for (JsonNode word : Json.read(argument.literal())) {
                            words.add(word.asText());
                        }
                    } catch (IOException e) {
                        return ""; // Something else, which the engine will refuse.
                    }
                }
            }
            return words.isEmpty() ? "" : Text.shellCommand(words);
        }
    }

    /** The function gives the ID of an object that is an argument. */
    QueryWriter(Function<Reference, String> ids) {
        this.ids = ids;
    }

    /** Begins the selection set of the step that was written last. */
    void open() {
        last = null;
        text.append('{');
        open++;
    }

    /** Ends the selection set that was begun last. */
    void close() {
        leaf();
        text.append('}');
        open--;
    }

    /** Writes a field or the head of a fragment, the alias being null if there is none. */
    void step(Selection step, String alias) {
        leaf();
        last = step;
        if (step.name().equals(EXEC)) {
            execs.add(step);
        }
        char before = text.charAt(text.length() - 1);
        if (before != '{' && before != '}') {
            text.append(' ');
        }
        if (alias != null) {
            text.append(alias).append(':');
        }
        text.append(step.kind() == Selection.Kind.FRAGMENT ? "... on " : "").append(step.name());
        char separator = '(';
        for (Argument argument : step.arguments()) {
            text.append(separator).append(argument.name()).append(':');
            text.append(argument.variable() == null ? argument.text(ids) : variable(argument));
            separator = ',';
        }
        if (!step.arguments().isEmpty()) {
            text.append(')');
        }
    }

    /** Ends all selection sets that are open. */
    Request request() {
        leaf();
        text.append("}".repeat(open));
        open = 0;
        String all = variables.isEmpty() ? text.toString() : "query(" + declarations + ")" + text;
        return new Request(all, variables, firstLeaf, leaves, execs);
    }

    /** The step before this place has no selection set of its own. */
    private void leaf() {
        if (last != null) {
            leaves++;
            firstLeaf = firstLeaf == null ? last : firstLeaf;
            last = null;
        }
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
