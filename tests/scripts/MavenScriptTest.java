package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import daggerkit.explain.ExplainedRequest;
import daggerkit.schema.EngineVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code maven}, with projects whose wrapper is a few lines of shell: no Maven, no network. */
class MavenScriptTest {
    private static final String REPOSITORY = "repository=~/.m2/repository";

    /** One of the builds that share a cache is the first. */
    private static final String ONE_FAILS = "mkdir $repository/taken 2>/dev/null || { echo fine; exit 0; }";

    @TempDir
    Path temp;

    private ScriptFolder project;

    @BeforeEach
    void project() {
        project = new ScriptFolder(temp, "maven").file("pom.xml", "<project/>");
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
    Stream<DynamicTest> a_matrix_is_one_request_after_that_for_the_ids_on_every_engine() {
        project.file("settings.xml", "<settings>a-very-secret-password</settings>");
        return Stream.of(EngineVersion.values())
                .map(engine -> dynamicTest("" + engine, () -> {
                    List<ExplainedRequest> requests = project.explained(
                            engine,
                            "--jdk",
                            "17,21,25",
                            "--settings",
                            "settings.xml",
                            "--env",
                            "TOKEN",
                            "--export",
                            "out");
                    // Two for the user and the home of the images, one for the IDs.
                    assertEquals(4, requests.size());
                    String build = requests.get(3).text();
                    for (String jdk : List.of("17", "21", "25")) {
                        assertTrue(build.contains("from(address: \"maven:3-eclipse-temurin-" + jdk + "\")"), build);
                        assertTrue(build.contains("export(path: \"" + temp.resolve("out/jdk-" + jdk) + "\")"), build);
                    }
                    assertEquals(3, build.split("exitCode", -1).length - 1, build);
                    assertFalse(requests.stream()
                            .anyMatch(request -> request.query().contains("very-secret")));
                    assertTrue(build.contains(" sh mvn -B -D"), build);
                    assertTrue(build.contains("withEnvVariable(name: \"DAGGERKIT_RUN\", value: \"once\")"), build);
                    assertTrue(requests.get(2).text().contains("\"" + temp + "\""), "the folder's path is absolute");
                }));
    }

    @Test
    void one_build_prints_its_output_and_ends_with_its_exit_code() throws IOException {
        project.file("mvnw", "echo to-out $0 $*", "echo to-err >&2", "touch left-behind", "exit 3");
        try (LocalSession session = session();
                TraceReceiver receiver = new TraceReceiver()) {
            Run.Result result =
                    receiver.on(project.run().session(session.params)).run();
            assertEquals(3, result.code(), result.err());
            assertEquals(
                    3,
                    receiver.tree().split(" ! 21: exit code 3\n|eclipse-temurin-21\n", -1).length - 1,
                    receiver.tree());
            assertTrue(result.out().matches("(?s).*to-out ./mvnw -B .* verify\n.*"), result.out());
            assertTrue(result.out().contains("to-err\n"), result.out());
            assertEquals(
                    "maven: verify in maven:3-eclipse-temurin-21.\nmaven: the build failed with exit code 3.\n",
                    result.err());
            assertEquals(List.of("mvnw", "pom.xml"), project.files());
        }
    }

    @TestFactory
    Stream<DynamicTest> one_that_fails_fails_no_other_and_all_are_told() {
        return Stream.of(List.of("exit 3", "3"), List.of("kill -KILL $$", "137"), List.of("exit 255", "255"))
                .map(ends -> dynamicTest(ends.get(0), () -> matrix(ends.get(0), Integer.parseInt(ends.get(1)))));
    }

    private void matrix(String end, int code) throws IOException {
        project.file(
                "mvnw",
                REPOSITORY,
                "mkdir -p a/target/surefire-reports target/failsafe-reports target/other",
                "echo x > a/target/surefire-reports/TEST-a.xml",
                "echo x > target/failsafe-reports/TEST-b.xml",
                "echo x > target/other/no.xml",
                ONE_FAILS,
                "echo went wrong",
                end);
        try (LocalSession session = session()) {
            Run.Result result = project.local(session, "--jdk", "17,21,25,17", "--export", "out", "verify");
            assertEquals(code, result.code(), result.err());
            assertTrue(
                    result.out().matches("JDK     exit code\n17      \\d+\n21      \\d+\n25      \\d+\n"),
                    result.out());
            assertEquals(2, result.out().split(" 0\n", -1).length - 1, result.out());
            String jdk = Stream.of("17", "21", "25")
                    .filter(one -> result.out().contains(one + "      " + code + "\n"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(result.out()));
            assertTrue(result.err().contains("maven: JDK " + jdk + ", exit code " + code + ":\n"), result.err());
            assertEquals(2, result.err().split("went wrong", -1).length, result.err());
            assertFalse(result.err().contains("fine"), result.err());
            assertEquals(
                    List.of("mvnw", "out/jdk-17", "out/jdk-21", "out/jdk-25", "pom.xml"),
                    project.files().stream()
                            .map(file -> file.replaceFirst(
                                    "/(a/target/surefire-reports/TEST-a|target/failsafe-reports/TEST-b)\\.xml$", ""))
                            .distinct()
                            .toList());
            assertEquals(8, project.files().size(), "both reports of each: " + project.files());
            assertTrue(
                    result.err().contains("\"out/jdk-17\" has the test reports of the build; XML files: 2."),
                    result.err());
        }
    }

    @Test
    void settings_and_variables_are_there_and_shown_nowhere_and_leave_nothing_in_the_cache() {
        project.file("settings.xml", "<settings>a-very-secret-password</settings>")
                .file(
                        "mvnw",
                        "ls ~/.m2/*",
                        "cat ~/.m2/settings.xml | tr 'a-z' 'A-Z'",
                        "echo $TOKEN; echo $TOKEN | tr a-z A-Z",
                        "touch ~/.m2/repository/kept ~/.m2/wrapper/kept");
        try (LocalSession session = session()) {
            Run.Result with = project.run("--env", "TOKEN", "--settings", "settings.xml", "--verbose")
                    .env("TOKEN", "a-very-secret-token")
                    .session(session.server.params())
                    .run();
            assertEquals(0, with.code(), with.err());
            assertTrue(with.out().contains("A-VERY-SECRET-PASSWORD"), with.out());
            assertTrue(with.out().contains("***\nA-VERY-SECRET-TOKEN\n"), with.out());
            assertFalse((with.out() + with.err()).contains("very-secret"), with.toString());
            Run.Result without = project.local(session);
            assertTrue(without.out().contains("kept"), without.out());
            assertFalse(without.out().contains("\nsettings.xml\n"), without.out());
        }
    }

    @Test
    void what_is_loaded_is_what_belongs_to_the_project() {
        project.file(".gitignore", "local.properties")
                .file("local.properties")
                .file(".git/HEAD")
                .file("target/old")
                .file("a/target/old")
                .file("a/src/main/java/target/A.java")
                .file("mvnw", "find . -type f | sort | tr '\\n' ' '; echo $*");
        try (LocalSession session = session()) {
            Run.Result plain = project.local(session, "clean", "verify", "--git");
            assertTrue(
                    plain.out()
                            .matches("\\./\\.gitignore \\./a/src/main/java/target/A\\.java \\./mvnw \\./pom\\.xml"
                                    + " -B .* clean verify --git\n"),
                    plain.out());
            Run.Result all = project.local(session, "--git", "--no-gitignore", "--", "-DskipTests", "package");
            assertTrue(
                    all.out().matches("\\./\\.git/HEAD .* \\./local\\.properties .* -DskipTests package\n"), all.out());
            assertFalse(all.out().contains("old"), all.out());
        }
    }

    @Test
    void every_run_runs_unless_cached_is_wanted() {
        project.file("mvnw", REPOSITORY, "echo x >> $repository/runs; wc -l < $repository/runs; exit 4");
        try (LocalSession session = session()) {
            assertNotEquals(project.local(session).out(), project.local(session).out());
            Run.Result first = project.local(session, "--cached");
            assertEquals(first, project.local(session, "--cached"));
            assertEquals(4, first.code());
        }
    }

    @Test
    void without_a_wrapper_or_if_it_is_not_wanted_the_program_of_the_image_runs() {
        String own = project.explained(EngineVersion.newest(), "--image", "corp/maven:3", "compile")
                .get(3)
                .text();
        assertTrue(own.contains(" sh mvn -B ") && own.contains("\"corp/maven:3\""), own);
        project.file("mvnw");
        String wrapped = project.explained(EngineVersion.newest(), "--home", "/home/x")
                .get(3)
                .text();
        assertTrue(wrapped.contains(" sh sh ./mvnw -B ") && wrapped.contains("\"/home/x/.m2/wrapper\""), wrapped);
        assertTrue(wrapped.contains("withoutEnvVariable(name: \"MAVEN_CONFIG\")"), wrapped);
        String refused =
                project.explained(EngineVersion.newest(), "--no-wrapper").get(3).text();
        assertTrue(refused.contains(" sh mvn -B "), refused);
    }

    @Test
    void what_does_not_fit_is_told_before_anything_runs(@TempDir Path empty) {
        project.refuses("\"x\" as a JDK", "--jdk", "17,x");
        project.refuses("\"corp/maven\" with --jdk", "--image", "corp/maven", "--jdk", "17");
        project.refuses("the settings from \"nope.xml\": there is no such file", "--settings", "nope.xml");
        project.refuses("\"NOT_SET_AT_ALL\"", "--env", "NOT_SET_AT_ALL");
        project.refuses("the home \"home\"", "--home", "home");
        project.refuses("'--jkd'", "--jkd", "17");
        new ScriptFolder(empty, "maven").refuses("expected a folder with pom.xml", "verify");
    }
}
