package daggerkit.explain;

import daggerkit.schema.EngineVersion;
import graphql.schema.GraphQLAppliedDirective;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLDirectiveContainer;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.List;

/** Which type an ID is of: the schema says so by the scalar's name or by {@code @expectedType}. Used by one thread. */
final class IdTypes {
    /** Of an ID that may be of any type. */
    static final String ANY = "Node";

    private final GraphQLSchema schema;
    private final PlaceholderIds ids;

    IdTypes(GraphQLSchema schema, PlaceholderIds ids) {
        this.schema = schema;
        this.ids = ids;
    }

    /** The type whose ID a field gives, or null if it gives none. */
    String of(GraphQLFieldDefinition field) {
        return of(field.getType(), field);
    }

    /** The type whose ID an argument takes, or null if it takes none. */
    String of(GraphQLArgument argument) {
        return of(argument.getType(), argument);
    }

    /** Whether an object of a type is one of another, which may be an interface. */
    boolean fits(String type, String wanted) {
        GraphQLType other = schema.getType(wanted);
        return type.equals(wanted)
                || other instanceof GraphQLInterfaceType
                        && schema.getImplementations((GraphQLInterfaceType) other).stream()
                                .anyMatch(implementation ->
                                        implementation.getName().equals(type));
    }

    /** What is wrong with a value that has to be an ID of a type, or null. */
    String problem(String wanted, String argument, Object value, EngineVersion engine) {
        for (Object id : value instanceof List ? (List<?>) value : List.of(value)) {
            PlaceholderIds.Known known = ids.known("" + id);
            String place = "init arg \"" + argument + "\": ";
            boolean isForeign = known == null && !ids.takesAny();
            if (isForeign && engine != EngineVersion.V0_20_8) { // whose IDs are good in any session
                return place + "invalid ID \"" + id + "\": expected one that this session gave";
            }
            if (known != null && !wanted.equals(ANY) && !fits(known.type(), wanted)) {
                return place + "expected \"" + wanted + "\" ID, got " + known.type() + " ID";
            }
        }
        return null;
    }

    private String of(GraphQLType type, GraphQLDirectiveContainer container) {
        String scalar = GraphQLTypeUtil.simplePrint(GraphQLTypeUtil.unwrapAll(type));
        if (scalar.equals("ID")) {
            GraphQLAppliedDirective expected = container.getAppliedDirective("expectedType");
            return expected == null ? ANY : "" + expected.getArgument("name").<Object>getValue();
        }
        boolean named = scalar.endsWith("ID")
                && schema.getType(scalar.substring(0, scalar.length() - 2)) instanceof GraphQLCompositeType;
        return named ? scalar.substring(0, scalar.length() - 2) : null;
    }
}
