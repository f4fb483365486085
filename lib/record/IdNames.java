package daggerkit.record;

import com.fasterxml.jackson.databind.JsonNode;
import graphql.language.Argument;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.Node;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.language.VariableReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * FileNames for IDs: those of an engine are new in every session. A name comes from the query that led to the object, so it
 * is the same from run to run, in whatever order parallel requests are answered. Thread-safe.
 */
final class IdNames {
    private static final Set<String> ALWAYS = Set.of("id", "sync");
    /** Fields that give an ID on some types and something else on others. */
    private static final Set<String> IF_IT_LOOKS_SO = Set.of("portableID", "replay", "start", "step", "stop");

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9+/=_-]{20,}");
    private static final Pattern LOAD = Pattern.compile("node|load[A-Za-z0-9_]+FromID");
    private static final int DIGITS = 10;
    /** A shorter ID is not looked for inside of other texts. */
    private static final int SHORTEST_PART = 16;

    private final Map<String, String> names = new HashMap<>();
    private int given;

    /** The name of an ID, or the text itself if it is none. */
    synchronized String name(String text) {
        return names.getOrDefault(text, text);
    }

    /** The text with all IDs in it named. Takes as long as there are IDs. */
    synchronized String nameAll(String text) {
        String named = name(text);
        for (Map.Entry<String, String> id : names.entrySet()) {
            if (id.getKey().length() >= SHORTEST_PART) {
                named = named.replace(id.getKey(), id.getValue());
            }
        }
        return named;
    }

    /** Names the IDs by which a request loads objects, if no answer gave them: in the order in which they come. */
    synchronized void given(Document document, JsonNode variables) {
        Deque<Node<?>> nodes = new ArrayDeque<>();
        nodes.push(document);
        while (!nodes.isEmpty()) {
            Node<?> node = nodes.pop();
            for (Node<?> child : node.getChildren()) {
                nodes.push(child);
            }
            if (node instanceof Field && LOAD.matcher(((Field) node).getName()).matches()) {
                for (Argument argument : ((Field) node).getArguments()) {
                    String id = text(argument.getValue(), variables);
                    if (argument.getName().equals("id") && id != null && !names.containsKey(id)) {
                        names.put(id, "given#" + ++given);
                    }
                }
            }
        }
    }

    /** Names the IDs in an answer. The steps have names for the IDs that were known before. */
    synchronized void learn(Step root, JsonNode data) {
        learn(root, data, "");
    }

    private void learn(Step step, JsonNode data, String chain) {
        if (data.isArray()) {
            for (int i = 0; i < data.size(); i++) {
                learn(step, data.get(i), Step.digest(chain + "[" + i + "]"));
            }
            return;
        }
        for (Step below : step.steps()) {
            JsonNode value = data.path(below.key());
            boolean id = value.isTextual()
                    && (ALWAYS.contains(below.name())
                            || IF_IT_LOOKS_SO.contains(below.name())
                                    && ID.matcher(value.textValue()).matches());
            if (id) {
                // sync gives the object's own ID
                String digest = Step.digest(chain + "\n" + (below.name().equals("sync") ? "id" : below.label()));
                names.putIfAbsent(value.textValue(), step.name() + "#" + digest.substring(0, DIGITS));
            } else if (value.isContainerNode()) {
                learn(below, value, Step.digest(chain + "\n" + below.label()));
            }
        }
    }

    private static String text(Value<?> value, JsonNode variables) {
        if (value instanceof StringValue) {
            return ((StringValue) value).getValue();
        }
        return value instanceof VariableReference
                ? variables.path(((VariableReference) value).getName()).textValue()
                : null;
    }
}
