package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.Api.ReturnType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.function.Executable;

/** Pipelines that try to reach what is not theirs: nothing that would do more than change the sentinel's folders. */
final class PipelinesThatTry {
    /** For a folder of the host, $S; each ends well so that the next is tried. */
    private static final List<String> COMMANDS = List.of(
            "rm -rf $S/* $S/folder; echo x > $S/file; echo x > $S/new",
            "chmod -R 700 $S; chown -R 0:0 $S; touch -d 2001-01-01 $S $S/file; setfattr -n user.x -v y $S/file",
            "cd /; for i in 1 2 3 4 5 6 7 8 9; do cd ..; done; rm -rf ./$S; rm -rf ../../../../../..$S",
            "mkdir -p /t; ln -s / /t/root; rm -rf /t/root$S; ln -s ../../../..$S /t/up; rm -rf /t/up/*",
            "ln $S/file /t/hard && echo x > /t/hard; mv $S/file /t/file; cp /bin/sh $S/linked",
            "for p in /proc/[0-9]*; do rm -rf $p/root$S $p/cwd$S; done; rm -rf /proc/1/root$S",
            "mount --bind /t $S; umount -l $S; mount -o remount,rw $S; unshare -rm rm -rf $S",
            "mkdir -p /w$S; cd /w; echo x > .$S/file; tar cPf /t/a.tar --transform 's,^/w,,' /w$S; cd /; tar xPf"
                    + " /t/a.tar",
            "cd /w 2>/dev/null && tar cPf /t/b.tar --transform 's,^,../../../../../../../,' .$S; mkdir -p /t/x/y;"
                    + " tar xPf /t/b.tar -C /t/x/y");

    private final LocalPipelinesTest.Kit kit;
    private final Api.Client dag;
    private final Path target;

    PipelinesThatTry(LocalPipelinesTest.Kit kit) {
        this.kit = kit;
        dag = kit.dag();
        target = kit.sentinel().folder();
    }

    void addTo(Map<String, Executable> all) {
        all.put(
                "commands that name the folder",
                () -> assertEquals(
                        "end\n",
                        run(kit.container(), String.join("\n", COMMANDS) + "\n")
                                .stdout()
                                .replaceAll("(?s).*end", "end")));
        all.put("commands that would end a process of the host", this::kill);
        all.put("commands that write where programs and settings are", this::settings);
        all.put("links out of what is mounted", this::mounted);
        all.put("links out of a cache, and mounts on them", this::cache);
        all.put("links in place of a container's own folders", this::rootfs);
        all.put("links in a directory", this::links);
        all.put("an export over a link", this::exportOverLink);
        all.put("a file's export over names of other files", this::exportFile);
        all.put("removed files behind a link of the target", this::removed);
        all.put("names and patches with ..", this::names);
        all.put("a repository with hooks", this::hooks);
        all.put("a service that tries", this::service);
    }

    /** Runs a text for each folder; whatever its commands say, it ends well. */
    private Api.Container run(Api.Container container, String text) {
        String each = kit.sentinel().forEach("{ " + text + "\n} 2>/dev/null");
        return container.withExec(o -> o.stdin(each + "\necho end\n").expect(ReturnType.ANY), "sh");
    }

    private void kill() {
        long pid = kit.sentinel().process.pid();
        assertEquals(
                "no such process\n",
                kit.container()
                        .withExec("sh", "-c", "kill -9 " + pid + " 2>/dev/null || echo no such process")
                        .stdout());
    }

    private void settings() {
        Api.Container tried = kit.container()
                .withExec(
                        "sh",
                        "-c",
                        "for f in /etc /usr /usr/bin /proc /proc/sys/kernel /sys/kernel; do (: > $f/daggerkit-probe)"
                                + " 2>/dev/null && echo $f; done; for f in /root /tmp /dev/shm $HOME; do echo mine >"
                                + " $f/daggerkit-probe; done; cat /tmp/*");
        assertEquals("mine\n", tried.stdout());
        for (String folder :
                List.of("/etc", "/usr", "/usr/bin", "/root", "/tmp", "/dev/shm", System.getProperty("user.home"))) {
            assertFalse(Files.exists(Path.of(folder, "daggerkit-probe")), folder);
        }
        assertEquals(
                "0\n",
                kit.container()
                        .withExec("sh", "-c", "ls /tmp/* /dev/shm/* | wc -l")
                        .stdout());
    }

    private void mounted() throws IOException {
        Path folder = Files.createDirectory(kit.workdir().resolve("leads"));
        Files.createSymbolicLink(folder.resolve("out"), target);
        Files.createSymbolicLink(folder.resolve("file"), target.resolve("file"));
        Files.createSymbolicLink(folder.resolve("up"), folder.relativize(target));
        Api.Directory host = dag.host().directory("leads");
        String text =
                "cd /m; echo x > file; chmod 700 out/. up/. file; rm -rf out/* up/*; touch -h out; echo y >> out/file";
        for (Api.Container container : List.of(
                kit.container().withMountedDirectory("/m", host),
                kit.container().withDirectory("/m", host))) {
            Api.Directory back = run(container, text).directory("/m");
            assertEquals(List.of("file", "out", "up"), back.entries());
            back.export("leads");
            assertEquals(target, Files.readSymbolicLink(folder.resolve("out")));
            assertThrows(QueryException.class, () -> back.file("out/file").contents());
        }
    }

    private void cache() {
        Api.Container with = kit.container().withMountedCache("/c", dag.cacheVolume("leads out"));
        run(with, "ln -s $S /c/out; ln -s $S/file /c/file").sync();
        run(with.withEnvVariable("STEP", "2"), "rm -rf /c/out/*; echo x > /c/file; chmod 700 /c/out/.")
                .sync();
        for (Api.Container mounted : List.of(
                with.withMountedDirectory("/c/out", dag.directory().withNewFile("file", "x")),
                with.withMountedDirectory("/c/out/folder", dag.directory().withNewFile("inner", "x")),
                with.withMountedFile("/c/file", dag.file("f", "x")))) {
            assertThrows(QueryException.class, () -> mounted.withExec("true").sync());
        }
    }

    private void rootfs() {
        for (String name : List.of("dev", "proc", "tmp", "etc", "root", "work")) {
            Api.Directory root = kit.container()
                    .rootfs()
                    .withoutDirectory(name)
                    .withoutFile(name)
                    .withSymlink(target.toString(), name);
            Api.Container container = kit.container().withRootfs(root).withWorkdir("/work");
            assertEquals(
                    "end\n",
                    run(container, "touch /" + name + "/new; echo x > /" + name + "/file; rm -rf /" + name + "/*")
                            .stdout());
        }
    }

    private void links() {
        Api.Directory tree = dag.directory()
                .withSymlink(target.toString(), "out")
                .withSymlink("../../../../../../.." + target, "up");
        for (Api.Directory changed : List.of(
                tree.withNewFile("out/file", "x"),
                tree.withoutFile("out/file"),
                tree.withoutDirectory("up/folder"),
                tree.withNewDirectory("up/new"),
                tree.withFile("out/linked", dag.file("f", "x")),
                tree.withTimestamps(0),
                tree.chown("out", "1:1"))) {
            try {
                changed.entries();
            } catch (QueryException refused) {
                assertFalse(refused.getMessage().contains("stand-in cannot"), refused.getMessage());
            }
        }
        assertEquals(List.of(), tree.search("two names"));
        assertThrows(QueryException.class, () -> tree.directory("out").entries());
    }

    private void exportOverLink() throws IOException {
        Path folder = Files.createDirectory(kit.workdir().resolve("over"));
        Api.Directory made = dag.directory().withNewFile("out/file", "x").withNewFile("out/folder/inner", "x");
        Files.createSymbolicLink(folder.resolve("out"), target);
        made.export("over", o -> o.wipe(true));
        assertTrue(Files.isDirectory(folder.resolve("out"), LinkOption.NOFOLLOW_LINKS));
        dag.directory().withSymlink(target.toString(), "out").export("over", o -> o.wipe(true));
        made.export("over");
        assertEquals("x", Files.readString(folder.resolve("out/folder/inner")));
        assertFalse(Files.isSymbolicLink(folder.resolve("out")));
    }

    private void exportFile() throws IOException {
        Path folder = kit.workdir().resolve("names");
        Files.createSymbolicLink(folder.resolve("link"), target.resolve("file"));
        // A file's own export writes through a link of the user's, as the engine's does; so these lead to the user's
        // own.
        Path own = Files.writeString(kit.workdir().resolve("own"), "old");
        Files.createSymbolicLink(folder.resolve("to-own"), own);
        dag.file("f", "new").export("names/to-own");
        assertEquals("new", Files.readString(own));
        for (String name : List.of("link", "hard")) {
            dag.directory().withNewFile(name, "newer", o -> o.permissions(0600)).export("names");
            assertEquals("newer", Files.readString(folder.resolve(name)));
        }
    }

    private void removed() throws IOException {
        Api.Directory before = dag.directory().withNewFile("out/file", "x").withNewFile("out/folder/inner", "x");
        Path folder = Files.createDirectory(kit.workdir().resolve("removed"));
        Files.createSymbolicLink(folder.resolve("out"), target);
        before.withoutDirectory("out/folder")
                .withoutFile("out/file")
                .changes(before)
                .export("removed");
        dag.directory().changes(before).export("removed");
    }

    private void names() {
        String up = "../../../../../../../.." + target;
        for (Api.Directory tree : List.of(
                dag.directory().withNewFile(up + "/new", "x"),
                dag.directory().withFile(up + "/file", dag.file("f", "x")),
                dag.directory().withNewDirectory(up + "/new"),
                dag.directory().withoutFile(up + "/file"),
                dag.directory().withFiles(up, List.of(dag.file("file", "x"))))) {
            try {
                tree.export("named");
            } catch (QueryException refused) {
                continue;
            }
        }
        for (String path : List.of(up + "/new", target + "/new", ".git/../" + up + "/new")) {
            String patch = "--- /dev/null\n+++ b/" + path + "\n@@ -0,0 +1 @@\n+x\n";
            for (String text : List.of(patch, patch.replace("b/", ""))) {
                try {
                    dag.directory().withPatch(text).export("named");
                } catch (QueryException refused) {
                    continue;
                }
            }
        }
        String link = "diff --git a/out b/out\nnew file mode 120000\n--- /dev/null\n+++ b/out\n@@ -0,0 +1 @@\n+"
                + target + "\n\\ No newline at end of file\n";
        String through = "diff --git a/out/new b/out/new\n"
                + "new file mode 100644\n"
                + "--- /dev/null\n"
                + "+++ b/out/new\n"
                + "@@ -0,0 +1 @@\n"
                + "+x\n";
        assertThrows(
                QueryException.class,
                () -> dag.directory().withPatch(link + through).entries());
        assertThrows(
                QueryException.class,
                () -> dag.directory().withPatch(link).withPatch(through).entries());
    }

    private void hooks() {
        String hook = "#!/bin/sh\ntouch " + target + "/hook\n";
        Api.Container git = kit.container()
                .withWorkdir("/r")
                .withExec(
                        "sh",
                        "-c",
                        "git init -q . && echo x > f && git add f && git -c user.name=a -c user.email=b"
                                + " commit -q -m c && printf '[core]\\n\\tfsmonitor = touch " + target
                                + "/hook\\n' >> .git/config");
        Api.Directory repository = git.directory("/r");
        for (String name : List.of("post-checkout", "reference-transaction", "pre-commit", "fsmonitor-watchman")) {
            repository = repository.withNewFile(".git/hooks/" + name, hook, o -> o.permissions(0755));
        }
        Api.GitRepository opened = repository.withNewFile("f", "y").asGit();
        assertEquals(List.of("f"), opened.uncommitted().modifiedPaths());
        assertEquals("x\n", opened.head().tree().file("f").contents());
    }

    private void service() {
        Api.Service service = kit.container()
                .asService(o ->
                        o.args(List.of("sh", "-c", kit.sentinel().forEach(COMMANDS.get(0) + "; ") + "; sleep 9998")));
        service.start().stop();
    }
}
