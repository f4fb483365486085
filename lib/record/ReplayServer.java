package daggerkit.record;

import daggerkit.ConnectParams;
import daggerkit.DaggerException;
import daggerkit.server.GraphQLHandler;
import daggerkit.server.GraphQLRequest;
import daggerkit.server.Reply;
import daggerkit.server.RequestBody;
import daggerkit.server.SessionEndpoint;
import daggerkit.server.SessionServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * Answers from a recording of {@link RecordServer}: no engine, no network. A request is found by what it asks and not by
 * its text, and anything may stand where the recording is blanked. One that was recorded several times is answered in
 * that order, and the last time for ever. Thread-safe.
 *
 * <pre>{@code
 * try (ReplayServer server = ReplayServer.start(Path.of("pipeline.jsonl"));
 *         Api.Client dag = Dagger.connect(server.params())) {
 *     assertEquals("3.21.3\n", Pipeline.release(dag));
 *     assertEquals(List.of(), server.unasked());
 * }
 * }</pre>
 */
public final class ReplayServer implements SessionServer {
    private final SessionEndpoint endpoint = new SessionEndpoint();
    private final Path file;
    private final List<RecordedRequest> all = new ArrayList<>();
    private final Map<String, List<RecordedRequest>> byIdentity = new HashMap<>();
    private final Map<String, Integer> turns = new HashMap<>();

    private ReplayServer(Path file) throws IOException {
        this.file = file;
    }

    /**
     * Reads a recording and starts to answer from it.
     *
     * @param file the recording
     * @return the server, to be closed
     * @throws IOException if there is no port
     * @throws DaggerException if the file is no recording, or cannot be read
     */
    public static ReplayServer start(Path file) throws IOException {
        ReplayServer server = new ReplayServer(file);
        try {
            server.endpoint
                    .executor()
                    .submit(server::load)
                    .get(); // there, because reading a deep query needs a large stack
            server.endpoint.serve(new GraphQLHandler(server::answer));
            return server;
        } catch (ExecutionException | InterruptedException failure) {
            server.close();
            if (failure.getCause() instanceof DaggerException) {
                throw new DaggerException(failure.getCause().getMessage(), failure);
            }
            throw new IOException(failure);
        }
    }

    private Void load() {
        String tried = "Cannot replay \"" + file + "\": ";
        String again = "; expected a file that `jbang record@catalog` wrote.";
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                int line = all.size() + 1;
                try {
                    RecordedRequest request = new RecordedRequest(line, text);
                    all.add(request);
                    byIdentity
                            .computeIfAbsent(request.form().identity(), key -> new ArrayList<>())
                            .add(request);
                } catch (IOException wrong) {
                    throw new DaggerException(tried + "line " + line + " " + wrong.getMessage() + again, wrong);
                }
            }
        } catch (NoSuchFileException missing) {
            throw new DaggerException(tried + "there is no such file" + again, missing);
        } catch (MalformedInputException binary) {
            throw new DaggerException(tried + "line " + (all.size() + 1) + " is not text in UTF-8" + again, binary);
        } catch (IOException unreadable) {
            throw new DaggerException(
                    tried + "it cannot be read (" + unreadable.getMessage() + ")" + again, unreadable);
        }
        if (all.isEmpty()) {
            throw new DaggerException(tried + "it is empty: line 1 is missing" + again);
        }
        return null;
    }

    /** Which file it answers from. */
    @Override
    public String description() {
        return "answering " + all.size() + (all.size() == 1 ? " request" : " requests") + " from \"" + file + "\"";
    }

    /**
     * What was recorded and not asked so far: empty if the program under test sent everything that it sent when it was
     * recorded.
     *
     * @return a line for each request: its line number in the file and its query
     */
    public List<String> unasked() {
        return all.stream()
                .filter(request -> !request.asked())
                .map(request -> "line " + request.line() + ": " + request.query())
                .toList();
    }

    @Override
    public ConnectParams params() {
        return endpoint.params();
    }

    /** Ends all requests and frees the port; closing again does nothing. */
    @Override
    public void close() throws IOException {
        endpoint.close();
    }

    private Reply answer(GraphQLRequest request) throws IOException {
        QueryForm form = QueryForm.of(request.query(), request.variables(), request.operationName());
        String identity = form.identity();
        if (!byIdentity.containsKey(identity)) {
            identity = all.stream()
                    .filter(recorded -> recorded.form().matches(form))
                    .map(recorded -> recorded.form().identity())
                    .findFirst()
                    .orElse(null);
        }
        if (identity == null) {
            return RequestBody.error(200, NearestRequest.message(file, all, form));
        }
        return next(identity).reply(form);
    }

    private synchronized RecordedRequest next(String identity) {
        List<RecordedRequest> recorded = byIdentity.get(identity);
        int turn = turns.merge(identity, 1, Integer::sum);
        return recorded.get(Math.min(turn, recorded.size()) - 1);
    }
}
