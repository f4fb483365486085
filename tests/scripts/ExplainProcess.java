package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** The script {@code explain} as a process, whose command tells the session and waits until its input is closed. */
final class ExplainProcess implements AutoCloseable {
    final Process process;
    final ConnectParams params;
    private final CompletableFuture<String> err;

    /** With options of the script, and the exit code that its command is to have. */
    ExplainProcess(int code, String... options) throws IOException {
        List<String> args = new ArrayList<>(List.of(options));
        args.addAll(List.of(
                "sh", "-c", "echo $DAGGER_SESSION_PORT $DAGGER_SESSION_TOKEN; read line; echo bye; exit " + code));
        process = script(args.toArray(new String[0])).start();
        err = CompletableFuture.supplyAsync(() -> {
            try {
                return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
        String[] words = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                .readLine()
                .split(" ");
        params = new ConnectParams(Integer.parseInt(words[0]), words[1]);
    }

    /** The script without JBang's own start, which has tests of its own. */
    static Run script(String... args) {
        return Run.jvm("scripts/explain.java", args);
    }

    JsonNode ask(String query) throws IOException {
        String body = LocalSession.JSON.createObjectNode().put("query", query).toString();
        try {
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            return LocalSession.json(client.send(LocalSession.post(params, body), BodyHandlers.ofByteArray())
                    .body());
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Lets the command end: the exit code and what was written, but for the line that told the session. */
    Run.Result end() throws IOException {
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run.Result(Limits.end(process), out, err());
    }

    /** Standard error to its end. */
    String err() {
        try {
            return Limits.value(err);
        } catch (ExecutionException failure) {
            throw new AssertionError(failure.getCause());
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
