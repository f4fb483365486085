package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Files that commands of the stand-in find, change and leave behind, asked for with our own client. */
class LocalContainerTest extends LocalFixture {
    @Override
    void assume() {
        assumeIsolated();
    }

    @TestFactory
    Stream<DynamicTest> what_a_command_writes_is_there_afterwards_and_not_on_the_host() {
        return Stream.of(
                        "/of-mine.txt",
                        "/root/of-mine",
                        "/tmp/of-mine",
                        "/home/me/of-mine",
                        "/var/lib/of-mine",
                        "/opt/of-mine/x",
                        "/usr/of-mine/x",
                        "/etc/of-mine")
                .map(path -> dynamicTest(path, () -> {
                    String folder = path.substring(0, Math.max(1, path.lastIndexOf('/')));
                    boolean ours = path.matches("/(opt|usr|etc)/of-mine.*");
                    Api.Container before = ours
                            ? container().withNewFile(folder.equals("/etc") ? "/etc/other" : folder + "/other", "")
                            : container();
                    Api.Container written = sh(before, "mkdir -p " + folder + " && printf one > " + path);
                    assertEquals("one", written.file(path).contents());
                    Api.Container more = sh(written, "printf two >> " + path);
                    assertEquals("onetwo", more.file(path).contents());
                    assertEquals("one", sh(written, "cat " + path).stdout());
                    assertFalse(before.exists(path));
                    assertFalse(Files.exists(Path.of(path)), "it is on the host");
                }));
    }

    @Test
    void a_command_works_on_a_copy_of_a_directory_and_forks_do_not_meet() {
        Api.Container copied = container().withDirectory("/src", source()).withWorkdir("/src");
        Api.Container one = sh(copied, "echo one >> a; rm b/c; mkdir n; chmod 700 n");
        Api.Container two = sh(copied, "echo two >> a; cat b/c > d");
        assertEquals("a\none\n", one.file("a").contents());
        assertEquals("a\ntwo\n", two.file("/src/a").contents());
        assertEquals(List.of("a", "b/", "n/"), one.directory(".").entries());
        assertEquals(List.of("a", "b/", "d"), two.directory("/src").entries());
        assertEquals("a\n", source().file("a").contents());
        assertEquals(List.of("n/"), one.directory("/src").changes(source()).addedPaths());
        assertEquals(List.of("b/c"), one.directory("/src").changes(source()).removedPaths());
        assertEquals(0700, one.directory("/src").stat("n").permissions());
    }

    @Test
    void streams_go_to_and_come_from_files() {
        Api.Container redirected = container()
                .withNewFile("/work/in", "from a file")
                .withWorkdir("/work")
                .withExec(
                        List.of("sh", "-c", "cat; echo err >&2"),
                        o -> o.redirectStdin("in").redirectStdout("out").redirectStderr("/err"));
        assertEquals("from a file", redirected.file("out").contents());
        assertEquals("err\n", redirected.file("/err").contents());
        assertEquals("from a file", redirected.stdout());
        assertEquals("from a file", sh(redirected, "cat out").stdout());
    }

    /** Two pipes have no common order: what holds is that nothing is lost and each stream keeps its own. */
    @Test
    void both_streams_are_in_the_combined_output_each_in_its_order() {
        List<String> both = sh(container(), "echo 1; echo 2 >&2; echo 3; echo 4 >&2")
                .combinedOutput()
                .lines()
                .toList();
        assertEquals(
                List.of("1", "3"),
                both.stream().filter(List.of("1", "3")::contains).toList());
        assertEquals(
                List.of("2", "4"),
                both.stream().filter(List.of("2", "4")::contains).toList());
        assertEquals(4, both.size());
    }

    @Test
    void entrypoint_default_arguments_and_user_are_used() {
        Api.Container echo =
                container().withEntrypoint(List.of("echo", "entry")).withDefaultArgs(List.of("default"));
        assertEquals(
                "entry arg\n",
                echo.withExec(List.of("arg"), o -> o.useEntrypoint(true)).stdout());
        assertEquals(
                "entry default\n",
                echo.withExec(List.of(), o -> o.useEntrypoint(true)).stdout());
        assertEquals(
                "/\n", echo.withDefaultArgs(List.of("pwd")).withExec(List.of()).stdout());
        assertEquals(List.of(), echo.withEntrypoint(List.of("x")).defaultArgs());
        assertEquals(
                "0 0 /root\n", sh(container(), "echo $(id -u) $(id -g) $HOME").stdout());
        Api.Container mine = container()
                .withNewFile("/etc/passwd", "root:x:0:0::/root:/bin/sh\nme:x:1234:99::/home/of-me:/bin/sh\n")
                .withUser("me");
        assertEquals(
                "1234 99 /home/of-me\n",
                sh(mine, "echo $(id -u) $(id -g) $HOME").stdout());
        assertEquals("me", mine.user());
        Api.Container other = container().withUser("5:6");
        assertEquals("5:6\n", sh(other, "touch /tmp/x; stat -c %u:%g /tmp/x").stdout());
        assertEquals(
                "no\n",
                sh(other, "echo 1 2>/dev/null > /proc/sys/vm/swappiness || echo no")
                        .stdout());
        ExecException notRun = assertThrows(ExecException.class, () -> sh(mine.withUser("nobody-here"), "id")
                .stdout());
        assertEquals(-1, notRun.exitCode());
    }

    @Test
    void what_is_said_about_a_container_is_kept() {
        Api.Container said = container()
                .withLabel("l", "1")
                .withLabel("m", "2")
                .withoutLabel("m")
                .withAnnotation("a", "b")
                .withExposedPort(80)
                .withExposedPort(81)
                .withoutExposedPort(80)
                .withEnvVariable("A", "1")
                .withEnvVariable("P", "$A:${A}", o -> o.expand(true))
                .withWorkdir("/x/$A", o -> o.expand(true));
        assertEquals("1", said.label("l").get());
        assertEquals(1, said.labels().size());
        assertEquals(
                "[81]", "" + said.exposedPorts().stream().map(Api.Port::port).toList());
        assertEquals("1:1", said.envVariable("P").get());
        assertEquals("/x/1", said.workdir());
        assertEquals(
                "linux/arm64", dag.container(o -> o.platform("linux/arm64")).platform());
    }

    @Test
    void a_file_of_a_program_folder_is_read_replaced_and_removed_for_the_container_only() throws IOException {
        String own = container().file("/etc/passwd").contents();
        assertEquals(Files.readString(Path.of("/etc/passwd")), own);
        Api.Container without = container().withoutFile("/etc/passwd").withNewFile("/etc/of-mine/x", "x");
        assertEquals(
                "gone\nx",
                sh(without, "[ -e /etc/passwd ] || echo gone; cat /etc/of-mine/x")
                        .stdout());
        // What other users cannot read, no pipeline reads, whoever runs the session.
        Path closed = Path.of("/etc/shadow");
        assertFalse(Files.exists(closed)
                && !Files.getPosixFilePermissions(closed).contains(PosixFilePermission.OTHERS_READ)
                && without.exists("/etc/shadow"));
        Api.Container tool = container()
                .withNewFile("/usr/local/bin/of-mine", "#!/bin/sh\necho mine $1\n", o -> o.permissions(0755));
        assertEquals("mine 1\n", tool.withExec("of-mine", "1").stdout());
        assertTrue(container().directory("/usr").entries().contains("bin/"));
    }

    @Test
    void a_container_of_files_only_runs_its_own_programs() {
        Api.Container own = dag.container()
                .withRootfs(dag.directory()
                        .withNewFile("app", "#!/bin/sh\nls /; echo x > /made\n", o -> o.permissions(0755)));
        Api.Container ran = own.withExec("/app");
        assertTrue(Arrays.asList(ran.stdout().split("\n")).contains("app"), ran.stdout());
        assertEquals(List.of("app", "made"), ran.rootfs().entries());
        assertThrows(ExecException.class, () -> own.withExec("sh").stdout());
    }
}
