package daggerkit.explain;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One step of a pipeline as it was asked for. Immutable.
 *
 * @param coordinate the type and the field, as the GraphQL specification's schema coordinate: {@code Container.withExec}
 * @param key the alias, or the field's name if it has none: the key of the answer
 * @param arguments those given, in the schema's order, with the values of variables: String, Long, BigInteger, Double,
 *     Boolean, List and Map; a secret is {@code ***}
 * @param type the type of its value as the schema writes it: {@code [String!]!}
 */
public record ExplainedStep(String coordinate, String key, Map<String, Object> arguments, String type) {
    /** Copies the arguments. */
    public ExplainedStep {
        arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    }

    static ExplainedStep of(PlanStep step) {
        return new ExplainedStep(step.owner + "." + step.name(), step.key, step.arguments, step.type());
    }
}
