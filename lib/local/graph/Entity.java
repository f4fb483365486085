package daggerkit.local.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import daggerkit.local.files.Digests;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An object of the API: what a chain of calls describes. Immutable; the same chain describes the same object. */
public interface Entity {
    /** The call that made it. */
    Call call();

    /** The name of its type in the schema. */
    default String type() {
        return call().type();
    }

    /**
     * One step of a chain.
     *
     * @param receiver the step before, null for the root
     * @param type of the object that it makes
     * @param field the field called
     * @param digest the same for the same chain in the same session, and nothing can be learned from it
     */
    record Call(Call receiver, String type, String field, String digest) {
        private static final ObjectMapper JSON = new ObjectMapper();

        /** The root of all chains, with a secret of the session. */
        static Call root(String secret) {
            return new Call(null, "Query", "", secret);
        }

        public Call then(String newType, String newField, Map<String, Object> args) {
            try {
                byte[] text = JSON.writeValueAsBytes(List.of(digest, newType, newField, plain(args)));
                return new Call(this, newType, newField, Digests.sha256(text));
            } catch (JsonProcessingException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private static Object plain(Object value) {
            if (value instanceof Entity) {
                return Map.of("object", ((Entity) value).call().digest);
            } else if (value instanceof List) {
                return ((List<?>) value).stream().map(Call::plain).toList();
            } else if (value instanceof Map) {
                Map<Object, Object> map = new LinkedHashMap<>();
                ((Map<?, ?>) value).forEach((key, inner) -> map.put(key, plain(inner)));
                return map;
            }
            return value == null ? "" : value;
        }
    }

    /** An object that is no more than its fields' values. */
    record Data(Call call, Map<String, Object> values) implements Entity {}

    /** The root. */
    record Query(Call call) implements Entity {}

    /** This host, as the session's client sees it. */
    record Host(Call call) implements Entity {}
}
