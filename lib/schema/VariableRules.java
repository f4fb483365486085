package daggerkit.schema;

import daggerkit.schema.Operation.Rejected;
import daggerkit.server.QueryParser;
import graphql.language.Argument;
import graphql.language.ArrayValue;
import graphql.language.AstPrinter;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.ListType;
import graphql.language.NonNullType;
import graphql.language.NullValue;
import graphql.language.ObjectField;
import graphql.language.ObjectValue;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.Type;
import graphql.language.TypeName;
import graphql.language.Value;
import graphql.language.VariableDefinition;
import graphql.language.VariableReference;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the engine says of the types of variables: recordings {@code id-as-variable-String} and its like. Walks a query of
 * any depth without recursion. Used by one thread.
 */
final class VariableRules {
    /** A selection set and the type that it selects from. */
    private record Scope(GraphQLType type, SelectionSet selections) {}

    private final GraphQLSchema schema;
    private final List<Map<String, Object>> errors;
    private final Map<String, FragmentDefinition> fragments = new HashMap<>();
    private final Map<String, VariableDefinition> variables = new HashMap<>();
    private final Set<String> spread = new HashSet<>();
    private final Deque<Scope> pending = new ArrayDeque<>();

    /**
     * Prepares a check.
     *
     * @param schema the schema
     * @param errors where the entries of {@code errors} go
     */
    VariableRules(GraphQLSchema schema, List<Map<String, Object>> errors) {
        this.schema = schema;
        this.errors = errors;
    }

    /** Checks each operation with the fragments that it uses. */
    void check(Document document) {
        document.getDefinitionsOfType(FragmentDefinition.class)
                .forEach(fragment -> fragments.putIfAbsent(fragment.getName(), fragment));
        for (OperationDefinition operation : document.getDefinitionsOfType(OperationDefinition.class)) {
            variables.clear();
            spread.clear();
            for (VariableDefinition variable : operation.getVariableDefinitions()) {
                variables.put(variable.getName(), variable);
                String type = named(variable.getType());
                if (!isKnown(type)) {
                    errors.add(
                            Rejected.invalid("Unknown type \"" + type + "\".", List.of(variable.getSourceLocation())));
                }
            }
            if (!variables.isEmpty() && operation.getOperation() == OperationDefinition.Operation.QUERY) {
                pending.push(new Scope(schema.getQueryType(), operation.getSelectionSet()));
            }
            while (!pending.isEmpty()) {
                selections(pending.pop());
            }
        }
    }

    /** The schemas of 0.20 have no ID, though graphql-java knows one. */
    private boolean isKnown(String type) {
        boolean id = schema.getQueryType().getFieldDefinition("node") != null;
        return schema.getType(type) != null && (id || !type.equals("ID"));
    }

    private void selections(Scope scope) {
        for (Selection<?> selection : scope.selections.getSelections()) {
            QueryParser.attend();
            if (selection instanceof Field) {
                field(scope.type, (Field) selection);
            } else if (selection instanceof InlineFragment) {
                InlineFragment fragment = (InlineFragment) selection;
                TypeName type = fragment.getTypeCondition();
                pending.push(new Scope(
                        type == null ? scope.type : schema.getType(type.getName()), fragment.getSelectionSet()));
            } else {
                FragmentDefinition fragment = fragments.get(((FragmentSpread) selection).getName());
                if (fragment != null && spread.add(fragment.getName())) {
                    pending.push(new Scope(
                            schema.getType(fragment.getTypeCondition().getName()), fragment.getSelectionSet()));
                }
            }
        }
    }

    private void field(GraphQLType type, Field field) {
        GraphQLFieldDefinition definition = type == null ? null : EngineRules.definition(schema, type, field.getName());
        if (definition == null) {
            return; // of which EngineRules tells
        }
        for (Argument argument : field.getArguments()) {
            GraphQLArgument wanted = definition.getArgument(argument.getName());
            if (wanted != null) {
                value(wanted.getType(), wanted.hasSetDefaultValue(), argument.getValue());
            }
        }
        if (field.getSelectionSet() != null) {
            pending.push(new Scope(GraphQLTypeUtil.unwrapAll(definition.getType()), field.getSelectionSet()));
        }
    }

    private void value(GraphQLType type, boolean hasDefault, Value<?> value) {
        if (value instanceof VariableReference) {
            VariableDefinition variable = variables.get(((VariableReference) value).getName());
            if (variable != null && !fits(variable, type, hasDefault)) {
                errors.add(Rejected.invalid(
                        "Variable \"$" + variable.getName() + "\" of type \"" + AstPrinter.printAst(variable.getType())
                                + "\" used in position expecting type \"" + GraphQLTypeUtil.simplePrint(type) + "\".",
                        List.of(value.getSourceLocation())));
            }
        } else if (value instanceof ArrayValue) {
            GraphQLType list = GraphQLTypeUtil.unwrapNonNull(type);
            if (list instanceof GraphQLList) {
                GraphQLType element = ((GraphQLList) list).getWrappedType();
                ((ArrayValue) value).getValues().forEach(inner -> value(element, false, inner));
            }
        } else if (value instanceof ObjectValue
                && GraphQLTypeUtil.unwrapNonNull(type) instanceof GraphQLInputObjectType) {
            GraphQLInputObjectType object = (GraphQLInputObjectType) GraphQLTypeUtil.unwrapNonNull(type);
            for (ObjectField field : ((ObjectValue) value).getObjectFields()) {
                GraphQLInputObjectField wanted = object.getFieldDefinition(field.getName());
                if (wanted != null) {
                    value(wanted.getType(), wanted.hasSetDefaultValue(), field.getValue());
                }
            }
        }
    }

    private static boolean fits(VariableDefinition variable, GraphQLType wanted, boolean hasDefault) {
        boolean given = variable.getDefaultValue() != null && !(variable.getDefaultValue() instanceof NullValue);
        boolean mayBeNull = !(variable.getType() instanceof NonNullType);
        if (wanted instanceof GraphQLNonNull && mayBeNull) {
            return (given || hasDefault) && fits(variable.getType(), ((GraphQLNonNull) wanted).getWrappedType());
        }
        return fits(variable.getType(), wanted);
    }

    private static boolean fits(Type<?> given, GraphQLType wanted) {
        if (wanted instanceof GraphQLNonNull) {
            return given instanceof NonNullType
                    && fits(((NonNullType) given).getType(), ((GraphQLNonNull) wanted).getWrappedType());
        } else if (given instanceof NonNullType) {
            return fits(((NonNullType) given).getType(), wanted);
        } else if (wanted instanceof GraphQLList) {
            return given instanceof ListType
                    && fits(((ListType) given).getType(), ((GraphQLList) wanted).getWrappedType());
        }
        return given instanceof TypeName && ((TypeName) given).getName().equals(GraphQLTypeUtil.simplePrint(wanted));
    }

    private static String named(Type<?> type) {
        Type<?> inner = type;
        while (!(inner instanceof TypeName)) {
            inner = inner instanceof NonNullType ? ((NonNullType) inner).getType() : ((ListType) inner).getType();
        }
        return ((TypeName) inner).getName();
    }
}
