package daggerkit;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of spans have: an engine that answers, and a receiver of the spans. */
abstract class SpanSession {
    Peer engine;
    TraceReceiver receiver;

    @BeforeEach
    final void start() throws IOException {
        engine = Peer.answering("{\"data\":{\"version\":\"v1\"}}");
        receiver = new TraceReceiver();
    }

    @AfterEach
    final void end() throws IOException {
        receiver.close();
        engine.close();
    }

    /** A client with more variables: names and values by turns. */
    final Api.Client connect(String... more) {
        return receiver.connect(engine.params(), more);
    }

    /** What each request to the engine has in a header. */
    final List<String> sent(String header) {
        return engine.requests().stream()
                .map(request -> String.join("|", request.header(header)))
                .toList();
    }
}
