package daggerkit.server;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.server.Operation.Rejected;
import graphql.language.Argument;
import graphql.language.ArrayValue;
import graphql.language.BooleanValue;
import graphql.language.EnumValue;
import graphql.language.Field;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.NonNullType;
import graphql.language.ObjectField;
import graphql.language.ObjectValue;
import graphql.language.OperationDefinition;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.language.VariableDefinition;
import graphql.language.VariableReference;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Variables and arguments as plain values: String, Long, BigInteger, Double, Boolean, List, Map and null. Read as the
 * engine reads them: an enum value may be quoted, an Int has 64 bits.
 */
final class Values {
    private Values() {}

    /** A value does not fit its argument, and the message is the engine's. */
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1;

        Unfit(String message) {
            super(message);
        }
    }

    /** The variables of an operation: those sent, and the defaults of those that were not. */
    static Map<String, Object> variables(OperationDefinition operation, JsonNode sent) throws Rejected {
        Map<String, Object> variables = new LinkedHashMap<>();
        for (VariableDefinition definition : operation.getVariableDefinitions()) {
            String name = definition.getName();
            boolean required = definition.getType() instanceof NonNullType;
            if (sent.has(name)) {
                if (required && sent.get(name).isNull()) {
                    throw Rejected.variable(name, "cannot be null");
                }
                variables.put(name, plain(sent.get(name)));
            } else if (definition.getDefaultValue() != null) {
                variables.put(name, plain(definition.getDefaultValue(), Map.of()));
            } else if (required) {
                throw Rejected.variable(name, "must be defined");
            }
        }
        return variables;
    }

    /** The arguments of a field, in the schema's order, with its defaults for those not given and for null. */
    static Map<String, Object> arguments(GraphQLFieldDefinition definition, Field field, Map<String, Object> variables)
            throws Unfit {
        Map<String, Object> arguments = new LinkedHashMap<>();
        for (GraphQLArgument argument : definition.getArguments()) {
            Object value = null;
            for (Argument given : field.getArguments()) {
                if (given.getName().equals(argument.getName())) {
                    value = fit(argument, plain(given.getValue(), variables));
                }
            }
            if (value == null && argument.hasSetDefaultValue()) {
                value = plain((Value<?>) argument.getArgumentDefaultValue().getValue(), Map.of());
            }
            if (value != null) {
                arguments.put(argument.getName(), value);
            } else if (GraphQLTypeUtil.isNonNull(argument.getType())) {
                throw new Unfit("missing required argument: \"" + argument.getName() + "\"");
            }
        }
        return arguments;
    }

    private static Object fit(GraphQLArgument argument, Object value) throws Unfit {
        try {
            return value == null ? null : fit(argument.getType(), value);
        } catch (Unfit unfit) {
            if (value instanceof BigInteger) {
                throw unfit; // recording int-too-big
            }
            String type = GraphQLTypeUtil.simplePrint(argument.getType());
            String name = "dagql." + GraphQLTypeUtil.simplePrint(GraphQLTypeUtil.unwrapAll(argument.getType()));
            throw new Unfit("init arg \"" + argument.getName() + "\" value as " + name + " (" + type + ") using " + name
                    + ": " + unfit.getMessage()); // recording variable-wrong-type
        }
    }

    private static Object fit(GraphQLType type, Object value) throws Unfit {
        if (type instanceof GraphQLNonNull) {
            if (value == null) {
                throw cannotCreate(type, null);
            }
            return fit(((GraphQLNonNull) type).getWrappedType(), value);
        }
        if (value == null) {
            return null;
        }
        if (type instanceof GraphQLList) {
            if (!(value instanceof List)) {
                throw cannotCreate(type, value);
            }
            List<Object> list = new ArrayList<>();
            for (Object element : (List<?>) value) {
                list.add(fit(((GraphQLList) type).getWrappedType(), element));
            }
            return list;
        }
        boolean fits;
        String name = GraphQLTypeUtil.simplePrint(type);
        if (type instanceof GraphQLInputObjectType) {
            fits = value instanceof Map;
        } else if (type instanceof GraphQLEnumType) {
            fits = value instanceof String && ((GraphQLEnumType) type).getValue((String) value) != null;
            if (value instanceof String && !fits) {
                throw new Unfit("invalid enum value \"" + value + "\"");
            }
        } else if (name.equals("Int")) {
            if (value instanceof BigInteger) {
                throw new Unfit("strconv.ParseInt: parsing \"" + value + "\": value out of range");
            }
            fits = value instanceof Long;
        } else if (name.equals("Float")) {
            fits = value instanceof Number;
        } else {
            fits = name.equals("Boolean") ? value instanceof Boolean : value instanceof String;
        }
        if (!fits) {
            throw cannotCreate(type, value);
        }
        return value;
    }

    private static Unfit cannotCreate(GraphQLType type, Object value) {
        String kind = value == null
                ? "<nil>"
                : value instanceof String
                        ? "string"
                        : value instanceof Boolean
                                ? "bool"
                                : value instanceof List
                                        ? "[]interface {}"
                                        : value instanceof Map ? "map[string]interface {}" : "json.Number";
        return new Unfit("cannot create " + GraphQLTypeUtil.simplePrint(type) + " from " + kind);
    }

    private static Object plain(Value<?> literal, Map<String, Object> variables) {
        if (literal instanceof VariableReference) {
            return variables.get(((VariableReference) literal).getName());
        } else if (literal instanceof StringValue) {
            return ((StringValue) literal).getValue();
        } else if (literal instanceof EnumValue) {
            return ((EnumValue) literal).getName();
        } else if (literal instanceof BooleanValue) {
            return ((BooleanValue) literal).isValue();
        } else if (literal instanceof IntValue) {
            return integer(((IntValue) literal).getValue());
        } else if (literal instanceof FloatValue) {
            return ((FloatValue) literal).getValue().doubleValue();
        } else if (literal instanceof ArrayValue) {
            List<Object> list = new ArrayList<>();
            ((ArrayValue) literal).getValues().forEach(element -> list.add(plain(element, variables)));
            return list;
        } else if (literal instanceof ObjectValue) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (ObjectField field : ((ObjectValue) literal).getObjectFields()) {
                map.put(field.getName(), plain(field.getValue(), variables));
            }
            return map;
        }
        return null;
    }

    private static Object plain(JsonNode node) {
        if (node.isTextual()) {
            return node.asText();
        } else if (node.isBoolean()) {
            return node.asBoolean();
        } else if (node.isIntegralNumber()) {
            return integer(node.bigIntegerValue());
        } else if (node.isNumber()) {
            return node.asDouble();
        } else if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(element -> list.add(plain(element)));
            return list;
        } else if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.properties().forEach(field -> map.put(field.getKey(), plain(field.getValue())));
            return map;
        }
        return null;
    }

    private static Object integer(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }
}
