package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the clients of one session send through it. Thread-safe. */
final class Requests {
    private final Session session;
    private final Map<String, String> modules = new ConcurrentHashMap<>();
    /** Null outside GitHub Actions, where not even its class is loaded. */
    private final Actions actions;

    private volatile Boolean hasNode;

    /** Sends through a session, or nothing if it is null. */
    Requests(Session session) {
        this.session = session;
        this.actions = session != null && Text.isGithub() ? Actions.JOB : null;
    }

    @SuppressWarnings("unchecked")
    static <S> S self(ListLeaves<S> object) {
        return (S) object;
    }

    static <T> T fetch(ListLeaves<?> object, Leaf<T> leaf) {
        Connection client = object instanceof Obj<?> ? ((Obj<?>) object).dagger() : (Connection) object;
        return client.fetch(leaf);
    }

    /** Sends a query; from inside a path once, however often the path runs. */
    JsonNode query(String text, Map<String, ?> variables, Duration timeout) {
        Fetch running = Fetch.current();
        return running == null ? send(text, variables, timeout) : running.query(this, text, variables, timeout);
    }

    JsonNode send(String text, Map<String, ?> variables, Duration timeout) {
        if (session == null) {
            throw new SessionException(
                    "Cannot send a query: this client was made by Dagger.unconnected(), to look at queries"
                            + " only; use Dagger.connect().");
        }
        try {
            return actions == null
                    ? session.query(text, variables, timeout)
                    : actions.query(session, text, variables, timeout);
        } catch (QueryException refused) {
            throw refused.isValidation() ? Versions.explain(refused) : refused;
        }
    }

    JsonNode fetch(Selection selection, Duration timeout) {
        Fetch running = Fetch.current();
        if (running != null) {
            return running.answer(this, selection);
        }
        if (selection.isInList() || !selection.objects().isEmpty()) {
            return Fetch.run(this, new Leaf<>(fetch -> fetch.answer(this, selection)), timeout);
        }
        QueryWriter.Request request = selection.request(Obj::knownId);
        return Answer.find(send(request.text(), request.variables(), timeout), selection.path(), 0);
    }

    /**
     * The object with that ID. Engines up to 0.20 have a field for each type, those from 1.0 on have {@code node}, 0.21.8 has
     * both (load-directory-from-id, node-directory): what this one has is asked once.
     */
    Selection load(String type, String id) {
        if (hasNode == null) {
            JsonNode fields = send("{__type(name:\"Query\"){fields{name}}}", Map.of(), null)
                    .at("/__type/fields");
            hasNode = fields.findValuesAsText("name").contains("node");
        }
        return hasNode
                ? Selection.query().select("node").arg("id", id).on(type)
                : Selection.query().select("load" + type + "FromID").arg("id", id);
    }

    /** Serves a module, unless that was done, and gives the field of its constructor (module-serve, module-call). */
    String serve(String ref) {
        String constructor = modules.get(ref);
        if (constructor == null) {
            Selection source = Selection.query().select("moduleSource").arg("refString", ref);
            Selection module = source.select("asModule");
            JsonNode served = send(module.select("name", "serve").build(), Map.of(), null);
            constructor = ModuleObject.constructor(
                    Answer.find(served, module.path(), 0).path("name").asText());
            modules.put(ref, constructor);
        }
        return constructor;
    }

    void close() {
        if (session != null) {
            session.close();
        }
    }
}
