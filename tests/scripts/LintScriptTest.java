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
    Stream<DynamicTest> all_is_read_in_one_request_after_that_for_the_ids_on_every_engine() {
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
                    assertEquals(2, requests.size());
                    String text = requests.get(1).text();
                    assertTrue(text.contains("withExec(expect: ANY, useEntrypoint: true) $ fmt .\n"), text);
                    for (String leaf : List.of("exitCode", "combinedOutput", "addedPaths", "removedPaths", "asPatch")) {
                        assertTrue(text.contains(leaf), text);
                    }
                    assertFalse(text.contains("export"), text);
                    List<ExplainedRequest> applied = folder.explained(engine, "--image", "tool", "--apply", "fmt");
                    assertEquals(3, applied.size());
                    assertTrue(
                            applied.get(2).text().contains("export(path: \"" + temp + "\")"), "to the folder itself");
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
    void a_changed_gitignore_is_never_applied_because_what_it_names_would_be_deleted() throws IOException {
        for (Run.Result result : lint("echo '*.txt' >> .gitignore", "--apply")) {
            assertEquals(1, result.code(), result.err());
            assertTrue(result.err().contains("because the tool changed \".gitignore\""), result.err());
            assertEquals("one\ntwo\n", folder.read("a/f.txt"));
            assertEquals("*.log\n", folder.read(".gitignore"));
        }
        for (Run.Result result : lint("echo '*.txt' >> .gitignore", "--apply", "--no-gitignore")) {
            assertEquals(0, result.code(), result.err());
            assertEquals("one\ntwo\n", folder.read("a/f.txt"));
            assertEquals("*.log\n*.txt\n", folder.read(".gitignore"));
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
