package daggerkit.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** GraphQL responses as maps, and their JSON. */
public final class Responses {
    /** A value of an answer that comes to be known while the answer is made. */
    public interface Deferred {
        /** The value, known before the answer is written. */
        Object value();
    }

    /**
     * A text in a file; it may be longer than memory.
     *
     * @param file text in UTF-8
     */
    public record Spool(Path file) {}

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .build();

    private Responses() {}

    public static Map<String, Object> data(Map<String, Object> data) {
        return Collections.singletonMap("data", data);
    }

    /** The engine writes the errors first, and gives no data with them. */
    public static Map<String, Object> errors(List<Map<String, Object>> errors) {
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("errors", errors);
        response.put("data", null);
        return response;
    }

    public static Map<String, Object> error(String message) {
        return error(message, List.of(), Map.of());
    }

    public static Map<String, Object> error(String message, List<Object> path, Map<String, Object> extensions) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("message", message);
        if (!path.isEmpty()) {
            error.put("path", path);
        }
        if (!extensions.isEmpty()) {
            error.put("extensions", extensions);
        }
        return error;
    }

    /**
     * Writes maps, lists, strings, whole numbers, booleans and null, of any depth, and copies a {@link Spool}.
     */
    public static void write(Map<String, Object> response, OutputStream out) throws IOException {
        // Through a writer of its own: it keeps a surrogate pair together that a buffer of a Reader's text cuts in two.
        try (JsonGenerator json = JSON.createGenerator(new OutputStreamWriter(out, StandardCharsets.UTF_8))) {
            Deque<Iterator<?>> open = new ArrayDeque<>();
            open(json, open, response);
            while (!open.isEmpty()) {
                if (!open.peek().hasNext()) {
                    open.pop();
                    if (json.getOutputContext().inObject()) {
                        json.writeEndObject();
                    } else {
                        json.writeEndArray();
                    }
                    continue;
                }
                Object next = open.peek().next();
                if (next instanceof Map.Entry) {
                    json.writeFieldName((String) ((Map.Entry<?, ?>) next).getKey());
                    next = ((Map.Entry<?, ?>) next).getValue();
                }
                open(json, open, next);
            }
        }
    }

    /** Writes a value, of a map or list only the beginning. */
    private static void open(JsonGenerator json, Deque<Iterator<?>> open, Object answer) throws IOException {
        Object value = answer instanceof Deferred ? ((Deferred) answer).value() : answer;
        if (value instanceof Map) {
            json.writeStartObject();
            open.push(((Map<?, ?>) value).entrySet().iterator());
        } else if (value instanceof List) {
            json.writeStartArray();
            open.push(((List<?>) value).iterator());
        } else if (value instanceof Spool) {
            copy(json, ((Spool) value).file());
        } else if (value instanceof Number) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Boolean) {
            json.writeBoolean((Boolean) value);
        } else {
            json.writeString((String) value);
        }
    }

    private static void copy(JsonGenerator json, Path file) throws IOException {
        try (Reader text = new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8)) {
            json.writeString(text, -1);
        }
    }
}
