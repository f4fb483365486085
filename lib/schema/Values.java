package daggerkit.schema;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.schema.Operation.Rejected;
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
import graphql.schema.GraphQLAppliedDirective;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLScalarType;
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
public final class Values {
    /** Finds the objects that IDs stand for. Thread-safe. */
    @FunctionalInterface
    public interface Objects {
        /** IDs stay what they are. */
        Objects NONE = (id, type) -> id;

        /**
         * Finds an object.
         *
         * @param id its ID
         * @param type the type that the argument expects
         * @return the object
         * @throws Unfit if there is none, or it is of another type
         */
        Object find(String id, String type) throws Unfit;
    }

    private Values() {}

    /** A value does not fit its argument, and the message is the engine's. */
    public static final class Unfit extends Exception {
        private static final long serialVersionUID = 1;

        public Unfit(String message) {
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

    /**
     * The arguments of a field.
     *
     * @param values by name, in the schema's order, with its defaults for those not given and for null; objects for IDs
     * @param defaults the schema's
     */
    public record Arguments(Map<String, Object> values, Map<String, Object> defaults) {}

    /** Reads the arguments of a field; with null for the IDs of a session, IDs stay texts. */
    public static Arguments arguments(
            GraphQLFieldDefinition definition, Field field, Map<String, Object> variables, Objects objects)
            throws Unfit {
        Map<String, Object> arguments = new LinkedHashMap<>();
        Map<String, Object> defaults = new LinkedHashMap<>();
        for (GraphQLArgument argument : definition.getArguments()) {
            Object value = null;
            for (Argument given : field.getArguments()) {
                if (given.getName().equals(argument.getName())) {
                    value = fit(argument, plain(given.getValue(), variables), objects);
                }
            }
            if (argument.hasSetDefaultValue()) {
                Object otherwise =
                        plain((Value<?>) argument.getArgumentDefaultValue().getValue(), Map.of());
                defaults.put(argument.getName(), otherwise);
                value = value == null ? otherwise : value;
            }
            if (value != null) {
                arguments.put(argument.getName(), value);
            } else if (GraphQLTypeUtil.isNonNull(argument.getType())) {
                throw new Unfit("missing required argument: \"" + argument.getName() + "\"");
            }
        }
        return new Arguments(arguments, defaults);
    }

    private static Object fit(GraphQLArgument argument, Object value, Objects objects) throws Unfit {
        try {
            Object fitting = value == null ? null : fit(argument.getType(), value);
            return objects != Objects.NONE && isId(argument)
                    ? objects(fitting, expectedType(argument), objects)
                    : fitting;
        } catch (Unfit unfit) {
            if (value instanceof BigInteger) {
                throw unfit; // recording int-too-big
            }
            String type = GraphQLTypeUtil.simplePrint(argument.getType());
            String name = "dagql." + GraphQLTypeUtil.simplePrint(GraphQLTypeUtil.unwrapAll(argument.getType()));
            if (objects != Objects.NONE && isId(argument)) {
                String expected = expectedType(argument);
                name = expected == null ? "dagql.AnyID" : "dagql.ID[*github.com/dagger/dagger/core." + expected + "]";
            }
            throw new Unfit("init arg \"" + argument.getName() + "\" value as " + name + " (" + type + ") using " + name
                    + ": " + unfit.getMessage()); // recording variable-wrong-type
        }
    }

    private static boolean isId(GraphQLArgument argument) {
        GraphQLType type = GraphQLTypeUtil.unwrapAll(argument.getType());
        return type instanceof GraphQLScalarType
                && GraphQLTypeUtil.simplePrint(type).endsWith("ID");
    }

    /** The type of the object whose ID an argument is, or null: until 0.20 by the scalar's name. */
    private static String expectedType(GraphQLArgument argument) {
        GraphQLAppliedDirective directive = argument.getAppliedDirective("expectedType");
        if (directive != null) {
            return directive.getArgument("name").getValue();
        }
        String name = GraphQLTypeUtil.simplePrint(GraphQLTypeUtil.unwrapAll(argument.getType()));
        return name.equals("ID") ? null : name.substring(0, name.length() - 2);
    }

    private static Object objects(Object value, String type, Objects objects) throws Unfit {
        if (value instanceof List) {
            List<Object> found = new ArrayList<>();
            for (Object element : (List<?>) value) {
                found.add(objects(element, type, objects));
            }
            return found;
        }
        return value == null ? null : objects.find((String) value, type);
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
