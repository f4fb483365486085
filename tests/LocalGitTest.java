//SOURCES ../lib/server/Servers.java
//SOURCES LocalSession.java
package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import daggerkit.server.EngineVersion;
import daggerkit.server.LocalServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Git repositories that the stand-in reads: real ones, made for the test. */
class LocalGitTest {
    private static LocalSession session;
    private static Api.Client dag;
    private static String first;
    private static String second;
    private static String onBranch;

    @TempDir
    static Path workdir;

    private static Path repository;
    private static Path commands;

    @BeforeAll
    static void start() throws Exception {
        repository = Files.createDirectory(workdir.resolve("repo e"));
        git("init", "-q", "-b", "trunk", ".");
        Files.writeString(repository.resolve("a.txt"), "one\n");
        Files.createDirectories(repository.resolve("sub"));
        Files.writeString(repository.resolve("sub/run"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(repository.resolve("sub/run"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(repository.resolve(".gitignore"), "target/\n*.log\n");
        first = commit("first \u20ac\n\nbody\n\nmore");
        git("tag", "v1.2.0");
        git("tag", "-a", "-m", "annotated", "v1.10.0");
        git("tag", "v2.0.0-rc.1");
        git("tag", "other");
        git("checkout", "-q", "-b", "feature/x");
        Files.writeString(repository.resolve("b.txt"), "branch\n");
        onBranch = commit("on a branch");
        git("checkout", "-q", "trunk");
        Files.writeString(repository.resolve("a.txt"), "two\n");
        second = commit("second");
        Path tools = Files.createDirectory(workdir.resolve("tools"));
        commands = workdir.resolve("commands");
        Path wrapper = tools.resolve("git");
        String real = out("", repository, "sh", "-c", "command -v git");
        Files.writeString(wrapper, "#!/bin/sh\necho \"$@\" >> '" + commands + "'\nexec '" + real + "' \"$@\"\n");
        Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwxr-xr-x"));
        session = LocalSession.start(options(EngineVersion.newest(), tools + ":" + System.getenv("PATH")));
        dag = session.connect();
    }

    private static LocalServer.Options options(EngineVersion engine, String searchPath) {
        LocalServer.Options options = LocalServer.Options.of(engine).in(workdir);
        return new LocalServer.Options(
                engine, false, searchPath, options.temporary(), options.workdir(), options.environment());
    }

    @AfterAll
    static void stop() {
        if (dag != null) {
            dag.close();
            session.close();
        }
    }

    private static String out(String stdin, Path folder, String... command) {
        Run.Result result = Run.command(command)
                .in(folder)
                .env("GIT_CONFIG_GLOBAL", "/dev/null")
                .env("GIT_CONFIG_NOSYSTEM", "1")
                .stdin(stdin)
                .run();
        assertEquals(0, result.code(), result.err());
        return result.out().strip();
    }

    private static String git(String... args) {
        List<String> command =
                new ArrayList<>(List.of("git", "-c", "user.name=Ada", "-c", "user.email=ada@example.com"));
        command.addAll(List.of(args));
        return out("", repository, command.toArray(String[]::new));
    }

    private static String commit(String message) {
        git("add", "-A");
        out(
                message,
                repository,
                "git",
                "-c",
                "user.name=Ada",
                "-c",
                "user.email=ada@example.com",
                "commit",
                "-q",
                "-F",
                "-");
        return git("rev-parse", "HEAD");
    }

    private static Api.GitRepository opened() {
        return dag.git(repository.toString());
    }

    private static String failure(Runnable failing) {
        return assertThrows(QueryException.class, failing::run).getMessage();
    }

    @Test
    void refs_lead_to_commits() {
        assertEquals("refs/heads/trunk", opened().head().ref());
        assertEquals(second, opened().head().commit());
        assertEquals(onBranch, opened().branch("feature/x").commit());
        assertEquals(first, opened().tag("v1.10.0").commit());
        assertEquals("refs/tags/v1.2.0", opened().ref("v1.2.0").name());
        assertEquals(second, opened().ref("trunk").commitSHA());
        assertEquals(first, opened().ref(first).ref());
        assertEquals("refs/tags/v2.0.0-rc.1", opened().latestVersion().ref());
        assertEquals(List.of("feature/x", "trunk"), opened().branches());
        assertEquals(List.of("other", "v1.10.0", "v1.2.0", "v2.0.0-rc.1"), opened().tags());
        assertEquals(List.of("v1.10.0", "v1.2.0"), opened().tags(o -> o.patterns(List.of("v1.*"))));
        assertEquals(List.of("feature/x"), opened().branches(o -> o.patterns(List.of("refs/heads/fe*"))));
        assertTrue(failure(() -> opened().branch("v1.2.0").commit())
                .contains("repository does not contain ref \"refs/heads/v1.2.0\""));
        assertTrue(failure(() -> opened().commit("main").sha()).contains("invalid commit SHA: \"main\""));
        assertTrue(failure(() -> dag.git("no/such").head().commit()).contains("no/such"));
        assertTrue(failure(() -> dag.git("./none").head().commit()).contains("there is no such folder"));
    }

    @Test
    void a_repository_is_named_by_a_path_or_an_address() {
        assertEquals(second, dag.git("repo e").head().commit());
        assertEquals(second, dag.git("./tools/../repo e").head().commit());
        assertEquals(second, dag.git(repository.toUri().toString()).head().commit());
        assertEquals(repository.toString(), dag.git("repo e").url().orElseThrow());
    }

    @Test
    void a_tree_has_the_files_and_a_history_as_deep_as_asked_for() {
        Api.Directory tree = opened().tag("v1.2.0").tree();
        assertEquals("one\n", tree.file("a.txt").contents());
        assertEquals(0755, tree.file("sub/run").stat().permissions());
        assertEquals(0644, tree.file("a.txt").stat().permissions());
        assertEquals(List.of(".git/", ".gitignore", "a.txt", "sub/"), tree.entries());
        assertEquals(
                List.of(".gitignore", "a.txt", "b.txt", "sub/"),
                opened().branch("feature/x").tree(o -> o.discardGitDir(true)).entries());
        assertEquals("two\n", opened().commit(second).tree().file("a.txt").contents());
        Api.Directory whole = opened().head().tree(o -> o.depth(0).includeTags(true));
        assertEquals("refs/heads/trunk", whole.asGit().head().ref());
        assertEquals(2, whole.asGit().head().log().size());
        assertEquals(4, whole.asGit().tags().size());
        assertEquals(
                1, opened().head().tree(o -> o.depth(1)).asGit().head().log().size());
        assertEquals(0, whole.asGit().uncommitted().modifiedPaths().size());
    }

    @Test
    void commits_tell_of_themselves() {
        Api.GitCommit commit = opened().tag("v1.10.0").targetCommit();
        assertEquals(first, commit.sha());
        assertTrue(first.startsWith(commit.shortSha()));
        assertEquals("first \u20ac", commit.messageHeadline());
        assertEquals("body\n\nmore", commit.messageBody());
        assertEquals("first \u20ac\n\nbody\n\nmore", commit.message());
        assertEquals("Ada", commit.authorName());
        assertEquals("ada@example.com", commit.committerEmail());
        assertTrue(commit.authoredDate().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d.*"), commit.authoredDate());
        assertEquals(List.of(), commit.parentShas());
        assertEquals(List.of(first), opened().commit(second).parentShas());
        assertEquals(
                List.of(second, first),
                opened().head().log().stream().map(Api.GitCommit::sha).toList());
        assertEquals(1, opened().head().log(o -> o.limit(1)).size());
        assertEquals(
                List.of(first),
                opened().head().log(o -> o.paths(List.of("sub"))).stream()
                        .map(Api.GitCommit::sha)
                        .toList());
        assertEquals(
                List.of(onBranch),
                opened().branch("feature/x").log(o -> o.base(opened().head())).stream()
                        .map(Api.GitCommit::sha)
                        .toList());
        assertEquals(
                first,
                opened().head().commonAncestor(opened().branch("feature/x")).commit());
    }

    @Test
    void a_directory_of_the_pipeline_is_a_repository_with_changes() {
        Api.Directory tree = dag.host()
                .directory(repository.toString())
                .withNewFile("a.txt", "three\n")
                .withNewFile("new/file", "x")
                .withNewFile("target/out", "ignored")
                .withNewFile("x.log", "ignored")
                .withoutFile("sub/run");
        Api.GitRepository git = tree.asGit();
        assertTrue(git.url().isEmpty());
        assertEquals(second, git.head().commit());
        Api.Changeset changes = git.uncommitted();
        assertEquals(List.of("a.txt"), changes.modifiedPaths());
        assertEquals(List.of("new/", "new/file"), changes.addedPaths());
        assertEquals(List.of("sub/run"), changes.removedPaths());
        assertTrue(opened().uncommitted().isEmpty());
        assertTrue(failure(() -> dag.directory().asGit().head().commit()).contains(".git"));
    }

    @Test
    void before_1_0_a_commit_is_a_ref() {
        try (LocalSession old = LocalSession.start(options(EngineVersion.V0_20_8, System.getenv("PATH")))) {
            String query = "{git(url:\"repo e\"){commit(id:\"" + first + "\"){commit}}}";
            assertEquals(first, old.value(query));
            String id = old.value("{git(url:\"repo e\"){head{id}}}");
            assertEquals(second, old.value("{loadGitRefFromID(id:\"" + id + "\"){commit}}"));
        }
    }

    @Test
    void nothing_of_a_repository_runs() throws Exception {
        Path evil = Files.createDirectory(workdir.resolve("evil"));
        Path marker = workdir.resolve("marker");
        String touch = "touch " + marker + ";";
        out("", evil, "git", "init", "-q", "-b", "main", ".");
        Files.writeString(evil.resolve(".gitattributes"), "* filter=evil diff=evil\n");
        Files.writeString(evil.resolve("file"), "text\n");
        out("", evil, "git", "add", "-A");
        out("", evil, "git", "-c", "user.name=E", "-c", "user.email=e@e", "commit", "-q", "-m", "e");
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
                config, Files.readString(config) + "[remote \"o\"]\n\tpromisor = true\n\turl = " + repository + "\n");
        assertTrue(failure(() -> dag.git(evil.toString()).head().commit()).contains("partial clone"));
    }

    @Test
    void a_token_goes_to_the_server_and_is_seen_nowhere_else() throws Exception {
        git("update-server-info");
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String header = exchange.getRequestHeaders().getFirst("Authorization");
            seen.add("" + header);
            Path file = repository
                    .resolve(".git")
                    .resolve(exchange.getRequestURI().getPath().substring(1));
            try (exchange) {
                byte[] body = Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
                int status = header == null ? 401 : body.length > 0 ? 200 : 404;
                exchange.sendResponseHeaders(status, status == 200 ? body.length : -1);
                if (status == 200) {
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
                    List.of("feature/x", "trunk"),
                    dag.git(url, o -> o.httpAuthToken(secret)).branches());
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
            assertFalse(wrong.contains(token) || wrong.contains(basic), wrong);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void without_git_there_is_one_clear_error() throws IOException {
        Path empty = Files.createDirectory(workdir.resolve("no-git"));
        try (LocalSession other = LocalSession.start(options(EngineVersion.newest(), empty.toString()))) {
            String message = other.error("{git(url:\"repo e\"){head{commit}}}")
                    .path("message")
                    .asText();
            assertEquals("Cannot run \"git\": there is none on the PATH; install Git.", message);
        }
    }
}
