package daggerkit;

import daggerkit.explain.ExplainedRequest;
import daggerkit.explain.Explainer;
import daggerkit.schema.EngineVersion;
import daggerkit.schema.Responses;
import daggerkit.server.GraphQLRequest;
import daggerkit.server.Reply;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A session that explains, and takes every ID for one: also those that stand in a program. Thread-safe. */
final class ExplainingServer extends AnsweringServer {
    private final Explainer explainer;
    private final List<ExplainedRequest> requests = new CopyOnWriteArrayList<>();

    private ExplainingServer(EngineVersion engine) throws IOException {
        explainer = Explainer.ofOthers(engine);
    }

    /** Starts one; it has to be closed. */
    static ExplainingServer start(EngineVersion engine) throws IOException {
        ExplainingServer server = new ExplainingServer(engine);
        server.start();
        return server;
    }

    @Override
    public String description() {
        return "requests are explained";
    }

    @Override
    protected Reply answer(GraphQLRequest request) {
        Explainer.Answer answer = explainer.explain(request);
        requests.add(answer.explained());
        return new Reply(answer.status(), Reply.JSON, out -> Responses.write(answer.response(), out));
    }

    /** What was asked so far. */
    List<ExplainedRequest> requests() {
        return List.copyOf(requests);
    }
}
