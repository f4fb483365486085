package daggerkit.record;

import com.fasterxml.jackson.databind.JsonNode;
import graphql.language.Argument;
import graphql.language.Document;
import graphql.language.EnumValue;
import graphql.language.Field;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.Node;
import graphql.language.ObjectField;
import graphql.language.OperationDefinition;
import graphql.language.ScalarValue;
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
            "plaintext\\s*:\\s*(?:\\$(\\w+)|\"\"\"(.*?)\"\"\"|\"((?:\\\\.|[^\"\\\\])*+)|([\\[{]))", Pattern.DOTALL);
    private static final Pattern STRING = Pattern.compile("\"((?:\\\\.|[^\"\\\\])*+)\"|[\\[{]|[\\]}]", Pattern.DOTALL);

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
        if (value instanceof VariableReference) {
            String name = ((VariableReference) value).getName();
            scalars(variables.path(name), found);
            for (OperationDefinition operation : document.getDefinitionsOfType(OperationDefinition.class)) {
                for (VariableDefinition variable : operation.getVariableDefinitions()) {
                    if (variable.getName().equals(name) && variable.getDefaultValue() != null) {
                        add(variable.getDefaultValue(), document, variables, found);
                    }
                }
            }
        } else if (value instanceof ScalarValue) {
            scalar((ScalarValue<?>) value, found);
        } else if (value instanceof EnumValue) {
            found.add(((EnumValue) value).getName());
        } else {
            // A list or an object: the engine refuses it, and its error may say what was in it.
            for (Node<?> child : value.getChildren()) {
                add(
                        child instanceof ObjectField ? ((ObjectField) child).getValue() : (Value<?>) child,
                        document,
                        variables,
                        found);
            }
        }
    }

    private static void scalar(ScalarValue<?> value, List<String> found) {
        if (value instanceof StringValue) {
            found.add(((StringValue) value).getValue());
        } else if (value instanceof IntValue) {
            found.add(((IntValue) value).getValue().toString());
        } else if (value instanceof FloatValue) {
            found.add(((FloatValue) value).getValue().toString());
        }
    }

    /** Of whatever kind a variable is. */
    private static void scalars(JsonNode json, List<String> found) {
        if (json.isContainerNode()) {
            json.forEach(inner -> scalars(inner, found));
        } else if (!json.isBoolean() && !json.isNull()) {
            found.add(json.asText());
        }
    }

    /** The strings from a bracket to the one that closes it. */
    private static void strings(String query, int from, List<String> found) {
        Matcher matcher = STRING.matcher(query);
        int depth = 0;
        for (boolean more = matcher.find(from); more; more = depth > 0 && matcher.find()) {
            if (matcher.group(1) != null) {
                found.add(matcher.group(1));
            } else {
                depth += "[{".contains(matcher.group()) ? 1 : -1;
            }
        }
    }

    /** A query that the engine refuses has its secrets all the same. */
    private static void inText(String query, JsonNode variables, List<String> found) {
        Matcher matcher = IN_TEXT.matcher(query);
        while (matcher.find()) {
            if (matcher.group(1) != null) {
                scalars(variables.path(matcher.group(1)), found);
            } else if (matcher.group(4) != null) {
                strings(query, matcher.start(4), found);
            } else {
                found.add(matcher.group(2) == null ? matcher.group(3) : matcher.group(2));
            }
        }
    }
}
