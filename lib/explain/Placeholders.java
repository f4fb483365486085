package daggerkit.explain;

import daggerkit.schema.EngineVersion;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Values that a schema allows, so that a program that got them runs on. A list has one element: an empty one would hide
 * what is done with each, and a program may take the first. What could be null is not, but for {@code Void}. A String
 * says which field it came from, {@code Container.stdout}, so that a later request that uses it shows it; what a program
 * passes on as a user or a folder is one that most images have.
 */
final class Placeholders {
    private static final Map<String, String> PASSED_ON = Map.of("Container.user", "nobody", "Container.workdir", "/");

    private record Scope(List<PlanStep> steps, Map<String, Object> answer) {}

    private Placeholders() {}

    /** What a leaf that is no ID is answered with; without the lists that it stands in. */
    static Object leaf(PlanStep step, EngineVersion engine) {
        String coordinate = step.owner + "." + step.name();
        if (coordinate.equals("Query.version")) {
            return engine.toString();
        }
        GraphQLType type = GraphQLTypeUtil.unwrapAll(step.definition.getType());
        if (type instanceof GraphQLEnumType) {
            return ((GraphQLEnumType) type).getValues().get(0).getName();
        }
        return switch (GraphQLTypeUtil.simplePrint(type)) {
            case "Void" -> null;
            case "Int", "Float" -> 0L;
            case "Boolean" -> false;
            case "JSON" -> "{}";
            case "Platform" -> "linux/amd64";
            default -> PASSED_ON.getOrDefault(coordinate, coordinate);
        };
    }

    /** The data of a response. Of two steps with one key the last one wins: recording same-field-twice-conflicts. */
    static Map<String, Object> data(List<PlanStep> roots) {
        Map<String, Object> data = new TreeMap<>(); // the engine's keys are in alphabetical order
        Deque<Scope> pending = new ArrayDeque<>();
        pending.push(new Scope(roots, data));
        while (!pending.isEmpty()) {
            Scope scope = pending.pop();
            for (PlanStep step : scope.steps) {
                Object value = step.value;
                if (step.object != null) {
                    Map<String, Object> object = new TreeMap<>();
                    pending.push(new Scope(step.children, object));
                    value = object;
                }
                boolean none = value == null;
                for (int i = 0; i < step.lists() && !none && !step.isIntrospection(); i++) {
                    value = List.of(value);
                }
                scope.answer.put(step.key, value);
            }
        }
        return data;
    }
}
