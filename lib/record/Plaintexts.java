package daggerkit.record;

import com.fasterxml.jackson.databind.JsonNode;
import graphql.language.Argument;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.Node;
import graphql.language.OperationDefinition;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.language.VariableDefinition;
import graphql.language.VariableReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the plaintexts of secrets in requests. */
final class Plaintexts {
    private static final Pattern IN_TEXT = Pattern.compile(
            "plaintext\\s*:\\s*(?:\\$(\\w+)|\"\"\"(.*?)\"\"\"|\"((?:\\\\.|[^\"\\\\])*))", Pattern.DOTALL);

    private Plaintexts() {}

    /** Whether an argument is a plaintext. */
    static boolean isOne(String field, String argument) {
        return field.equals("setSecret") && argument.equals("plaintext");
    }

    /** Whether a field of an answer is one. */
    static boolean isOne(String field) {
        return field.equals("plaintext");
    }

    /**
     * Finds all in a request, of any operation in it.
     *
     * @param document the query, or null if it is none; then only its text is searched
     */
    static List<String> in(Document document, String query, JsonNode variables) {
        List<String> found = new ArrayList<>();
        // Also as it is written, since errors quote the query: recording variable-wrong-type.
        inText(query, variables, found);
        if (document == null) {
            return found;
        }
        Deque<Node<?>> nodes = new ArrayDeque<>();
        nodes.push(document);
        while (!nodes.isEmpty()) {
            Node<?> node = nodes.pop();
            for (Node<?> child : node.getChildren()) {
                nodes.push(child);
            }
            if (node instanceof Field) {
                Field field = (Field) node;
                for (Argument argument : field.getArguments()) {
                    if (isOne(field.getName(), argument.getName())) {
                        add(argument.getValue(), document, variables, found);
                    }
                }
            }
        }
        return found;
    }

    private static void add(Value<?> value, Document document, JsonNode variables, List<String> found) {
        if (value instanceof StringValue) {
            found.add(((StringValue) value).getValue());
        } else if (value instanceof VariableReference) {
            String name = ((VariableReference) value).getName();
            found.add(variables.path(name).asText());
            for (OperationDefinition operation : document.getDefinitionsOfType(OperationDefinition.class)) {
                for (VariableDefinition variable : operation.getVariableDefinitions()) {
                    if (variable.getName().equals(name) && variable.getDefaultValue() instanceof StringValue) {
                        found.add(((StringValue) variable.getDefaultValue()).getValue());
                    }
                }
            }
        }
    }

    /** A query that the engine refuses has its secrets all the same. */
    private static void inText(String query, JsonNode variables, List<String> found) {
        Matcher matcher = IN_TEXT.matcher(query);
        while (matcher.find()) {
            if (matcher.group(1) != null) {
                found.add(variables.path(matcher.group(1)).asText());
            } else {
                found.add(matcher.group(2) == null ? matcher.group(3) : matcher.group(2));
            }
        }
    }
}
