package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import daggerkit.local.run.LocalOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Git repository must not do to the stand-in's host, and who must not see a token. */
class LocalGitSafetyTest {
    private static LocalSession session;
    private static Api.Client dag;
    private static GitFolder repository;
    private static Path commands;

    @TempDir
    static Path workdir;

    @BeforeAll
    static void start() throws IOException {
        repository = GitFolder.create(workdir.resolve("repo e"));
        repository.write("a.txt", "one\n");
        repository.commit("first");
        Path tools = Files.createDirectory(workdir.resolve("tools"));
        commands = workdir.resolve("commands");
        Path wrapper = tools.resolve("git");
        String path = System.getenv("PATH");
        String script = "#!/bin/sh\necho \"$@\" >> '" + commands + "'\nenv >> '" + commands + ".env'\nPATH='" + path
                + "' exec git \"$@\"\n";
        Files.writeString(wrapper, script);
        Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwxr-xr-x"));
        session = LocalSession.start(options(tools + ":" + path));
        dag = session.connect();
    }

    private static Consumer<LocalOptions> options(String searchPath) {
        return o -> o.searchPath(searchPath).workdir(workdir);
    }

    @AfterAll
    static void stop() {
        if (dag != null) {
            dag.close();
            session.close();
        }
    }

    private static Api.GitRepository opened() {
        return dag.git("repo e");
    }

    private static String failure(Runnable failing) {
        return assertThrows(QueryException.class, failing::run).getMessage();
    }

    @Test
    void nothing_of_a_repository_runs() throws Exception {
        GitFolder folder = GitFolder.create(workdir.resolve("evil"));
        Path evil = folder.path;
        Path marker = workdir.resolve("marker");
        String touch = "touch " + marker + ";";
        folder.write(".gitattributes", "* filter=evil diff=evil\n");
        folder.write("file", "text\n");
        folder.commit("e");
        Path config = evil.resolve(".git/config");
        Files.writeString(
                config,
                Files.readString(config) + "[core]\n\tfsmonitor = \"" + touch + "\"\n\tsshCommand = \"" + touch
                        + "\"\n\tpager = \"" + touch + "\"\n\talternateRefsCommand = \"" + touch
                        + "\"\n[uploadpack]\n\tpackObjectsHook = \"" + touch
                        + "\"\n[filter \"evil\"]\n\tsmudge = \"" + touch + " cat\"\n\tclean = \"" + touch
                        + " cat\"\n[diff \"evil\"]\n\ttextconv = \"" + touch + " cat\"\n[alias]\n\tlog = \"!" + touch
                        + "\"\n");
        for (String hook : List.of("post-checkout", "post-merge", "reference-transaction", "post-index-change")) {
            Path script = evil.resolve(".git/hooks").resolve(hook);
            Files.createDirectories(script.getParent());
            Files.writeString(script, "#!/bin/sh\n" + touch + "\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        for (Api.GitRepository git :
                List.of(dag.git("evil"), dag.host().directory("evil").asGit())) {
            assertEquals("text\n", git.head().tree().file("file").contents());
            assertEquals("e", git.head().targetCommit().messageHeadline());
            assertEquals(1, git.head().log(o -> o.paths(List.of("file"))).size());
            git.uncommitted().modifiedPaths();
        }
        assertFalse(Files.exists(marker), "a command of the repository ran");
        for (String url : List.of(
                "ext::sh -c \"touch " + marker + "\"",
                "--upload-pack=touch " + marker,
                "ext://sh -c touch% " + marker,
                "ssh://-oProxyCommand=touch%20" + marker + "/x")) {
            failure(() -> dag.git(url).head().commit());
        }
        failure(() -> opened().branch("--output=" + marker).tree().entries());
        assertEquals(
                0,
                opened().head().log(o -> o.paths(List.of("--output=" + marker))).size());
        assertFalse(Files.exists(marker), "an argument was taken for an option");
        Files.writeString(
                config,
                Files.readString(config) + "[remote \"o\"]\n\tpromisor = true\n\turl = " + repository.path + "\n");
        assertTrue(failure(() -> dag.git(evil.toString()).head().commit()).contains("partial clone"));
    }

    @Test
    void a_directory_that_leads_to_another_repository_is_refused() {
        Api.Directory mine = dag.host().directory("repo e").withNewFile("new", "n");
        assertEquals(repository.git("rev-parse", "HEAD"), mine.asGit().head().commit());
        Path other = repository.path.resolve(".git");
        for (String name : List.of(".git/objects/info/alternates", ".git/commondir")) {
            assertTrue(failure(() -> mine.withNewFile(name, other + "/objects\n")
                            .asGit()
                            .head()
                            .commit())
                    .contains("\"" + name + "\" leads to files outside"));
        }
        for (String target : List.of(other + "/refs/tags", "../../../repo e/.git/refs/tags")) {
            Api.Directory linked = mine.withoutDirectory(".git/refs/tags").withSymlink(target, ".git/refs/tags");
            assertTrue(failure(() -> linked.asGit().tags()).contains("\".git/refs/tags\" leads to files outside"));
        }
        assertEquals(
                List.of("trunk"),
                mine.withSymlink("config", ".git/of-mine").asGit().branches());
    }

    @Test
    void of_the_users_environment_git_sees_only_what_leads_to_the_network() throws Exception {
        opened().head().commit();
        Set<String> own = new TreeSet<>(System.getenv().keySet());
        own.removeAll(Set.of("PATH", "HOME", "PWD", "OLDPWD", "SHLVL", "_", "LC_ALL", "SSH_AUTH_SOCK"));
        own.removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
        assertFalse(own.isEmpty());
        Files.readString(Path.of(commands + ".env"))
                .lines()
                .forEach(line -> assertFalse(own.contains(line.split("=", 2)[0]), line.split("=", 2)[0]));
    }

    @Test
    void a_token_goes_to_the_server_and_is_seen_nowhere_else() throws Exception {
        repository.git("update-server-info");
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String header = exchange.getRequestHeaders().getFirst("Authorization");
            seen.add("" + header);
            Path file = repository
                    .path
                    .resolve(".git")
                    .resolve(exchange.getRequestURI().getPath().substring(1));
            try (exchange) {
                byte[] body = Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
                int status = header == null ? 401 : body.length > 0 ? 200 : 404;
                if (status == 404) {
                    body = ("nothing for " + header).getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Content-Type", "text/plain");
                }
                exchange.sendResponseHeaders(status, status == 401 ? -1 : body.length);
                if (status != 401) {
                    exchange.getResponseBody().write(body);
                }
            }
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
            String token = "t" + UUID.randomUUID();
            Api.Secret secret = dag.setSecret("token", token);
            assertEquals(
                    List.of("trunk"), dag.git(url, o -> o.httpAuthToken(secret)).branches());
            String basic =
                    Base64.getEncoder().encodeToString(("x-access-token:" + token).getBytes(StandardCharsets.US_ASCII));
            assertTrue(seen.contains("Basic " + basic), "" + seen);
            dag.git(url, o -> o.httpAuthHeader(dag.setSecret("header", "Bearer " + token)))
                    .tags();
            assertTrue(seen.contains("Bearer " + token), "" + seen);
            String all = Files.readString(commands);
            assertTrue(all.contains("ls-remote"), all);
            assertFalse(all.contains(token) || all.contains(basic), "a command line shows the token");
            String closed = failure(() -> dag.git(url).tags());
            assertTrue(closed.contains("Cannot read the Git repository"), closed);
            String wrong = failure(
                    () -> dag.git(url + "none", o -> o.httpAuthToken(secret)).tags());
            assertTrue(wrong.contains("nothing for ***"), wrong);
            assertFalse(wrong.contains(token) || wrong.contains(basic), wrong);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void a_token_does_not_follow_a_redirect_to_another_server() throws Exception {
        repository.git("update-server-info");
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer far = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        far.createContext("/", exchange -> {
            seen.add("" + exchange.getRequestHeaders().getFirst("Authorization"));
            String path = exchange.getRequestURI().getPath().substring(1);
            Path file = repository.path.resolve(".git").resolve(path);
            boolean has = Files.isRegularFile(file);
            byte[] body = has ? Files.readAllBytes(file) : new byte[0];
            try (exchange) {
                exchange.sendResponseHeaders(has ? 200 : 404, has ? body.length : -1);
                exchange.getResponseBody().write(body);
            }
        });
        HttpServer near = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        near.createContext("/", exchange -> {
            String there = "http://127.0.0.1:" + far.getAddress().getPort();
            exchange.getResponseHeaders().add("Location", there + exchange.getRequestURI());
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        far.start();
        near.start();
        try {
            Api.Secret token = dag.setSecret("redirected", "t" + UUID.randomUUID());
            String url = "http://127.0.0.1:" + near.getAddress().getPort() + "/";
            Api.GitRepository git = dag.git(url, o -> o.httpAuthToken(token));
            String message = failure(() -> git.head().commit());
            assertTrue(message.contains("no redirect is followed: use the address"), message);
            assertEquals(List.of(), seen);
            assertEquals(List.of("trunk"), dag.git(url).branches(), "without a token it is followed");
        } finally {
            near.stop(0);
            far.stop(0);
        }
    }

    @Test
    void without_git_there_is_one_clear_error() throws IOException {
        Path empty = Files.createDirectory(workdir.resolve("no-git"));
        try (LocalSession other = LocalSession.start(options(empty.toString()))) {
            String message = other.error("{git(url:\"repo e\"){head{commit}}}")
                    .path("message")
                    .asText();
            assertEquals("Cannot run \"git\": there is none on the PATH; install Git.", message);
        }
    }
}
