//SOURCES ../lib/server/Servers.java
//SOURCES ExplainSession.java
//SOURCES LocalSession.java
//SOURCES ScriptFolder.java
package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import daggerkit.server.EngineVersion;
import daggerkit.server.ExplainedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code scan}, with a few lines of shell for Trivy, which the scanned folder has. */
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

    /** Puts the folder before all others on the PATH of the container, since the host has no Trivy. */
    private Run.Result scan(LocalSession session, String trivy, String... args) throws IOException {
        folder.file("trivy", "#!/bin/sh", trivy);
        Files.setPosixFilePermissions(temp.resolve("trivy"), PosixFilePermissions.fromString("rwxr-xr-x"));
        String[] all =
                Stream.concat(Stream.of("--env", "PATH"), Stream.of(args)).toArray(String[]::new);
        return folder.run(all)
                .env("PATH", "/src:/usr/bin:/bin")
                .session(session.server.params())
                .run();
    }

    private static LocalSession session() {
        LocalSession session = LocalSession.start();
        if (!session.isolated()) {
            session.close();
        }
        assumeTrue(session.isolated(), "no private root on this host");
        return session;
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
                    assertEquals(2, requests.size());
                    assertTrue(requests.get(0).text().contains("from(address: \"corp.example.com/app:1@2\")"));
                    String text = requests.get(1).text();
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
    void the_report_is_the_output_and_the_log_is_not() throws IOException {
        try (LocalSession session = session()) {
            String trivy = "echo \"$*: $(find . -type f | sort | tr '\\n' ' ')\"; echo log >&2";
            Run.Result result = scan(session, trivy);
            assertEquals(
                    new Run.Result(0, "filesystem --no-progress --format table .: ./.gitignore ./trivy \n", ""),
                    result);
            assertEquals("log\n", scan(session, trivy, "--verbose").err());
        }
    }

    @Test
    void findings_have_the_exit_code_that_is_wanted_and_a_failure_of_trivy_is_another_thing() throws IOException {
        String found = "echo found; case \"$*\" in *'--exit-code 99'*) exit 99;; esac";
        try (LocalSession session = session()) {
            assertEquals(new Run.Result(0, "found\n", ""), scan(session, found));
            assertEquals(new Run.Result(4, "found\n", ""), scan(session, found, "--exit-code", "4"));
        }
        try (LocalSession session = session()) {
            Run.Result failed = scan(session, "echo partial; echo no database >&2; exit 1", "--exit-code", "4");
            assertEquals(new Run.Result(1, "", "no database\nTrivy failed with exit code 1.\n"), failed);
        }
    }

    @Test
    void output_gets_the_report_as_it_is() throws IOException {
        folder.file("sub/x");
        try (LocalSession session = session()) {
            Run.Result result = scan(session, "printf '{\"a\": \"\\303\\251\"}'", "--format=sarif", "--output=r.sarif");
            assertEquals(new Run.Result(0, "", ""), result);
            assertEquals("{\"a\": \"\u00e9\"}", folder.read("r.sarif"));
        }
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
