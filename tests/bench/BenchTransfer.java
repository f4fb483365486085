package daggerkit;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** An open session at work: a large answer, and many requests at once. */
final class BenchTransfer {
    private static final int LARGE = 30_000_000;
    private static final int WAIT_MILLIS = 100;
    private static final int PARALLEL = 64;
    private static final int IN_A_ROW = 16;

    private final BenchPlace place;
    private final BenchReport report;

    BenchTransfer(BenchPlace place, BenchReport report) {
        this.place = place;
        this.report = report;
    }

    /** A string of 30 MB in the library against curl and a JVM that reads what curl wrote, both with a small heap. */
    void large(int rounds) throws Exception {
        Path curl = curl();
        if (curl == null) {
            report.line("\nA string of 30 MB: not measured, because there is no curl on PATH.");
            return;
        }
        BenchPlace.millis(place.jbang(BenchPlace.root(), "uname"), place.answer());
        List<String> flags = BenchJvm.flags(place.javaCommand(BenchPlace.root().resolve("scripts/uname.java")));
        flags.add(1, "-Xmx160m");
        String line = "a line of the output of a command, as long as such lines are in most cases    \n";
        String text = line.repeat(LARGE / line.length());
        byte[] json = BenchPlace.JSON.writeValueAsBytes(BenchPlace.JSON
                .createObjectNode()
                .set("data", BenchPlace.JSON.createObjectNode().put("text", text)));
        String expected = text.length() + System.lineSeparator();
        Path file = place.path("answer.json");
        try (BenchStub stub = new BenchStub(json, 0, path -> null)) {
            List<String> fetch = List.of(
                    curl.toString(),
                    "-s",
                    "--noproxy",
                    "*",
                    "--data-binary",
                    "{\"query\":\"{text}\"}",
                    "-o",
                    file.toString(),
                    stub.address() + "/query");
            BenchRounds measured = new BenchRounds("30 MB")
                    .add(
                            "library",
                            () -> BenchPlace.millis(
                                    place.command(with(flags, "library")).session(stub.params()), expected))
                    .add(
                            "curl and JVM",
                            () -> BenchPlace.millis(place.command(fetch), "")
                                    + BenchPlace.millis(place.command(with(flags, "file", file.toString())), expected));
            measured.run(rounds);
            report.head("A string of 30 MB with -Xmx160m");
            report.atMost(1.3, "library / (curl to a file + JVM reads it)", measured, "library", "curl and JVM");
        }
    }

    private static List<String> with(List<String> flags, String... client) {
        List<String> command = new ArrayList<>(flags);
        command.add(BenchClient.class.getName());
        command.addAll(List.of(client));
        return command;
    }

    private static Path curl() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            for (String name : List.of("curl", "curl.exe")) {
                Path file = Path.of(folder, name);
                if (Files.isExecutable(file)) {
                    return file;
                }
            }
        }
        return null;
    }

    /** How many requests a second one session makes: 64 at once against one after the other. */
    void parallel(int rounds) throws Exception {
        byte[] json = "{\"data\":{\"version\":\"v1.0.0-beta.10\"}}".getBytes(StandardCharsets.UTF_8);
        ExecutorService threads = Executors.newFixedThreadPool(PARALLEL);
        try (BenchStub stub = new BenchStub(json, WAIT_MILLIS, path -> null);
                Api.Client dag = Dagger.connect(stub.params())) {
            BenchRounds measured = new BenchRounds("64 requests")
                    .add(
                            "one after the other",
                            () -> each(IN_A_ROW, () -> {
                                for (int i = 0; i < IN_A_ROW; i++) {
                                    dag.query("{version}");
                                }
                            }))
                    .add(
                            "at once",
                            () -> each(PARALLEL, () -> {
                                List<Future<?>> all = new ArrayList<>();
                                for (int i = 0; i < PARALLEL; i++) {
                                    all.add(threads.submit(() -> dag.query("{version}")));
                                }
                                for (Future<?> one : all) {
                                    one.get();
                                }
                            }));
            measured.run(rounds);
            report.head("64 requests at once, each 100 ms");
            report.atLeast(
                    30, "one after the other / at once, per request", measured, "one after the other", "at once");
        } finally {
            threads.shutdownNow();
        }
    }

    /** Milliseconds for each of so many requests. */
    private static double each(int count, Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6 / count;
    }

    private interface Work {
        void run() throws Exception;
    }
}
