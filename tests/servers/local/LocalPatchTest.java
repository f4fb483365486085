package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Patches of the stand-in, what they change, and searches across lines. */
class LocalPatchTest {
    private static LocalSession session;
    private static Api.Client dag;

    @BeforeAll
    static void start() {
        session = LocalSession.start();
        dag = session.connect();
    }

    @AfterAll
    static void stop() {
        dag.close();
        session.close();
    }

    private static Api.Directory before() {
        return dag.directory()
                .withNewFile("same", "same\n")
                .withNewFile("changed \u20ac", "1\n2\n3\n")
                .withNewFile("gone/old", "o\n")
                .withNewFile("moved", "a\nb\nc\nd\ne\nf\ng\nh\n");
    }

    private static Api.Directory after() {
        return before().withNewFile("changed \u20ac", "1\ntwo\n3\n4\n")
                .withNewFile("new/run", "n\n", o -> o.permissions(0755))
                .withoutDirectory("gone")
                .withoutFile("moved")
                .withNewFile("there", "a\nb\nc\nd\ne\nf\ng\nh\n")
                .withFile("no text", dag.directory().withNewFile("f", "\0").file("f"));
    }

    @Test
    void a_patch_of_changes_makes_the_same_changes() {
        Api.File patch = after().changes(before()).asPatch();
        String text = patch.contents();
        assertTrue(text.contains("\n@@ -1,3 +1,4 @@\n 1\n-2\n+two\n 3\n+4\n"), text);
        assertTrue(text.contains("\nnew file mode 100755\n"), text);
        assertEquals(List.of(), before().withPatchFile(patch).changes(after()).modifiedPaths());
        assertTrue(before().withPatchFile(patch).changes(after()).isEmpty());
        assertTrue(before().withPatch(text).changes(after()).isEmpty());
        assertEquals("", before().changes(before()).asPatch().contents());
        assertTrue(before().withPatch("").changes(before()).isEmpty());
    }

    @Test
    void a_patch_that_does_not_fit_is_an_error_and_leads_nowhere_else() {
        String wrong = "--- a/same\n+++ b/same\n@@ -1 +1 @@\n-other\n+new\n";
        String message = assertThrows(
                        QueryException.class, () -> before().withPatch(wrong).entries())
                .getMessage();
        assertTrue(message.contains("same"), message);
        String outside = "--- /dev/null\n+++ b/../outside\n@@ -0,0 +1 @@\n+x\n";
        assertThrows(QueryException.class, () -> before().withPatch(outside).entries());
        Api.Directory linked = before().withSymlink("/tmp", "link");
        String through = "--- /dev/null\n+++ b/link/outside\n@@ -0,0 +1 @@\n+x\n";
        assertThrows(QueryException.class, () -> linked.withPatch(through).entries());
    }

    @Test
    void lines_are_counted_for_each_path() {
        record Stat(String path, String kind, String oldPath, long added, long removed) {}
        List<Stat> stats = after().changes(before()).diffStats().stream()
                .map(stat -> new Stat(
                        stat.path(),
                        "" + stat.kind(),
                        stat.oldPath().orElse(null),
                        stat.addedLines(),
                        stat.removedLines()))
                .toList();
        assertEquals(
                List.of(
                        new Stat("changed \u20ac", "MODIFIED", null, 2, 1),
                        new Stat("gone/", "REMOVED", null, 0, 0),
                        new Stat("gone/old", "REMOVED", null, 0, 1),
                        new Stat("new/", "ADDED", null, 0, 0),
                        new Stat("new/run", "ADDED", null, 1, 0),
                        new Stat("no text", "ADDED", null, 0, 0),
                        new Stat("there", "RENAMED", "moved", 0, 0)),
                stats);
        assertEquals(List.of(), before().changes(before()).diffStats());
    }

    @Test
    void a_search_crosses_lines_when_told() {
        Api.Directory directory = dag.directory().withNewFile("f", "\u00e9 a\nb c\nd\nx a\nb\n");
        List<Api.SearchResult> found = directory.search("a\\nb", o -> o.multiline(true));
        assertEquals(2, found.size());
        assertEquals("\u00e9 a\nb c\n", found.get(0).matchedLines());
        assertEquals(3, found.get(0).submatches().get(0).start());
        assertEquals(4, found.get(1).lineNumber());
        assertEquals(11, found.get(1).absoluteOffset());
        assertEquals(0, directory.search("a\\nb").size());
        assertEquals(0, directory.search("c.*x", o -> o.multiline(true)).size());
        assertEquals(
                "b c\nd\nx a\n",
                directory
                        .search("c.*x", o -> o.multiline(true).dotall(true))
                        .get(0)
                        .matchedLines());
        assertEquals(2, directory.search("^b", o -> o.multiline(true)).size());
        assertEquals(1, directory.search("^b", o -> o.multiline(true).limit(1)).size());
        assertEquals(
                0,
                dag.directory()
                        .withNewFile("no-text", "a\nb\u0001\n".replace('\u0001', '\0'))
                        .search("a\\nb", o -> o.multiline(true))
                        .size());
    }
}
