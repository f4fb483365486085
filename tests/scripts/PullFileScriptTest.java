package daggerkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import daggerkit.schema.EngineVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code pull-file} on the stand-in, whose images are this host. */
class PullFileScriptTest {
    private static final String SHELL = "/bin/sh";
    private static LocalSession session;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        session = LocalSession.start();
    }

    @AfterAll
    static void stop() {
        session.close();
    }

    private Run script(String... args) {
        return Run.jvm("scripts/pull_file.java", args)
                .session(session.server.params())
                .in(folder);
    }

    private Run.Result pull(String... args) {
        return script(args).run();
    }

    private static byte[] shell() throws IOException {
        return Files.readAllBytes(Path.of(SHELL));
    }

    /** One of this host with nothing but readable files. */
    private static Path smallDirectory() throws IOException {
        try (Stream<Path> directories = Files.list(Path.of("/etc"))) {
            return directories
                    .filter(directory -> {
                        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                            return false;
                        }
                        try (Stream<Path> files = Files.list(directory)) {
                            List<Path> all = files.toList();
                            return !all.isEmpty()
                                    && all.stream()
                                            .allMatch(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                                                    && Files.isReadable(file));
                        } catch (IOException unreadable) {
                            return false;
                        }
                    })
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void a_file_goes_to_standard_output_byte_by_byte_and_leaves_nothing_behind() throws Exception {
        for (String[] args : new String[][] {{"alpine", SHELL}, {"alpine", SHELL, "-"}}) {
            Process process = script(args).temporary(folder).start();
            process.getOutputStream().close();
            try (InputStream out = process.getInputStream()) {
                assertArrayEquals(shell(), out.readAllBytes());
            }
            assertEquals(0, Limits.end(process));
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void a_target_is_a_file_or_the_folder_for_it_and_is_printed() throws IOException {
        Files.createDirectory(folder.resolve("there"));
        assertEquals(new Run.Result(0, "busybox\n", ""), pull("alpine", SHELL, "busybox"));
        assertEquals(new Run.Result(0, "there/sh\n", ""), pull("alpine", SHELL, "there"));
        assertEquals(new Run.Result(0, "new/sh\n", ""), pull("alpine", SHELL, "new/"));
        for (String file : List.of("busybox", "there/sh", "new/sh")) {
            assertArrayEquals(shell(), Files.readAllBytes(folder.resolve(file)), file);
            assertTrue(Files.isExecutable(folder.resolve(file)), file);
        }
    }

    @Test
    void of_a_directory_the_contents_go_into_the_target_beside_what_is_there() throws IOException {
        Path conf = Files.createDirectory(folder.resolve("conf"));
        Files.writeString(conf.resolve("mine"), "stays");
        Path directory = smallDirectory();
        assertEquals(new Run.Result(0, "conf\n", ""), pull("alpine", directory.toString(), "conf"));
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                assertEquals(-1, Files.mismatch(file, conf.resolve(file.getFileName())), "" + file);
            }
        }
        assertEquals("stays", Files.readString(conf.resolve("mine")));
    }

    @Test
    void what_cannot_be_done_is_one_sentence() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        assertEquals(
                new Run.Result(
                        1,
                        "",
                        "There is no \"/no/such\" in the image \"alpine\": expected the path of a file or a"
                                + " directory.\n"),
                pull("alpine", "/no/such"));
        assertEquals(
                new Run.Result(
                        1, "", "Cannot put the directory \"/etc\" into \"file\": there is a file of that name.\n"),
                pull("alpine", "/etc", "file"));
        assertEquals(
                new Run.Result(
                        64,
                        "",
                        "pull-file: \"/etc\" is a directory: expected a folder as TARGET, for what is in the directory."
                                + " See pull-file --help.\n"),
                pull("alpine", "/etc"));
        for (String[] args : new String[][] {{}, {"alpine"}, {"alpine", "/a", "b", "c"}}) {
            Run.Result wrong = pull(args);
            assertEquals(64, wrong.code());
            assertTrue(wrong.err().matches("pull-file: [^\n]+\\. See pull-file --help\\.\n"), wrong.err());
        }
    }

    @TestFactory
    Stream<DynamicTest> every_engine_has_what_it_asks_for_in_two_requests() {
        return Stream.of(EngineVersion.values())
                .map(engine -> dynamicTest("" + engine, () -> {
                    try (EchoEngine echo = EchoEngine.of("" + engine)) {
                        Run.Result result = Run.jvm(
                                        "scripts/pull_file.java", "--platform", "linux/arm64", "debian", "/yes", "out")
                                .session(echo.params())
                                .in(folder)
                                .run();
                        assertEquals(new Run.Result(0, "out\n", ""), result);
                        String from = "{container(platform:\"linux/arm64\"){from(address:\"debian\"){";
                        assertEquals(2, echo.queries().size(), "" + echo.queries());
                        assertTrue(echo.queries().get(0).startsWith(from), "" + echo.queries());
                        assertEquals(
                                from + "directory(path:\"/yes\"){export(path:\"" + folder.toRealPath() + "/out\")}}}}",
                                echo.queries().get(1));
                        assertFalse(echo.queries().get(0).contains("export"));
                    }
                }));
    }
}
