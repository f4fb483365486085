package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Files and directories of the stand-in that no command touches, asked for with our own client. */
class LocalDirectoryTest extends LocalFixture {
    @Override
    void assume() {
        // Files need no command.
    }

    @Test
    void a_step_makes_another_directory_and_leaves_its_own_alone() {
        Api.Directory one = dag.directory().withNewFile("a", "1");
        Api.Directory two = one.withNewFile("a", "2").withNewFile("b", "3");
        Api.Directory three = two.withoutFile("a");
        assertEquals("1", one.file("a").contents());
        assertEquals("2", two.file("a").contents());
        assertEquals(List.of("a"), one.entries());
        assertEquals(List.of("a", "b"), two.entries());
        assertEquals(List.of("b"), three.entries());
    }

    @TestFactory
    Stream<DynamicTest> include_exclude_and_gitignore_choose_what_is_copied() {
        Api.Directory ignoring = tree().withNewFile(".gitignore", "# no\n/target/\n*.md\n!main/B.java\n")
                .withNewFile("src/.gitignore", "test\n");
        record Case(
                String name,
                Api.Directory from,
                List<String> include,
                List<String> exclude,
                boolean gitignore,
                String left) {}
        return Stream.of(
                        new Case("nothing", tree(), List.of(), List.of("**"), false, "[]"),
                        new Case("one", tree(), List.of("README.md"), List.of(), false, "[README.md]"),
                        new Case(
                                "folder",
                                tree(),
                                List.of("src/main"),
                                List.of(),
                                false,
                                "[src/main/A.java, src/main/B.java]"),
                        new Case(
                                "slash",
                                tree(),
                                List.of("./src/main/"),
                                List.of("**/B.java"),
                                false,
                                "[src/main/A.java]"),
                        new Case("star", tree(), List.of("*"), List.of("src", "target", ".git"), false, "[README.md]"),
                        new Case(
                                "deep",
                                tree(),
                                List.of("**/*.java"),
                                List.of("**/*Test*"),
                                false,
                                "[src/main/A.java, src/main/B.java]"),
                        new Case(
                                "way",
                                tree(),
                                List.of("s*/main/A.java", "no/**", "tar?et"),
                                List.of(),
                                false,
                                "[src/main/A.java, target/A.class]"),
                        new Case(
                                "set",
                                tree(),
                                List.of("src/main/[A-A].java", "README.m?"),
                                List.of(),
                                false,
                                "[README.md, src/main/A.java]"),
                        new Case(
                                "back",
                                tree(),
                                List.of(),
                                List.of("**", "!src/main/A.java"),
                                false,
                                "[src/main/A.java]"),
                        new Case(
                                "gitignore",
                                ignoring,
                                List.of(),
                                List.of(".git*", "**/.gitignore"),
                                true,
                                "[src/main/A.java, src/main/B.java]"))
                .map(one -> dynamicTest(one.name, () -> {
                    assertEquals(
                            one.left,
                            ""
                                    + all(one.from.filter(o -> o.include(one.include)
                                            .exclude(one.exclude)
                                            .gitignore(one.gitignore))));
                    assertEquals(
                            one.left.replace("[", "[x/").replace(", ", ", x/").replace("[x/]", "[]"),
                            ""
                                    + all(dag.directory().withDirectory("x", one.from, o -> o.include(one.include)
                                            .exclude(one.exclude)
                                            .gitignore(one.gitignore))));
                }));
    }

    @TestFactory
    Stream<DynamicTest> a_glob_matches_whole_paths() {
        return Stream.of(
                        List.of("*", "[.git/, README.md, src/, target/]"),
                        List.of("*.md", "[README.md]"),
                        List.of("**/*.java", "[src/main/A.java, src/main/B.java, src/test/ATest.java]"),
                        List.of("src/*", "[src/main/, src/test/]"),
                        List.of(
                                "src/**",
                                "[src/main/, src/main/A.java, src/main/B.java, src/test/, src/test/ATest.java]"),
                        List.of("none", "[]"))
                .map(pair -> dynamicTest(pair.get(0), () -> assertEquals(pair.get(1), "" + tree().glob(pair.get(0)))));
    }

    @Test
    void links_lead_to_places_in_the_directory_only() throws IOException {
        Files.writeString(workdir.resolve("outside"), "outside");
        Api.Directory links = dag.directory()
                .withNewFile("real/file", "x")
                .withSymlink("real", "folder")
                .withSymlink("/real/file", "absolute")
                .withSymlink(workdir.resolve("outside").toString(), "out")
                .withSymlink("../../../../../../etc/passwd", "up")
                .withSymlink("loop", "loop");
        assertEquals("x", links.file("folder/file").contents());
        assertEquals("x", links.file("absolute").contents());
        assertEquals("y", links.withNewFile("folder/new", "y").file("real/new").contents());
        for (String name : List.of("out", "up", "loop")) {
            String message = assertThrows(
                            QueryException.class, () -> links.file(name).contents())
                    .getMessage();
            assertTrue(message.contains(name.equals("loop") ? "too many links" : "no such file"), message);
        }
        assertTrue(links.exists("out", o -> o.expectedType(Api.ExistsType.SYMLINK_TYPE)));
        assertFalse(links.exists("out"));
        Api.Directory inside = links.withoutFile("up").withoutFile("out");
        inside.export("links");
        assertEquals(Path.of("real"), Files.readSymbolicLink(workdir.resolve("links/folder")));
        inside.withoutFile("folder").withNewFile("folder", "a file now").export("links");
        assertEquals("a file now", Files.readString(workdir.resolve("links/folder")));
        assertEquals("x", Files.readString(workdir.resolve("links/real/file")));
    }

    @Test
    void stat_tells_kind_size_and_permissions() {
        Api.Directory directory =
                tree().withNewFile("run", "12345", o -> o.permissions(0750)).withSymlink("run", "link");
        assertEquals(5, directory.stat("run").size());
        assertEquals(0750, directory.stat("run").permissions());
        assertEquals(Api.FileType.REGULAR, directory.stat("link").fileType().get());
        assertEquals(
                Api.FileType.SYMLINK,
                directory
                        .stat("link", o -> o.doNotFollowSymlinks(true))
                        .fileType()
                        .get());
        assertEquals(Api.FileType.DIRECTORY, directory.stat("src").fileType().get());
        assertEquals("/", directory.name());
        assertEquals("main/", directory.directory("src/main").name());
    }

    @Test
    void changes_are_what_was_added_modified_and_removed() throws IOException {
        Api.Directory after = tree().withNewFile("README.md", "new\n")
                .withNewFile("docs/a.md", "a")
                .withoutFile("src/main/B.java")
                .withoutDirectory("src/test");
        Api.Changeset changes = after.changes(tree());
        assertEquals(List.of("docs/", "docs/a.md"), changes.addedPaths());
        assertEquals(List.of("README.md"), changes.modifiedPaths());
        assertEquals(List.of("src/main/B.java", "src/test/"), changes.removedPaths());
        assertFalse(changes.isEmpty());
        assertTrue(tree().changes(tree()).isEmpty());
        assertEquals(List.of("README.md", "docs/a.md"), all(changes.layer()));
        assertEquals(List.of("README.md", "docs/a.md"), all(tree().diff(after)));
        Api.Directory elsewhere = tree().withNewFile("other", "o").withChanges(changes);
        assertEquals(
                List.of(".git/config", "README.md", "docs/a.md", "other", "src/main/A.java", "target/A.class"),
                all(elsewhere));
        tree().withNewFile("mine", "m").export("changed");
        changes.export("changed");
        assertEquals("new\n", Files.readString(workdir.resolve("changed/README.md")));
        assertTrue(Files.exists(workdir.resolve("changed/mine")));
        assertFalse(Files.exists(workdir.resolve("changed/src/test")));
        Api.Changeset other = tree().withNewFile("README.md", "theirs\n").changes(tree());
        assertThrows(QueryException.class, () -> changes.withChangeset(other).addedPaths());
    }

    @Test
    void an_object_travels_by_its_id_and_only_as_what_it_is() {
        String id = tree().id();
        assertEquals(id, tree().id());
        Api.Directory loaded = dag.node(id).asDirectory();
        assertEquals(tree().entries(), loaded.entries());
        assertEquals(
                "read\n",
                dag.directory()
                        .withFile("x", tree().file("README.md"))
                        .file("x")
                        .contents());
        assertEquals(
                List.of("A.java", "README.md"),
                dag.directory()
                        .withFiles("/", List.of(tree().file("README.md"), tree().file("src/main/A.java")))
                        .entries());
    }

    @Test
    void a_chain_of_2000_files_is_answered() {
        Api.Directory directory = IntStream.range(0, 2000)
                .boxed()
                .reduce(dag.directory(), (made, i) -> made.withNewFile("f" + i, "" + i), (a, b) -> a);
        assertEquals(2000, directory.entries().size());
        assertEquals("1999", directory.file("f1999").contents());
    }
}
