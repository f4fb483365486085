package daggerkit.shell;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.DaggerException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the shell shows the result of an expression: for a person, so text as it is and not as Java would write it. */
final class Values {
    private static final int WIDEST = 100;

    private Values() {}

    /**
     * A value as text, without a line break at its end. An object of the typed API shows its chain; a list of objects
     * asks for them.
     */
    static String show(Object value) {
        if (value instanceof CharSequence) {
            String text = value.toString();
            return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        }
        if (value instanceof JsonNode) {
            JsonNode json = (JsonNode) value;
            return json.isTextual() ? show(json.textValue()) : json.toPrettyString();
        }
        if (value instanceof DaggerException) {
            return ((DaggerException) value).getMessage();
        }
        return element(value);
    }

    private static String element(Object value) {
        if (value instanceof Optional) {
            return ((Optional<?>) value).map(Values::show).orElse("(none)");
        }
        if (value instanceof Collection) {
            return list((Collection<?>) value);
        }
        if (value instanceof Map) {
            List<String> entries = new ArrayList<>();
            ((Map<?, ?>) value).forEach((key, held) -> entries.add(key + "=" + element(held)));
            return joined(entries, "{", "}");
        }
        if (value != null && value.getClass().isArray()) {
            List<Object> elements = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                elements.add(Array.get(value, i));
            }
            return list(elements);
        }
        return String.valueOf(value);
    }

    private static String list(Collection<?> values) {
        return joined(values.stream().map(Values::element).toList(), "[", "]");
    }

    /** On one line if that is not too wide, else one line an element. */
    private static String joined(List<String> elements, String open, String close) {
        String line = open + String.join(", ", elements) + close;
        return line.length() <= WIDEST && line.indexOf('\n') < 0
                ? line
                : open + "\n  " + String.join(",\n  ", elements) + "\n" + close;
    }
}
