package daggerkit.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import daggerkit.server.GraphQLRequest;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes the secrets out of requests: what is given as {@code plaintext}, which in every schema is an argument of
 * {@code setSecret} only, in the text or by a variable; and from then on the same text wherever else it stands. Works on
 * a query that cannot be parsed as well. Thread-safe.
 */
final class Secrets {
    /** What stands where a secret stood. */
    static final String BLANK = "***";

    /** A shorter one is blanked where it is given, but not wherever those few letters stand. */
    private static final int SHORTEST = 4;

    private final Set<String> values = ConcurrentHashMap.newKeySet();

    /** Blanks a text from now on. */
    void add(String value) {
        if (value.length() >= SHORTEST) {
            values.add(value);
        }
    }

    /** The same request without its secrets; it is as valid as the one given, and is that one if it has none. */
    GraphQLRequest blanked(GraphQLRequest request) {
        QueryTokens tokens = QueryTokens.of(request.query());
        for (QueryTokens.Token token : tokens.plaintexts()) {
            add(token.value());
        }
        Set<String> secretVariables = tokens.plaintextVariables();
        for (String name : secretVariables) {
            addAll(request.variables().path(name));
        }
        String query = tokens.rewritten(this::blanked);
        ObjectNode variables = JsonNodeFactory.instance.objectNode();
        request.variables()
                .properties()
                .forEach(variable -> variables.set(
                        variable.getKey(), blanked(variable.getValue(), secretVariables.contains(variable.getKey()))));
        boolean same = query.equals(request.query()) && variables.equals(request.variables());
        return same
                ? request
                : new GraphQLRequest(query, variables, request.operationName(), query.getBytes(StandardCharsets.UTF_8));
    }

    /** A text in which every secret known is blanked, the longest first, for one may stand in another. */
    String blanked(String text) {
        List<String> found = values.stream()
                .filter(text::contains)
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
        String blanked = text;
        for (String value : found) {
            blanked = blanked.replace(value, BLANK);
        }
        return blanked;
    }

    private void addAll(JsonNode json) {
        if (json.isTextual()) {
            add(json.asText());
        }
        json.forEach(this::addAll);
    }

    /** Keeps the kind of every value, on which the validity depends. */
    private JsonNode blanked(JsonNode json, boolean secret) {
        if (json.isTextual()) {
            return TextNode.valueOf(secret ? BLANK : blanked(json.asText()));
        } else if (json.isNumber() && secret) {
            return IntNode.valueOf(0);
        } else if (json.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            json.forEach(element -> array.add(blanked(element, secret)));
            return array;
        } else if (json.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            json.properties().forEach(field -> object.set(field.getKey(), blanked(field.getValue(), secret)));
            return object;
        }
        return json;
    }
}
