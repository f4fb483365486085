package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The script {@code local} as a process whose command tells the session and waits until its input is closed. */
final class LocalProcess implements AutoCloseable {
    /** The command, for {@code sh -c}. */
    static final String TELL = "echo $DAGGER_SESSION_PORT $DAGGER_SESSION_TOKEN $PPID $$; read line";

    final Process process;
    final boolean isolated;
    final long pid;
    final long child;
    private final ConnectParams params;

    LocalProcess(Run run) throws IOException {
        process = run.start();
        BufferedReader err = reader(process.getErrorStream());
        String said = err.readLine();
        while (said != null && !said.startsWith("local: ")) {
            said = err.readLine();
        }
        isolated = ("" + said).contains("in a private root");
        String[] words = reader(process.getInputStream()).readLine().split(" ");
        params = new ConnectParams(Integer.parseInt(words[0]), words[1]);
        pid = Long.parseLong(words[2]);
        child = Long.parseLong(words[3]);
    }

    /** The script without JBang's own start, which has tests of its own. */
    static Run script(List<String> options, String... args) {
        return Run.jvm("scripts/local.java", options, args);
    }

    static Run script(String... args) {
        return script(List.of(), args);
    }

    JsonNode ask(String query) throws IOException {
        String body = LocalSession.JSON.createObjectNode().put("query", query).toString();
        try (InputStream answer = stream(body)) {
            return LocalSession.json(answer.readAllBytes());
        }
    }

    InputStream stream(String body) throws IOException {
        try {
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            return client.send(LocalSession.post(params, body), BodyHandlers.ofInputStream())
                    .body();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Whether a process of this host has a word in its command line. */
    static boolean isRunning(String marker) {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> process.info().commandLine().orElse("").contains(marker));
    }

    private static BufferedReader reader(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        Limits.end(process);
    }
}
