package daggerkit.translate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import graphql.schema.GraphQLType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A call of a method of the typed API. Immutable.
 *
 * @param field the field's name in the schema
 * @param call the method
 * @param arguments those given, in the order of the query
 * @param idOf of a leaf the type whose ID it gives, or null
 */
record Invocation(String field, JavaApi.Call call, Map<String, Argument> arguments, String idOf) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A value with its type in the schema; in place of the ID of an object there is its {@link Chain}. */
    record Argument(GraphQLType type, Object value) {}

    /** The ID of an object where a text is wanted. */
    record IdText(Chain object) {}

    /** The same for the same call. */
    String key() {
        Map<String, Object> all = new LinkedHashMap<>();
        arguments.forEach((name, argument) -> all.put(name, plain(argument.value)));
        try {
            return field + JSON.writeValueAsString(all);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Object plain(Object value) {
        if (value instanceof List) {
            List<Object> list = new ArrayList<>();
            ((List<?>) value).forEach(element -> list.add(plain(element)));
            return list;
        } else if (value instanceof Map) {
            Map<String, Object> map = new LinkedHashMap<>();
            ((Map<?, ?>) value).forEach((name, field) -> map.put("" + name, plain(field)));
            return map;
        } else if (value instanceof Chain) {
            return Map.of("object", ((Chain) value).number);
        } else if (value instanceof RawRequest.Answer) {
            return "" + value;
        }
        return value instanceof IdText ? Map.of("id", ((IdText) value).object.number) : value;
    }
}
