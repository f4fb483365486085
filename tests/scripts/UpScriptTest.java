package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import daggerkit.explain.ExplainedRequest;
import daggerkit.schema.EngineVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code up}: services on the stand-in, what it asks of each engine, and what is wrong with a file. */
@SignalsAsUsual
class UpScriptTest {
    private static final String PRIVATE = "the-pass-word";

    /** Says its environment and what another service says, to whoever connects. */
    private static final String SERVER = """
            command:
              - perl
              - -e
              - |
                use IO::Socket::INET; my ($$port, $$other) = @ARGV;
                my $$s = IO::Socket::INET->new(LocalPort => $$port, Listen => 5, ReuseAddr => 1) or die;
                while (my $$c = $$s->accept) {
                  my $$o = $$other && IO::Socket::INET->new(PeerAddr => $$other);
                  print $$c "$$ENV{WHO} $$ENV{KEY}\\n", ($$o ? <$$o> : ""); close $$c; }
        """;

    @TempDir
    Path folder;

    private Run script(ConnectParams params, String... args) {
        return Run.jvm("scripts/up.java", args)
                .session(params)
                .in(folder)
                .env("PASSWORD", PRIVATE)
                .env("TAG", null);
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("compose.yaml"), text);
    }

    private static BufferedReader reader(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    private static String read(String url) throws IOException {
        String[] words = url.replaceFirst(".*/", "").split(":");
        try (Socket socket = new Socket(words[0], Integer.parseInt(words[1]))) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int exit(Process process) throws InterruptedException {
        Limits.end(process);
        return process.exitValue();
    }

    @TestFactory
    Stream<DynamicTest> services_reach_each_other_by_name_and_this_host_by_the_ports_until_it_is_told_to_end() {
        return Stream.of(Map.entry("INT", 130), Map.entry("TERM", 143))
                .map(signal -> dynamicTest(signal.getKey(), () -> runs(signal.getKey(), signal.getValue())));
    }

    private void runs(String signal, int code) throws Exception {
        String db = SERVER + "      - 7001\n    expose: [7001]\n    environment: [WHO=db, KEY=]\n    restart: always\n";
        String web = SERVER + "      - 8080\n      - db:7001\n    depends_on: [db]\n    ports: [\"8080\"]\n"
                + "    environment:\n      WHO: web\n      KEY: ${PASSWORD}\n";
        write("services:\n  web:\n    image: alpine\n" + web + "  db:\n    image: alpine\n" + db);
        try (LocalSession session = LocalSession.start()) {
            Perl.assume(session);
            Process process = script(session.server.params()).start();
            try (BufferedReader out = reader(process.getInputStream());
                    BufferedReader err = reader(process.getErrorStream())) {
                String line = out.readLine();
                assertTrue(("" + line).matches("web http://127\\.0\\.0\\.1:\\d+"), line);
                String url = line.substring(4);
                assertEquals("web " + PRIVATE + "\ndb \n", read(url));
                assertEquals(
                        0,
                        Run.command("kill", "-" + signal, "" + process.pid())
                                .run()
                                .code());
                assertEquals(code, exit(process));
                assertEquals(null, out.readLine());
                assertEquals(
                        List.of(
                                "up: starting; Ctrl-C stops.",
                                "up: all services run; Ctrl-C stops them.",
                                "up: stopping the services."),
                        err.lines().toList());
                assertThrows(ConnectException.class, () -> read(url));
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static String say(String url, String word) {
        String[] words = url.replaceFirst(".*/", "").split(":");
        try (Socket socket = new Socket(words[0], Integer.parseInt(words[1]))) {
            socket.getOutputStream().write((word + "\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException ended) {
            return "";
        }
    }

    @Test
    void one_that_is_to_be_restarted_is_started_again_when_it_has_ended() throws Exception {
        write("""
            services:
              web:
                image: alpine
                restart: always
                ports: [8080]
                command:
                  - perl
                  - -e
                  - |
                    use IO::Socket::INET;
                    my $$s = IO::Socket::INET->new(LocalPort => 8080, Listen => 5, ReuseAddr => 1) or die;
                    while (my $$c = $$s->accept) { my $$l = <$$c>; exit 1 if $$l =~ /end/; print $$c "here\\n"; }
            """);
        try (LocalSession session = LocalSession.start()) {
            Perl.assume(session);
            Process process = script(session.server.params()).start();
            try (BufferedReader out = reader(process.getInputStream())) {
                String url = out.readLine().substring(4);
                assertEquals("here\n", say(url, "hello"));
                assertEquals("", say(url, "end"));
                Limits.await("It is not started again.", () -> say(url, "hello").equals("here\n"));
                process.destroy();
                assertEquals(143, exit(process));
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void a_service_that_does_not_start_ends_it_with_its_output_and_its_exit_code() throws IOException {
        write("services:\n"
                + "  db:\n"
                + "    image: alpine\n"
                + "    command: sh -c \"echo no disk >&2; exit 3\"\n"
                + "    expose: [1]\n");
        try (LocalSession session = LocalSession.start()) {
            Perl.assume(session);
            Run.Result result = script(session.server.params()).run();
            assertEquals(3, result.code(), result.err());
            assertEquals("", result.out());
            assertTrue(result.err().contains("sh -c 'echo no disk >&2; exit 3'"), result.err());
            assertTrue(result.err().contains("\n    no disk\n"), result.err());
        }
    }

    @Test
    void one_that_accepts_no_connection_in_time_ends_it() throws IOException {
        write("services:\n  db:\n    image: alpine\n    command: sleep 9999\n    expose: [1]\n");
        try (LocalSession session = LocalSession.start()) {
            Perl.assume(session);
            Run.Result result = script(session.server.params(), "--wait=2").run();
            assertEquals(1, result.code(), result.err());
            assertTrue(
                    result.err().endsWith("Not all services accept connections after 2 seconds: db.\n"), result.err());
        }
    }

    @TestFactory
    Stream<DynamicTest> every_engine_has_what_it_asks_for_and_no_request_has_what_is_private() {
        return Stream.of(EngineVersion.values()).map(engine -> dynamicTest("" + engine, () -> asks(engine)));
    }

    private void asks(EngineVersion engine) throws Exception {
        Files.createDirectories(folder.resolve("conf"));
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(folder.resolve("app/Dockerfile"), "FROM alpine\n");
        Files.writeString(folder.resolve("file"), "x");
        Files.deleteIfExists(folder.resolve("link"));
        Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));
        write("""
            name: shop
            services:
              web:
                build: { context: app, target: run, args: { VERSION: "1" } }
                entrypoint: ["/entry"]
                command: serve 'all of it'
                environment: { URL: "postgres://me:${PASSWORD}@db", MODE: test }
                depends_on: { db: { condition: service_healthy } }
                ports: ["8080:80", "53/udp"]
                volumes: ["./conf:/etc/app:ro", "./link:/etc/link", "data:/data", /cache]
                secrets: [key]
                tmpfs: /run
                working_dir: /work
                user: app
              db:
                image: "postgres:${TAG:-17}"
                platform: linux/arm64
                environment: [PASSWORD]
                expose: [5432]
                container_name: store
                healthcheck: { test: [CMD, ready], interval: 2s, retries: 9 }
                volumes: ["data:/data"]
            volumes: { data: }
            secrets: { key: { environment: PASSWORD } }
            """);
        try (ExplainSession session = new ExplainSession(engine)) {
            Process process = script(session.server.params()).start();
            try (BufferedReader err = reader(process.getErrorStream())) {
                String line = err.readLine();
                while (line != null && !line.startsWith("up: all services run")) {
                    line = err.readLine();
                }
                assertEquals("up: all services run; Ctrl-C stops them.", line);
                process.destroy();
                assertEquals(143, exit(process));
            } finally {
                process.destroyForcibly();
            }
            List<ExplainedRequest> requests = session.server.requests();
            for (ExplainedRequest request : requests) {
                assertTrue(request.isValid(), request.text());
                assertFalse(request.query().contains(PRIVATE), request.query());
            }
            String all = String.join(
                    "\n", requests.stream().map(ExplainedRequest::query).toList());
            String readOnly = engine.toString().contains("0.20") ? "" : ",readOnly:true";
            for (String expected : List.of(
                    "container(platform:\"linux/arm64\"){from(address:\"postgres:17\"){withSecretVariable(name:\"PASSWORD\"",
                    "withDockerHealthcheck(args:[\"ready\"],interval:\"2s\",retries:9){asService(useEntrypoint:true)"
                            + "{withHostname(hostname:\"db\"){start}",
                    "directory(path:\"" + folder + "/app\"){dockerBuild(dockerfile:\"Dockerfile\",target:\"run\","
                            + "buildArgs:[{name:\"VERSION\",value:\"1\"}])",
                    "{withSecretVariable(name:\"URL\"",
                    "withEnvVariable(name:\"MODE\",value:\"test\")",
                    "cacheVolume(key:\"shop_data\")",
                    "directory(path:\"" + folder + "/conf\")",
                    "file(path:\"" + folder + "/file\")",
                    "withMountedTemp(path:\"/run\"",
                    "withMountedSecret(path:\"/run/secrets/key\"",
                    "mode:292",
                    "withMountedDirectory(path:\"/cache\"",
                    "owner:\"app\"" + readOnly + ")",
                    "withMountedFile(path:\"/etc/link\"",
                    "withMountedCache(path:\"/data\"",
                    "withWorkdir(path:\"/work\"){withUser(name:\"app\"){withEntrypoint(args:[\"/entry\"])",
                    "withExposedPort(port:80){withExposedPort(port:53,protocol:UDP){withServiceBinding(alias:\"db\"",
                    "withServiceBinding(alias:\"store\"",
                    "asService(useEntrypoint:true,args:[\"serve\",\"all of"
                            + " it\"]){withHostname(hostname:\"web\"){start}",
                    "ports:[{frontend:8080,backend:80},{backend:53,protocol:UDP}]",
                    "{stop}")) {
                assertTrue(all.contains(expected), expected + "\n" + all);
            }
        }
    }
}
