package daggerkit.schema;

import daggerkit.schema.Operation.Rejected;
import daggerkit.server.QueryParser;
import graphql.Scalars;
import graphql.introspection.Introspection;
import graphql.language.Argument;
import graphql.language.Definition;
import graphql.language.Directive;
import graphql.language.DirectivesContainer;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.InlineFragment;
import graphql.language.Node;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.SourceLocation;
import graphql.language.TypeName;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLOutputType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The rules of validation that the engine words or reads in its own way; graphql-java has the others. Walks a query of
 * any depth without recursion. Used by one thread.
 */
public final class EngineRules {
    /** Fields of introspection that the engine has and graphql-java has not. */
    private static final GraphQLFieldDefinition SCHEMA_VERSION =
            field("__schemaVersion", GraphQLNonNull.nonNull(Scalars.GraphQLString));

    private static final List<String> HAVE_DIRECTIVES = List.of("__Type", "__Field", "__InputValue", "__EnumValue");
    private static final GraphQLFieldDefinition DIRECTIVES = field(
            "directives",
            GraphQLList.list(object(
                    "_DirectiveApplication",
                    field("name", Scalars.GraphQLString),
                    field(
                            "args",
                            GraphQLList.list(object(
                                    "_DirectiveApplicationArg",
                                    field("name", Scalars.GraphQLString),
                                    field("value", Scalars.GraphQLString)))))));

    /** A selection set and the type that it selects from. */
    private record Scope(GraphQLType type, SelectionSet selections) {}

    private final GraphQLSchema schema;
    private final Deque<Scope> pending = new ArrayDeque<>();
    private final List<Map<String, Object>> errors = new ArrayList<>();

    EngineRules(GraphQLSchema schema) {
        this.schema = schema;
    }

    /** Gives the entries of {@code errors}, in the order of the query; empty if there is nothing to say. */
    List<Map<String, Object>> check(Document document) {
        for (Definition<?> definition : document.getDefinitions()) {
            if (definition instanceof OperationDefinition) {
                operation((OperationDefinition) definition);
            } else if (definition instanceof FragmentDefinition) {
                FragmentDefinition fragment = (FragmentDefinition) definition;
                directives(fragment);
                known(fragment.getTypeCondition());
                pending.push(
                        new Scope(schema.getType(fragment.getTypeCondition().getName()), fragment.getSelectionSet()));
            }
            while (!pending.isEmpty()) {
                selections(pending.pop());
            }
        }
        return errors;
    }

    /** Recordings {@code mutation} and {@code subscription}. */
    private void operation(OperationDefinition operation) {
        directives(operation);
        if (operation.getOperation() == OperationDefinition.Operation.QUERY) {
            pending.push(new Scope(schema.getQueryType(), operation.getSelectionSet()));
        } else {
            String kind = operation.getOperation().name().toLowerCase(Locale.ROOT);
            add("Schema does not support operation type \"" + kind + "\"", operation);
        }
    }

    private void selections(Scope scope) {
        Deque<Scope> inner = new ArrayDeque<>();
        for (Selection<?> selection : scope.selections.getSelections()) {
            QueryParser.attend();
            directives((DirectivesContainer<?>) selection);
            if (selection instanceof Field) {
                field(scope.type, (Field) selection, inner);
            } else if (selection instanceof InlineFragment) {
                InlineFragment fragment = (InlineFragment) selection;
                known(fragment.getTypeCondition());
                GraphQLType type = fragment.getTypeCondition() == null
                        ? scope.type
                        : schema.getType(fragment.getTypeCondition().getName());
                inner.push(new Scope(type, fragment.getSelectionSet()));
            }
        }
        inner.forEach(pending::push);
    }

    private void known(TypeName type) {
        if (type != null && schema.getType(type.getName()) == null) {
            add("Unknown type \"" + type.getName() + "\".", type);
        }
    }

    private void field(GraphQLType type, Field field, Deque<Scope> inner) {
        if (type == null) {
            return; // an unknown type, of which known() tells
        }
        GraphQLFieldDefinition definition = definition(schema, type, field.getName());
        if (definition == null) {
            String near = type instanceof GraphQLFieldsContainer
                    ? Suggestions.didYouMean(
                            field.getName(), names(((GraphQLFieldsContainer) type).getFieldDefinitions()))
                    : "";
            add(
                    "Cannot query field \"" + field.getName() + "\" on type \"" + GraphQLTypeUtil.simplePrint(type)
                            + "\"." + near,
                    field);
            return;
        }
        arguments(type, field, definition);
        if (field.getSelectionSet() != null) {
            inner.push(new Scope(GraphQLTypeUtil.unwrapAll(definition.getType()), field.getSelectionSet()));
        }
    }

    /** Recordings {@code unknown-argument} and {@code missing-required-argument}. */
    private void arguments(GraphQLType type, Field field, GraphQLFieldDefinition definition) {
        for (Argument argument : field.getArguments()) {
            if (definition.getArgument(argument.getName()) == null) {
                List<String> names = definition.getArguments().stream()
                        .map(GraphQLArgument::getName)
                        .toList();
                add(
                        "Unknown argument \"" + argument.getName() + "\" on field \""
                                + GraphQLTypeUtil.simplePrint(type) + "." + field.getName() + "\"."
                                + Suggestions.didYouMean(argument.getName(), names),
                        field);
            }
        }
        for (GraphQLArgument argument : definition.getArguments()) {
            boolean required = GraphQLTypeUtil.isNonNull(argument.getType()) && !argument.hasSetDefaultValue();
            if (required
                    && field.getArguments().stream()
                            .noneMatch(given -> given.getName().equals(argument.getName()))) {
                add(
                        "Field \"" + field.getName() + "\" argument \"" + argument.getName() + "\" of type \""
                                + GraphQLTypeUtil.simplePrint(argument.getType())
                                + "\" is required, but it was not provided.",
                        field);
            }
        }
    }

    /** The engine has no directive for queries, not even @include: recording {@code include-skip-directives}. */
    private void directives(DirectivesContainer<?> node) {
        for (Directive directive : node.getDirectives()) {
            SourceLocation at = directive.getSourceLocation();
            SourceLocation name = new SourceLocation(at.getLine(), at.getColumn() + 1);
            errors.add(Rejected.invalid("Unknown directive \"@" + directive.getName() + "\".", List.of(name)));
        }
    }

    /** A field of a type, or null; the root also has the fields of introspection. */
    public static GraphQLFieldDefinition definition(GraphQLSchema schema, GraphQLType type, String name) {
        if (type instanceof GraphQLCompositeType && name.equals(Introspection.TypeNameMetaFieldDef.getName())) {
            return Introspection.TypeNameMetaFieldDef;
        }
        if (type == schema.getQueryType() && name.equals("__schemaVersion")) {
            return SCHEMA_VERSION;
        }
        if (name.equals("directives")
                && type instanceof GraphQLNamedType
                && HAVE_DIRECTIVES.contains(((GraphQLNamedType) type).getName())) {
            return DIRECTIVES;
        }
        if (type == schema.getQueryType() && Introspection.INTROSPECTION_SYSTEM_FIELDS.contains(name)) {
            return Introspection.getFieldDefinition(schema, schema.getQueryType(), name);
        }
        return type instanceof GraphQLFieldsContainer ? ((GraphQLFieldsContainer) type).getFieldDefinition(name) : null;
    }

    private static GraphQLFieldDefinition field(String name, GraphQLOutputType type) {
        return GraphQLFieldDefinition.newFieldDefinition().name(name).type(type).build();
    }

    private static GraphQLObjectType object(String name, GraphQLFieldDefinition... fields) {
        return GraphQLObjectType.newObject().name(name).fields(List.of(fields)).build();
    }

    private static List<String> names(List<GraphQLFieldDefinition> fields) {
        return fields.stream().map(GraphQLFieldDefinition::getName).toList();
    }

    private void add(String message, Node<?> place) {
        errors.add(Rejected.invalid(message, List.of(place.getSourceLocation())));
    }
}
