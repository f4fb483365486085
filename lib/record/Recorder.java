package daggerkit.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import daggerkit.server.GraphQLRequest;
import daggerkit.server.RequestBody;
import graphql.language.Document;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Makes lines of a recording out of requests and answers: without secrets, and with names for IDs. Thread-safe. */
final class Recorder {
    private static final Pattern TRACE = Pattern.compile("\\s*\\[traceparent:[0-9a-f]{32}-[0-9a-f]{16}\\]");
    /** A request on its way. */
    record Asked(GraphQLRequest request, Document document) {}

    private final Recording recording;
    private final Blanks blanks;
    private final IdNames ids = new IdNames();
    private int written;

    Recorder(Recording recording, Blanks blanks) {
        this.recording = recording;
        this.blanks = blanks;
        this.written = blanks.version();
    }

    /** Notes the secrets of a request, before it is passed on. Recursive as the parser is. */
    Asked ask(GraphQLRequest request) {
        Document document = QueryForm.parse(request.query());
        Plaintexts.in(document, request.query(), request.variables()).forEach(blanks::add);
        if (document != null) {
            ids.given(document, request.variables());
        }
        return new Asked(request, document);
    }

    /**
     * Writes the line of a request, before its answer is passed on: the client may use the IDs in it at once.
     *
     * @param asked the request
     * @param status the status of the answer
     * @param contentType its media type, or null
     * @param body its body
     */
    void answer(Asked asked, int status, String contentType, byte[] body) throws IOException {
        GraphQLRequest request = asked.request();
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        int version = blanks.version();
        UnaryOperator<String> known = text -> blanks.blank(ids.name(text));
        String query =
                asked.document() == null ? blanks.blank(request.query()) : QueryPrinter.print(asked.document(), known);
        line.put("query", query);
        JsonNode variables = map(request.variables(), known, true);
        if (!variables.isEmpty()) {
            line.set("variables", variables);
        }
        if (!request.operationName().isEmpty()) {
            line.put("operationName", request.operationName());
        }
        line.put("status", status);
        line.put("contentType", contentType);
        JsonNode response = read(body, contentType);
        Step root = QueryForm.of(query, variables, request.operationName()).root();
        if (root != null && response.path("data").isObject()) {
            ids.learn(root, response.get("data"));
            learnPlaintexts(root, response.get("data"));
        }
        UnaryOperator<String> all = response.has("errors") ? text -> blanks.blank(ids.nameAll(unmarked(text))) : known;
        line.set("response", map(response, all, false));
        append(line, version);
    }

    /** A message without the engine's marks of its trace, which differ from run to run (recording exec-error). */
    private static String unmarked(String message) {
        return message.contains("[traceparent:") ? TRACE.matcher(message).replaceAll("") : message;
    }

    /** The body as JSON, or as text. */
    private static JsonNode read(byte[] body, String contentType) {
        if (body.length == 0) {
            return JsonNodeFactory.instance.nullNode();
        }
        if (contentType != null && contentType.contains("json")) {
            try {
                return RequestBody.EXACT.readTree(body);
            } catch (IOException noJson) {
                // Recorded as the text that it is.
            }
        }
        return TextNode.valueOf(new String(body, StandardCharsets.UTF_8));
    }

    private void learnPlaintexts(Step step, JsonNode data) {
        if (data.isArray()) {
            data.forEach(element -> learnPlaintexts(step, element));
            return;
        }
        for (Step below : step.steps()) {
            JsonNode value = data.path(below.key());
            if (value.isTextual() && Plaintexts.isOne(below.name())) {
                blanks.add(value.textValue());
            } else if (value.isContainerNode()) {
                learnPlaintexts(below, value);
            }
        }
    }

    /** A secret that was learned meanwhile may stand in this line and in those before it. */
    private synchronized void append(ObjectNode line, int version) throws IOException {
        int now = blanks.version();
        if (now != written) {
            recording.rewrite(this::blankAgain);
            written = now;
        }
        recording.append(version == now ? line : blankAgain(line));
    }

    private ObjectNode blankAgain(JsonNode line) {
        ObjectNode blanked = JsonNodeFactory.instance.objectNode();
        line.properties().forEach(field -> blanked.set(field.getKey(), field.getValue()));
        String query = line.path("query").asText();
        Document document = QueryForm.parse(query);
        blanked.put("query", document == null ? blanks.blank(query) : QueryPrinter.print(document, blanks::blank));
        for (String part : List.of("variables", "response")) {
            if (line.has(part)) {
                blanked.set(part, map(line.get(part), blanks::blank, false));
            }
        }
        return blanked;
    }

    private static JsonNode map(JsonNode json, UnaryOperator<String> strings, boolean sorted) {
        if (json.isTextual()) {
            String text = json.textValue();
            String mapped = strings.apply(text);
            return mapped.equals(text) ? json : TextNode.valueOf(mapped);
        }
        if (json.isArray()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            json.forEach(element -> list.add(map(element, strings, sorted)));
            return list;
        }
        if (json.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            if (sorted) {
                TreeMap<String, JsonNode> fields = new TreeMap<>();
                json.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
                fields.forEach((name, value) -> object.set(name, map(value, strings, true)));
            } else {
                json.properties().forEach(field -> object.set(field.getKey(), map(field.getValue(), strings, false)));
            }
            return object;
        }
        return json;
    }
}
