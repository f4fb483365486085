package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import daggerkit.explain.ExplainedRequest;
import daggerkit.local.LocalServer;
import daggerkit.schema.EngineVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code lint}, with a shell as the tool. */
class LintScriptTest {
    private static final String CHANGE = "sed -i s/one/uno/ a/f.txt; rm gone.txt; echo new > b.txt; echo said; "
            + "mkdir .cache; echo c > .cache/c; echo '*' > .cache/.gitignore; touch x.log";

    @TempDir
    Path temp;

    private ScriptFolder folder;

    @BeforeEach
    void folder() {
        folder = new ScriptFolder(temp, "lint")
                .file("a/f.txt", "one", "two")
                .file("gone.txt", "gone")
                .file(".git/HEAD", "head")
                .file("my.log", "log")
                .file(".gitignore", "*.log");
    }

    /** Runs a shell text as the tool; empty if the stand-in has no patches, which the script must then tell. */
    private List<Run.Result> lint(String shell, String... options) throws IOException {
        try (LocalSession session = LocalSession.start()) {
            assumeTrue(session.isolated(), "no private root on this host");
            List<String> args = new ArrayList<>(List.of("--image", "alpine"));
            args.addAll(List.of(options));
            args.addAll(List.of("--", "sh", "-c", shell));
            Run.Result result = folder.local(session, args.toArray(new String[0]));
            if (LocalServer.implemented().get("Changeset").contains("asPatch")) {
                return List.of(result);
            }
            assertEquals(1, result.code(), result.err());
            assertEquals("", result.out());
            assertTrue(
                    result.err().startsWith("Changeset.asPatch is not implemented by the stand-in: use "),
                    result.err());
            assertEquals("one\ntwo\n", folder.read("a/f.txt"));
            return List.of();
        }
    }

    @TestFactory
    Stream<DynamicTest> all_is_read_in_one_request_after_those_for_the_user_and_the_ids_on_every_engine() {
        return Stream.of(EngineVersion.values())
                .map(engine -> dynamicTest("" + engine, () -> {
                    List<ExplainedRequest> requests = folder.explained(
                            engine,
                            "--image",
                            "tool",
                            "--cache",
                            "/c",
                            "--env",
                            "TOKEN",
                            "--entrypoint",
                            "--",
                            "fmt",
                            ".");
                    List<ExplainedRequest> reading = requests.stream()
                            .filter(request -> request.text().contains("exitCode"))
                            .toList();
                    assertEquals(1, reading.size());
                    String text = reading.get(0).text();
                    assertTrue(text.contains("withExec(expect: ANY, useEntrypoint: true) $ fmt .\n"), text);
                    for (String leaf : List.of("combinedOutput", "addedPaths", "modifiedPaths", "removedPaths")) {
                        assertTrue(text.contains(leaf), text);
                    }
                    String last = requests.get(requests.size() - 1).text();
                    assertTrue(last.contains("asPatch"), last);
                    assertFalse(last.contains("export"), last);
                    List<ExplainedRequest> applied = folder.explained(engine, "--image", "tool", "--apply", "fmt");
                    String export = applied.get(applied.size() - 1).text();
                    assertTrue(export.contains("export(path: \"" + temp + "\")"), "to the folder itself: " + export);
                }));
    }

    @Test
    void changes_are_a_patch_and_exit_code_1_and_the_folder_stays_as_it_is() throws IOException {
        List<String> before = folder.files();
        for (Run.Result result : lint(CHANGE)) {
            assertEquals(1, result.code(), result.err());
            assertTrue(result.out().contains("\n-one\n+uno\n two\n"), result.out());
            assertTrue(result.out().contains("\n-gone\n") && result.out().contains("\n+new\n"), result.out());
            assertFalse(result.out().contains("cache") || result.out().contains(".log"), result.out());
            assertEquals(
                    "said\nlint: there are changes: 1 added, 1 modified, 1 removed; --apply writes them.\n",
                    result.err());
            assertEquals(before, folder.files());
            assertEquals("one\ntwo\n", folder.read("a/f.txt"));
            Run.Result patched =
                    Run.command("git", "apply").in(temp).stdin(result.out()).run();
            assertEquals(0, patched.code(), patched.err());
            assertEquals("uno\ntwo\n", folder.read("a/f.txt"));
            assertEquals(List.of(".git/HEAD", ".gitignore", "a/f.txt", "b.txt", "my.log"), folder.files());
        }
    }

    @Test
    void apply_writes_the_changes_and_nothing_that_gitignore_names() throws IOException {
        for (Run.Result result : lint(CHANGE, "--apply")) {
            assertEquals(0, result.code(), result.err());
            assertEquals("said\nlint: the changes are written: 1 added, 1 modified, 1 removed.\n", result.err());
            assertEquals("uno\ntwo\n", folder.read("a/f.txt"));
            assertEquals(List.of(".git/HEAD", ".gitignore", "a/f.txt", "b.txt", "my.log"), folder.files());
        }
    }

    @Test
    void a_tool_that_fails_gives_its_own_exit_code_with_changes_or_without() throws IOException {
        for (Run.Result result : lint("echo finding; exit 7")) {
            assertEquals(new Run.Result(7, "", "finding\nlint: the tool ended with exit code 7.\n"), result);
        }
        for (Run.Result result : lint("sed -i s/one/uno/ a/f.txt; exit 7", "--apply")) {
            assertEquals(7, result.code(), result.err());
            assertEquals("uno\ntwo\n", folder.read("a/f.txt"));
        }
    }

    @Test
    void a_tool_that_changes_nothing_is_exit_code_0_and_silence() throws IOException {
        for (Run.Result result : lint("cat a/f.txt > /dev/null")) {
            assertEquals(new Run.Result(0, "", ""), result);
        }
    }

    @Test
    void a_changed_gitignore_is_a_change_as_others_and_what_it_names_stays() throws IOException {
        for (Run.Result result : lint("echo '*.txt' >> .gitignore; echo n > new.txt", "--apply")) {
            assertEquals(0, result.code(), result.err());
            assertEquals("lint: the changes are written: 0 added, 1 modified, 0 removed.\n", result.err());
            assertEquals("one\ntwo\n", folder.read("a/f.txt"));
            assertEquals("*.log\n*.txt\n", folder.read(".gitignore"));
        }
    }

    /** Lints a repository, or a folder in one. */
    private static Run.Result lint(Path path, String shell, String... options) {
        try (LocalSession session = LocalSession.start()) {
            assumeTrue(session.isolated(), "no private root on this host");
            return lint(path, session.server.params(), shell, options).run();
        }
    }

    private static Run lint(Path path, ConnectParams session, String shell, String... options) {
        List<String> args = new ArrayList<>(List.of("--image", "alpine"));
        args.addAll(List.of(options));
        args.addAll(List.of("--", "sh", "-c", shell));
        return new ScriptFolder(path, "lint")
                .run(args.toArray(new String[0]))
                .session(session)
                .env("GIT_CONFIG_GLOBAL", "/dev/null");
    }

    /** Lets a shell of the host apply what lint says, with the bytes that it says: a test's own text would be UTF-8. */
    private static void bytesSurvive(Path path, ConnectParams session) throws IOException {
        Run lint = lint(path, session, "printf 'new \\351\\n' > new; sed -i s/1/2/ menu");
        Path patch = path.resolveSibling("patch");
        Run shell = Run.command("sh", "-c", "\"$@\" > " + patch, "sh").in(path);
        Run.Result result = lint.behind(shell.words().toArray(String[]::new)).run();
        assertEquals(1, result.code(), result.err());
        String latin1 = Files.readString(patch, StandardCharsets.ISO_8859_1);
        assertTrue(latin1.contains("\n title = caf\u00e9\n-value = 1\n+value = 2\n"), latin1);
        Run.Result applied =
                Run.command("git", "apply", patch.toString()).in(path).run();
        assertEquals(0, applied.code(), applied.err());
        assertEquals(
                "title = caf\u00e9\nvalue = 2\n", Files.readString(path.resolve("menu"), StandardCharsets.ISO_8859_1));
        assertEquals("new \u00e9\n", Files.readString(path.resolve("new"), StandardCharsets.ISO_8859_1));
    }

    private static GitFolder latin1(Path path) throws IOException {
        GitFolder git = GitFolder.create(path);
        Files.writeString(path.resolve("menu"), "title = caf\u00e9\nvalue = 1\n", StandardCharsets.ISO_8859_1);
        git.commit("first");
        return git;
    }

    @Test
    void a_patch_has_the_bytes_of_the_files(@TempDir Path temp) throws IOException {
        Path path = latin1(temp.resolve("git")).path;
        try (LocalSession session = LocalSession.start()) {
            assumeTrue(session.isolated(), "no private root on this host");
            bytesSurvive(path, session.server.params());
        }
    }

    @Test
    void where_the_engine_cannot_make_a_patch_a_container_does(@TempDir Path temp) throws IOException {
        Path path = latin1(temp.resolve("git")).path;
        try (LocalSession session = LocalSession.start();
                BetweenEngine engine = BetweenEngine.before(session.server.params(), body -> body)
                        .failing("asPatch", "git diff: exit status 129")) {
            assumeTrue(session.isolated(), "no private root on this host");
            bytesSurvive(path, engine.params());
            assertTrue(engine.queries().stream().anyMatch(query -> query.contains("from(address:\"alpine/git\")")));
        }
    }

    @Test
    void where_nothing_can_make_a_patch_it_is_said_why_and_the_changes_can_be_written(@TempDir Path temp)
            throws IOException {
        Path path = latin1(temp.resolve("git")).path;
        try (LocalSession session = LocalSession.start();
                BetweenEngine noGit = BetweenEngine.before(session.server.params(), body -> body)
                        .failing("alpine/git", "no such image");
                BetweenEngine engine = BetweenEngine.before(noGit.params(), body -> body)
                        .failing("asPatch", "git diff: exit status 129")) {
            assumeTrue(session.isolated(), "no private root on this host");
            String said =
                    "Cannot make the patch: the engine could not (git diff: exit status 129), and git of the image"
                            + " alpine/git could not either (no such image). Expected a git newer than 2.39 on the"
                            + " engine's machine, or that image.";
            Run.Result shown = lint(path, engine.params(), "echo x > x").run();
            assertEquals(new Run.Result(1, "", said + "\n"), shown);
            Run.Result applied =
                    lint(path, engine.params(), "echo x > x", "--apply").run();
            String written = "lint: the changes are written: 1 added, 0 modified, 0 removed.\n";
            assertEquals(new Run.Result(0, "", "lint: " + said + "\n" + written), applied);
            assertEquals("x\n", Files.readString(path.resolve("x")));
        }
    }

    @Test
    void what_git_would_ignore_is_no_change_wherever_the_rule_stands(@TempDir Path temp) throws IOException {
        GitFolder git = GitFolder.create(temp.resolve("git"));
        git.write(".gitignore", "*.log\nnode_modules/\n");
        git.write(".git/info/exclude", "secret\n");
        git.write("app/keep", "1\n");
        git.write("app/sub/.gitignore", "*.o\n");
        Path excludes = Files.writeString(temp.resolve("excludes"), "*.swp\n");
        git.git("config", "core.excludesFile", excludes.toString());
        Path app = git.path.resolve("app");
        String hidden = "echo x > b.log; mkdir -p node_modules/k x/y .git; echo 1 > node_modules/k/i; echo 1 > secret;"
                + " echo 1 > .a.swp; echo 1 > sub/a.o; echo 1 > x/y/z.log; echo 1 > .git/config;"
                + " mkdir .cache; echo '*' > .cache/.gitignore; echo 1 > .cache/c";
        assertEquals(new Run.Result(0, "", ""), lint(app, hidden));
        Run.Result applied = lint(app, hidden + "; echo 1 > a.o; echo 1 > x/y/new", "--apply");
        assertEquals("lint: the changes are written: 2 added, 0 modified, 0 removed.\n", applied.err());
        assertEquals(List.of("a.o", "keep", "sub/.gitignore", "x/y/new"), new ScriptFolder(app, "lint").files());
    }

    @Test
    void changes_of_what_git_tracks_are_changes_though_a_rule_names_it(@TempDir Path temp) throws IOException {
        GitFolder git = GitFolder.create(temp.resolve("git"));
        git.write(".gitignore", "*.log\nIcon\r\r\n");
        git.write("kept.log", "1\n");
        git.write("src/Icon/i.tsx", "1\n");
        git.git("add", "-f", ".");
        git.write("other.log", "1\n");
        Run.Result result = lint(git.path, "find . -type f | sort; echo 2 > kept.log; echo 2 > src/Icon/j");
        assertEquals(
                "./.gitignore\n./kept.log\n./src/Icon/i.tsx\n"
                        + "lint: there are changes: 1 added, 1 modified, 0 removed; --apply writes them.\n",
                result.err());
        assertTrue(result.out().contains("+++ b/src/Icon/j"), result.out());
    }

    @Test
    void a_folder_that_git_ignores_is_left_out_by_its_name_unless_git_tracks_something_in_it(@TempDir Path temp)
            throws IOException {
        GitFolder git = GitFolder.create(temp.resolve("git"));
        git.write(".gitignore", "node_modules/\nall/\n");
        git.write("all/in", "1\n");
        git.git("add", "-f", ".");
        try (LocalSession session = LocalSession.start();
                BetweenEngine engine =
                        BetweenEngine.before(session.server.params(), body -> body.replaceAll("\"[^\"]*/\",?", ""))) {
            assumeTrue(session.isolated(), "no private root on this host");
            String shell = "mkdir -p node_modules/k; touch node_modules/k/1 node_modules/k/2 all/out; echo 2 > all/in";
            Run.Result result = lint(git.path, engine.params(), shell).run();
            assertTrue(result.err().contains("0 added, 1 modified, 0 removed"), result.toString());
            assertTrue(result.out().contains("\n+2\n") && !result.out().contains("node_modules"), result.out());
            String all = String.join("\n", engine.queries());
            assertTrue(all.contains("exclude:[\"all/out\",\"node_modules\"]"), all);
        }
    }

    @Test
    void what_is_new_behind_a_link_or_in_a_submodule_that_is_not_there_is_a_change(@TempDir Path temp)
            throws IOException {
        GitFolder git = GitFolder.create(temp.resolve("git"));
        git.write(".gitignore", "*.log\n");
        git.write("real/x", "1\n");
        Files.createSymbolicLink(git.path.resolve("link"), Path.of("real"));
        git.git("add", ".");
        String commit = "160000,1234567890123456789012345678901234567890,module";
        git.git("update-index", "--add", "--cacheinfo", commit);
        String shell = "rm link; mkdir -p link module; echo 1 > link/new; echo 1 > module/new; echo 1 > z.log";
        Run.Result result = lint(git.path, shell);
        assertEquals(1, result.code(), result.err());
        assertTrue(result.out().contains("+++ b/link/new") && result.out().contains("+++ b/module/new"), result.out());
        assertFalse(result.out().contains("z.log"), result.out());
    }

    @Test
    void without_git_the_gitignore_files_of_the_copy_decide(@TempDir Path temp) throws IOException {
        GitFolder git = GitFolder.create(temp.resolve("git"));
        git.write(".gitignore", "*.log\nIcon\r\r\n");
        git.write("src/Icon/i.tsx", "1\n");
        try (LocalSession session = LocalSession.start()) {
            assumeTrue(session.isolated(), "no private root on this host");
            Run.Result result = lint(
                            git.path,
                            session.server.params(),
                            "cat src/Icon/i.tsx; echo x > x.log; mkdir d; echo y > d/y")
                    .env("PATH", "/nowhere")
                    .run();
            assertEquals(
                    "lint: what git tracks cannot be known (there is no git on PATH): what .gitignore names is left"
                            + " out; --no-gitignore loads it.\n"
                            + "1\n"
                            + "lint: there are changes: 1 added, 0 modified, 0 removed; --apply writes them.\n",
                    result.err());
            assertTrue(result.out().contains("+++ b/d/y"), result.out());
        }
    }

    @Test
    void what_does_not_fit_is_told_before_anything_runs() {
        folder.refuses("expected --image ADDRESS", "--", "gofmt");
        folder.refuses("expected -- CMD", "--image", "golang");
        folder.refuses("\"cache\": expected a path", "--image", "golang", "--cache", "cache", "--", "gofmt");
        folder.refuses("\"NOT_SET_AT_ALL\"", "--image", "golang", "--env", "NOT_SET_AT_ALL", "gofmt");
    }
}
