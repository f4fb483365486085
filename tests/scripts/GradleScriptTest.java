package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import daggerkit.explain.ExplainedRequest;
import daggerkit.schema.EngineVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code gradle}: what it does not have in common with {@code maven}. */
class GradleScriptTest {
    @TestFactory
    Stream<DynamicTest> a_matrix_is_one_request_after_that_for_the_ids_on_every_engine(@TempDir Path temp) {
        ScriptFolder project = new ScriptFolder(temp, "gradle").file("settings.gradle.kts");
        return Stream.of(EngineVersion.values())
                .map(engine -> dynamicTest("" + engine, () -> {
                    List<ExplainedRequest> requests =
                            project.explained(engine, "--jdk", "17,21,25", "--export", "out", "check");
                    // Two for the user and the home of the images, one for the IDs.
                    assertEquals(4, requests.size());
                    String ids = requests.get(2).text();
                    String build = requests.get(3).text();
                    for (String jdk : List.of("17", "21", "25")) {
                        assertTrue(ids.contains("cacheVolume(key: \"daggerkit-gradle-" + jdk + " of "), ids);
                        assertTrue(build.contains("from(address: \"gradle:jdk" + jdk + "\")"), build);
                    }
                    assertEquals(3, build.split("sharing: LOCKED", -1).length - 1, build);
                    assertTrue(build.contains(" sh gradle --no-daemon --console=plain check\n"), build);
                }));
    }

    @Test
    void the_wrapper_builds_with_a_home_that_is_kept_and_reports_are_written_though_tests_fail(@TempDir Path temp)
            throws IOException {
        ScriptFolder project = new ScriptFolder(temp, "gradle")
                .file("build.gradle")
                .file("a/build/old.xml")
                .file(".gradle/old")
                .file("a/src/main/java/build/A.java")
                .file(
                        "gradlew",
                        "find . -type f | sort | tr '\\n' ' '; echo $*",
                        "echo x >> $GRADLE_USER_HOME/runs; wc -l < $GRADLE_USER_HOME/runs",
                        "mkdir -p a/build/reports/tests a/build/test-results/test",
                        "echo x > a/build/reports/tests/index.html",
                        "echo x > a/build/test-results/test/TEST-a.xml",
                        "echo x > a/build/a.jar",
                        "exit 1");
        try (LocalSession session = LocalSession.start()) {
            assumeTrue(session.isolated(), "no private root on this host");
            Run.Result result = project.local(session, "--export", "out");
            assertEquals(1, result.code(), result.err());
            String loaded = "./a/src/main/java/build/A.java ./build.gradle ./gradlew --no-daemon --console=plain build";
            assertEquals(loaded + "\n1\n", result.out());
            assertEquals(
                    List.of("out/a/build/reports/tests/index.html", "out/a/build/test-results/test/TEST-a.xml"),
                    project.files().stream()
                            .filter(file -> file.startsWith("out/"))
                            .toList());
            assertEquals("""
                gradle: build in gradle:jdk21.
                gradle: "out" has the test reports of the build; XML files: 1.
                gradle: the build failed with exit code 1.
                """, result.err());
            assertTrue(project.local(session, "test", "--continue").out().endsWith(" test --continue\n2\n"));
        }
    }

    @Test
    void a_folder_without_a_project_is_refused_unless_the_project_is_elsewhere(@TempDir Path temp) {
        ScriptFolder empty = new ScriptFolder(temp, "gradle");
        empty.refuses("build.gradle or build.gradle.kts or settings.gradle or settings.gradle.kts");
        String build = empty.explained(EngineVersion.newest(), "--", "-p", "sub", "build")
                .get(3)
                .text();
        assertTrue(build.contains("--console=plain -p sub build\n"), build);
        assertFalse(build.contains("export"), build);
    }
}
