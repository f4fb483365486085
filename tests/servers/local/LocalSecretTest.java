package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets and cache volumes of the stand-in, asked for with our own client. */
class LocalSecretTest {
    private static final String VALUE = "v" + UUID.randomUUID();
    private static LocalSession session;
    private static Api.Client dag;

    @TempDir
    static Path workdir;

    @TempDir
    static Path temporary;

    @BeforeAll
    static void start() throws IOException {
        Files.writeString(workdir.resolve("secret"), VALUE + "\n");
        Path folder = Files.createDirectory(temporary.resolve("session"));
        session = LocalSession.start(o -> o.temporary(folder)
                .workdir(workdir)
                .environment(Map.of("A_SECRET", VALUE, "PATH", System.getenv("PATH"))));
        assumeTrue(session.isolated(), session.server.description());
        dag = session.connect();
    }

    @AfterAll
    static void stop() {
        if (dag != null) {
            dag.close();
        }
        session.close();
    }

    private static Api.Container container() {
        return dag.container().from("alpine");
    }

    @Test
    void a_secret_comes_from_the_environment_a_file_a_command_and_the_pipeline() {
        assertEquals(VALUE, dag.secret("env://A_SECRET").plaintext());
        assertEquals(VALUE + "\n", dag.secret("file://secret").plaintext());
        assertEquals(
                VALUE,
                dag.secret("file://" + workdir.resolve("secret")).plaintext().strip());
        assertEquals("from " + VALUE, dag.secret("cmd://echo from $A_SECRET").plaintext());
        assertEquals("given", dag.setSecret("s", "given").plaintext());
        assertEquals("s", dag.setSecret("s", "given").name());
        assertEquals("env://A_SECRET", dag.secret("env://A_SECRET").uri());
        for (String wrong : List.of("env://NONE", "file://none", "cmd://exit 3", "vault://x", "nothing")) {
            String message = assertThrows(
                            QueryException.class, () -> dag.secret(wrong).plaintext())
                    .getMessage();
            assertFalse(message.contains(VALUE), message);
        }
    }

    @Test
    void a_command_has_the_secret_and_its_output_has_not() {
        Api.Secret secret = dag.secret("env://A_SECRET");
        Api.Container ran = container()
                .withSecretVariable("S", secret)
                .withMountedSecret("/run/secrets/s", secret)
                .withExec(
                        "sh",
                        "-c",
                        "echo $S; cat /run/secrets/s >&2; printf %.8s $S > /part; printf %s $S > /whole;"
                                + " for c in $(echo $S | sed 's/./& /g'); do printf $c; sleep 0.01; done;"
                                + " stat -c ' %a' /run/secrets/s; ls -l /run/secrets | wc -l");
        assertEquals("***\n*** 400\n2\n", ran.stdout());
        assertEquals("***", ran.stderr());
        assertEquals(VALUE.substring(0, 8), ran.file("/part").contents());
        assertEquals(VALUE, ran.file("/whole").contents());
        assertThrows(QueryException.class, () -> ran.file("/run/secrets/s").contents());
        ExecException failed =
                assertThrows(ExecException.class, () -> ran.withExec("sh", "-c", "echo $S; echo $S >&2; exit 1")
                        .stdout());
        assertEquals("***", failed.stdout());
        assertEquals("***", failed.stderr());
        assertEquals(
                "gone\n",
                ran.withoutSecretVariable("S")
                        .withExec("sh", "-c", "echo ${S-gone}")
                        .stdout());
        assertEquals(
                List.of("PATH"),
                ran.envVariables().stream().map(Api.EnvVariable::name).toList());
    }

    @Test
    void a_command_is_looked_up_in_a_path_that_is_a_secret() {
        Api.Container secret = container()
                .withNewFile("/of-mine/greet", "#!/bin/sh\necho hello\n", o -> o.permissions(0755))
                .withSecretVariable("PATH", dag.setSecret("path", "/none:/of-mine"));
        assertEquals("hello\n", secret.withExec("greet").stdout());
        assertEquals(
                "exec: \"ls\": executable file not found in $PATH",
                assertThrows(ExecException.class, () -> secret.withExec("ls").stdout())
                        .stderr());
    }

    @Test
    void a_secret_is_hidden_as_a_whole_only_as_the_engine_does_it() {
        Api.Secret secret = dag.setSecret("lines", " first-line\nsecond-line \n");
        assertEquals(
                "first-line\nx***y\n\n[***]\n",
                container()
                        .withSecretVariable("S", secret)
                        .withExec(
                                "sh",
                                "-c",
                                "echo first-line; echo \"x${S}y\"; echo; printf '[first-line\\nsecond-line]\\n'")
                        .stdout());
        String encoded = container()
                .withSecretVariable("S", dag.setSecret("b", "hush-hush-9"))
                .withExec("sh", "-c", "printf %s \"$S\" | base64")
                .stdout();
        assertEquals("aHVzaC1odXNoLTk=\n", encoded);
    }

    @Test
    void no_process_of_the_host_shows_a_secret_and_nothing_of_it_stays_on_disk() throws IOException {
        String value = "p" + UUID.randomUUID();
        Path started = workdir.resolve("started");
        CompletableFuture<String> running = CompletableFuture.supplyAsync(() -> container()
                .withSecretVariable("S", dag.setSecret("p", value))
                .withMountedSecret("/s", dag.setSecret("p", value))
                .withExec(
                        "sh", "-c", "for i in 1 2 3 4 5 6 7 8; do /bin/true; sleep 0.1; done; echo ${#S} $(wc -c < /s)")
                .stdout());
        boolean seen = false;
        while (!running.isDone()) {
            seen |= ProcessHandle.allProcesses()
                    .anyMatch(process -> process.info().commandLine().orElse("").contains(value)
                            || process.info()
                                    .arguments()
                                    .map(args -> String.join(" ", args))
                                    .orElse("")
                                    .contains(value));
        }
        assertEquals(value.length() + " " + value.length() + "\n", running.join());
        assertFalse(seen, "a command line shows the secret");
        try (Stream<Path> files = Files.walk(temporary)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertFalse(text.contains(value), file + " has the secret");
            }
        }
        assertFalse(Files.exists(started));
    }

    @Test
    void an_id_tells_nothing_of_a_secret_and_an_error_does_not_either() {
        String id = dag.setSecret("n", VALUE).id();
        assertNotEquals(dag.setSecret("n", "other").id(), id);
        assertFalse(id.contains(VALUE));
    }

    @Test
    void a_cache_lasts_through_the_session_and_is_its_keys_own() {
        Api.CacheVolume cache = dag.cacheVolume("of-" + UUID.randomUUID());
        Api.Container cached = container().withMountedCache("/cache", cache);
        assertEquals(
                "1\n",
                cached.withExec("sh", "-c", "echo 1 >> /cache/f; cat /cache/f").stdout());
        assertEquals(
                "1\n2\n",
                cached.withExec("sh", "-c", "echo 2 >> /cache/f; cat /cache/f").stdout());
        Api.Container other = container().withMountedCache("/cache", dag.cacheVolume("of-" + UUID.randomUUID()));
        assertEquals("", other.withExec("ls", "/cache").stdout());
        assertThrows(QueryException.class, () -> cached.file("/cache/f").contents());
        Api.Container below = cached.withMountedSecret("/cache/settings", dag.setSecret("x", "hidden"));
        assertEquals(
                "6\n", below.withExec("sh", "-c", "wc -c < /cache/settings").stdout());
        Api.Directory source = dag.directory().withNewFile("seed", "s");
        Api.Container seeded = container().withMountedCache("/cache", cache, o -> o.source(source));
        assertEquals("s", seeded.withExec("cat", "/cache/seed").stdout());
    }

    @Test
    void a_locked_cache_is_one_commands_at_a_time_and_a_private_one_is_not_shared() {
        Api.CacheVolume cache = dag.cacheVolume("locked-" + UUID.randomUUID());
        String script = "mkdir /cache/here && sleep 0.1 && rmdir /cache/here && echo alone";
        List<CompletableFuture<String>> answers = IntStream.range(0, 5)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> container()
                        .withMountedCache("/cache", cache, o -> o.sharing(Api.CacheSharingMode.LOCKED))
                        .withEnvVariable("I", "" + i)
                        .withExec("sh", "-c", script)
                        .stdout()))
                .toList();
        answers.forEach(answer -> assertEquals("alone\n", answer.join()));
        Api.CacheVolume mine = dag.cacheVolume("private-" + UUID.randomUUID());
        List<CompletableFuture<String>> others = IntStream.range(0, 5)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> container()
                        .withMountedCache("/cache", mine, o -> o.sharing(Api.CacheSharingMode.PRIVATE))
                        .withEnvVariable("I", "" + i)
                        .withExec("sh", "-c", script)
                        .stdout()))
                .toList();
        others.forEach(answer -> assertEquals("alone\n", answer.join()));
    }
}
