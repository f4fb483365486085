package daggerkit.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import daggerkit.local.common.FieldException;
import daggerkit.local.files.Lazy;
import daggerkit.local.graph.Args;
import daggerkit.local.graph.Entity;
import daggerkit.local.graph.Fields;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The fields of JSON values. Numbers keep all their digits. */
public final class JsonFields {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(Integer.MAX_VALUE)
                        .build());
    }

    /**
     * A JSON value. Immutable.
     *
     * @param text as it was written
     */
    record Value(Entity.Call call, Lazy<String> text) implements Entity {
        JsonNode read() throws FieldException, InterruptedException {
            return parse(text.get());
        }
    }

    /** Makes a value of another. */
    private interface Change {
        JsonNode of(Args args) throws FieldException, InterruptedException;
    }

    private JsonFields() {}

    static void add(Fields fields) {
        fields.now("Query", "json", (self, args) -> value(args.call(), NullNode.getInstance()));
        fields.<FileObject>now(
                "File",
                "asJSON",
                (self, args) -> new Value(args.call(), Lazy.of(() -> {
                    byte[] bytes =
                            Files.readAllBytes(self.tree().get().content().path());
                    String text = new String(bytes, StandardCharsets.UTF_8);
                    parse(text);
                    return text;
                })));
        addReading(fields);
        make(fields, "newString", args -> TextNode.valueOf(args.text("value")));
        make(fields, "newBoolean", args -> BooleanNode.valueOf(args.flag("value")));
        make(fields, "newInteger", args -> LongNode.valueOf(args.number("value", 0)));
        fields.<Value>now("JSONValue", "withContents", (self, args) -> {
            String text = args.text("contents");
            parse(text);
            return new Value(args.call(), Lazy.done(text));
        });
        fields.<Value>now("JSONValue", "withField", (self, args) -> {
            List<String> path = args.texts("path");
            Value value = args.object("value", Value.class);
            return new Value(args.call(), Lazy.of(() -> write(with(self.read(), path, value.read()))));
        });
    }

    private static void addReading(Fields fields) {
        fields.<Value>later("JSONValue", "contents", (self, args) -> {
            String indent = args.text("indent");
            return args.flag("pretty")
                    ? pretty(self.read(), indent)
                    : self.text().get();
        });
        fields.<Value>later("JSONValue", "asString", (self, args) -> {
            JsonNode json = self.read();
            return json.isNull() ? "" : expect(json, json.isTextual(), "string").textValue();
        });
        fields.<Value>later("JSONValue", "asInteger", (self, args) -> {
            JsonNode json = self.read();
            return json.isNull()
                    ? 0L
                    : expect(json, json.isIntegralNumber() && json.canConvertToLong(), "int")
                            .longValue();
        });
        fields.<Value>later("JSONValue", "asBoolean", (self, args) -> {
            JsonNode json = self.read();
            if (!json.isBoolean()) {
                throw new FieldException("value is not a boolean");
            }
            return json.booleanValue();
        });
        fields.<Value>later("JSONValue", "asArray", (self, args) -> {
            JsonNode json = self.read();
            if (!json.isArray()) {
                throw new FieldException("value is not an array");
            }
            List<Entity> elements = new ArrayList<>();
            for (JsonNode element : json) {
                elements.add(value(args.call().then("JSONValue", "" + elements.size(), Map.of()), element));
            }
            return elements;
        });
        fields.<Value>later("JSONValue", "fields", (self, args) -> {
            JsonNode json = self.read();
            if (!json.isObject()) {
                throw new FieldException("value is not an object");
            }
            TreeSet<String> names = new TreeSet<>();
            json.fieldNames().forEachRemaining(names::add);
            return List.copyOf(names);
        });
        fields.<Value>later("JSONValue", "field", (self, args) -> {
            JsonNode json = self.read();
            for (String name : args.texts("path")) {
                if (!json.isObject()) {
                    throw new FieldException("can't lookup field '" + name + "' in non-object value");
                }
                json = json.get(name);
                if (json == null) {
                    throw new FieldException("no such field: '" + name + "'");
                }
            }
            return value(args.call(), json);
        });
    }

    private static void make(Fields fields, String field, Change change) {
        fields.<Value>now("JSONValue", field, (self, args) -> value(args.call(), change.of(args)));
    }

    private static Value value(Entity.Call call, JsonNode json) {
        return new Value(call, Lazy.done(write(json)));
    }

    /** Reads a text that must be one JSON value. */
    static JsonNode parse(String text) throws FieldException {
        try {
            JsonNode json = JSON.readTree(text);
            if (json.isMissingNode()) {
                throw new FieldException("invalid JSON: unexpected end of JSON input");
            }
            return json;
        } catch (JsonProcessingException wrong) {
            throw new FieldException("invalid JSON: " + wrong.getOriginalMessage());
        }
    }

    private static JsonNode expect(JsonNode json, boolean fits, String type) throws FieldException {
        if (!fits) {
            throw new FieldException("json: cannot unmarshal "
                    + json.getNodeType().toString().toLowerCase(Locale.ROOT) + " into Go value of type "
                    + type);
        }
        return json;
    }

    private static JsonNode with(JsonNode root, List<String> path, JsonNode value) {
        ObjectNode top = root.isObject() ? root.deepCopy() : JSON.createObjectNode();
        ObjectNode at = top;
        for (Iterator<String> names = path.iterator(); names.hasNext(); ) {
            String name = names.next();
            if (!names.hasNext()) {
                at.set(name, value);
            } else {
                at = at.get(name) instanceof ObjectNode ? (ObjectNode) at.get(name) : at.putObject(name);
            }
        }
        return top;
    }

    private static JsonNode sorted(JsonNode json) {
        if (json.isObject()) {
            TreeMap<String, JsonNode> fields = new TreeMap<>();
            json.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
            ObjectNode sorted = JSON.createObjectNode();
            fields.forEach(sorted::set);
            return sorted;
        } else if (json.isArray()) {
            ArrayNode sorted = JSON.createArrayNode();
            json.forEach(element -> sorted.add(sorted(element)));
            return sorted;
        }
        return json;
    }

    /** As the engine writes what it has read: the fields in order, and what is markup in HTML escaped. */
    private static String write(JsonNode json) {
        return escaped(sorted(json).toString());
    }

    private static String pretty(JsonNode json, String indent) {
        DefaultIndenter lines = new DefaultIndenter(indent, "\n");
        Separators separators = Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator("");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter(separators).withObjectIndenter(lines).withArrayIndenter(lines);
        try {
            return escaped(JSON.writer(printer).writeValueAsString(sorted(json)));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** These characters can only stand in a string. */
    private static String escaped(String json) {
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }
}
