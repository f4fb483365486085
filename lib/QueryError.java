package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * One error of an answer, with the terms of the GraphQL specification. Immutable and thread-safe as long as nobody
 * changes the extensions.
 *
 * @param message what the engine says, without the {@code [traceparent:...]} mark that it puts at the
 *     end (recorded in exec-error)
 * @param path the fields that were called, from the root, list positions as decimal numbers; empty for an error of the
 *     query's text. Aliases are not in it (recorded in two-aliases-both-fail)
 * @param locations places in the query's text; empty for an error of the execution
 * @param extensions what else the engine says, such as {@code code} or {@code _type}; an empty object if nothing
 */
public record QueryError(String message, List<String> path, List<Location> locations, JsonNode extensions) {
    /**
     * A place in the text of a query.
     *
     * @param line counted from 1
     * @param column counted from 1
     */
    public record Location(int line, int column) {}

    /** Copies the lists. */
    public QueryError {
        path = List.copyOf(path);
        locations = List.copyOf(locations);
    }

    static QueryError read(JsonNode error) {
        List<String> path = new ArrayList<>();
        error.path("path").forEach(key -> path.add(key.asText()));
        List<Location> locations = new ArrayList<>();
        error.path("locations")
                .forEach(place -> locations.add(new Location(
                        place.path("line").asInt(), place.path("column").asInt())));
        JsonNode extensions = error.path("extensions");
        String message = error.path("message").asText();
        return new QueryError(
                withoutMark(message.isEmpty() ? "the engine gave an error without a message" : message),
                path,
                locations,
                extensions.isObject() ? extensions : JsonNodeFactory.instance.objectNode());
    }

    /** Whether a command that ran in a container failed. */
    boolean isExecError() {
        return extensions.path("_type").asText().equals("EXEC_ERROR");
    }

    /** The message without the query that the engine quotes before some of them (recorded in int-too-big). */
    String shortMessage() {
        int reason = message.startsWith("query:\n") ? message.lastIndexOf("\n\nerror: ") : -1;
        return reason < 0 ? message : message.substring(reason + "\n\nerror: ".length());
    }

    private static String withoutMark(String message) {
        int mark = message.lastIndexOf("[traceparent:");
        boolean last = mark >= 0
                && message.indexOf(']', mark) == message.stripTrailing().length() - 1;
        return last ? withoutMark(message.substring(0, mark).stripTrailing()) : message;
    }
}
