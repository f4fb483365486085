package daggerkit.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;

/**
 * Turns HTTP requests into GraphQL requests as an engine does: the statuses and bodies of what never comes to be one are
 * the engine's. Thread-safe if what answers is.
 */
public final class GraphQLHandler implements SessionEndpoint.Handler {
    private final Answers answers;

    /** Answers GraphQL requests. Thread-safe. */
    @FunctionalInterface
    public interface Answers {
        /**
         * Answers a GraphQL request. Called in parallel, on a thread with a large stack that is interrupted when the
         * client goes away or the server is closed.
         *
         * @param request the request, of a client that has the token
         * @return the answer
         * @throws Exception becomes the message of a GraphQL error
         */
        Reply answer(GraphQLRequest request) throws Exception;
    }

    /**
     * Makes a handler.
     *
     * @param answers answers what is a GraphQL request
     */
    public GraphQLHandler(Answers answers) {
        this.answers = answers;
    }

    /**
     * What every session answers to a request that wants another protocol, whoever answers the others: the recording
     * {@code upgrade-h2c}.
     *
     * @param request any request
     * @return the reply, or null if the request wants none
     */
    public static Reply upgradeRefusal(HttpRequest request) {
        String wanted = request.header("Upgrade");
        return wanted == null
                ? null
                : Reply.of(
                        502,
                        Reply.TEXT,
                        "http do: Post \"http://dagger/query\": http2: invalid Upgrade request header: [\"" + wanted
                                + "\"]");
    }

    @Override
    public Reply reply(HttpRequest request) {
        Reply refused = upgradeRefusal(request);
        if (refused != null) {
            return refused;
        }
        if (!request.path().equals("/query")) {
            return Reply.of(404, Reply.TEXT, "404 page not found\n").with("X-Content-Type-Options", "nosniff");
        }
        if (request.method().equals("GET")) {
            return answer(request, RequestBody.none());
        }
        String type = request.header("Content-Type");
        boolean json = type != null && type.split(";")[0].strip().equalsIgnoreCase(Reply.JSON);
        if (!request.method().equals("POST") || !json) {
            return Reply.of(400, Reply.TEXT, "{\"errors\":[{\"message\":\"transport not supported\"}],\"data\":null}");
        }
        try {
            return answer(request, RequestBody.read(request.body()));
        } catch (JsonProcessingException wrong) {
            return RequestBody.refusal(request.body(), wrong);
        } catch (IOException unreadable) {
            return RequestBody.error(400, "json request body could not be decoded: " + unreadable.getMessage());
        }
    }

    /** A rejected query has status 422, or 400 for a client that asks so: recording {@code accept-graphql-response}. */
    private Reply answer(HttpRequest http, GraphQLRequest request) {
        Reply reply;
        try {
            reply = answers.answer(request);
        } catch (Exception | StackOverflowError failure) {
            reply = RequestBody.error(
                    200, failure instanceof StackOverflowError ? "the query is too deep" : "" + failure.getMessage());
        }
        String accepted = http.header("Accept");
        String ours = "application/graphql-response+json";
        return accepted != null && accepted.startsWith(ours)
                ? new Reply(reply.status() == 422 ? 400 : reply.status(), ours, reply.body(), reply.headers())
                : reply;
    }
}
