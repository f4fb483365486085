package daggerkit.explain;

import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;

/** One field of an operation: what it is called on, with what, and what is selected from it. Made by {@link Plan}. */
final class PlanStep {
    final PlanStep parent;
    /** The name of the type that has the field. */
    final String owner;

    final String key;
    final GraphQLFieldDefinition definition;
    /** Those given, with their values. */
    final Map<String, Object> arguments = new LinkedHashMap<>();
    /** In the order of the query; also those whose answer is lost. */
    final List<PlanStep> children = new ArrayList<>();
    /** Two objects with the same one were made by the same chain. */
    String digest;
    /** The type of the object, or of each one of a list; null for a leaf. */
    GraphQLObjectType object;
    /** What a leaf is answered with. */
    Object value;
    /** What its user should know of it, or null. */
    String warning;

    PlanStep(PlanStep parent, String owner, String key, GraphQLFieldDefinition definition) {
        this.parent = parent;
        this.owner = owner;
        this.key = key;
        this.definition = definition;
    }

    String name() {
        return definition.getName();
    }

    /** Whether it is {@code __schema}, {@code __type} or {@code __typename}, whose value is a real one. */
    boolean isIntrospection() {
        return name().startsWith("__");
    }

    /** The type as the schema writes it. */
    String type() {
        return GraphQLTypeUtil.simplePrint(definition.getType());
    }

    /** How many lists an object or value stands in: of {@code [String!]!} one. */
    int lists() {
        int lists = 0;
        GraphQLType type = definition.getType();
        while (!GraphQLTypeUtil.isNotWrapped(type)) {
            lists += GraphQLTypeUtil.isList(type) ? 1 : 0;
            type = GraphQLTypeUtil.unwrapOne(type);
        }
        return lists;
    }

    /** The call path, as in the errors of the engine. */
    List<Object> path() {
        LinkedList<Object> path = new LinkedList<>();
        path.add(name());
        for (PlanStep step = parent; step != null; step = step.parent) {
            for (int i = 0; i < step.lists(); i++) {
                path.addFirst(0L);
            }
            path.addFirst(step.name());
        }
        return path;
    }
}
