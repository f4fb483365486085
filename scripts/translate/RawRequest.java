package daggerkit.translate;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.explain.ExplainedRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request that the typed API cannot ask, as the text that it was. IDs in it are those of objects that the script has;
 * secrets are variables. Used by one thread.
 */
final class RawRequest {
    /** As many pairs as {@code Map.of} takes. */
    private static final int MOST_OF_MAP = 10;

    private static final String BLANK = "***";
    private static final Pattern STRING =
            Pattern.compile("\"\"\"(?s:.*?)\"\"\"|\"((?:\\\\.|[^\"\\\\])*)\"|#[^\\n\\r]*");
    private static final Pattern PLAINTEXT = Pattern.compile(
            "(?:name\\s*:\\s*\"([^\"\\\\]*)\"\\s*,?\\s*)?\\bplaintext\\s*:\\s*(\"(?:\\\\.|[^\"\\\\])*\")");
    private static final Pattern HEAD = Pattern.compile("\\s*(?:(query\\b\\s*\\w*)\\s*(?:(\\()|(?=\\{))|(?=\\{))");

    private final String reason;
    private final String text;
    private final String operation;
    /** Of the variables each value: JSON, an object whose ID it is, or the name of a secret. */
    private final Map<String, Object> variables = new LinkedHashMap<>();
    /** The text in its parts: pieces of it, and objects whose IDs stand between them. */
    private final List<Object> parts = new ArrayList<>();

    private String name;
    private boolean isUsed;

    /** A text in an answer. */
    static final class Answer {
        private final RawRequest request;
        private final String path;

        Answer(RawRequest request, String path) {
            this.request = request;
            this.path = path;
        }

        void use() {
            request.isUsed = true;
        }

        Code code() {
            String variable = request.name == null ? "answer" : request.name;
            return Code.text(variable).then("at", List.of(Texts.of(path))).then("asText", List.of());
        }

        @Override
        public String toString() {
            return System.identityHashCode(request) + path;
        }
    }

    private record SecretName(String of) {}

    /**
     * Takes a request.
     *
     * @param asked the request
     * @param reason why it is not typed
     * @param objects the object that an ID stands for, or null
     */
    RawRequest(ExplainedRequest asked, String reason, Function<String, Chain> objects) {
        this.reason = reason;
        this.operation = asked.operationName();
        asked.variables().properties().forEach(variable -> {
            Chain object = objects.apply(variable.getValue().asText());
            boolean secret = variable.getValue().asText().equals(BLANK);
            variables.put(
                    variable.getKey(),
                    object != null ? object : secret ? new SecretName(variable.getKey()) : variable.getValue());
            use(object);
        });
        text = withoutPlaintexts(asked.query());
        Matcher strings = STRING.matcher(text);
        int from = 0;
        while (strings.find()) {
            Chain object = strings.group(1) == null ? null : objects.apply(strings.group(1));
            if (object != null) {
                parts.add(text.substring(from, strings.start(1)));
                parts.add(object);
                use(object);
                from = strings.end(1);
            }
        }
        parts.add(text.substring(from));
    }

    private static void use(Chain object) {
        if (object != null) {
            object.useAsArgument();
        }
    }

    private String withoutPlaintexts(String query) {
        Matcher head = HEAD.matcher(query);
        if (!head.lookingAt()) {
            return query;
        }
        StringBuilder declared = new StringBuilder();
        StringBuilder body = new StringBuilder();
        Matcher plaintext = PLAINTEXT.matcher(query);
        int from = head.end();
        while (plaintext.find(from)) {
            String variable = "plaintext" + (variables.size() + 1);
            variables.put(variable, new SecretName(plaintext.group(1) == null ? "secret" : plaintext.group(1)));
            declared.append(declared.length() == 0 ? "" : ", ")
                    .append("$")
                    .append(variable)
                    .append(": String!");
            body.append(query, from, plaintext.start(2)).append('$').append(variable);
            from = plaintext.end(2);
        }
        body.append(query, from, query.length());
        if (declared.length() == 0) {
            return query;
        }
        String begin = head.group(1) == null ? "query" : head.group(1);
        return begin + "(" + declared + (head.group(2) == null ? ") " : ", ") + body;
    }

    String reason() {
        return reason;
    }

    /** Whether a later request needs something of the answer. */
    boolean isUsed() {
        return isUsed;
    }

    String name() {
        return name;
    }

    /** Names the variable that holds the answer. */
    void name(String variable) {
        name = variable;
    }

    /** The call that sends it. */
    Code code(Function<Chain, Code> objects, Function<String, Code> secrets) {
        List<Code> pieces = new ArrayList<>();
        for (Object part : parts) {
            pieces.add(
                    part instanceof Chain
                            ? objects.apply((Chain) part).then("id", List.of())
                            : Texts.of((String) part));
        }
        List<Code> arguments = new ArrayList<>(List.of(Code.sum(pieces)));
        if (!variables.isEmpty() || !operation.isEmpty()) {
            arguments.add(map(objects, secrets));
        }
        if (!operation.isEmpty()) {
            arguments.add(Texts.of(operation));
        }
        return Code.text("dag").then("query", arguments);
    }

    private Code map(Function<Chain, Code> objects, Function<String, Code> secrets) {
        Map<String, Code> entries = new LinkedHashMap<>();
        variables.forEach((variable, value) -> entries.put(
                variable,
                value instanceof Chain
                        ? objects.apply((Chain) value).then("id", List.of())
                        : value instanceof SecretName
                                ? secrets.apply(((SecretName) value).of)
                                : json((JsonNode) value)));
        return map(entries);
    }

    private static Code map(Map<String, Code> entries) {
        entries.values().removeIf(Objects::isNull);
        List<Code> arguments = new ArrayList<>();
        if (entries.size() <= MOST_OF_MAP) {
            entries.forEach((key, value) -> arguments.addAll(List.of(Texts.of(key), value)));
            return Code.call("Map.of", arguments);
        }
        entries.forEach((key, value) -> arguments.add(Code.call("Map.entry", List.of(Texts.of(key), value))));
        return Code.call("Map.ofEntries", arguments);
    }

    /** A value as Java's collections have it; null has no place in them, and the engine takes it for what was not given. */
    private static Code json(JsonNode json) {
        if (json.isTextual()) {
            return Texts.of(json.textValue());
        } else if (json.isIntegralNumber()) {
            return Code.text(json.canConvertToInt() ? json.asText() : json.asText() + "L");
        } else if (json.isNumber()) {
            return Code.text("" + json.doubleValue());
        } else if (json.isBoolean()) {
            return Code.text(json.asText());
        } else if (json.isArray()) {
            List<Code> elements = new ArrayList<>();
            json.forEach(element -> elements.add(json(element)));
            elements.removeIf(Objects::isNull);
            return Code.call("List.of", elements);
        } else if (json.isObject()) {
            Map<String, Code> entries = new LinkedHashMap<>();
            json.properties().forEach(field -> entries.put(field.getKey(), json(field.getValue())));
            return map(entries);
        }
        return null;
    }
}
