package daggerkit.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.Internal;
import daggerkit.QueryError;
import daggerkit.QueryException;
import daggerkit.server.GraphQLRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** A request that an {@link ExplainServer} was sent, without its secrets. Immutable and thread-safe. */
public final class ExplainedRequest {
    private final GraphQLRequest request;
    private final List<PlanStep> roots;
    private final List<PlanStep> all = new ArrayList<>();
    private final List<QueryError> errors;

    private ExplainedRequest(GraphQLRequest request, List<PlanStep> roots, List<QueryError> errors) {
        this.request = request;
        this.roots = roots;
        this.errors = errors;
        Deque<PlanStep> pending = new ArrayDeque<>();
        for (int i = roots.size() - 1; i >= 0; i--) {
            pending.push(roots.get(i));
        }
        while (!pending.isEmpty()) {
            PlanStep step = pending.pop();
            all.add(step);
            for (int i = step.children.size() - 1; i >= 0; i--) {
                pending.push(step.children.get(i));
            }
        }
    }

    static ExplainedRequest valid(GraphQLRequest request, Plan plan) {
        return new ExplainedRequest(request, plan.roots(), List.of());
    }

    static ExplainedRequest notValid(GraphQLRequest request, List<QueryError> errors) {
        return new ExplainedRequest(request, List.of(), List.copyOf(errors));
    }

    /**
     * The text that was sent.
     *
     * @return the query, with {@code "***"} for each secret; empty if there was none
     */
    public String query() {
        return request.query();
    }

    /**
     * The variables that were sent.
     *
     * @return an object, with {@code "***"} for each secret; empty if there were none
     */
    public JsonNode variables() {
        return request.variables().deepCopy();
    }

    /**
     * Whether the engine would run it.
     *
     * @return false if there are errors
     */
    public boolean isValid() {
        return errors.isEmpty();
    }

    /**
     * Why the engine would not run it.
     *
     * @return what it answers, of a value that does not fit with its place as well; empty if the request is valid
     */
    public List<QueryError> errors() {
        return errors;
    }

    /**
     * What may be meant otherwise than it is written.
     *
     * @return sentences that begin with the field; empty if there is nothing to say
     */
    public List<String> warnings() {
        return all.stream()
                .filter(step -> step.warning != null)
                .map(step -> step.owner + "." + step.name() + ": " + step.warning)
                .toList();
    }

    /**
     * The steps of the pipeline.
     *
     * @return every field, in the order of the tree; empty if the request is not valid
     */
    public List<ExplainedStep> steps() {
        return all.stream().map(ExplainedStep::of).toList();
    }

    /**
     * The tree of steps: one a line, a chain on one level however long it is, branches indented, leaves with their
     * types. If the request is not valid, its errors, with a caret under the place in the query.
     *
     * @return lines, each with its line feed
     */
    public String text() {
        return text(false);
    }

    /**
     * The same with the colours of a terminal.
     *
     * @param colored whether to
     * @return lines, each with its line feed
     */
    public String text(boolean colored) {
        if (isValid()) {
            return PlanText.of(roots, colored);
        }
        StringBuilder text = new StringBuilder();
        String message = QueryException.of(query(), errors).getMessage();
        for (String line : message.split("\n", -1)) {
            StringBuilder shown = new StringBuilder(line);
            for (int i = 0; i < line.length(); i++) {
                shown.setCharAt(
                        i, ValueText.isControl(line.charAt(i)) ? '?' : line.charAt(i)); // a caret keeps its place
            }
            text.append(line.matches(" +\\| +\\^") ? Style.ERROR.on(line, colored) : shown)
                    .append('\n');
        }
        return text.toString();
    }

    /**
     * Which of the operations was asked for.
     *
     * @return the name that was sent, or an empty text
     */
    public String operationName() {
        return request.operationName();
    }

    /**
     * The steps as the tree that they are.
     *
     * @return those that follow no other, in the order of the query; empty if the request is not valid
     */
    @Internal("the scripts explain and query")
    public List<PlanStep> roots() {
        return Collections.unmodifiableList(roots);
    }

    int stepCount() {
        return all.size();
    }

    /** For tools. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("query", query());
        json.set("variables", request.variables());
        json.put("formatted", text());
        json.put("steps", stepCount());
        json.put("valid", isValid());
        ArrayNode written = json.putArray("errors");
        for (QueryError error : errors) {
            ObjectNode entry = written.addObject().put("message", error.message());
            ArrayNode locations = entry.putArray("locations");
            error.locations()
                    .forEach(place ->
                            locations.addObject().put("line", place.line()).put("column", place.column()));
            ArrayNode path = entry.putArray("path");
            error.path().forEach(path::add);
        }
        ArrayNode warnings = json.putArray("warnings");
        warnings().forEach(warnings::add);
        return json;
    }
}
