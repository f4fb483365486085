package daggerkit.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** GraphQL requests as JSON: what the engine reads, and how it refuses the rest. */
public final class RequestBody {
    /** A number of a million digits takes minutes to read; the engine takes 64 bits for an Int. */
    static final int MOST_DIGITS = 1_000;

    /** Each takes some 100 bytes of memory. */
    static final int MOST_VALUES = 5_000_000;

    /** No limits else, as in the engine: both deep and long values occur. */
    static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(MOST_DIGITS)
                    .maxTokenCount(MOST_VALUES)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .build());

    /** The same, and numbers stay as they are written. */
    public static final ObjectMapper EXACT = JSON.copy()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);

    /** JSON, but not a request. */
    private static final class JsonShapeException extends JsonProcessingException {
        private static final long serialVersionUID = 1;

        JsonShapeException(String message) {
            super(message);
        }
    }

    private RequestBody() {}

    /** What a request without a body asks: recording {@code get-method}. */
    public static GraphQLRequest none() {
        return new GraphQLRequest("", JsonNodeFactory.instance.objectNode(), "", new byte[0]);
    }

    /**
     * Reads a request.
     *
     * @throws JsonProcessingException if it is none, for {@link #refusal}
     */
    public static GraphQLRequest read(byte[] body) throws IOException {
        JsonNode json = JSON.readTree(body);
        if (json == null || !json.isObject()) {
            throw new JsonShapeException(
                    "json: cannot unmarshal " + kind(json) + " into Go value of type graphql.RawParams");
        }
        JsonNode variables = json.path("variables");
        String query = text(json, "query");
        if (hasLongNumber(query)) {
            throw new JsonShapeException("expected numbers of at most " + MOST_DIGITS + " digits in the query");
        }
        return new GraphQLRequest(
                query,
                variables.isObject() ? variables : JsonNodeFactory.instance.objectNode(),
                text(json, "operationName"),
                body);
    }

    /** Whether there are so many digits in a row outside of the strings. */
    private static boolean hasLongNumber(String query) {
        int digits = 0;
        for (int at = 0; at < query.length(); at++) {
            char c = query.charAt(at);
            digits = c >= '0' && c <= '9' ? digits + 1 : 0;
            if (digits > MOST_DIGITS) {
                return true;
            } else if (c == '#') {
                at = Math.max(at, end(query, "\n", at));
            } else if (query.startsWith("\"\"\"", at)) {
                int end = at + 3;
                do {
                    end = end(query, "\"\"\"", end) + 1;
                } while (end < query.length() && query.startsWith("\\\"\"\"", end - 2));
                at = end + 1;
            } else if (c == '"') {
                for (at++; at < query.length() && query.charAt(at) != '"' && query.charAt(at) != '\n'; at++) {
                    at += query.charAt(at) == '\\' ? 1 : 0;
                }
            }
        }
        return false;
    }

    private static int end(String text, String mark, int from) {
        int end = text.indexOf(mark, from);
        return end < 0 ? text.length() : end;
    }

    /** Recordings {@code not-json} and {@code json-array-batch}. */
    static Reply refusal(byte[] body, JsonProcessingException wrong) {
        if (wrong instanceof StreamConstraintsException) {
            return error(
                    400,
                    "json request body could not be decoded: expected numbers of at most " + MOST_DIGITS
                            + " digits, and at most " + MOST_VALUES + " values");
        }
        String text = new String(body, StandardCharsets.UTF_8);
        boolean value = wrong instanceof JsonShapeException || !text.matches("(?s)\\s*[^\\s{\\[\"tfn0-9-].*");
        String reason = value
                ? wrong.getOriginalMessage()
                : "invalid character '" + text.strip().charAt(0) + "' looking for beginning of value";
        return error(400, "json request body could not be decoded: " + reason + " body:" + text);
    }

    /** A GraphQL error without a place. */
    public static Reply error(int status, String message) {
        return Reply.of(
                status, Reply.JSON, "{\"errors\":[{\"message\":" + TextNode.valueOf(message) + "}],\"data\":null}");
    }

    private static String text(JsonNode json, String field) throws JsonShapeException {
        JsonNode value = json.path(field);
        if (!value.isTextual() && !value.isNull() && !value.isMissingNode()) {
            throw new JsonShapeException("json: cannot unmarshal " + kind(value) + " into Go struct field RawParams."
                    + field + " of type string");
        }
        return value.isTextual() ? value.asText() : "";
    }

    private static String kind(JsonNode json) {
        return json == null ? "nothing" : json.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
