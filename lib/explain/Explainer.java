package daggerkit.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import daggerkit.Internal;
import daggerkit.QueryError;
import daggerkit.schema.EngineSchema;
import daggerkit.schema.EngineVersion;
import daggerkit.schema.Operation;
import daggerkit.schema.Operation.Rejected;
import daggerkit.schema.Responses;
import daggerkit.server.GraphQLRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Explains the requests of one session, whose objects and secrets it knows from one request to the next: what {@link
 * ExplainServer} does behind HTTP, and what is done with requests that were written down. Thread-safe.
 */
@Internal("the scripts explain and query")
public final class Explainer {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The parser's own words may quote a part of the secret. */
    private static final List<Map<String, Object>> ILLEGIBLE =
            List.of(Responses.error("a string that has a secret in it is not a valid literal"));

    /** Loading one takes longer than all else, and unit tests start many servers. */
    private static final Map<EngineVersion, EngineSchema> SCHEMAS = new ConcurrentHashMap<>();

    private final EngineVersion engine;
    private final EngineSchema schema;
    private final Secrets secrets = new Secrets();
    private final PlaceholderIds ids;
    private final List<String> served = new CopyOnWriteArrayList<>();

    /**
     * An explanation and the answer that goes with it.
     *
     * @param explained what was asked
     * @param status of the answer
     * @param response its JSON, as maps and lists
     */
    public record Answer(ExplainedRequest explained, int status, Map<String, Object> response) {}

    /** For a session, whose token is a secret. */
    Explainer(EngineVersion engine, String token) throws IOException {
        this(engine, new PlaceholderIds(false));
        secrets.add(token);
    }

    private Explainer(EngineVersion engine, PlaceholderIds ids) throws IOException {
        this.engine = engine;
        this.ids = ids;
        schema = load(engine);
    }

    /**
     * For requests that were sent to another session, or to none: an ID that no answer of this one gave is not wrong.
     *
     * @param engine whose schema it has
     * @return a new one
     * @throws IOException if the schema cannot be read
     */
    public static Explainer ofOthers(EngineVersion engine) throws IOException {
        return new Explainer(engine, new PlaceholderIds(true));
    }

    /**
     * Says what an ID is of, which another session gave.
     *
     * @param id the ID
     * @param type the type's name
     * @param digest what made the object, as {@link PlanStep#digest()} says it
     */
    public void know(String id, String type, String digest) {
        ids.know(id, type, digest);
    }

    /**
     * Explains a request.
     *
     * @param request as it was sent, with its secrets
     * @return what it asks, without them, and what to answer
     */
    public Answer explain(GraphQLRequest request) {
        GraphQLRequest shown = secrets.blanked(request);
        try {
            List<Map<String, Object>> lost = shown == request ? List.of() : rejection(request);
            Operation operation = schema.operation(shown);
            return lost.isEmpty()
                    ? answer(Plan.of(engine, schema.graphQL(), operation, ids), shown)
                    : new Answer(notValid(shown, ILLEGIBLE), 422, Responses.errors(lost));
        } catch (Rejected rejected) {
            List<Map<String, Object>> errors = withModules(rejected.errors());
            // The places in the answer are those of the text that was sent.
            List<Map<String, Object>> sent = shown == request ? List.of() : rejection(request);
            List<Map<String, Object>> answered = sent.isEmpty() ? errors : withModules(sent);
            return new Answer(notValid(shown, errors), 422, Responses.errors(answered));
        } catch (StackOverflowError | RuntimeException failure) {
            boolean tooDeep = failure instanceof StackOverflowError;
            String message = tooDeep ? "the query is too deep to be explained" : "cannot be explained: " + failure;
            List<Map<String, Object>> errors = List.of(Responses.error(message));
            return new Answer(notValid(shown, errors), 200, Responses.errors(errors));
        }
    }

    private Answer answer(Plan plan, GraphQLRequest shown) {
        if (plan.problems().isEmpty()) {
            served.addAll(plan.served());
            Map<String, Object> data = Placeholders.data(plan.roots());
            return new Answer(ExplainedRequest.valid(shown, plan), 200, Responses.data(data));
        }
        List<Map<String, Object>> errors = plan.problems().stream()
                .map(problem -> Responses.error(problem.message(), problem.path(), Map.of()))
                .toList();
        List<QueryError> placed = plan.problems().stream().map(Explainer::error).toList();
        return new Answer(ExplainedRequest.notValid(shown, placed), 200, Responses.errors(errors));
    }

    private static ExplainedRequest notValid(GraphQLRequest shown, List<Map<String, Object>> errors) {
        return ExplainedRequest.notValid(
                shown, errors.stream().map(Explainer::error).toList());
    }

    private List<Map<String, Object>> rejection(GraphQLRequest request) {
        try {
            schema.operation(request);
            return List.of();
        } catch (Rejected rejected) {
            return rejected.errors();
        }
    }

    /** A field that the engine may know since a module was served is an error here, but one that says why. */
    private List<Map<String, Object>> withModules(List<Map<String, Object>> errors) {
        if (!served.isEmpty()) {
            for (Map<String, Object> error : errors) {
                String message = "" + error.get("message");
                if (message.startsWith("Cannot query field ") && message.contains(" on type \"Query\".")) {
                    error.put(
                            "message",
                            message + " If it is of the module \"" + String.join("\" or \"", served)
                                    + "\", which explain cannot know without an engine, check it under dagger run.");
                }
            }
        }
        return errors;
    }

    private static QueryError error(Plan.Problem problem) {
        return new QueryError(
                problem.message(),
                problem.path().stream().map(Object::toString).toList(),
                List.of(new QueryError.Location(
                        problem.place().getLine(), problem.place().getColumn())),
                JSON.createObjectNode());
    }

    private static QueryError error(Map<String, Object> error) {
        JsonNode json = JSON.valueToTree(error);
        List<String> path = new ArrayList<>();
        json.path("path").forEach(name -> path.add(name.asText()));
        List<QueryError.Location> places = new ArrayList<>();
        json.path("locations")
                .forEach(place -> places.add(new QueryError.Location(
                        place.path("line").asInt(), place.path("column").asInt())));
        JsonNode extensions = json.has("extensions") ? json.get("extensions") : JSON.createObjectNode();
        return new QueryError(json.path("message").asText(), path, places, extensions);
    }

    private static EngineSchema load(EngineVersion engine) throws IOException {
        EngineSchema known = SCHEMAS.get(engine);
        if (known == null) {
            known = EngineSchema.load(engine);
            SCHEMAS.put(engine, known);
        }
        return known;
    }
}
