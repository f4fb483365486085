//JAVA 17+
//DEPS io.github.java-diff-utils:java-diff-utils:4.16
//SOURCES ../server/Servers.java
//SOURCES Blanks.java
//SOURCES IdNames.java
//SOURCES NearestRequest.java
//SOURCES Plaintexts.java
//SOURCES QueryForm.java
//SOURCES QueryPrinter.java
//SOURCES RecordOptions.java
//SOURCES RecordedRequest.java
//SOURCES Recorder.java
//SOURCES Recording.java
//SOURCES ReplayServer.java
//SOURCES SecretForms.java
//SOURCES Step.java
//SOURCES StepReader.java
package daggerkit.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import daggerkit.ConnectParams;
import daggerkit.DaggerException;
import daggerkit.SessionException;
import daggerkit.SessionProcess;
import daggerkit.server.GraphQLHandler;
import daggerkit.server.HttpRequest;
import daggerkit.server.Reply;
import daggerkit.server.RequestBody;
import daggerkit.server.SessionEndpoint;
import daggerkit.server.SessionServer;
import daggerkit.server.Upstream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * Passes requests on to a session, gives the answers back as they are, and writes both down, a line of JSON each: for
 * {@link ReplayServer}. Secrets do not get into the file: the tokens of both sessions, what {@code setSecret} is given and
 * {@code plaintext} gives, and what it is told. IDs have names in it that are the same in every run. Thread-safe.
 */
public final class RecordServer implements SessionServer {
    private final SessionEndpoint endpoint = new SessionEndpoint();
    private final Upstream upstream;
    private final AutoCloseable owned;
    private final Path file;
    private final Recording recording;
    private final Recorder recorder;
    private volatile Throwable failure;
    private boolean closed;

    private RecordServer(
            ConnectParams session, AutoCloseable owned, Path file, Recording recording, Collection<String> secrets)
            throws IOException {
        this.owned = owned;
        this.file = file;
        this.recording = recording;
        upstream = new Upstream(session, System.getenv());
        Blanks blanks = new Blanks();
        blanks.add(session.token());
        blanks.add(params().token());
        secrets.forEach(blanks::add);
        recorder = new Recorder(recording, blanks);
    }

    /**
     * Starts to record the session of this process's environment; where there is none, one of its own, as {@link
     * #start(Path, Consumer)} does without options.
     *
     * @param file takes the place of an older one with the first request; it can be read by its owner only
     * @return the server, to be closed
     * @throws IOException if there is no port
     * @throws SessionException if there is no session and none can be started
     * @throws DaggerException if the file cannot be written
     */
    public static RecordServer start(Path file) throws IOException {
        return start(file, options -> {});
    }

    /**
     * Starts to record a session: the one that the options give, that of their environment, or one of its own, started
     * with {@code dagger session} and ended with the server.
     *
     * <pre>{@code
     * RecordServer server = RecordServer.start(Path.of("pipeline.jsonl"), o -> o.session(open).secrets(List.of(key)));
     * }</pre>
     *
     * @param file takes the place of an older one with the first request; it can be read by its owner only
     * @param options sets what is not to be as by default
     * @return the server, to be closed
     * @throws IOException if there is no port
     * @throws SessionException if there is no session and none can be started
     * @throws DaggerException if the file cannot be written
     */
    public static RecordServer start(Path file, Consumer<RecordOptions> options) throws IOException {
        RecordOptions chosen = new RecordOptions();
        options.accept(chosen);
        ConnectParams open = chosen.session() != null
                ? chosen.session()
                : ConnectParams.fromEnvironment(chosen.environment()).orElse(null);
        Recording recording = new Recording(file);
        if (open != null) {
            return begin(open, () -> {}, file, recording, chosen);
        }
        SessionProcess own = SessionProcess.start();
        try {
            return begin(own.params(), own, file, recording, chosen);
        } catch (IOException | RuntimeException failure) {
            own.close();
            throw failure;
        }
    }

    private static RecordServer begin(
            ConnectParams session, AutoCloseable owned, Path file, Recording recording, RecordOptions options)
            throws IOException {
        RecordServer server = new RecordServer(session, owned, file, recording, options.secrets());
        server.endpoint.serve(server::pass);
        return server;
    }

    /** Which file it records into. */
    @Override
    public String description() {
        return "recording into \"" + file + "\"";
    }

    /**
     * How many requests were recorded so far.
     *
     * @return the number of lines of the file, or 0 if it was not touched yet
     */
    public int recorded() {
        return recording.lines();
    }

    @Override
    public ConnectParams params() {
        return endpoint.params();
    }

    private Reply pass(HttpRequest request) {
        Reply refused = GraphQLHandler.upgradeRefusal(request);
        if (refused != null) {
            return refused;
        }
        Recorder.Asked asked = asked(request);
        Upstream.Answer answer;
        try {
            answer = upstream.send(request);
        } catch (IOException gone) {
            // In the session's place: dagger run answers so for an engine that has gone away.
            return Reply.of(502, Reply.TEXT, "The session that is recorded does not answer: " + gone.getMessage());
        }
        if (asked != null) {
            try {
                recorder.answer(asked, answer.status(), answer.contentType(), answer.body());
            } catch (IOException | RuntimeException | StackOverflowError unwritten) {
                failure = unwritten;
            }
        }
        return answer.reply();
    }

    /** Null if it is no GraphQL request: then there is nothing to replay either. */
    private Recorder.Asked asked(HttpRequest request) {
        try {
            boolean get = request.method().equals("GET");
            boolean graphQL =
                    request.path().equals("/query") && (get || request.method().equals("POST"));
            return graphQL ? recorder.ask(get ? RequestBody.none() : RequestBody.read(request.body())) : null;
        } catch (JsonProcessingException noRequest) {
            return null;
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Ends all requests, the file, and the session if it is its own.
     *
     * @throws IOException if not all requests could be written; the file then has those before
     */
    @Override
    public synchronized void close() throws IOException {
        endpoint.close();
        if (closed) {
            return;
        }
        closed = true;
        recording.close();
        try {
            owned.close();
        } catch (Exception unended) {
            throw new IOException("Cannot end the session: " + unended.getMessage(), unended);
        }
        if (failure != null) {
            throw new DaggerException(
                    "Cannot record into \"" + file + "\": " + failure.getMessage() + "; the recording is not whole.");
        }
    }
}
