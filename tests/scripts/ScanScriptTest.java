package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import daggerkit.explain.ExplainedRequest;
import daggerkit.record.RecordServer;
import daggerkit.record.ReplayServer;
import daggerkit.schema.EngineVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code scan}; Trivy itself runs nowhere here, what it gives is told by a recording. */
class ScanScriptTest {
    @TempDir
    Path temp;

    private ScriptFolder folder;

    @BeforeEach
    void folder() {
        folder = new ScriptFolder(temp, "scan")
                .file(".gitignore", "*.log")
                .file("my.log")
                .file(".git/HEAD");
    }

    /** Scans with the answers of a recording: what explain records, but for what Trivy is to give. */
    private Run.Result scan(int code, String report, String log, String... args) throws IOException {
        Path recording = temp.resolveSibling(temp.getFileName() + ".jsonl");
        try {
            try (ExplainSession engine = new ExplainSession();
                    RecordServer record = RecordServer.start(recording, o -> o.session(engine.server.params()))) {
                scan(record.params(), args);
            }
            String recorded = Files.readString(recording);
            assertTrue(recorded.contains("\"exitCode\":0") && recorded.contains("Container.stderr"), recorded);
            Files.writeString(
                    recording,
                    recorded.replace("\"exitCode\":0", "\"exitCode\":" + code)
                            .replace("Container.stdout", report)
                            .replace("Container.stderr", log));
            try (ReplayServer replay = ReplayServer.start(recording)) {
                return scan(replay.params(), args);
            }
        } finally {
            Files.deleteIfExists(recording);
        }
    }

    private Run.Result scan(ConnectParams session, String... args) {
        return folder.run(args).session(session).env("DAGGERKIT_RUN", "once").run();
    }

    @TestFactory
    Stream<DynamicTest> an_image_is_pulled_by_the_engine_and_scanned_as_a_file() {
        return Stream.of(EngineVersion.values())
                .map(engine -> dynamicTest("" + engine, () -> {
                    List<ExplainedRequest> requests = folder.explained(
                            engine,
                            "--severity",
                            "HIGH,CRITICAL",
                            "--scanners=vuln",
                            "--ignore-unfixed",
                            "--exit-code=3",
                            "--format=json",
                            "--env=TOKEN",
                            "corp.example.com/app:1@2");
                    assertEquals(3, requests.size());
                    assertTrue(requests.get(1).text().contains("from(address: \"corp.example.com/app:1@2\")"));
                    String text = requests.get(2).text();
                    assertTrue(text.contains("from(address: \"aquasec/trivy:latest\")"), text);
                    assertTrue(
                            text.contains(
                                    "$ trivy image --no-progress --format json --severity HIGH,CRITICAL --scanners"
                                            + " vuln --ignore-unfixed --exit-code 99 --input"
                                            + " /image/corp.example.com_app_1_2.tar\n"),
                            text);
                    assertTrue(text.contains("sharing: LOCKED"), text);
                }));
    }

    @Test
    void this_folder_is_scanned_unless_said_otherwise() {
        List<ExplainedRequest> requests = folder.explained(EngineVersion.newest());
        String loaded = "directory(path: \"" + temp + "\", exclude: [\".git\", \"my.log\"])";
        assertTrue(requests.get(1).text().contains(loaded), requests.get(1).text());
        String text = requests.get(2).text();
        assertTrue(text.contains("$ trivy filesystem --no-progress --format table .\n"), text);
        folder.file("sub/x");
        String sub = folder.explained(EngineVersion.newest(), "./sub").get(1).text();
        assertTrue(sub.contains("path: \"" + temp.resolve("sub") + "\""), sub);
    }

    @Test
    void the_report_is_the_output_and_the_log_is_not() throws IOException {
        assertEquals(new Run.Result(0, "report\n", ""), scan(0, "report\\n", "log"));
        Run.Result verbose = scan(0, "report\\n", "log", "--verbose");
        assertEquals("report\n", verbose.out());
        assertTrue(verbose.err().contains("log\n"), verbose.err());
    }

    @Test
    void findings_have_the_exit_code_that_is_wanted_and_a_failure_of_trivy_is_another_thing() throws IOException {
        assertEquals(new Run.Result(4, "found\n", ""), scan(99, "found\\n", "log", "--exit-code", "4"));
        assertEquals(
                new Run.Result(1, "", "no database\nTrivy failed with exit code 1.\n"),
                scan(1, "partial", "no database", "--exit-code", "4"));
    }

    @Test
    void output_gets_the_report_as_it_is() throws IOException {
        String report = "{'a': '\u00e9'}";
        Run.Result result = scan(0, report, "log", "--format=sarif", "--output=r.sarif");
        assertEquals(new Run.Result(0, "", ""), result);
        assertEquals(report, folder.read("r.sarif"));
    }

    @Test
    void what_does_not_fit_is_told_before_anything_runs() {
        folder.refuses("\"./nope\"", "./nope");
        folder.refuses("\"256\"", "--exit-code", "256");
        folder.refuses("\"no/r.json\"", "--output", "no/r.json");
        folder.refuses("'--severity'", "--severity", "high");
        folder.refuses("'--format'", "--format", "xml");
        folder.refuses("\"NOT_SET_AT_ALL\"", "--env", "NOT_SET_AT_ALL");
    }
}
