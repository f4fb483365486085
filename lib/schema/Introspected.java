package daggerkit.schema;

import daggerkit.server.QueryParser;
import graphql.Scalars;
import graphql.language.AstPrinter;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.Value;
import graphql.schema.GraphQLAppliedDirective;
import graphql.schema.GraphQLAppliedDirectiveArgument;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLDirective;
import graphql.schema.GraphQLDirectiveContainer;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLImplementingType;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputValueDefinition;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLModifiedType;
import graphql.schema.GraphQLNamedSchemaElement;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.InputValueWithState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a schema says of itself: {@code __schema}, {@code __type}, and the engine's own {@code __schemaVersion} and
 * {@code directives}. Of the schemas there are names and types, not the texts: a description is empty. Immutable.
 */
public final class Introspected {
    private final GraphQLSchema schema;
    private final Map<String, FragmentDefinition> fragments;

    private Introspected(GraphQLSchema schema, Map<String, FragmentDefinition> fragments) {
        this.schema = schema;
        this.fragments = fragments;
    }

    /**
     * Gives the value of one field of the root.
     *
     * @param schema the schema
     * @param version the engine's
     * @param operation the operation, which is valid
     * @param field the field
     * @param arguments its arguments
     */
    public static Object value(
            GraphQLSchema schema,
            EngineVersion version,
            Operation operation,
            Field field,
            Map<String, Object> arguments) {
        Introspected introspected = new Introspected(schema, operation.fragments());
        return switch (field.getName()) {
            case "__schemaVersion" -> version.toString();
            case "__schema" -> introspected.answer(schema, field.getSelectionSet());
            default -> introspected.answer(schema.getType((String) arguments.get("name")), field.getSelectionSet());
        };
    }

    private Object answer(Object value, SelectionSet selections) {
        if (value instanceof List) {
            List<Object> answers = new ArrayList<>();
            ((List<?>) value).forEach(element -> answers.add(answer(element, selections)));
            return answers;
        } else if (value == null || selections == null) {
            return value;
        }
        Map<String, Object> answer = new TreeMap<>();
        select(value, selections, answer);
        return answer;
    }

    private void select(Object self, SelectionSet selections, Map<String, Object> answer) {
        QueryParser.attend();
        for (Selection<?> selection : selections.getSelections()) {
            if (selection instanceof Field) {
                Field field = (Field) selection;
                answer.put(field.getResultKey(), answer(value(self, field.getName()), field.getSelectionSet()));
            } else if (selection instanceof InlineFragment) {
                select(self, ((InlineFragment) selection).getSelectionSet(), answer);
            } else {
                select(
                        self,
                        fragments.get(((FragmentSpread) selection).getName()).getSelectionSet(),
                        answer);
            }
        }
    }

    private Object value(Object self, String field) {
        if (field.equals("name")) {
            return self instanceof GraphQLNamedSchemaElement
                    ? ((GraphQLNamedSchemaElement) self).getName()
                    : name(self);
        } else if (field.equals("description")) {
            return "";
        } else if (field.equals("directives") && self instanceof GraphQLDirectiveContainer) {
            return List.copyOf(((GraphQLDirectiveContainer) self).getAppliedDirectives());
        } else if (field.equals("isDeprecated")) {
            return ((GraphQLDirectiveContainer) self).hasAppliedDirective("deprecated");
        } else if (self instanceof GraphQLSchema) {
            return ofSchema(field);
        } else if (self instanceof GraphQLType && !(self instanceof GraphQLFieldDefinition)) {
            return ofType((GraphQLType) self, field);
        } else if (self instanceof GraphQLFieldDefinition) {
            GraphQLFieldDefinition definition = (GraphQLFieldDefinition) self;
            return field.equals("args")
                    ? definition.getArguments()
                    : field.equals("type") ? definition.getType() : null;
        } else if (self instanceof GraphQLDirective) {
            return ofDirective((GraphQLDirective) self, field);
        } else if (self instanceof GraphQLAppliedDirective) {
            return applied((GraphQLAppliedDirective) self);
        } else if (self instanceof GraphQLAppliedDirectiveArgument) {
            return literal(((GraphQLAppliedDirectiveArgument) self).getArgumentValue());
        } else if (self instanceof GraphQLInputValueDefinition) {
            return field.equals("type")
                    ? ((GraphQLInputValueDefinition) self).getType()
                    : field.equals("defaultValue") ? defaultValue(self) : null;
        }
        return null;
    }

    private static Object name(Object self) {
        return self instanceof GraphQLAppliedDirective
                ? ((GraphQLAppliedDirective) self).getName()
                : self instanceof GraphQLAppliedDirectiveArgument
                        ? ((GraphQLAppliedDirectiveArgument) self).getName()
                        : null;
    }

    private Object ofSchema(String field) {
        return switch (field) {
            case "queryType" -> schema.getQueryType();
            case "directives" -> schema.getDirectives();
            case "types" -> types();
            default -> null;
        };
    }

    /** In the engine's there is no type of introspection, always a Float, and until 0.20 no ID. */
    private List<GraphQLNamedType> types() {
        SortedMap<String, GraphQLNamedType> types = new TreeMap<>();
        schema.getAllTypesAsList().forEach(type -> types.put(type.getName(), type));
        types.put(Scalars.GraphQLFloat.getName(), Scalars.GraphQLFloat);
        types.keySet().removeIf(name -> name.startsWith("__"));
        if (schema.getQueryType().getFieldDefinition("node") == null) {
            types.remove(Scalars.GraphQLID.getName());
        }
        return List.copyOf(types.values());
    }

    private Object ofType(GraphQLType type, String field) {
        switch (field) {
            case "kind":
                return kind(type);
            case "ofType":
                return type instanceof GraphQLModifiedType ? ((GraphQLModifiedType) type).getWrappedType() : null;
            case "fields":
                return type instanceof GraphQLFieldsContainer
                        ? ((GraphQLFieldsContainer) type).getFieldDefinitions()
                        : List.of();
            case "interfaces":
                return type instanceof GraphQLImplementingType
                        ? ((GraphQLImplementingType) type).getInterfaces()
                        : List.of();
            case "possibleTypes":
                return type instanceof GraphQLInterfaceType
                        ? schema.getImplementations((GraphQLInterfaceType) type)
                        : List.of();
            case "enumValues":
                return type instanceof GraphQLEnumType ? ((GraphQLEnumType) type).getValues() : List.of();
            case "inputFields":
                return type instanceof GraphQLInputObjectType
                        ? ((GraphQLInputObjectType) type).getFieldDefinitions()
                        : List.of();
            case "directives":
                return List.of();
            default:
                return null;
        }
    }

    private static String kind(GraphQLType type) {
        return type instanceof GraphQLNonNull
                ? "NON_NULL"
                : type instanceof GraphQLList
                        ? "LIST"
                        : type instanceof GraphQLScalarType
                                ? "SCALAR"
                                : type instanceof GraphQLObjectType
                                        ? "OBJECT"
                                        : type instanceof GraphQLInterfaceType
                                                ? "INTERFACE"
                                                : type instanceof GraphQLEnumType ? "ENUM" : "INPUT_OBJECT";
    }

    private static Object ofDirective(GraphQLDirective directive, String field) {
        return switch (field) {
            case "args" -> directive.getArguments();
            case "locations" ->
                directive.validLocations().stream()
                        .map(location -> location.name().toUpperCase(Locale.ROOT))
                        .toList();
            case "isRepeatable" -> directive.isRepeatable();
            default -> null;
        };
    }

    /** The reason of a deprecation is a text, and not among the facts that there are. */
    private static List<?> applied(GraphQLAppliedDirective directive) {
        return directive.getName().equals("deprecated") ? List.of() : directive.getArguments();
    }

    private static String defaultValue(Object self) {
        return self instanceof GraphQLArgument
                ? literal(((GraphQLArgument) self).getArgumentDefaultValue())
                : literal(((GraphQLInputObjectField) self).getInputFieldDefaultValue());
    }

    private static String literal(InputValueWithState value) {
        return value.isNotSet()
                ? null
                : value.isLiteral() ? AstPrinter.printAst((Value<?>) value.getValue()) : "" + value.getValue();
    }
}
