package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.function.Executable;

/** Pipelines that use what is elsewhere: repositories, downloads, secrets and services. */
final class PipelinesOfSources {
    private static final int PORT = 27017;
    private static final byte[] BODY = "release\n".getBytes(StandardCharsets.US_ASCII);
    private static final String DIGEST = "sha256:a4fd8f5a6a07f5f5e6ee6d5a0c0fcb7f0c8e3a9c0d5b2a7f7d6c0d3a5ff8b0d5";

    private final LocalPipelinesTest.Kit kit;
    private final Api.Client dag;

    PipelinesOfSources(LocalPipelinesTest.Kit kit) {
        this.kit = kit;
        dag = kit.dag();
    }

    void addTo(Map<String, Executable> all) {
        all.put("a branch, a tag and the latest version of a repository", this::git);
        all.put("what is not committed", this::uncommitted);
        all.put("addresses that a user gives", this::addresses);
        all.put("a download with a checksum", this::http);
        all.put("secrets of the environment, a file, a command and the script", this::secrets);
        all.put("a secret in a file with its mode", this::secretFile);
        all.put("a service for a test", this::database);
        all.put("services that need each other", this::chained);
        all.put("a service on a port of the host", this::tunnel);
        all.put("a service of the host", this::ofHost);
        all.put("a service that fails", this::failing);
    }

    private void git() throws IOException {
        GitFolder repository = GitFolder.create(kit.workdir().resolve("library"));
        repository.write("VERSION", "1\n");
        String first = repository.commit("first");
        repository.git("tag", "v1.0.0");
        repository.git("tag", "v0.9.9");
        repository.git("checkout", "-q", "-b", "next");
        repository.write("VERSION", "2\n");
        repository.commit("second");
        Api.GitRepository git = dag.git("file://" + repository.path);
        assertEquals("1\n", git.tag("v1.0.0").tree().file("VERSION").contents());
        assertEquals("2\n", git.branch("next").tree().file("VERSION").contents());
        assertEquals(first, git.branch("trunk").commit());
        assertEquals(
                first, git.branch("next").commonAncestor(git.branch("trunk")).commit());
        assertEquals(List.of("next", "trunk"), git.branches());
        assertEquals("refs/tags/v1.0.0", git.latestVersion().ref());
        assertEquals(
                "1\n",
                kit.container()
                        .withMountedDirectory("/src", git.ref(first).tree(o -> o.discardGitDir(true)))
                        .withExec("sh", "-c", "ls -A /src/.git 2>/dev/null; cat /src/VERSION")
                        .stdout());
        assertThrows(QueryException.class, () -> git.tag("v9").commit());
    }

    private void uncommitted() throws IOException {
        GitFolder repository = GitFolder.create(kit.workdir().resolve("dirty"));
        repository.write("kept", "1\n");
        repository.commit("first");
        repository.write("kept", "2\n");
        repository.write("untracked", "3\n");
        Api.GitRepository git = dag.host().directory("dirty").asGit();
        assertEquals(List.of("kept"), git.uncommitted().modifiedPaths());
        assertEquals(List.of("untracked"), git.uncommitted().addedPaths());
        assertEquals("first", git.head().targetCommit().messageHeadline());
    }

    private void addresses() {
        assertEquals(
                List.of("one.txt", "two.txt"),
                dag.address("./project/src").directory().entries());
        assertEquals("colour one\n", dag.address("project/src/one.txt").file().contents());
        assertEquals("key-51c2e", dag.address("env://DEPLOY_KEY").secret().plaintext());
        assertEquals(
                "ok\n",
                dag.address("alpine:3.20").container().withExec("echo", "ok").stdout());
    }

    private void http() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/app-1.0.tgz", exchange -> {
            boolean known =
                    "Bearer key-51c2e".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            try (exchange) {
                exchange.sendResponseHeaders(known ? 200 : 403, known ? BODY.length : -1);
                if (known) {
                    exchange.getResponseBody().write(BODY);
                }
            }
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/app-1.0.tgz";
            Api.Secret header = dag.setSecret("authorization", "Bearer key-51c2e");
            Api.File file = dag.http(url, o -> o.authHeader(header));
            assertEquals("release\n", file.contents());
            assertEquals("app-1.0.tgz", file.name());
            assertThrows(QueryException.class, () -> dag.http(url).size());
            assertThrows(QueryException.class, () -> dag.http(
                            url, o -> o.authHeader(header).checksum(DIGEST))
                    .size());
        } finally {
            server.stop(0);
        }
    }

    private void secrets() {
        Api.Container with = kit.container()
                .withSecretVariable("A", dag.secret("env://DEPLOY_KEY"))
                .withSecretVariable("B", dag.secret("file://token"))
                .withSecretVariable("C", dag.secret("cmd://printf 'from-a-%s' command"))
                .withSecretVariable("D", dag.setSecret("given", "given-by-the-script"));
        assertEquals(
                "*** *** *** ***\n9\n",
                with.withExec("sh", "-c", "echo $A $B $C $D; printf %s \"$A\" | wc -c")
                        .stdout());
        ExecException failed =
                assertThrows(ExecException.class, () -> with.withExec("sh", "-c", "echo \"no $A\" >&2; exit 5")
                        .stdout());
        assertEquals("no ***", failed.stderr());
        assertFalse(failed.getMessage().contains("key-51c2e"));
        assertThrows(QueryException.class, () -> dag.secret("env://NOT_SET").plaintext());
    }

    private void secretFile() {
        Api.Container with =
                kit.container().withMountedSecret("/run/secrets/npmrc", dag.secret("file://token"), o -> o.mode(0440));
        assertEquals(
                "440 10 <***>\n",
                with.withExec("sh", "-c", "cd /run/secrets; echo \"$(stat -c '%a %s' npmrc) <$(cat npmrc)>\"")
                        .stdout());
        assertFalse(with.withExec("true").withoutMount("/run/secrets/npmrc").exists("/run/secrets/npmrc"));
    }

    private void database() {
        Api.Service database = Perl.server(dag, PORT, "rows").asService();
        assertEquals("rows", Perl.read(kit.container().withServiceBinding("db", database), "db:" + PORT));
        assertThrows(ExecException.class, () -> Perl.read(kit.container(), "db:" + PORT));
        database.stop();
    }

    private void chained() {
        Api.Service store = Perl.server(dag, PORT, "stored").asService();
        Api.Service front = Perl.server(dag, PORT + 1, "", "store:" + PORT)
                .withServiceBinding("store", store)
                .asService();
        assertEquals("stored", Perl.read(kit.container().withServiceBinding("front", front), "front:" + (PORT + 1)));
        front.stop();
        store.stop();
    }

    private void tunnel() throws IOException {
        Api.Service tunnel =
                dag.host().tunnel(Perl.server(dag, PORT, "preview").asService()).start();
        String[] address = tunnel.endpoint().split(":");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(address[1]))) {
            assertEquals("preview", new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        } finally {
            tunnel.stop();
        }
    }

    private void ofHost() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> {
                try {
                    while (true) {
                        try (Socket client = server.accept()) {
                            client.getOutputStream().write("of the host".getBytes(StandardCharsets.US_ASCII));
                        }
                    }
                } catch (IOException closed) {
                    // The pipeline has ended.
                }
            });
            answering.start();
            Api.Service service =
                    dag.host().service(List.of(new Api.PortForward((long) PORT, server.getLocalPort(), null)));
            assertEquals("of the host", Perl.read(kit.container().withServiceBinding("mine", service), "mine:" + PORT));
        }
    }

    private void failing() {
        Api.Service broken = kit.container()
                .withExposedPort(PORT)
                .asService(o -> o.args(List.of("sh", "-c", "echo 'no licence' >&2; exit 3")));
        ExecException failed = assertThrows(ExecException.class, broken::start);
        assertEquals(3, failed.exitCode());
        assertTrue(failed.stderr().contains("no licence"), failed.stderr());
    }
}
