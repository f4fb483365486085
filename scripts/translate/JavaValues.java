package daggerkit.translate;

import daggerkit.translate.Invocation.Argument;
import daggerkit.translate.Invocation.IdText;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Values of arguments as Java has them. Used by one thread. */
final class JavaValues {
    private final JavaApi api;
    private final Function<Chain, Code> objects;

    /** The function gives the expression of an object. */
    JavaValues(JavaApi api, Function<Chain, Code> objects) {
        this.api = api;
        this.objects = objects;
    }

    /**
     * A value.
     *
     * @throws Untyped if the typed API has no such value
     */
    Code of(Argument argument) {
        return value(argument.type(), argument.value(), false);
    }

    private Code value(GraphQLType type, Object value, boolean boxed) {
        if (type instanceof GraphQLNonNull) {
            return value(((GraphQLNonNull) type).getWrappedType(), value, boxed);
        }
        if (value instanceof Chain) {
            return objects.apply((Chain) value);
        }
        if (value instanceof IdText) {
            return objects.apply(((IdText) value).object()).then("id", List.of());
        }
        if (value instanceof RawRequest.Answer) {
            return ((RawRequest.Answer) value).code();
        }
        if (type instanceof GraphQLList) {
            GraphQLType of = ((GraphQLList) type).getWrappedType();
            return Code.call(
                    "List.of",
                    ((List<?>) value)
                            .stream().map(element -> value(of, element, true)).toList());
        }
        if (type instanceof GraphQLEnumType) {
            return Code.text(api.constant(((GraphQLEnumType) type).getName(), "" + value));
        }
        if (type instanceof GraphQLInputObjectType) {
            return record((GraphQLInputObjectType) type, (Map<?, ?>) value);
        }
        return scalar(GraphQLTypeUtil.simplePrint(type), value, boxed);
    }

    private static Code scalar(String type, Object value, boolean boxed) {
        if (value instanceof String) {
            return Texts.of((String) value);
        }
        if (value instanceof Boolean) {
            return Code.text("" + value);
        }
        if (type.equals("Float")) {
            return Code.text("" + ((Number) value).doubleValue());
        }
        if (!(value instanceof Long)) {
            throw new Untyped("the value " + value + " has no form in the typed API");
        }
        boolean isInt = (Long) value == ((Long) value).intValue();
        return Code.text(value + (boxed || !isInt ? "L" : ""));
    }

    private Code record(GraphQLInputObjectType type, Map<?, ?> value) {
        Map<String, Class<?>> components = api.components(type.getName());
        List<Code> given = new ArrayList<>();
        List<Code> all = new ArrayList<>();
        boolean required = true;
        for (Map.Entry<String, Class<?>> component : components.entrySet()) {
            GraphQLInputObjectField field = type.getField(component.getKey());
            Object part = value.get(component.getKey());
            boolean isRequired =
                    field != null && GraphQLTypeUtil.isNonNull(field.getType()) && !field.hasSetDefaultValue();
            required &= isRequired == (part != null);
            if (part == null) {
                all.add(Code.text("null"));
                continue;
            }
            Code code = value(field.getType(), part, !component.getValue().isPrimitive());
            given.add(code);
            all.add(code);
        }
        for (Object name : value.keySet()) {
            if (!components.containsKey("" + name)) {
                throw new Untyped("the field " + type.getName() + "." + name + " is not in the typed API");
            }
        }
        boolean isShort = required && api.canMake(type.getName(), given.size());
        return Code.call("new " + api.name(type.getName()), isShort ? given : all);
    }
}
