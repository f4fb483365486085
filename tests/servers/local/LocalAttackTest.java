package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Ways out of the stand-in that are none: by git, by a file's name, by programs of a root, by another user. */
class LocalAttackTest {
    private static final String PATCH =
            "diff --git a/f.txt b/f.txt\n--- a/f.txt\n+++ b/f.txt\n@@ -1 +1 @@\n-hello\n+bye\n";

    private static LocalSession session;
    private static Api.Client dag;
    private static Sentinel sentinel;

    @TempDir
    static Path workdir;

    @BeforeAll
    static void start() throws IOException {
        sentinel = new Sentinel();
        session = LocalSession.start(o -> o.workdir(workdir));
        dag = session.connect();
    }

    @AfterAll
    static void stop() throws IOException {
        dag.close();
        session.close();
        sentinel.close();
    }

    /** A directory that git takes for a repository whose configuration says what to run; folders of git's in it or not. */
    private static Map<String, Function<Api.Directory, Api.Directory>> layouts() {
        String touch = "touch " + sentinel.folder() + "/ran;";
        String config = "[core]\n\trepositoryformatversion = 0\n\tfsmonitor = \"" + touch + "\"\n\thooksPath = hooks\n"
                + "\tsshCommand = \"" + touch + "\"\n\tpager = \"" + touch + "\"\n[include]\n\tpath = "
                + sentinel.folder() + "/file\n[filter \"x\"]\n\tclean = \"" + touch + " cat\"\n\tsmudge = \"" + touch
                + " cat\"\n\trequired = true\n[diff \"x\"]\n\tcommand = \"" + touch + "\"\n\ttextconv = \"" + touch
                + " cat\"\n[merge \"x\"]\n\tdriver = \"" + touch + "\"\n";
        Function<String, Function<Api.Directory, Api.Directory>> at = folder -> directory -> directory
                .withNewFile(
                        folder + "config", config.replace("[include]\n\tpath = " + sentinel.folder() + "/file\n", ""))
                .withNewFile(folder + "HEAD", "ref: refs/heads/main\n")
                .withNewDirectory(folder + "objects")
                .withNewDirectory(folder + "refs")
                .withNewFile(folder + "info/attributes", "* filter=x diff=x merge=x\n");
        Map<String, Function<Api.Directory, Api.Directory>> layouts = new LinkedHashMap<>();
        layouts.put("a .git", at.apply(".git/"));
        layouts.put("a bare repository", at.apply(""));
        layouts.put(
                "a file .git",
                directory -> at.apply("inner/").apply(directory).withNewFile(".git", "gitdir: ./inner\n"));
        layouts.put(
                "a link .git", directory -> at.apply("inner/").apply(directory).withSymlink("inner", ".git"));
        layouts.put(
                "an include", directory -> at.apply(".git/").apply(directory).withNewFile(".git/config", config));
        return layouts;
    }

    @TestFactory
    Stream<DynamicTest> git_obeys_nothing_of_a_pipelines_files() {
        return layouts().entrySet().stream()
                .map(layout -> dynamicTest(layout.getKey(), () -> {
                    String before = sentinel.state();
                    Api.Directory hello = layout.getValue()
                            .apply(dag.directory()
                                    .withNewFile(".gitattributes", "* filter=x diff=x merge=x\n")
                                    .withNewFile("f.txt", "hello\n"));
                    assertEquals("bye\n", hello.withPatch(PATCH).file("f.txt").contents());
                    assertEquals(
                            "bye\n",
                            hello.withPatchFile(dag.file("p", PATCH))
                                    .file("f.txt")
                                    .contents());
                    Api.Changeset changes = hello.withNewFile("f.txt", "bye\n").changes(hello);
                    assertTrue(changes.asPatch().contents().endsWith("-hello\n+bye\n"));
                    assertEquals(1, changes.diffStats().size());
                    // All of it new, with what git takes for a repository in both of what it compares.
                    hello.changes(dag.directory()).asPatch().contents();
                    try {
                        hello.asGit().branches();
                        hello.asGit().uncommitted().modifiedPaths();
                    } catch (QueryException refused) {
                        assertFalse(refused.getMessage().contains("bad config"), "a file of the host was read");
                    }
                    assertEquals(before, sentinel.state());
                }));
    }

    @TestFactory
    Stream<DynamicTest> a_git_dir_that_leads_elsewhere_is_refused() throws IOException {
        GitFolder other = GitFolder.create(workdir.resolve("other"));
        other.write("secret", "theirs\n");
        other.commit("c");
        Map<String, Api.Directory> leading = Map.of(
                "a file", dag.directory().withNewFile(".git", "gitdir: " + other.path + "/.git\n"),
                "a link", dag.directory().withSymlink(other.path + "/.git", ".git"),
                "a file beside a bare repository",
                        dag.host().directory("other/.git").withNewFile(".git", "gitdir: " + other.path + "/.git\n"),
                "a .git in .git",
                        dag.directory()
                                .withNewDirectory(".git/objects")
                                .withNewFile(".git/.git", "gitdir: " + other.path + "/.git\n"),
                "gitdir", dag.host().directory("other").withNewFile(".git/gitdir", "/\n"));
        return leading.entrySet().stream()
                .map(each -> dynamicTest(
                        each.getKey(),
                        () -> assertThrows(
                                QueryException.class,
                                () -> each.getValue().asGit().head().commit())));
    }

    @Test
    void a_files_name_leads_to_no_other_folder() throws Exception {
        Path in = Files.createDirectories(workdir.resolve("out/in"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 1);
            exchange.getResponseBody().write('x');
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
            Api.File file = dag.directory().withNewFile("f", "x").file("f");
            for (String name :
                    List.of("../escaped", "..", ".", "/escaped", "a/b", "in/../../escaped", workdir + "/e")) {
                for (Api.File named :
                        List.of(file.withName(name), dag.http(url, o -> o.name(name)), dag.file(name, "x"))) {
                    String message = assertThrows(
                                    QueryException.class,
                                    () -> named.export("out/in/", o -> o.allowParentDirPath(true)))
                            .getMessage();
                    assertTrue(message.contains("file name \"" + name + "\" must not contain a directory"), message);
                }
            }
            assertEquals(0, in.toFile().list().length);
            assertEquals(1, in.getParent().toFile().list().length);
            file.withName("fine").export("out/in/", o -> o.allowParentDirPath(true));
            assertEquals(List.of("fine"), List.of(in.toFile().list()));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void an_export_gives_no_ones_rights_away() throws IOException {
        Api.Directory made = dag.directory()
                .withNewFile("setuid", "x", o -> o.permissions(06755))
                .withNewDirectory("sticky", o -> o.permissions(03777));
        made.export("rights");
        made.file("setuid").export("rights/alone");
        made.changes(dag.directory()).export("changed");
        for (String path : List.of("rights/setuid", "rights/alone", "rights/sticky", "changed/setuid")) {
            int mode = (int) Files.getAttribute(workdir.resolve(path), "unix:mode");
            assertEquals(0, mode & 07000, path);
            assertTrue((mode & 0111) != 0, path);
        }
    }

    @TestFactory
    Stream<DynamicTest> a_program_of_the_root_gets_no_rights_over_it() {
        assumeTrue(session.isolated(), "without a private root there is none");
        return Stream.of("umount", "rmdir", "setpriv", "unshare", "mount", "chroot", "cat", "env")
                .map(name -> dynamicTest(name, () -> {
                    String before = sentinel.state();
                    String each = sentinel.forEach("for r in '' /old /.pivot /tmp/old /..; do rm -rf $r$S;"
                            + " echo x > $r$S/file; done; mount -o remount,rw,bind /usr; touch /usr/.daggerkit");
                    String tries = "#!/bin/sh\nexport PATH=/usr/bin:/bin\n(" + each + ") >/dev/null 2>&1\nexec " + name
                            + " \"$@\"\n";
                    String said = dag.container()
                            .from("a")
                            .withNewFile("/usr/sbin/" + name, tries, o -> o.permissions(0755))
                            .withExec("sh", "-c", "grep CapEff /proc/self/status; echo done")
                            .stdout();
                    assertTrue(said.endsWith("done\n"), said);
                    assertEquals(before, sentinel.state());
                    assertFalse(Files.exists(Path.of("/usr/.daggerkit")));
                }));
    }

    @Test
    void as_root_commands_run_as_a_user_that_nobody_else_is() throws Exception {
        assumeTrue(session.isolated()
                && Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0));
        Path name = workdir.resolve("owner");
        Files.writeString(name, "");
        String marker = "sleep 88" + System.nanoTime() % 1_000_000;
        Thread command = new Thread(() -> session.ask(LocalSession.exec("sh", "-c", marker) + "{stdout}}}}"));
        command.start();
        try {
            Limits.await("the start of the command", () -> !owners(marker).isEmpty());
            List<Integer> owners = owners(marker);
            assertEquals(1, owners.stream().distinct().count(), "" + owners);
            assertFalse(owners.contains(0) || owners.contains(65534), "" + owners);
            String entry = ":" + owners.get(0) + ":";
            assertFalse(Files.readString(Path.of("/etc/passwd")).contains(entry));
            try (Stream<Path> roots = Files.walk(Path.of(System.getProperty("java.io.tmpdir")), 2)) {
                for (Path root : roots.filter(path -> isOf(path, owners.get(0))).toList()) {
                    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(root)));
                }
            }
        } finally {
            session.close();
            command.join();
            session = LocalSession.start(o -> o.workdir(workdir));
            dag = session.connect();
        }
    }

    private static boolean isOf(Path path, int user) {
        try {
            return Files.isDirectory(path)
                    && Files.getAttribute(path, "unix:uid").equals(user);
        } catch (IOException gone) {
            return false;
        }
    }

    /** The users of the processes that have just these words in their command line. */
    private static List<Integer> owners(String words) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").endsWith(words))
                .map(process -> {
                    try {
                        return (Integer) Files.getAttribute(Path.of("/proc/" + process.pid()), "unix:uid");
                    } catch (IOException ended) {
                        return 0;
                    }
                })
                .toList();
    }
}
