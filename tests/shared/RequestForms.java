package daggerkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import daggerkit.explain.ExplainedRequest;
import daggerkit.explain.Explainer;
import daggerkit.explain.PlanStep;
import daggerkit.schema.EngineVersion;
import daggerkit.server.GraphQLRequest;
import graphql.schema.GraphQLTypeUtil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What requests ask, whatever client wrote them: each leaf as the calls that lead to it, where an object that is an
 * argument, or is loaded by its ID, stands as the calls that made it. Aliases, the order of arguments, and in which
 * requests IDs of objects are asked for count for nothing, nor does what is asked of the schema alone. Used by one thread.
 */
final class RequestForms {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is read, a set for each request that reads more than IDs. */
    final List<String> read = new ArrayList<>();
    /** The same of all requests, also those for IDs alone. */
    final List<String> all = new ArrayList<>();
    /** The objects whose IDs are asked for, or given by a leaf such as {@code sync}. */
    final TreeSet<String> objects = new TreeSet<>();
    /** Those of them that no later request uses. */
    final TreeSet<String> unused = new TreeSet<>();

    private final Map<String, String> made = new HashMap<>();

    /** Of requests that explain was asked. */
    static RequestForms of(List<ExplainedRequest> requests) {
        RequestForms forms = new RequestForms();
        requests.forEach(request -> forms.add(request, null));
        return forms;
    }

    /** Of requests and answers as a recording has them, one a line. */
    static RequestForms of(EngineVersion engine, List<String> recording) throws IOException {
        Explainer explainer = Explainer.ofOthers(engine);
        RequestForms forms = new RequestForms();
        for (String line : recording) {
            JsonNode json = JSON.readTree(line);
            JsonNode variables = json.path("variables").isObject() ? json.path("variables") : JSON.createObjectNode();
            ExplainedRequest request = explainer
                    .explain(new GraphQLRequest(
                            json.path("query").asText(),
                            variables,
                            json.path("operationName").asText(""),
                            new byte[0]))
                    .explained();
            JsonNode data = json.at("/response/data");
            know(explainer, request.roots(), data);
            forms.add(request, data.isObject() ? data : null);
        }
        return forms;
    }

    private static void know(Explainer explainer, List<PlanStep> steps, JsonNode data) {
        for (PlanStep step : steps) {
            List<JsonNode> answers = new ArrayList<>();
            flatten(data.path(step.key()), answers);
            for (JsonNode answer : answers) {
                if (step.object() != null) {
                    know(explainer, step.children(), answer);
                } else if (step.idOf() != null && answer.isTextual()) {
                    String type = step.name().equals("id") ? step.owner() : step.idOf();
                    explainer.know(answer.textValue(), type, step.digest());
                }
            }
        }
    }

    private static void flatten(JsonNode answer, List<JsonNode> into) {
        if (answer.isArray()) {
            answer.forEach(element -> flatten(element, into));
        } else {
            into.add(answer);
        }
    }

    private void add(ExplainedRequest request, JsonNode data) {
        if (!request.isValid()) {
            read.add("not valid: " + request.query().replaceAll("\\s+", " "));
            all.add(read.get(read.size() - 1));
            return;
        }
        if (request.roots().stream().allMatch(PlanStep::isIntrospection)) {
            return; // what a client asks for its own use
        }
        TreeSet<String> leaves = new TreeSet<>();
        boolean[] onlyIds = {true};
        steps(request.roots(), "", data, leaves, onlyIds);
        all.add(leaves.toString());
        if (!onlyIds[0]) {
            read.add(leaves.toString());
        }
    }

    private void steps(List<PlanStep> steps, String on, JsonNode data, TreeSet<String> leaves, boolean[] onlyIds) {
        for (PlanStep step : steps) {
            JsonNode answer = data == null ? null : data.path(step.key());
            String next = call(on, step);
            if (step.object() == null) {
                leaf(step, on, next, answer, leaves, onlyIds);
            } else if (answer != null && answer.isArray() && !answer.isEmpty()) {
                answer.forEach(element -> steps(step.children(), next, element, leaves, onlyIds));
            } else {
                boolean isEmpty = answer != null && answer.isArray();
                steps(step.children(), next, isEmpty ? JSON.createObjectNode() : answer, leaves, onlyIds);
            }
        }
    }

    private void leaf(
            PlanStep step, String on, String next, JsonNode answer, TreeSet<String> leaves, boolean[] onlyIds) {
        leaves.add(next);
        boolean isId = step.name().equals("id");
        onlyIds[0] &= isId;
        if (step.idOf() == null || step.lists() > 0) {
            return;
        }
        String id = answer == null ? "" + step.value() : answer.asText();
        String object = isId || step.idOf().equals(step.owner()) ? on : next;
        made.putIfAbsent(id, object);
        objects.add(object);
        if (isId) {
            unused.add(object);
        }
    }

    private String call(String on, PlanStep step) {
        boolean loads = step.owner().equals("Query") && step.name().matches("node|load\\w+FromID");
        if (loads && step.object() != null && !step.arguments().isEmpty()) {
            return object("" + step.arguments().get("id"));
        }
        Map<String, Object> arguments = new TreeMap<>();
        step.arguments().forEach((name, value) -> {
            if (value != null) {
                arguments.put(name, isId(step, name) ? ids(value) : plain(value));
            }
        });
        try {
            return on + "." + step.name() + (arguments.isEmpty() ? "" : JSON.writeValueAsString(arguments));
        } catch (JsonProcessingException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static boolean isId(PlanStep step, String argument) {
        String type = GraphQLTypeUtil.simplePrint(GraphQLTypeUtil.unwrapAll(
                step.definition().getArgument(argument).getType()));
        return type.endsWith("ID");
    }

    private Object ids(Object value) {
        return value instanceof List ? ((List<?>) value).stream().map(this::ids).toList() : object("" + value);
    }

    private String object(String id) {
        String object = made.getOrDefault(id, "<" + id + ">");
        unused.remove(object);
        return object;
    }

    /** 1 and 1.0 are one number. */
    private static Object plain(Object value) {
        if (value instanceof List) {
            return ((List<?>) value).stream().map(RequestForms::plain).toList();
        }
        if (value instanceof Map) {
            Map<String, Object> map = new TreeMap<>();
            ((Map<?, ?>) value).forEach((name, field) -> {
                if (field != null) {
                    map.put("" + name, plain(field));
                }
            });
            return map;
        }
        return value instanceof Number && ((Number) value).doubleValue() == ((Number) value).longValue()
                ? (Object) ((Number) value).longValue()
                : value;
    }
}
