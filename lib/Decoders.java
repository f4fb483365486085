package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.console.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** How a leaf's JSON becomes a Java value. All functions are stateless and thread-safe. */
@Internal("generated code")
public final class Decoders {
    /** A {@code String}, an {@code ID} and every other scalar that is a text. */
    public static final Function<JsonNode, String> TEXT = new Scalar<>(String.class);

    /** An {@code Int}, which has 64 bits in Dagger. */
    public static final Function<JsonNode, Long> LONG = new Scalar<>(Long.class);

    /** A {@code Float}. */
    public static final Function<JsonNode, Double> DOUBLE = new Scalar<>(Double.class);

    /** A {@code Boolean}. */
    public static final Function<JsonNode, Boolean> BOOLEAN = new Scalar<>(Boolean.class);

    /** A {@code Void}, of which nothing is to be read. */
    public static final Function<JsonNode, Void> NOTHING = new Scalar<>(Void.class);

    private Decoders() {}

    /**
     * Reads what may be null.
     *
     * @param reader reads what is not
     * @param <V> the type of the value
     * @return a function that gives an empty value for JSON null
     */
    public static <V> Function<JsonNode, Optional<V>> optional(Function<JsonNode, V> reader) {
        return node -> node.isNull() ? Optional.empty() : Optional.of(reader.apply(node));
    }

    /**
     * Reads a list.
     *
     * @param reader reads one element
     * @param <V> the type of an element
     * @return a function that gives an unmodifiable list
     */
    public static <V> Function<JsonNode, List<V>> list(Function<JsonNode, V> reader) {
        return node -> {
            List<V> values = new ArrayList<>(node.size());
            present(node).forEach(element -> values.add(reader.apply(element)));
            return Collections.unmodifiableList(values);
        };
    }

    /**
     * Reads an enum value.
     *
     * @param type the Java enum; its constants have the schema's names, or say them by {@link Literal.SchemaName}
     * @param <V> the enum
     * @return a function that gives the constant; it throws a {@link DaggerException} for a value that the enum lacks, which
     *     a newer engine may have
     */
    public static <V extends Enum<V>> Function<JsonNode, V> enumeration(Class<V> type) {
        return node -> {
            String name = present(node).asText();
            for (V constant : type.getEnumConstants()) {
                if (Literal.nameInSchema(constant).equals(name)) {
                    return constant;
                }
            }
            throw new DaggerException("The engine answered with \"" + Text.oneLine(name) + "\", which "
                    + type.getSimpleName() + " does not have: it is newer than this library.");
        };
    }

    private static JsonNode present(JsonNode node) {
        if (node.isNull()) {
            throw new DaggerException(
                    "The engine answered with null, since an object on the way to the value is null; ask"
                            + " its isNull() first.");
        }
        return node;
    }

    /** One class for all scalars: of lambdas, all would be made when the first is used. */
    private static final class Scalar<V> implements Function<JsonNode, V> {
        private final Class<V> type;

        Scalar(Class<V> type) {
            this.type = type;
        }

        @Override
        public V apply(JsonNode node) {
            Object value = null;
            if (type == String.class) {
                value = present(node).asText();
            } else if (type == Long.class) {
                value = present(node).asLong();
            } else if (type == Double.class) {
                value = present(node).asDouble();
            } else if (type == Boolean.class) {
                value = present(node).asBoolean();
            }
            return type.cast(value);
        }
    }
}
