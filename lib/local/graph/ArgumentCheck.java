package daggerkit.local.graph;

import daggerkit.schema.EngineRules;
import daggerkit.schema.Operation;
import daggerkit.schema.Values;
import daggerkit.schema.Values.Arguments;
import daggerkit.schema.Values.Unfit;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.TypeName;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Reads the arguments of an operation, all of them before anything runs. Without recursion. */
final class ArgumentCheck {
    /** A selection set before it runs: of the object there is only the type. */
    private record Unread(GraphQLType type, SelectionSet selections) {}

    private final GraphQLSchema schema;
    private final Fields fields;
    private final Operation operation;

    ArgumentCheck(GraphQLSchema schema, Fields fields, Operation operation) {
        this.schema = schema;
        this.fields = fields;
        this.operation = operation;
    }

    /** What does not fit is told before anything runs, without a path. */
    void check(SelectionSet selections) throws Unfit, InterruptedException {
        Deque<Unread> pending = new ArrayDeque<>(List.of(new Unread(schema.getQueryType(), selections)));
        while (!pending.isEmpty()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Unread next = pending.pop();
            List<Unread> inner = new ArrayList<>();
            for (Selection<?> selection : next.selections.getSelections()) {
                if (selection instanceof Field) {
                    Field field = (Field) selection;
                    if (field.getName().startsWith("__")) {
                        typename(next.type, field);
                        continue;
                    }
                    GraphQLFieldDefinition definition = EngineRules.definition(schema, next.type, field.getName());
                    arguments(definition, field, operation, fields);
                    if (field.getSelectionSet() != null) {
                        GraphQLType type = GraphQLTypeUtil.unwrapAll(definition.getType());
                        inner.add(new Unread(type, field.getSelectionSet()));
                    }
                } else if (selection instanceof InlineFragment) {
                    if (fields.isBeforeFragments()) {
                        throw new Unfit("unknown field type: *ast.InlineFragment");
                    }
                    InlineFragment fragment = (InlineFragment) selection;
                    TypeName type = fragment.getTypeCondition();
                    inner.add(new Unread(
                            type == null ? next.type : schema.getType(type.getName()), fragment.getSelectionSet()));
                } else {
                    FragmentDefinition fragment = operation.fragments().get(((FragmentSpread) selection).getName());
                    String type = fragment.getTypeCondition().getName();
                    inner.add(new Unread(schema.getType(type), fragment.getSelectionSet()));
                }
            }
            for (int i = inner.size() - 1; i >= 0; i--) {
                pending.push(inner.get(i));
            }
        }
    }

    /** Recording {@code typename} of 0.20.8. */
    private void typename(GraphQLType type, Field field) throws Unfit {
        if (field.getName().equals("__typename") && fields.isBeforeFragments()) {
            throw new Unfit("parse field \"__typename\": " + GraphQLTypeUtil.simplePrint(type)
                    + " has no such field: \"__typename\"");
        }
    }

    private static boolean isPlatform(GraphQLType type) {
        return GraphQLTypeUtil.unwrapAll(type).getName().equals("Platform");
    }

    private static void checkPlatform(GraphQLArgument argument, String value) throws Unfit {
        String wrong = value.isEmpty() ? null : Platforms.wrong(value);
        if (wrong != null) {
            String type = "github.com/dagger/dagger/core.Platform";
            String input = GraphQLTypeUtil.isNonNull(argument.getType()) ? type : "dagql.Optional[" + type + "]";
            throw new Unfit("init arg \"" + argument.getName() + "\" value as " + input + " ("
                    + GraphQLTypeUtil.simplePrint(argument.getType()) + ") using " + input + ": " + wrong);
        }
    }

    /** The arguments of one field. */
    static Arguments arguments(GraphQLFieldDefinition definition, Field field, Operation operation, Fields fields)
            throws Unfit {
        try {
            Arguments read = Values.arguments(definition, field, operation.variables(), fields.ids());
            for (GraphQLArgument argument : definition.getArguments()) {
                Object value = read.values().get(argument.getName());
                if (value instanceof String && isPlatform(argument.getType())) {
                    checkPlatform(argument, (String) value);
                }
            }
            return read;
        } catch (Unfit unfit) {
            throw new Unfit("parse field \"" + field.getName() + "\": " + unfit.getMessage());
        }
    }
}
