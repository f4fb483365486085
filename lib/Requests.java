package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What the clients of one session send through it. Thread-safe. */
final class Requests {
    private final Session session;
    private volatile Boolean hasNode;

    /** Sends through a session, or nothing if it is null. */
    Requests(Session session) {
        this.session = session;
    }

    JsonNode query(String text, Map<String, ?> variables, Duration timeout) {
        if (session == null) {
            throw new SessionException(
                    "Cannot send a query: this client was made by Dagger.unconnected(), to look at queries"
                            + " only; use Dagger.connect().");
        }
        try {
            return session.query(text, variables, timeout);
        } catch (QueryException refused) {
            throw refused.isValidation() ? Versions.explain(refused) : refused;
        }
    }

    JsonNode fetch(Selection selection, Duration timeout) {
        Map<Obj<?>, String> ids = new HashMap<>();
        for (Obj<?> object : selection.objects()) {
            if (object.dagger().requests() != this) {
                throw new DaggerException("Cannot use \"" + Text.oneLine(object.toString())
                        + "\" as an argument: it belongs to another session; an object lives in the session it"
                        + " came from.");
            }
            ids.put(object, object.id());
        }
        Selection.Request request = selection.request(ids::get);
        return Answer.find(query(request.text(), request.variables(), timeout), selection.path(), 0);
    }

    /**
     * The object with that ID. Engines up to 0.20 have a field for each type, those from 1.0 on have {@code node}, 0.21.8 has
     * both (load-directory-from-id, node-directory): what this one has is asked once.
     */
    Selection load(String type, String id) {
        if (hasNode == null) {
            JsonNode fields = query("{__type(name:\"Query\"){fields{name}}}", Map.of(), null)
                    .at("/__type/fields");
            hasNode = fields.findValuesAsText("name").contains("node");
        }
        return hasNode
                ? Selection.query().select("node").arg("id", id).on(type)
                : Selection.query().select("load" + type + "FromID").arg("id", id);
    }

    void close() {
        if (session != null) {
            session.close();
        }
    }
}
