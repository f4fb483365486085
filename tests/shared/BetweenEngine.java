package daggerkit;

import daggerkit.server.GraphQLRequest;
import daggerkit.server.Reply;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * A session in front of another one, for what that one cannot be made to say: it fails queries with a field as an engine
 * fails, and changes texts of answers. Thread-safe.
 */
final class BetweenEngine extends AnsweringServer {
    private final ConnectParams behind;
    private final UnaryOperator<String> answers;
    private final List<String> queries = new CopyOnWriteArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile String field = "\0";
    private volatile String failure = "";

    private BetweenEngine(ConnectParams behind, UnaryOperator<String> answers) throws IOException {
        this.behind = behind;
        this.answers = answers;
        start();
    }

    /** Stands before a session, with a function that gives the body of an answer for that of the other session. */
    static BetweenEngine before(ConnectParams session, UnaryOperator<String> answers) throws IOException {
        return new BetweenEngine(session, answers);
    }

    /** Fails each query that has this text, with this message; the other session does not see it. */
    BetweenEngine failing(String text, String message) {
        field = text;
        failure = message;
        return this;
    }

    /** The texts of all queries so far. */
    List<String> queries() {
        return queries;
    }

    @Override
    public String description() {
        return "a test's own session";
    }

    @Override
    protected Reply answer(GraphQLRequest request) throws Exception {
        queries.add(request.query());
        if (request.query().contains(field)) {
            throw new IOException(failure);
        }
        String body = new String(request.body(), StandardCharsets.UTF_8);
        HttpResponse<String> answer = client.send(LocalSession.post(behind, body), BodyHandlers.ofString());
        return Reply.of(answer.statusCode(), Reply.JSON, answers.apply(answer.body()));
    }
}
