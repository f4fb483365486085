package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Single files of the stand-in, what a pipeline reads of the host and what it writes there. */
class LocalFileTest extends LocalFixture {
    @Override
    void assume() {
        // Files need no command.
    }

    @Test
    void a_file_is_read_in_whole_and_in_part_and_has_a_size_a_name_and_a_digest() {
        Api.File file = dag.directory()
                .withNewFile("a/b.txt", "one\ntwo\n\u20ac\n\ud83d\ude00")
                .file("a/b.txt");
        assertEquals("one\ntwo\n\u20ac\n\ud83d\ude00", file.contents());
        assertEquals("two\n", file.contents(o -> o.offsetLines(1).limitLines(1)));
        assertEquals("\u20ac\n\ud83d\ude00", file.contents(o -> o.offsetLines(2)));
        assertEquals(16, file.size());
        assertEquals("b.txt", file.name());
        assertEquals("c", file.withName("c").name());
        String empty = dag.file("empty", "").digest(o -> o.excludeMetadata(true));
        assertEquals("sha256:5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456", empty);
        assertEquals(
                "sha256:5ec6277081d93a81662ad1ecf7104b70cc4bbcbe6bb982e9c788cf4c44155db0",
                dag.file("a", "1").digest());
        assertNotEquals(tree().digest(), tree().chown(".", "1:2").digest());
        assertNotEquals(
                dag.file("f", "x", o -> o.permissions(0755)).digest(),
                dag.file("f", "x").digest());
        assertEquals(dag.file("f", "x").digest(), dag.file("g", "x").digest());
        assertEquals(tree().digest(), tree().digest());
        assertNotEquals(tree().digest(), tree().withNewFile("x", "").digest());
    }

    @TestFactory
    Stream<DynamicTest> a_text_is_replaced_once_or_everywhere() {
        Api.File file = dag.file("f", "a b\na b\nc\n");
        record Case(String name, Function<Api.File, Api.File> change, String after) {}
        return Stream.of(
                        new Case("once", f -> f.withReplaced("c", "d"), "a b\na b\nd\n"),
                        new Case("all", f -> f.withReplaced("a", "x", o -> o.all(true)), "x b\nx b\nc\n"),
                        new Case("from", f -> f.withReplaced("a", "x", o -> o.firstFrom(2)), "a b\nx b\nc\n"),
                        new Case("twice", f -> f.withReplaced("a", "x"), null),
                        new Case("never", f -> f.withReplaced("z", "x"), null))
                .map(one -> dynamicTest(one.name, () -> {
                    if (one.after == null) {
                        assertThrows(
                                QueryException.class,
                                () -> one.change.apply(file).contents());
                    } else {
                        assertEquals(one.after, one.change.apply(file).contents());
                    }
                }));
    }

    @Test
    void a_search_finds_lines_and_places() {
        Api.Directory directory =
                tree().withNewFile("x.txt", "\u00e9 class A\nno\nCLASS\n").withNewFile("bin", "class\0");
        List<Api.SearchResult> found = directory.search("class \\w");
        assertEquals(
                List.of("src/main/A.java", "src/main/B.java", "src/test/ATest.java", "x.txt"),
                found.stream().map(Api.SearchResult::filePath).toList());
        Api.SearchResult last = found.get(3);
        assertEquals(1, last.lineNumber());
        assertEquals("\u00e9 class A\n", last.matchedLines());
        assertEquals("class A", last.submatches().get(0).text());
        assertEquals(3, last.submatches().get(0).start());
        assertEquals(
                2,
                directory
                        .search("CLASS", o -> o.insensitive(true).globs(List.of("*.txt")))
                        .size());
        assertEquals(
                1,
                directory.search("class", o -> o.paths(List.of("src")).limit(1)).size());
        assertEquals(0, directory.search("class \\w", o -> o.literal(true)).size());
        assertEquals(
                3,
                directory
                        .search("class", o -> o.filesOnly(true).globs(List.of("*.java")))
                        .size());
    }

    @Test
    void a_directory_is_exported_with_permissions_and_wipes_only_when_told() throws IOException {
        Path target = Files.createDirectories(workdir.resolve("out"));
        Files.writeString(target.resolve("old"), "old");
        Api.Directory made = dag.directory().withNewFile("a\u00e9\ud83d\ude00/run", "x", o -> o.permissions(0750));
        assertEquals(target.toString(), made.export("out"));
        Path file;
        try (Stream<Path> folders = Files.list(target)) { // by its name only where the JVM's locale has such names
            file = folders.filter(Files::isDirectory).findFirst().get().resolve("run");
        }
        assertEquals("x", Files.readString(file));
        assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertTrue(Files.exists(target.resolve("old")));
        made.export("out", o -> o.wipe(true));
        assertFalse(Files.exists(target.resolve("old")));
        assertEquals("x", Files.readString(file));
        assertEquals(workdir.resolve("f/g").toString(), dag.file("n", "text").export("f/g"));
        assertThrows(QueryException.class, () -> dag.file("n", "text").export("f"));
        dag.file("n", "text").export("f", o -> o.allowParentDirPath(true));
        assertEquals("text", Files.readString(workdir.resolve("f/n")));
    }

    @Test
    void the_host_is_read_once_and_what_is_left_out_is_never_read() throws IOException {
        Path folder = Files.createDirectories(workdir.resolve("host/sub"));
        Files.writeString(folder.resolve("a"), "first");
        Files.createSymbolicLink(folder.resolve("link"), Path.of("a"));
        Path secret = Files.createDirectory(folder.resolve("closed"));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
        try {
            Api.Directory host = dag.host().directory("host/sub", o -> o.exclude(List.of("closed")));
            assertEquals("first", host.file("link").contents());
            Files.writeString(folder.resolve("a"), "second");
            assertEquals("first", host.file("a").contents());
            assertEquals(
                    "second",
                    dag.host()
                            .directory("host/sub", o -> o.include(List.of("a")).noCache(true))
                            .file("a")
                            .contents());
            assertEquals("second", dag.host().file("host/sub/a").contents());
            assertEquals("host/sub/a", dag.host().findUp("host/sub/a").get());
        } finally {
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rwx------"));
        }
    }
}
