package daggerkit.explain;

import daggerkit.Internal;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;

/**
 * One field of an operation: what it is called on, with what, and what is selected from it. Made by {@link Plan}. What is
 * public is for the translation of requests into Java; nothing changes it once the request was explained.
 */
@Internal("the scripts explain and query")
public final class PlanStep {
    final PlanStep parent;
    /** The name of the type that has the field. */
    final String owner;

    final String key;
    final GraphQLFieldDefinition definition;
    /** Those given, with their values. */
    final Map<String, Object> arguments = new LinkedHashMap<>();
    /** Of those that are IDs, the type that each has to be of. */
    final Map<String, String> idsOf = new HashMap<>();
    /** In the order of the query; also those whose answer is lost. */
    final List<PlanStep> children = new ArrayList<>();
    /** Two objects with the same one were made by the same chain. */
    String digest;
    /** The type of the object, or of each one of a list; null for a leaf. */
    GraphQLObjectType object;
    /** What a leaf is answered with. */
    Object value;
    /** The type whose ID a leaf gives, or null if it gives none. */
    String idOf;
    /** The type that the innermost fragment around it is on, or null if it stands in none. */
    String on;
    /** What its user should know of it, or null. */
    String warning;

    PlanStep(PlanStep parent, String owner, String key, GraphQLFieldDefinition definition) {
        this.parent = parent;
        this.owner = owner;
        this.key = key;
        this.definition = definition;
    }

    /**
     * The field's name.
     *
     * @return the name, whatever its alias
     */
    public String name() {
        return definition.getName();
    }

    /**
     * The type that has the field.
     *
     * @return its name in the schema
     */
    public String owner() {
        return owner;
    }

    /**
     * What the answer calls it.
     *
     * @return the alias, or the field's name
     */
    public String key() {
        return key;
    }

    /**
     * What the schema says of the field.
     *
     * @return its definition
     */
    public GraphQLFieldDefinition definition() {
        return definition;
    }

    /**
     * The arguments that were given, in the order of the query.
     *
     * @return values by name, as {@link ExplainedStep#arguments} has them; not to be changed
     */
    public Map<String, Object> arguments() {
        return arguments;
    }

    /**
     * What is selected from it.
     *
     * @return the steps in the order of the query, also those whose answer is lost; not to be changed
     */
    public List<PlanStep> children() {
        return children;
    }

    /**
     * The type of the object, or of each one of a list.
     *
     * @return the type, or null for a leaf
     */
    public GraphQLObjectType object() {
        return object;
    }

    /**
     * What a leaf was answered with, without the lists around it.
     *
     * @return the placeholder; of an object null
     */
    public Object value() {
        return value;
    }

    /**
     * The type whose ID a leaf gives.
     *
     * @return the type's name, or null if it gives no ID
     */
    public String idOf() {
        return idOf;
    }

    /**
     * The type whose ID an argument takes, or IDs if it is a list.
     *
     * @param argument the name of one that was given
     * @return the type's name, {@code Node} if it may be any, or null if it takes no ID
     */
    public String idOf(String argument) {
        return idsOf.get(argument);
    }

    /**
     * Whether it gives the object that an ID is of.
     *
     * @return true for {@code node} and {@code load...FromID}
     */
    public boolean isLoad() {
        return owner.equals("Query") && name().matches("node|load\\w+FromID");
    }

    /**
     * The type that the innermost fragment around it is on.
     *
     * @return the type's name, or null if it stands in none
     */
    public String on() {
        return on;
    }

    /**
     * What two objects have in common that were made by the same chain.
     *
     * @return a digest
     */
    public String digest() {
        return digest;
    }

    /**
     * Whether its answer is lost, since a later field has the same key.
     *
     * @return true if it is
     */
    public boolean isLost() {
        return warning != null;
    }

    /**
     * Whether it is {@code __schema}, {@code __type} or {@code __typename}, whose value is a real one.
     *
     * @return true if it is
     */
    public boolean isIntrospection() {
        return name().startsWith("__");
    }

    /** The type as the schema writes it. */
    String type() {
        return GraphQLTypeUtil.simplePrint(definition.getType());
    }

    /**
     * How many lists an object or value stands in.
     *
     * @return of {@code [String!]!} one
     */
    public int lists() {
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
