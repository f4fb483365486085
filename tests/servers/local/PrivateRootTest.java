package daggerkit;

import static daggerkit.LocalSession.exec;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.local.run.LocalOptions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Commands that try to get out: nothing of the host outside the session's temporary folder changes. */
class PrivateRootTest {
    /** Holds inside a private root only: asked first, so that nothing of what follows is tried on a host. */
    private static final String INSIDE =
            "[ ! -w $S ] && [ ! -w /usr ] && [ $(ls /proc | grep -c '^[0-9]') -lt 9 ] && echo inside";

    /** What a command tries on a folder of the host, $S; nothing that would do harm elsewhere if it came through. */
    private static final List<String> ATTEMPTS = List.of(
            "rm -rf $S",
            "mkdir -p $S; echo changed > $S/file; echo new > $S/new; touch -d 2001-01-01 $S/file $S",
            "mv $S $S.moved; mv $S/file $S/folder/moved; ln -sf /etc/passwd $S/file; ln $S/file $S/hard",
            "chmod -R 0 $S; chown -R 1:1 $S",
            "umount -l /usr; mount -o remount,rw /usr; mount -o remount,rw,bind /usr; mount -o remount,rw /;"
                    + " touch /usr/.daggerkit /etc/.daggerkit $S/.daggerkit; rm -rf $S",
            "unshare -rm sh -c \"mount -o remount,rw,bind /usr; umount -l /usr; umount -l /proc; mount -t proc proc"
                    + " /proc; echo 61 > /proc/sys/vm/swappiness; touch /usr/.daggerkit; rm -rf $S\"",
            "unshare -rmpf --mount-proc sh -c \"echo 61 > /proc/sys/vm/swappiness; rm -rf /proc/1/root$S\"",
            "nsenter -t 1 -a sh -c \"rm -rf $S\"; rm -rf /proc/1/root$S /proc/1/cwd$S /proc/*/root$S; chroot"
                    + " /proc/1/root rm -rf $S",
            "cd /; i=0; while [ $i -lt 20 ]; do cd ..; i=$((i+1)); done; rm -rf .$S; rm -rf ../../..$S",
            "echo 61 > /proc/sys/vm/swappiness; echo h > /proc/sysrq-trigger; hostname daggerkit-was-here",
            "mknod /x b 254 0; mknod /dev/vda b 254 0; ls /dev/vda && touch $S/device");

    private static final List<String> WATCHED = List.of("/proc/sys/vm/swappiness", "/proc/sys/kernel/hostname");

    /** The tools of isolation that this host has, each alone in a folder. */
    private static final Map<String, Path> TOOLS = new TreeMap<>();

    /** For the sessions' temporary folders; every user can pass through. */
    private static Path sessions;

    @BeforeAll
    static void find() throws IOException {
        sessions = openFolder();
        for (String tool : List.of("bwrap", "unshare")) {
            for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
                if (!TOOLS.containsKey(tool) && Files.isExecutable(Path.of(folder, tool))) {
                    Path alone = openFolder();
                    Files.createSymbolicLink(alone.resolve(tool), Path.of(folder, tool));
                    TOOLS.put(tool, alone);
                }
            }
        }
    }

    private static Path openFolder() throws IOException {
        Path folder = Files.createTempDirectory("daggerkit-test-");
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterAll
    static void forget() throws IOException {
        TestFolders.delete(sessions);
        for (Path alone : TOOLS.values()) {
            TestFolders.delete(alone);
        }
    }

    @TestFactory
    Stream<DynamicTest> the_host_is_byte_for_byte_as_it_was(@TempDir Path temporary) {
        return withEachTool(session -> {
            List<Path> folders = sentinels(temporary);
            try {
                String before = state(folders);
                String names =
                        folders.stream().map(folder -> "'" + folder + "'").collect(Collectors.joining(" "));
                String inside = session.sh("for S in " + names + "; do " + INSIDE + "; done");
                assertEquals("inside\n".repeat(folders.size()), inside);
                for (String attempt : ATTEMPTS) {
                    String text = "for S in " + names + "; do " + attempt + "; done";
                    JsonNode answer = session.ask(exec("sh", "-c", text) + "{exitCode stderr}}}}");
                    assertFalse(answer.toString().contains("Cannot run"), text + " gave " + answer);
                    assertEquals(before, state(folders), text);
                }
                assertEquals("alive\n", session.sh("echo alive"));
            } finally {
                for (Path folder : folders) {
                    TestFolders.delete(folder);
                }
            }
        });
    }

    /** A package manager of the host does so while a session runs. */
    @TestFactory
    Stream<DynamicTest> a_program_that_goes_from_the_host_stops_no_command() {
        Path parent = Path.of("/usr/local");
        assumeTrue(Files.isWritable(parent), "This user cannot write to " + parent + ".");
        return withEachTool(session -> {
            Path program = Files.createTempFile(parent, "daggerkit-sentinel-", "");
            Path folder = Files.createTempDirectory(parent, "daggerkit-sentinel-");
            try {
                Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
                // A file in it lets all that stands beside be taken one by one.
                String beside = "{container{from(address:\"a\"){withNewFile(path:\"/usr/local/mine\",contents:\"%s\")"
                        + "{withExec(args:[\"cat\",\"/usr/local/mine\"]){stdout}}}}}";
                assertEquals("1", session.value(String.format(beside, 1)));
                Files.delete(program);
                Files.delete(folder);
                assertEquals("2", session.value(String.format(beside, 2)));
            } finally {
                Files.deleteIfExists(program);
                Files.deleteIfExists(folder);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> a_command_sees_programs_and_nothing_of_the_user() {
        return withEachTool(session -> {
            Path home = Files.createTempFile(Path.of(System.getProperty("user.home")), ".daggerkit-", "");
            try {
                assertEquals("", session.sh("ls -A /root /home /tmp /mnt /srv | grep -v -e : -e '^$'"));
                assertEquals("", session.sh("ls -A " + home + " " + Run.root() + " 2>/dev/null"));
                assertEquals("", session.sh("env | grep -i -e dagger -e token"));
                List<String> processes =
                        List.of(session.sh("ls /proc | grep '^[0-9]'").split("\n"));
                assertTrue(processes.size() < 9 && processes.contains("1"), "" + processes);
                assertEquals("uid=0(root) gid=0(root)\n", session.sh("id").replaceFirst(" groups=.*", ""));
                // Over files and processes of its own users only: chown, dac_override, fowner, fsetid, kill, setgid,
                // setuid; and with many users sys_chroot.
                String rights = session.sh("grep CapEff /proc/self/status").strip();
                assertTrue(
                        List.of("CapEff:\t0000000000000000", "CapEff:\t00000000000000fb", "CapEff:\t00000000000400fb")
                                .contains(rights),
                        rights);
                assertEquals(
                        "ok\nok\nok\n",
                        session.sh("for f in /tmp /root /new; do mkdir -p $f; echo ok > $f/f; cat $f/f; done"));
                assertEquals("3\n", session.sh("echo lost > /dev/null; head -c 3 /dev/urandom | wc -c"));
                assertEquals("none\n", session.sh("(: < /dev/tty) 2>/dev/null || echo none"));
            } finally {
                Files.delete(home);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> what_cannot_be_run_is_said_as_the_engine_says_it() {
        return withEachTool(session -> {
            assertEquals("fork/exec /etc: permission denied", stderr(session, "/etc"));
            assertEquals("fork/exec /etc/passwd: permission denied", stderr(session, "/etc/passwd"));
            assertEquals("fork/exec /no/such: no such file or directory", stderr(session, "/no/such"));
            assertEquals("exec: \"it's\": executable file not found in $PATH", stderr(session, "it's"));
        });
    }

    @TestFactory
    Stream<DynamicTest> a_folder_for_temporary_files_is_hidden_wherever_it_is() {
        Path parent = Path.of("/usr/local");
        assumeTrue(Files.isWritable(parent), parent + " cannot be written");
        return TOOLS.keySet().stream()
                .map(tool -> dynamicTest(tool, () -> {
                    Path visible = Files.createTempDirectory(parent, "daggerkit-test-");
                    Files.setPosixFilePermissions(visible, PosixFilePermissions.fromString("rwxr-xr-x"));
                    try (LocalSession session =
                            LocalSession.start(options(TOOLS.get(tool).toString(), visible))) {
                        assumeTrue(session.isolated(), session.server.description());
                        assertEquals(1, visible.toFile().list().length);
                        assertEquals("empty\n", session.sh("ls -A " + visible + "; echo empty"));
                    } finally {
                        TestFolders.delete(visible);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> closing_ends_what_runs_and_leaves_no_file() {
        return withEachTool(session -> {
            session.sh("mkdir -p /a/b; echo x > /a/b/c; chmod 0 /a/b; ln -s /etc /a/link");
            String[] names = sessions.toFile().list();
            assertTrue(
                    names.length == 1 && names[0].startsWith("daggerkit-local-"),
                    List.of(names).toString());
            String marker = "daggerkit" + System.nanoTime();
            CompletableFuture<Object> answer = CompletableFuture.supplyAsync(
                    () -> session.ask(exec("sh", "-c", "sleep 9999 & : " + marker + "; sleep 9998") + "{stdout}}}}"));
            Limits.await("The command does not start.", () -> LocalProcess.isRunning(marker));
            session.close();
            Limits.await("The command lives on.", () -> !LocalProcess.isRunning(marker));
            assertEquals(0, sessions.toFile().list().length);
            answer.handle((value, failure) -> value).join();
            session.close();
        });
    }

    @TestFactory
    Stream<DynamicTest> a_folder_that_other_users_cannot_enter_is_no_danger_to_what_they_can(@TempDir Path temporary)
            throws IOException {
        Path closed = Files.createDirectory(temporary.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        return TOOLS.keySet().stream()
                .map(tool -> dynamicTest(tool, () -> {
                    List<Path> folders = sentinels(sessions);
                    try {
                        String before = state(folders);
                        try (LocalSession session =
                                LocalSession.start(options(TOOLS.get(tool).toString(), closed))) {
                            assertTrue(
                                    session.value(exec("uname") + "{stdout}}}}").matches("\\S+\n"));
                        }
                        assertEquals(before, state(folders));
                        assertEquals(0, closed.toFile().list().length);
                    } finally {
                        for (Path folder : folders) {
                            TestFolders.delete(folder);
                        }
                    }
                }));
    }

    /** What a test does with a session. */
    private interface Try {
        void with(LocalSession session) throws Exception;
    }

    private static Stream<DynamicTest> withEachTool(Try test) {
        assumeTrue(!TOOLS.isEmpty(), "This host has neither bwrap nor unshare.");
        return TOOLS.keySet().stream()
                .map(tool -> dynamicTest(tool, () -> {
                    try (LocalSession session =
                            LocalSession.start(options(TOOLS.get(tool).toString(), sessions))) {
                        assumeTrue(session.isolated(), session.server.description());
                        assertTrue(session.server.description().contains("in a private root (" + tool + ");"));
                        test.with(session);
                    }
                }));
    }

    private static Consumer<LocalOptions> options(String searchPath, Path temporary) {
        return o ->
                o.searchPath(searchPath).temporary(temporary).workdir(temporary).environment(Map.of());
    }

    private static String stderr(LocalSession session, String command) {
        String query = "{container{from(address:\"a\"){withExec(args:[\"" + command + "\"]){stdout}}}}";
        return session.error(query).at("/extensions/stderr").asText();
    }

    /** Folders of a user's, wherever we may make one. */
    private static List<Path> sentinels(Path temporary) throws IOException {
        List<Path> folders = new ArrayList<>();
        for (Path parent : List.of(
                temporary, Path.of(System.getProperty("user.home")), Run.root().getParent(), Path.of("/usr/local"))) {
            if (Files.isWritable(parent)) {
                Path folder = Files.createTempDirectory(parent, "daggerkit-sentinel-");
                folders.add(folder);
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
                Files.writeString(
                        Files.createDirectory(folder.resolve("folder")).resolve("inner"), "inner");
                Path file = Files.writeString(folder.resolve("file"), "as it was\n");
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
            }
        }
        return folders;
    }

    /** All that can be seen of the folders, and of the kernel's settings that a command may have tried to change. */
    private static String state(List<Path> folders) throws IOException {
        StringBuilder state = new StringBuilder();
        for (Path folder : folders) {
            try (Stream<Path> siblings = Files.list(folder.getParent());
                    Stream<Path> inside = Files.walk(folder)) {
                Stream<Path> moved = siblings.filter(path -> path.toString().startsWith(folder.toString()));
                for (Path path : Stream.concat(moved, inside).sorted().toList()) {
                    PosixFileAttributes attributes =
                            Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                    state.append(path).append(attributes.permissions()).append(attributes.owner());
                    state.append(attributes.lastModifiedTime()).append(Files.getAttribute(path, "unix:nlink"));
                    state.append(Files.isRegularFile(path) ? Files.readString(path) : "")
                            .append('\n');
                }
            }
        }
        for (String file : WATCHED) {
            state.append(Files.readString(Path.of(file)));
        }
        for (String folder : List.of("/usr", "/etc")) {
            state.append(Files.exists(Path.of(folder, ".daggerkit")));
        }
        return state.toString();
    }
}
