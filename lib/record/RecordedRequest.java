package daggerkit.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.server.Reply;
import daggerkit.server.RequestBody;
import java.io.IOException;

/**
 * A line of a recording. Immutable but for whether it was asked; thread-safe.
 */
final class RecordedRequest {
    private static final int FIRST_STATUS = 200;
    private static final int LAST_STATUS = 599;
    private static final int DELETE = 0x7f;

    private final int line;
    private final String query;
    private final QueryForm form;
    private final int status;
    private final String contentType;
    private final JsonNode response;
    private volatile boolean asked;

    /**
     * Reads a line.
     *
     * @param number its number, from 1
     * @param text the line
     * @throws IOException if it is no line of a recording; the message says what is wrong with it
     */
    RecordedRequest(int number, String text) throws IOException {
        JsonNode json;
        try {
            json = RequestBody.EXACT.readTree(text);
        } catch (IOException cut) {
            throw new IOException("is no whole line of JSON", cut);
        }
        boolean fits = json.path("query").isTextual()
                && isStatus(json.path("status"))
                && isType(json.get("contentType"))
                && json.has("response");
        if (!fits) {
            throw new IOException("is no request with its answer");
        }
        line = number;
        query = json.get("query").textValue();
        JsonNode variables = json.path("variables");
        form = QueryForm.of(
                query,
                variables.isObject() ? variables : JsonNodeFactory.instance.objectNode(),
                json.path("operationName").asText(""));
        response = json.get("response");
        String type = json.get("contentType").textValue();
        boolean wanted = type != null && type.startsWith("application/graphql-response+json");
        // What a client had asked for: the server gives it again to one that asks for it.
        contentType = wanted ? Reply.JSON : type;
        status = wanted && json.get("status").intValue() == 400
                ? 422
                : json.get("status").intValue();
    }

    /** What cannot have been a status is none of a recording, and could be anything in the head of an answer. */
    private static boolean isStatus(JsonNode status) {
        return status.isInt() && status.intValue() >= FIRST_STATUS && status.intValue() <= LAST_STATUS;
    }

    /** One line of printable letters, or none: it becomes a header. */
    private static boolean isType(JsonNode type) {
        return type != null
                && (type.isNull()
                        || type.isTextual() && type.textValue().chars().allMatch(c -> c >= ' ' && c < DELETE));
    }

    int line() {
        return line;
    }

    String query() {
        return query;
    }

    QueryForm form() {
        return form;
    }

    boolean asked() {
        return asked;
    }

    /** The answer to a request that asks the same, under the keys that it wants. */
    Reply reply(QueryForm request) throws IOException {
        asked = true;
        JsonNode body = response;
        if (form.root() != null && body.path("data").isObject()) {
            ObjectNode keyed = JsonNodeFactory.instance.objectNode();
            body.properties().forEach(field -> keyed.set(field.getKey(), field.getValue()));
            keyed.set("data", form.root().answer(request.root(), body.get("data")));
            body = keyed;
        }
        if (body.isNull()) {
            return new Reply(status, contentType, out -> {});
        }
        boolean text = body.isTextual() && !("" + contentType).contains("json");
        return text
                ? Reply.of(status, contentType, body.textValue())
                : Reply.of(status, contentType, RequestBody.EXACT.writeValueAsBytes(body));
    }
}
