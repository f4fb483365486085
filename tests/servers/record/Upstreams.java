package daggerkit;

import daggerkit.server.GraphQLRequest;
import daggerkit.server.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A session whose answers a test says, to be recorded. Thread-safe if its function is. */
final class Upstreams extends AnsweringServer {
    /** What is answered. */
    interface Answers {
        Reply answer(GraphQLRequest request) throws Exception;
    }

    private final Answers answers;

    private Upstreams(Answers answers) throws IOException {
        this.answers = answers;
        start();
    }

    static Upstreams of(Answers answers) throws IOException {
        return new Upstreams(answers);
    }

    /** Always answers with this JSON. */
    static Upstreams saying(String json) throws IOException {
        return new Upstreams(request -> Reply.of(200, Reply.JSON, json));
    }

    /** The lines of a recording of these queries, each sent when the one before is answered. */
    static List<String> record(Answers answers, Path file, String... queries) throws IOException {
        try (Upstreams upstream = of(answers);
                daggerkit.record.RecordServer server =
                        daggerkit.record.RecordServer.start(file, o -> o.session(upstream.params()))) {
            for (String query : queries) {
                RawHttp.ask(server.params(), query);
            }
        }
        return Files.readAllLines(file);
    }

    @Override
    protected Reply answer(GraphQLRequest request) throws Exception {
        return answers.answer(request);
    }

    @Override
    public String description() {
        return "a session of a test";
    }
}
