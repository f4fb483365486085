package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import daggerkit.explain.ExplainedRequest;
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

/** The scripts {@code image} and {@code mirror}: what they ask of each engine, and what they print. */
class ImageScriptTest {
    private static final String PASSWORD = "the-pass-word";
    private static final String PLAINTEXT = "the-plain-text";

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("Dockerfile"), "FROM alpine\n");
    }

    private Run script(String name, ConnectParams params, String... args) {
        return Run.jvm("scripts/" + name + ".java", args)
                .session(params)
                .in(folder)
                .env("PASSWORD", PASSWORD)
                .env("TOKEN", PLAINTEXT);
    }

    /** All requests are valid, and the secrets are where they belong. */
    private static List<ExplainedRequest> requests(ExplainSession session) {
        List<ExplainedRequest> requests = session.server.requests();
        for (ExplainedRequest request : requests) {
            assertTrue(request.isValid(), request.text());
            String sent = request.query() + request.variables();
            assertFalse(sent.contains(PASSWORD), sent);
            assertFalse(request.query().contains(PLAINTEXT), sent);
        }
        return requests;
    }

    @TestFactory
    Stream<DynamicTest> several_platforms_are_one_request_and_so_is_all_that_becomes_of_them() {
        return Stream.of(EngineVersion.values())
                .map(engine -> dynamicTest("" + engine, () -> {
                    try (ExplainSession session = new ExplainSession(engine)) {
                        Run.Result result = script(
                                        "image",
                                        session.server.params(),
                                        "--platform=linux/amd64,linux/arm64",
                                        "--target=app",
                                        "--build-arg=A=b=c",
                                        "--build-arg=VERSION",
                                        "--label=org.example=1",
                                        "--secret=id=npmrc,env=TOKEN",
                                        "--publish=ghcr.io/me/app:1",
                                        "--publish=ghcr.io/me/app:latest",
                                        "--publish=me/app",
                                        "--username=me",
                                        "--password-env=PASSWORD",
                                        "--load=app",
                                        "--tarball=app.tar")
                                .env("VERSION", "1.2")
                                .run();
                        assertEquals(0, result.code(), result.err());
                        assertTrue(result.out().endsWith("\napp\napp.tar\n"), result.out());
                        assertEquals("", result.err());
                        List<ExplainedRequest> requests = requests(session);
                        assertEquals(5, requests.size());
                        assertTrue(
                                requests.get(0).query().contains("secret(uri:\"env://PASSWORD\")"),
                                requests.get(0).text());
                        String login = requests.get(1).query();
                        assertTrue(
                                login.contains("address:\"ghcr.io\"") && login.contains("address:\"docker.io\""),
                                login);
                        assertTrue(
                                requests.get(2).query().contains("setSecret(name:\"npmrc\""),
                                requests.get(2).text());
                        String build = requests.get(3).query();
                        assertEquals(3, build.split("dockerBuild\\(", -1).length, build);
                        assertTrue(
                                build.contains("{name:\"A\",value:\"b=c\"},{name:\"VERSION\",value:\"1.2\"}"), build);
                        assertTrue(build.contains("target:\"app\""), build);
                        assertTrue(build.contains("withLabel(name:\"org.example\",value:\"1\")"), build);
                        String results = requests.get(4).query();
                        assertEquals(4, results.split("publish\\(", -1).length, results);
                        assertTrue(results.contains("export(path:\"" + folder.toRealPath() + "/app.tar\""), results);
                        assertTrue(results.contains("exportImage(name:\"app\""), results);
                        assertEquals(6, results.split("platformVariants:\\[\"", -1).length, results);
                    }
                }));
    }

    @Test
    void the_references_are_printed_one_a_line_after_one_request() throws IOException {
        try (EchoEngine engine = EchoEngine.newest()) {
            Run.Result result = script("image", engine.params(), "--publish=a/b:1", "--publish=a/b:2")
                    .run();
            String build = "host.directory(\"" + folder.toRealPath() + "\").dockerBuild.publish(\"a/b:";
            assertEquals(new Run.Result(0, build + "1\")\n" + build + "2\")\n", ""), result);
            assertEquals(1, engine.queries().size(), "" + engine.queries());
        }
    }

    @Test
    void a_secret_is_what_the_variable_or_the_file_has() throws IOException {
        Files.writeString(folder.resolve("npmrc"), "from a file\n");
        try (EchoEngine engine = EchoEngine.newest()) {
            String[] args = {"--secret=id=a,src=npmrc", "--secret=id=TOKEN", "--publish=x"};
            Run.Result result = script("image", engine.params(), args).run();
            assertEquals(0, result.code(), result.err());
            assertTrue(result.out().contains("setSecret(\\\"a\\\", $from a file"), result.out());
            assertTrue(result.out().contains("setSecret(\\\"TOKEN\\\", $" + PLAINTEXT), result.out());
            assertEquals(2, engine.queries().size(), "" + engine.queries());
        }
    }

    @Test
    void alone_it_builds_and_prints_the_platform_and_the_command() throws IOException {
        try (EchoEngine engine = EchoEngine.newest()) {
            Run.Result result = script("image", engine.params()).run();
            assertEquals(0, result.code(), result.err());
            assertEquals(1, result.out().lines().count(), result.out());
            assertTrue(
                    result.out().matches("(?s).*\\.platform \\[\".*entrypoint.*\",\".*defaultArgs.*\"\\]\n"),
                    result.out());
            assertEquals(1, engine.queries().size(), "" + engine.queries());
            assertTrue(engine.queries().get(0).contains("dockerBuild{sync "), "" + engine.queries());
        }
    }

    @Test
    void what_dockerignore_excludes_is_not_sent_but_for_the_two_files() throws IOException {
        Files.writeString(
                folder.resolve(".dockerignore"),
                "\ufeff# a comment\n\n/node_modules/\n  *.log \n!keep.log\n.\nDockerfile\n");
        Path other = Files.createDirectory(folder.resolve("docker"));
        Files.writeString(other.resolve("app"), "FROM alpine\n");
        try (EchoEngine engine = EchoEngine.newest()) {
            assertEquals(0, script("image", engine.params()).run().code());
            String first = engine.queries().get(0);
            assertTrue(
                    first.contains("exclude:[\"node_modules\",\"*.log\",\"!keep.log\",\"Dockerfile\",\"!Dockerfile\","
                            + "\"!.dockerignore\"]"),
                    first);
            Files.writeString(other.resolve("app.dockerignore"), "target\n");
            assertEquals(
                    0,
                    script("image", engine.params(), "--file=docker/app").run().code());
            String second = engine.queries().get(1);
            assertTrue(second.contains("exclude:[\"target\",\"!docker/app\",\"!docker/app.dockerignore\"]"), second);
            assertTrue(second.contains("dockerBuild(dockerfile:\"docker/app\")"), second);
        }
    }

    @TestFactory
    Stream<DynamicTest> what_is_wrong_is_one_sentence_before_anything_is_sent() {
        List<String> wrong = List.of(
                "image nowhere",
                "image --file=nothing",
                "image --file=/etc/hostname",
                "image --tarball=.",
                "image --label=x",
                "image --build-arg=NOT_THERE",
                "image --secret=id=a,env=NOT_THERE",
                "image --secret=id=a,src=nothing",
                "image --secret=id=a,nonsense=b",
                "image --secret=npmrc",
                "image --username=me",
                "image --username=me --password-env=PASSWORD",
                "image --publish=a --username=me --password-env=NOT_THERE",
                "mirror",
                "mirror alpine",
                "mirror alpine a --source-username=me",
                "mirror alpine a --target-password-env=PASSWORD");
        ConnectParams nobody = new ConnectParams(1, "nobody");
        return wrong.stream()
                .map(line -> dynamicTest(line, () -> {
                    String[] words = line.split(" ");
                    String[] args = List.of(words).subList(1, words.length).toArray(new String[0]);
                    Run.Result result = script(words[0], nobody, args).run();
                    assertEquals(64, result.code(), result.err());
                    assertEquals("", result.out());
                    assertTrue(
                            result.err().matches(words[0] + ": [^\n]+\\. See " + words[0] + " --help\\.\n"),
                            result.err());
                }));
    }

    @Test
    void a_folder_without_a_dockerfile_is_a_sentence() throws IOException {
        Files.delete(folder.resolve("Dockerfile"));
        assertEquals(
                new Run.Result(
                        64,
                        "",
                        "image: Cannot build \".\": there is no Dockerfile in it, and no other is named. See image"
                                + " --help.\n"),
                script("image", new ConnectParams(1, "nobody")).run());
    }

    @TestFactory
    Stream<DynamicTest> mirror_copies_all_platforms_asked_for_to_every_target() {
        return Stream.of(EngineVersion.values())
                .map(engine -> dynamicTest("" + engine, () -> {
                    try (ExplainSession session = new ExplainSession(engine)) {
                        Run.Result result = script(
                                        "mirror",
                                        session.server.params(),
                                        "--platform=linux/amd64,linux/arm64",
                                        "quay.io/a/b:1",
                                        "localhost:5000/b:1",
                                        "localhost:5000/b:2",
                                        "--source-username=me",
                                        "--source-password-env=PASSWORD",
                                        "--target-username=you",
                                        "--target-password-env=TOKEN")
                                .run();
                        assertEquals(0, result.code(), result.err());
                        assertEquals(2, result.out().lines().count(), result.out());
                        List<ExplainedRequest> requests = requests(session);
                        assertEquals(3, requests.size());
                        String sources = requests.get(1).query();
                        for (String platform : List.of("linux/amd64", "linux/arm64")) {
                            assertTrue(
                                    sources.contains("container(platform:\"" + platform
                                            + "\"){withRegistryAuth(address:\"quay.io\",username:\"me\""),
                                    sources);
                        }
                        String copies = requests.get(2).query();
                        assertTrue(
                                copies.contains("withRegistryAuth(address:\"localhost:5000\",username:\"you\""),
                                copies);
                        assertFalse(copies.contains("quay.io"), copies);
                        assertEquals(3, copies.split("platformVariants:\\[\"", -1).length, copies);
                    }
                }));
    }

    @Test
    void mirror_of_one_platform_is_one_request_and_prints_the_reference() throws IOException {
        try (EchoEngine engine = EchoEngine.newest()) {
            assertEquals(
                    new Run.Result(0, "container.from(\"alpine:3\").publish(\"me/alpine:3\")\n", ""),
                    script("mirror", engine.params(), "alpine:3", "me/alpine:3").run());
            assertEquals(1, engine.queries().size());
        }
        try (RecordingServer recorded = RecordingServer.of("v1.0.0-beta.10", "publish")) {
            Run.Result result = script("mirror", recorded.params(), "alpine:latest", "127.0.0.1:5000/rec/img:1")
                    .run();
            assertTrue(result.out().matches("127\\.0\\.0\\.1:5000/rec/img:1@sha256:[0-9a-f]{64}\n"), result.out());
        }
    }

    @Test
    void a_build_that_fails_ends_with_its_exit_code() throws IOException {
        try (RecordingServer engine = RecordingServer.of("v1.0.0-beta.10", "exec-error")) {
            Run.Result result = script("image", engine.params(), "--publish=a").run();
            assertEquals(7, result.code());
            assertEquals("", result.out());
        }
    }

    private Run.Result refused(String script, String message, String... args) throws IOException {
        try (ExplainSession session = new ExplainSession();
                BetweenEngine engine = BetweenEngine.before(session.server.params(), body -> body)
                        .failing("publish", message)) {
            return script(script, engine.params(), args).run();
        }
    }

    @TestFactory
    Stream<DynamicTest> a_registry_that_refuses_is_said_with_the_options_for_a_login() {
        return Stream.of(
                        "failed to push ghcr.io/me/a:1: unexpected status from POST request: 401 Unauthorized",
                        "failed to push ghcr.io/me/a:1: unexpected status from HEAD request: 403 Forbidden",
                        "failed to push ghcr.io/me/a:1: denied: requested access to the resource is denied",
                        "push access denied, repository does not exist or may require authorization",
                        "insufficient_scope: authorization failed")
                .map(message -> dynamicTest(message, () -> {
                    Run.Result plain = refused("image", message, "--publish", "ghcr.io/me/a:1");
                    assertEquals(
                            new Run.Result(
                                    1,
                                    "",
                                    message
                                            + "\n"
                                            + "If the registry (ghcr.io) wants a login: --username and --password-env,"
                                            + " or docker login on this host.\n"),
                            plain);
                    Run.Result copied = refused("mirror", message, "quay.io/a:1", "ghcr.io/me/a:1");
                    assertTrue(
                            copied.err()
                                    .contains("(ghcr.io) wants a login: --target-username and --target-password-env"),
                            copied.err());
                    assertEquals(
                            !message.contains("ghcr.io"), copied.err().contains("--source-username"), copied.err());
                }));
    }

    @Test
    void a_login_that_is_refused_is_named_and_another_failure_has_no_hint() throws IOException {
        String[] login = {"--publish", "me/a", "--username", "me", "--password-env", "PASSWORD"};
        Run.Result refused = refused("image", "push access denied", login);
        assertTrue(
                refused.err().contains("The registry (docker.io) refuses the login \"me\": expected one by --username"),
                refused.err());
        assertFalse(refused.err().contains(PASSWORD), refused.err());
        String other = "open /root/x: permission denied";
        assertEquals(new Run.Result(1, "", other + "\n"), refused("image", other, "--publish", "me/a"));
    }
}
