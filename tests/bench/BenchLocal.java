package daggerkit;

import daggerkit.console.Text;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;

/** The start of the script local: from its JVM's start to what its command first is answered. */
final class BenchLocal {
    /** The command tells where the session is; the bench asks in its place, with a client that is warm. */
    private static final List<String> TELL =
            List.of("sh", "-c", "echo $DAGGER_SESSION_PORT $DAGGER_SESSION_TOKEN; read line");

    private static final int LETTERS = 100_000;
    private static final int ANSWERS = 50;

    private final BenchPlace place;
    private final BenchReport report;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    BenchLocal(BenchPlace place, BenchReport report) {
        this.place = place;
        this.report = report;
    }

    /** Measures it beside a JVM that only says hello. */
    void run(int rounds) throws Exception {
        BenchPlace.millis(place.jbang(BenchPlace.root(), "local", "true"), "");
        BenchPlace.millis(place.jbang(place.path("hello"), "hello.java"), "hello\n");
        List<String> hello = place.javaCommand(place.path("hello/hello.java"));
        List<String> local = new ArrayList<>(place.javaCommand(BenchPlace.root().resolve("scripts/local.java")));
        local.addAll(TELL);
        BenchRounds measured = new BenchRounds("jbang local")
                .add("bare", () -> BenchPlace.millis(place.command(hello), "hello\n"))
                .add("version", () -> firstAnswer(local, "{\"query\":\"{version}\"}"))
                .add("uname", () -> firstAnswer(local, place.request()))
                .run(rounds);
        report.head("The stand-in's first answer, without JBang");
        report.atMost(40, "local, to a command's output / a bare JVM hello", measured, "uname", "bare");
        report.info("  to an answer without a command", measured, "version", "bare");
    }

    /** Measures answers one after the other on a connection that is kept: none waits for an acknowledgement. */
    void kept(int rounds) throws Exception {
        BenchPlace.millis(place.jbang(BenchPlace.root(), "local", "true"), "");
        List<String> local = new ArrayList<>(place.javaCommand(BenchPlace.root().resolve("scripts/local.java")));
        local.addAll(TELL);
        String text = "x".repeat(LETTERS);
        String body = "{\"query\":\"{directory{withNewFile(path:\\\"f\\\",contents:\\\"" + text
                + "\\\"){file(path:\\\"f\\\"){contents}}}}\"}";
        Process process = place.command(local).start();
        try {
            HttpRequest request = request(process, body);
            BenchRounds measured = new BenchRounds("answers of local")
                    .add("one", () -> answers(request, () -> client))
                    .add(
                            "each",
                            () -> answers(request, () -> HttpClient.newBuilder()
                                    .version(HttpClient.Version.HTTP_1_1)
                                    .build()))
                    .run(rounds);
            report.head("Answers of 100 kB one after the other");
            report.atMost(1, "on one connection / on one for each", measured, "one", "each");
        } finally {
            process.getOutputStream().close();
            process.waitFor();
        }
    }

    private static double answers(HttpRequest request, Supplier<HttpClient> clients) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < ANSWERS; i++) {
            String answer = clients.get().send(request, BodyHandlers.ofString()).body();
            if (answer.length() < LETTERS) {
                throw new BenchPlace.ChildException("local answered " + Text.oneLine(answer));
            }
        }
        return (System.nanoTime() - start) / 1e6;
    }

    /** A request to the session that the process tells. */
    private static HttpRequest request(Process process, String body) throws IOException {
        process.getErrorStream().close();
        String[] session = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                .readLine()
                .split(" ");
        ConnectParams params = new ConnectParams(Integer.parseInt(session[0]), session[1]);
        String token = Base64.getEncoder().encodeToString((params.token() + ":").getBytes(StandardCharsets.US_ASCII));
        return HttpRequest.newBuilder(params.endpoint())
                .header("Authorization", "Basic " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private double firstAnswer(List<String> command, String body) throws Exception {
        long start = System.nanoTime();
        Process process = place.command(command).start();
        try {
            String answer =
                    client.send(request(process, body), BodyHandlers.ofString()).body();
            double millis = (System.nanoTime() - start) / 1e6;
            if (!answer.startsWith("{\"data\":{")) {
                throw new BenchPlace.ChildException("local answered " + Text.oneLine(answer));
            }
            return millis;
        } finally {
            process.getOutputStream().close();
            process.waitFor();
        }
    }
}
