package daggerkit.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import daggerkit.ConnectParams;
import daggerkit.DaggerException;
import daggerkit.SessionException;
import daggerkit.SessionProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Passes requests on to a session, gives the answers back as they are, and writes both down, a line of JSON each: for
 * {@link ReplayServer}. Secrets do not get into the file: the tokens of both sessions, what {@code setSecret} is given and
 * {@code plaintext} gives, and what it is told. IDs have names in it that are the same in every run. Thread-safe.
 */
public final class RecordServer extends SessionServer {
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
     * Starts to record a session that is open.
     *
     * @param session where it listens, and its token
     * @param file takes the place of an older one with the first request; it can be read by its owner only
     * @return the server, to be closed
     * @throws IOException if there is no port
     * @throws DaggerException if the file cannot be written
     */
    public static RecordServer start(ConnectParams session, Path file) throws IOException {
        return start(session, file, List.of());
    }

    /**
     * Starts to record a session that is open, and blanks more than it would by itself.
     *
     * @param session where it listens, and its token
     * @param file takes the place of an older one with the first request; it can be read by its owner only
     * @param secrets texts that do not get into the file
     * @return the server, to be closed
     * @throws IOException if there is no port
     * @throws DaggerException if the file cannot be written
     */
    public static RecordServer start(ConnectParams session, Path file, Collection<String> secrets) throws IOException {
        return begin(session, () -> {}, file, new Recording(file), secrets);
    }

    /**
     * Starts to record the session of the environment; where there is none, one of its own, started with {@code dagger
     * session} and ended with the server.
     *
     * @param environment the environment variables, as {@link System#getenv()} gives them
     * @param file takes the place of an older one with the first request; it can be read by its owner only
     * @param secrets texts that do not get into the file
     * @return the server, to be closed
     * @throws IOException if there is no port
     * @throws SessionException if there is no session and none can be started
     * @throws DaggerException if the file cannot be written
     */
    public static RecordServer start(Map<String, String> environment, Path file, Collection<String> secrets)
            throws IOException {
        Optional<ConnectParams> running = ConnectParams.fromEnvironment(environment);
        if (running.isPresent()) {
            return start(running.get(), file, secrets);
        }
        Recording recording = new Recording(file);
        SessionProcess own = SessionProcess.start();
        try {
            return begin(own.params(), own, file, recording, secrets);
        } catch (IOException | RuntimeException failure) {
            own.close();
            throw failure;
        }
    }

    private static RecordServer begin(
            ConnectParams session, AutoCloseable owned, Path file, Recording recording, Collection<String> secrets)
            throws IOException {
        RecordServer server = new RecordServer(session, owned, file, recording, secrets);
        server.start();
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

    /** Not used: every request is passed on. */
    @Override
    protected Reply answer(GraphQLRequest request) {
        throw new IllegalStateException("requests are passed on");
    }

    @Override
    Reply handle(HttpRequest request) {
        if (request.header("Upgrade") != null) {
            return super.handle(request);
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
        super.close();
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
