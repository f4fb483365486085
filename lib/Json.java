package daggerkit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;

/**
 * Reads JSON into a tree, of any depth and with strings of any length: chains of thousands of steps and outputs of tens
 * of megabytes occur, and Jackson's limits of 1,000 levels and 20,000,000 characters are made for strangers' input.
 * Built from the parser's events rather than by an ObjectMapper, whose start takes longer than a request.
 */
@Internal("the session servers")
public final class Json {
    /** Reads whatever there is memory for: the limits of Jackson, which count levels and characters, lifted. */
    public static final StreamReadConstraints NO_LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(Integer.MAX_VALUE)
            .maxStringLength(Integer.MAX_VALUE)
            .maxNumberLength(Integer.MAX_VALUE)
            .maxNameLength(Integer.MAX_VALUE)
            .build();

    private static final JsonFactory FACTORY =
            new JsonFactoryBuilder().streamReadConstraints(NO_LIMITS).build();

    private Json() {}

    /**
     * Reads one JSON value and checks that nothing follows it.
     *
     * @param in the text, in UTF-8; it is closed
     * @return the value; a missing node if there is none
     * @throws com.fasterxml.jackson.core.JacksonException if it is not JSON
     * @throws IOException if the stream fails
     */
    public static JsonNode read(InputStream in) throws IOException {
        try (JsonParser parser = FACTORY.createParser(in)) {
            return read(parser);
        }
    }

    /**
     * Reads a text as {@link #read(InputStream)} reads a stream.
     *
     * @param json the text
     * @return the value; a missing node if there is none
     * @throws com.fasterxml.jackson.core.JacksonException if it is not JSON
     * @throws IOException never else
     */
    public static JsonNode read(String json) throws IOException {
        try (JsonParser parser = FACTORY.createParser(json)) {
            return read(parser);
        }
    }

    private static JsonNode read(JsonParser parser) throws IOException {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        ArrayDeque<ContainerNode<?>> open = new ArrayDeque<>();
        JsonNode root = null;
        String key = null;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (root != null && open.isEmpty()) {
                throw new com.fasterxml.jackson.core.JsonParseException(parser, "more than one JSON value");
            }
            if (token == JsonToken.FIELD_NAME) {
                key = parser.currentName();
                continue;
            }
            if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
                open.pop();
                continue;
            }
            JsonNode value = value(parser, token, nodes);
            if (root == null) {
                root = value;
            } else if (open.peek() instanceof ObjectNode) {
                ((ObjectNode) open.peek()).set(key, value);
            } else {
                ((ArrayNode) open.peek()).add(value);
            }
            if (value instanceof ContainerNode<?>) {
                open.push((ContainerNode<?>) value);
            }
        }
        return root == null ? nodes.missingNode() : root;
    }

    private static JsonNode value(JsonParser parser, JsonToken token, JsonNodeFactory nodes) throws IOException {
        return switch (token) {
            case START_OBJECT -> nodes.objectNode();
            case START_ARRAY -> nodes.arrayNode();
            case VALUE_STRING -> nodes.textNode(parser.getText());
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT -> nodes.numberNode(parser.getIntValue());
                    case LONG -> nodes.numberNode(parser.getLongValue());
                    default -> nodes.numberNode(parser.getBigIntegerValue());
                };
            case VALUE_NUMBER_FLOAT -> nodes.numberNode(parser.getDoubleValue());
            case VALUE_TRUE, VALUE_FALSE -> nodes.booleanNode(token == JsonToken.VALUE_TRUE);
            default -> nodes.nullNode();
        };
    }
}
