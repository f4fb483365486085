package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.function.Executable;

/** Pipelines that work on files and folders, the host's and their own. */
final class PipelinesOfFiles {
    private final LocalPipelinesTest.Kit kit;
    private final Api.Client dag;

    PipelinesOfFiles(LocalPipelinesTest.Kit kit) {
        this.kit = kit;
        dag = kit.dag();
    }

    void addTo(Map<String, Executable> all) {
        all.put("a folder of the host without what Git ignores", this::hostFolder);
        all.put("a tool over the project, and its files back", this::tool);
        all.put(
                "one file out of an image",
                () -> assertEquals(
                        "NAME=mine\n",
                        kit.container()
                                .withNewFile("/opt/release", "NAME=mine\n")
                                .file("/opt/release")
                                .contents()));
        all.put("an export that wipes", this::wipe);
        all.put("a scaffold with permissions", this::scaffold);
        all.put("lists, sizes and kinds", this::lists);
        all.put("search and replace over a tree", this::search);
        all.put("copied and mounted", this::copied);
        all.put("what a command changed", this::changes);
        all.put("a patch", this::patch);
        all.put("changes of two branches in one", this::merge);
        all.put("times that do not change", this::times);
        all.put("JSON without jq", this::json);
    }

    private Api.Directory project() {
        return dag.host().directory("project", o -> o.gitignore(true).exclude(List.of("out*")));
    }

    private void hostFolder() {
        assertEquals(List.of(".gitignore", "src/"), project().entries());
        assertEquals(
                List.of("src/", "src/two.txt"),
                dag.host()
                        .directory(".", o -> o.include(List.of("project/src/*.txt"))
                                .exclude(List.of("**/one*")))
                        .directory("project")
                        .glob("**"));
        assertEquals(
                List.of(), project().filter(o -> o.include(List.of("*.log"))).entries());
        assertThrows(QueryException.class, () -> dag.host().directory("none").entries());
    }

    private void tool() throws IOException {
        Api.Container formatted = kit.container()
                .withMountedDirectory("/w", project())
                .withWorkdir("/w")
                .withExec("sh", "-c", "sed -i s/colour/color/ src/*.txt; echo done > report.txt");
        Path out = kit.workdir().resolve("project/out");
        assertEquals(out.toString(), formatted.directory("/w").export("project/out"));
        assertEquals("color one\n", Files.readString(out.resolve("src/one.txt")));
        assertEquals("done\n", Files.readString(out.resolve("report.txt")));
        assertEquals("colour one\n", Files.readString(kit.workdir().resolve("project/src/one.txt")));
    }

    private void wipe() throws IOException {
        Path out = Files.createDirectories(kit.workdir().resolve("wiped/old"));
        Api.Directory made = kit.container()
                .withExec("sh", "-c", "mkdir -p /o/new; echo 1 > /o/new/f")
                .directory("/o");
        made.export("wiped");
        assertTrue(Files.exists(out));
        made.export("wiped", o -> o.wipe(true));
        assertFalse(Files.exists(out));
        assertEquals("1\n", Files.readString(out.resolveSibling("new/f")));
    }

    private void scaffold() throws IOException {
        dag.directory()
                .withNewFile("bin/run", "#!/bin/sh\n", o -> o.permissions(0750))
                .withNewDirectory("data", o -> o.permissions(0700))
                .withNewFile("README", "\u00fcber\n")
                .withSymlink("bin/run", "start")
                .export("scaffold");
        Path made = kit.workdir().resolve("scaffold");
        assertEquals(
                "rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(made.resolve("bin/run"))));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made.resolve("data"))));
        assertEquals("\u00fcber\n", Files.readString(made.resolve("README")));
        assertEquals(Path.of("bin/run"), Files.readSymbolicLink(made.resolve("start")));
    }

    private void lists() {
        Api.Directory tree = dag.directory()
                .withNewFile("a/b/deep.txt", "1\n2\n3\n4\n")
                .withNewFile("empty", "")
                .withNewDirectory("folder");
        assertEquals(List.of("a/", "empty", "folder/"), tree.entries());
        assertEquals(8, tree.file("a/b/deep.txt").size());
        assertEquals("2\n3\n", tree.file("a/b/deep.txt").contents(o -> o.offsetLines(1L)
                .limitLines(2L)));
        assertTrue(tree.exists("folder", o -> o.expectedType(Api.ExistsType.DIRECTORY_TYPE)));
        assertFalse(tree.exists("a/c"));
        assertEquals(Api.FileType.DIRECTORY, tree.stat("a/b").fileType().orElse(null));
        assertEquals("a/b/deep.txt", tree.findUp("deep.txt", "a/b").orElse(null));
        assertThrows(QueryException.class, () -> tree.file("missing").contents());
    }

    private void search() {
        List<Api.SearchResult> found = project().search("colour t.o");
        assertEquals(1, found.size());
        assertEquals("src/two.txt", found.get(0).filePath());
        assertEquals(2, found.get(0).lineNumber());
        Api.File replaced = project().file("src/two.txt").withReplaced("two", "2", o -> o.all(true));
        assertEquals("2\ncolour 2\n", replaced.contents());
        assertThrows(
                QueryException.class,
                () -> project().file("src/two.txt").withReplaced("three", "3").contents());
    }

    private void copied() {
        Api.Container both = kit.container()
                .withDirectory("/copied", project().directory("src"))
                .withMountedDirectory("/mounted", project().directory("src"))
                .withMountedFile("/one", project().file("src/one.txt"))
                .withExec("sh", "-c", "echo more >> /copied/one.txt; echo more >> /mounted/one.txt; echo more >> /one");
        for (String file : List.of("/copied/one.txt", "/mounted/one.txt", "/one")) {
            assertEquals("colour one\nmore\n", both.file(file).contents());
        }
        assertEquals(
                List.of("/mounted", "/one"), both.mounts().stream().sorted().toList());
        assertFalse(both.withoutMount("/mounted").exists("/mounted/one.txt"));
        assertEquals("colour one\n", project().file("src/one.txt").contents());
    }

    private void changes() throws IOException {
        Api.Directory before = project();
        Api.Changeset changed = kit.container()
                .withMountedDirectory("/w", before)
                .withWorkdir("/w")
                .withExec("sh", "-c", "echo new > src/new.txt; echo more >> src/one.txt; rm src/two.txt")
                .directory("/w")
                .changes(before);
        assertEquals(List.of("src/new.txt"), changed.addedPaths());
        assertEquals(List.of("src/one.txt"), changed.modifiedPaths());
        assertEquals(List.of("src/two.txt"), changed.removedPaths());
        assertTrue(changed.asPatch().contents().contains("\n+more\n"));
        before.export("copy");
        changed.export("copy");
        assertEquals("colour one\nmore\n", Files.readString(kit.workdir().resolve("copy/src/one.txt")));
        assertFalse(Files.exists(kit.workdir().resolve("copy/src/two.txt")));
    }

    private void patch() {
        String patch = "--- a/src/one.txt\n+++ b/src/one.txt\n@@ -1 +1,2 @@\n-colour one\n+color one\n+and more\n";
        assertEquals(
                "color one\nand more\n",
                project().withPatch(patch).file("src/one.txt").contents());
        assertThrows(
                QueryException.class,
                () -> project().withPatch(patch.replace("-colour", "-flavour")).entries());
    }

    private void merge() {
        Api.Directory base = project();
        Api.Changeset one = base.withNewFile("one", "1").changes(base);
        Api.Changeset two = base.withoutFile("src/one.txt").changes(base);
        assertEquals(
                List.of(".gitignore", "one", "src/", "src/two.txt"),
                base.withChanges(one.withChangeset(two)).glob("**"));
        assertTrue(base.changes(base).isEmpty());
    }

    private void times() {
        Api.Directory fixed = project().withTimestamps(86_400);
        assertEquals(
                "86400 86400\n",
                kit.container()
                        .withDirectory("/f", fixed)
                        .withExec("sh", "-c", "echo $(stat -c %Y /f/src /f/src/one.txt)")
                        .stdout());
        assertEquals(fixed.digest(), project().withTimestamps(86_400).digest());
    }

    private void json() {
        Api.JSONValue json = dag.file(
                        "package.json", "{\"name\":\"app\",\"engines\":{\"node\":[18,20]},\"private\":true}")
                .asJSON();
        assertEquals("app", json.field("name").asString());
        assertEquals(20, json.field("engines", "node").asArray().get(1).asInteger());
        assertTrue(json.field("private").asBoolean());
        assertThrows(QueryException.class, () -> json.field("engines", "npm").asString());
    }
}
