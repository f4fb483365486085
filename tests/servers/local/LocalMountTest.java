package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is mounted in containers of the stand-in, and what kinds of files go through them. */
class LocalMountTest extends LocalFixture {
    @Override
    void assume() {
        assumeIsolated();
    }

    @Test
    void a_mounted_directory_is_written_to_and_the_root_below_it_is_not() {
        Api.Container mounted = container()
                .withNewFile("/src/below", "below")
                .withMountedDirectory("/src", source())
                .withMountedFile("/etc/mine/a.conf", source().file("a"));
        assertEquals(List.of("/etc/mine/a.conf", "/src"), mounted.mounts());
        Api.Container after = sh(mounted, "cat /etc/mine/a.conf; ls /src; echo new > /src/new; rm /src/a");
        assertEquals("a\na\nb\n", after.stdout());
        assertEquals(List.of("b/", "new"), after.directory("/src").entries());
        assertEquals(List.of("below"), after.rootfs().directory("src").entries());
        assertEquals(
                List.of("below"), after.withoutMount("/src").directory("/src").entries());
        Api.Container readOnly = container().withMountedDirectory("/src", source(), o -> o.readOnly(true));
        assertEquals(
                "no\na\n",
                sh(readOnly, "echo x 2>/dev/null > /src/a || echo no; cat /src/a")
                        .stdout());
        assertEquals(
                "a\nnew\n",
                sh(
                                after.withoutMount("/src").withMountedDirectory("/x", after.directory("/src")),
                                "cd /x; cat new | sed 's/^/a\\n/'")
                        .stdout());
        Api.Container nested = container()
                .withMountedDirectory("/a", source())
                .withMountedDirectory("/a/b", dag.directory().withNewFile("inner", "i"))
                .withMountedTemp("/a/new");
        assertEquals("inner\n", sh(nested, "ls /a/b; ls /a/new; touch /a/new/x").stdout());
        assertEquals(
                List.of("a", "b/"),
                sh(nested, "touch /a/new/x")
                        .withoutMount("/a/b")
                        .directory("/a")
                        .entries());
    }

    @Test
    void a_temporary_folder_is_empty_each_time_and_as_large_as_told() {
        Api.Container temp = container().withMountedTemp("/scratch");
        assertEquals("", sh(sh(temp, "echo x > /scratch/x"), "ls /scratch").stdout());
        Api.Container small = container().withMountedTemp("/scratch", o -> o.size(65536));
        assertEquals(
                "full\n",
                sh(
                                small,
                                "head -c 200000 /dev/zero 2>/dev/null > /scratch/x;"
                                        + " [ $(stat -c %s /scratch/x) -le 65536 ] && echo full")
                        .stdout());
        assertThrows(QueryException.class, () -> temp.file("/scratch/x").contents());
    }

    @Test
    void links_that_a_command_makes_lead_nowhere_on_the_host() throws IOException {
        Path outside = Files.writeString(workdir.resolve("outside"), "outside");
        Api.Container links = sh(
                container(),
                "mkdir /l; cd /l; ln -s " + outside + " out; ln -s /etc/shadow shadow; ln -s " + workdir + " dir;"
                        + " mkfifo pipe; ln a hard 2>/dev/null; echo x > a; ln a b");
        assertThrows(QueryException.class, () -> links.file("/l/out").contents());
        assertThrows(QueryException.class, () -> links.file("/l/shadow").contents());
        assertEquals("y", links.withNewFile("/l/out", "y").file("/l/out").contents());
        assertEquals(
                "y",
                links.withNewFile("/l/dir/outside", "y").file("/l/dir/outside").contents());
        assertEquals(
                List.of("a", "b", "dir", "out", "shadow"), links.directory("/l").entries());
        assertEquals("x\n", links.file("/l/b").contents());
        assertEquals("outside", Files.readString(outside));
        Api.Container mounted = links.withMountedFile("/l/dir/outside", source().file("a"));
        assertEquals(
                "a\n",
                sh(mounted, "cat /l/dir/outside; echo z > /l/dir/outside").stdout());
        assertEquals("outside", Files.readString(outside));
    }

    @Test
    void names_and_contents_of_all_kinds_come_back_as_they_were() {
        List<String> names =
                List.of("a b", "\u00e9\u20ac", "\ud83d\ude00", "-x", "a'b\"c", "*", "a\\b", ".hidden", "new\nline");
        Api.Directory made = dag.directory();
        for (String name : names) {
            made = made.withNewFile(name, name);
        }
        List<String> sorted = names.stream().sorted().collect(Collectors.toList());
        assertEquals(sorted, made.entries());
        Api.Container moved = sh(
                container().withDirectory("/in", made),
                "mkdir /out; cd /in; for f in * .hidden; do cp -- \"$f\" /out/; done");
        assertEquals(sorted, moved.directory("/out").entries());
        List<String> contents = new ArrayList<>();
        for (String name : sorted) {
            contents.add(moved.directory("/out").file(name).contents());
        }
        assertEquals(sorted, contents);
        assertTrue(made.changes(moved.directory("/out")).isEmpty());
    }

    @Test
    void a_large_file_goes_through_without_growing_the_memory() {
        Api.File large = sh(container(), "head -c 300000000 /dev/zero > /large").file("/large");
        assertEquals(300_000_000, large.size());
        Api.Container copy = container().withFile("/copy", large).withMountedFile("/mounted", large);
        assertEquals("same\n", sh(copy, "cmp /copy /mounted && echo same").stdout());
        large.export("large");
        assertEquals(300_000_000, workdir.resolve("large").toFile().length());
        assertTrue(workdir.resolve("large").toFile().delete());
    }
}
