package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The real ./jbang in a machine of its own: a folder with a home, a cache and a PATH that has nothing but a few tools of
 * the system and what a test adds. Used by one thread.
 */
final class Launcher {
    /** The version that ./jbang fetches. */
    static final String VERSION = value("version");

    /** The checksum that ./jbang expects. */
    static final String SHA256 = value("sha256");

    private static final String SHA256_OF_WHOLE = "5d5766cf2d78701614200418ee1450690d9af12c84d52545e4802f001ad53099";

    private static final List<String> TOOLS = List.of(
            "bash",
            "cat",
            "chmod",
            "cp",
            "ln",
            "mkdir",
            "mktemp",
            "mv",
            "readlink",
            "rm",
            "sh",
            "sha256sum",
            "sleep",
            "stat",
            "uname");

    /** Where the tools of the system are. */
    static final Path SYSTEM = system();

    /** The folder of all others; its name has a space, as folders may. */
    final Path folder;

    final Path bin;
    final Path home;
    final Path cache;

    Launcher(Path temporary) throws IOException {
        folder = temporary.toRealPath().resolve("a machine");
        bin = Files.createDirectories(folder.resolve("bin"));
        home = Files.createDirectories(folder.resolve("home"));
        cache = folder.resolve("cache/daggerkit");
    }

    /** Outside of a test's folder, where JUnit would warn of links that lead out of it. */
    private static Path system() {
        try {
            Path system = Files.createTempDirectory("daggerkit-tools");
            system.toFile().deleteOnExit();
            for (String tool : TOOLS) {
                Files.createSymbolicLink(system.resolve(tool), tool(tool))
                        .toFile()
                        .deleteOnExit();
            }
            return system;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the PATH of this process has a tool. */
    private static Path tool(String name) {
        for (String entry : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(entry, name))) {
                return Path.of(entry, name);
            }
        }
        throw new IllegalStateException(name + " is not on PATH");
    }

    /** A run of ./jbang in this machine, in the folder {@link #folder}. */
    Run jbang(String... arguments) {
        return run(Run.root().resolve("jbang"), arguments);
    }

    /** A run of a ./jbang that differs in one line: the jar that it expects is the text "whole". */
    Run jbangOfFakes(String... arguments) throws IOException {
        Path launcher = folder.resolve("checkout/jbang");
        if (!Files.exists(launcher)) {
            String text = Files.readString(Run.root().resolve("jbang"));
            assertTrue(text.contains(SHA256));
            write(launcher, text.replace(SHA256, SHA256_OF_WHOLE));
        }
        return run(launcher, arguments);
    }

    /** A run of a copy of ./jbang or a link to it. */
    Run run(Path launcher, String... arguments) {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        return Run.command(command.toArray(String[]::new))
                .in(folder)
                .env("PATH", bin + ":" + SYSTEM)
                .env("HOME", home.toString())
                .env("XDG_CACHE_HOME", cache.getParent().toString())
                .env("JBANG_DIR", folder.resolve("jbang-dir").toString())
                .env("JBANG_CACHE_DIR", null)
                .env("JAVA_HOME", null)
                .env("JBANG", null)
                .env("JBANG_JAVA_OPTIONS", null)
                .env(Archive.OF_JBANG, null)
                .env("FOLDER", folder.toString());
    }

    /** Where ./jbang keeps the JBang that it has fetched for the user who runs the tests. */
    static Path jar() {
        return TestFolders.cache().resolve("jbang-" + VERSION + ".jar");
    }

    /** Adds a shell script. */
    Path script(String name, String body) throws IOException {
        Path file = folder.resolve(name);
        write(file, "#!/bin/sh\n" + body + "\n");
        return file;
    }

    /**
     * Writes a program. A process of its own does: one that this JVM had open for writing while another thread starts a
     * process could not be run ("Text file busy").
     */
    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Run.command("sh", "-c", "rm -f \"$0\" && cat >\"$0\" && chmod +x \"$0\"", file.toString())
                .stdin(text)
                .run();
    }

    /** Adds a JDK whose java answers as JBang would, if the jar it is given says "whole", and logs each call. */
    void fakeJdk(String name, String version) throws IOException {
        script(name + "/bin/javac", "exit 3");
        script(name + "/bin/java", """
            echo "$*" >>"$FOLDER/java.log"
            case "$*" in
            -version) echo 'openjdk version "21.0.2" 2024-01-16' >&2; exit ;;
            *--version) [ "$(cat "$2")" = whole ] && echo VERSION >&2; exit ;;
            esac
            [ -z "$ANSWER" ] || printf '%s\\n' "$ANSWER"
            exit ${CODE-0}\
            """.replace("VERSION", VERSION));
        if (version != null) {
            Files.writeString(
                    folder.resolve(name + "/release"), "JAVA_VERSION=\"" + version + "\"\nOS_ARCH=\"x86_64\"\n");
        }
    }

    /** Adds a Maven that logs its call, runs the commands given and then copies a jar of the given text. */
    void fakeMaven(String commands, String jar) throws IOException {
        script("bin/mvn", """
            echo "$*" >>"$FOLDER/mvn.log"
            cat >/dev/null
            %s
            for word; do case $word in -DoutputDirectory=*) out=${word#*=} ;; esac; done
            printf '%%s' %s >"$out/jbang-cli-%s-all.jar\"\
            """.formatted(commands, jar, VERSION));
    }

    /** The lines that a fake wrote to its log. */
    List<String> log(String name) throws IOException {
        Path log = folder.resolve(name + ".log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    /** The names of what the cache holds. */
    List<String> cached() throws IOException {
        try (var files = Files.list(cache)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Checks that a run failed with a code and one sentence, after at most the word of progress. */
    static void assertFails(int code, String words, Run.Result result) {
        List<String> lines = result.err()
                .lines()
                .filter(line -> !line.startsWith("Fetching JBang"))
                .toList();
        assertEquals(1, lines.size(), result.err());
        assertTrue(lines.get(0).matches("jbang: .*[.]"), result.err());
        assertTrue(lines.get(0).contains(words), result.err());
        assertEquals(code, result.code());
        assertEquals("", result.out());
    }

    private static String value(String name) {
        try (var lines = Files.lines(Run.root().resolve("jbang"))) {
            return lines.filter(line -> line.startsWith(name + "="))
                    .findFirst()
                    .orElseThrow()
                    .split("[= ]")[1];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
