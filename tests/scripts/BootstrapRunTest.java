package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What ./jbang hands through to a script, with the real JBang: the one in the cache of the user who runs the tests. */
@DisabledOnOs(OS.WINDOWS)
@SignalsAsUsual
class BootstrapRunTest {
    @TempDir
    Path temporary;

    private Launcher machine;

    @BeforeEach
    void machine() throws IOException {
        machine = new Launcher(temporary);
        Path jar = Launcher.jar();
        Files.createDirectories(machine.cache);
        if (Files.exists(jar)) {
            Files.copy(jar, machine.cache.resolve(jar.getFileName()));
        } else { // the tests run with a JBang on PATH, so that none was fetched yet: only Maven is on this one
            Path maven = machine.script("bin/mvn", "PATH='" + System.getenv("PATH") + "' exec mvn \"$@\"");
            Run.Result fetched = jbang("--version").run();
            assertEquals(0, fetched.code(), fetched.err());
            Files.delete(maven);
        }
    }

    private Run jbang(String... arguments) {
        return machine.jbang(arguments).env("JAVA_HOME", System.getProperty("java.home"));
    }

    @Test
    void argumentsStandardInputAndExitCodeAreTheScripts() throws IOException {
        Files.writeString(machine.folder.resolve("show.java"), """
            class show {
                public static void main(String... args) throws Exception {
                    String input = new String(System.in.readAllBytes(), "UTF-8");
                    for (String arg : args) {
                        input += "|" + arg;
                    }
                    System.out.write(input.getBytes("UTF-8"));
                    System.out.flush();
                    System.exit(Integer.parseInt(args[0]));
                }
            }
            """);
        // A chain of links, relative and absolute, in a folder whose name has a space.
        Path links = Files.createDirectories(machine.folder.resolve("my links/inner"));
        Files.createSymbolicLink(links.resolve("two"), Run.root().resolve("jbang"));
        Path one = Files.createSymbolicLink(machine.folder.resolve("my links/one"), Path.of("inner/two"));
        List<String> given = List.of(
                "255",
                "",
                "a  b",
                " ",
                "'",
                "it's \"so\"",
                "line\nline\n",
                "*",
                "$HOME",
                "`id`",
                "$(id)",
                "\\",
                "\\n",
                "!!",
                "~",
                "#",
                "-x",
                "--",
                "a;b&c|d<e>f",
                "a=b",
                "{a,b}",
                "%s",
                "",
                "");
        List<String> arguments = new ArrayList<>(List.of(one.toString(), "--quiet", "run", "show.java"));
        arguments.addAll(given);
        // Only a shell can give this argument for sure: this JVM may run in a locale that has no such characters.
        String foreign = "\u00e9\u2603\ud83d\ude00";
        Path call = machine.script("call", "exec \"$@\" " + foreign + " ''");
        String input = "in \u00e9\n\n";
        Run run = machine.run(call, arguments.toArray(String[]::new)).stdin(input);
        run.env("JAVA_HOME", System.getProperty("java.home"));
        run.env("LC_ALL", "C")
                .env("LANG", null)
                .env("JBANG_RUNTIME_SHELL", "cmd")
                .env("JBANG_STDIN_NOTTY", "false");
        Run.Result result = run.run();
        Files.delete(links.resolve("two"));
        assertEquals("", result.err());
        assertEquals(input + "|" + String.join("|", given) + "|" + foreign + "|", result.out());
        assertEquals(255, result.code());
        for (int code : new int[] {0, 130}) {
            assertEquals(code, jbang("show.java", "" + code).run().code());
        }
    }

    /** The tests' own, if that is a JBang with a jar beside it; else the fetched one, with a launcher that loses them. */
    @Test
    void emptyArgumentsReachAScriptFromAJBangOnPathToo() throws IOException {
        Path release = Files.createDirectories(machine.folder.resolve("release"));
        Path jar = release.resolve("jbang.jar");
        String given = System.getenv().getOrDefault("JBANG", "");
        Path beside = Path.of(given).resolveSibling(jar.getFileName());
        Files.copy(
                !given.isEmpty() && Files.exists(beside)
                        ? beside
                        : machine.cache.resolve(Launcher.jar().getFileName()),
                jar);
        machine.script(
                "release/jbang",
                "exec '" + System.getProperty("java.home") + "/bin/java' -cp '" + jar + "' dev.jbang.Main --version");
        Files.writeString(
                machine.folder.resolve("show.java"),
                "class show { public static void main(String... args) { System.out.print(String.join(\"|\", args));"
                        + " } }");
        Run run = jbang("--quiet", "show.java", "", "a", "", "")
                .env("PATH", release + ":" + machine.bin + ":" + Launcher.SYSTEM);
        assertEquals(new Run.Result(0, "|a||", ""), run.run());
    }

    @Test
    void aSignalReachesTheScriptWhichHasReplacedTheShell() throws Exception {
        Files.writeString(machine.folder.resolve("wait.java"), """
            class wait {
                public static void main(String... args) throws Exception {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("ends")));
                    System.out.println(ProcessHandle.current().pid());
                    Thread.sleep(Long.MAX_VALUE);
                }
            }
            """);
        assertEquals(143, codeAfter("TERM"));
        assertEquals(130, codeAfter("INT"));
    }

    private int codeAfter(String signal) throws Exception {
        Process process = jbang("--quiet", "wait.java").start();
        try (var out = process.inputReader()) {
            assertEquals("" + process.pid(), out.readLine());
            Run.command("kill", "-" + signal, "" + process.pid()).run();
            assertEquals("ends", out.readLine());
            return Limits.end(process);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void oneInsideAnotherWorks() throws IOException {
        Files.writeString(machine.folder.resolve("outer.java"), """
            class outer {
                public static void main(String... args) throws Exception {
                    System.exit(new ProcessBuilder(args).inheritIO().start().waitFor());
                }
            }
            """);
        Files.writeString(machine.folder.resolve("inner.java"), """
            class inner {
                public static void main(String... args) throws Exception {
                    System.out.print(new String(System.in.readAllBytes()) + args[0]);
                    System.exit(9);
                }
            }
            """);
        String launcher = Run.root().resolve("jbang").toString();
        Run.Result result = jbang("--quiet", "outer.java", launcher, "--quiet", "inner.java", "a b")
                .stdin("in ")
                .run();
        assertEquals(new Run.Result(9, "in a b", ""), result);
        assertTrue(Files.exists(machine.folder.resolve("jbang-dir")));
    }

    /** Without any tool for it, Java makes the sum; a jar of which the end is missing is no JBang. */
    @Test
    void theRealJarHasTheSumThatIsExpectedAndHalfOfItHasNot() throws IOException {
        Path bare = Files.createDirectories(machine.folder.resolve("bare"));
        try (var tools = Files.list(Launcher.SYSTEM)) {
            for (Path tool : tools.filter(tool -> !tool.endsWith("sha256sum")).toList()) {
                Files.copy(tool, bare.resolve(tool.getFileName()), LinkOption.NOFOLLOW_LINKS);
            }
        }
        machine.script("bare/mvn", "exit 1");
        Path jar = machine.cache.resolve(Launcher.jar().getFileName());
        Path stamp = machine.cache.resolve("jbang-" + Launcher.VERSION + ".sha256");
        for (String path : List.of(bare.toString(), bare + ":" + Launcher.SYSTEM)) {
            Files.deleteIfExists(stamp);
            assertEquals(
                    new Run.Result(0, "", Launcher.VERSION + "\n"),
                    jbang("--version").env("PATH", path).run());
            assertEquals(Launcher.SHA256 + "\n", Files.readString(stamp));
        }
        byte[] bytes = Files.readAllBytes(jar);
        Files.write(jar, Arrays.copyOf(bytes, 3_000_000));
        for (String path : List.of(bare.toString(), bare + ":" + Launcher.SYSTEM)) {
            Run.Result result = jbang("--version").env("PATH", path).run();
            assertTrue(result.err().contains("is half a file or another one"), result.err());
            Launcher.assertFails(69, "could not be fetched through Maven", result);
        }
        try (var links = Files.list(bare)) {
            for (Path link : links.toList()) {
                Files.delete(link);
            }
        }
    }
}
