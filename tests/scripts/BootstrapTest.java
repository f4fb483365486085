package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which JBang and which Java ./jbang takes, and how it fetches one; around it are small real programs in their place. */
@DisabledOnOs(OS.WINDOWS)
class BootstrapTest {
    private static final String PATH_JBANG = """
        echo "$*" >>"$FOLDER/jbang.log"
        if [ "$*" = --version ]; then echo VERSION >&2; exit 0; fi
        echo "the JBang on PATH: $*"; cat; exit 7\
        """;

    @TempDir
    Path temporary;

    private Launcher machine;

    @BeforeEach
    void machine() throws IOException {
        machine = new Launcher(temporary);
        machine.fakeJdk("jdk", "17.0.1");
        machine.fakeMaven("", "whole");
    }

    private Run jbang(String... arguments) {
        return machine.jbang(arguments).env("JAVA_HOME", machine.folder + "/jdk");
    }

    private Run.Result fetched(Run run) {
        return run.env("ANSWER", "fetched one").run();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.132.1", "0.133.0", "1.0.0", "10.0.0-SNAPSHOT"})
    void aJBangOnPathThatIsNewEnoughIsUsedAndAskedOnce(String version) throws IOException {
        machine.script("bin/jbang", PATH_JBANG.replace("VERSION", version));
        for (int run = 0; run < 2; run++) {
            Run.Result result = jbang("run", "a  b").stdin("input").run();
            assertEquals(new Run.Result(7, "the JBang on PATH: run a  b\ninput", ""), result);
        }
        assertEquals(List.of("--version", "run a  b", "run a  b"), machine.log("jbang"));
        assertEquals(List.of("path-jbang"), machine.cached());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.132.0", "0.99.9", "no version", "", "0.133.0; exit 1"})
    void aJBangOnPathThatIsTooOldOrSaysNothingIsNot(String version) throws IOException {
        machine.script("bin/jbang", PATH_JBANG.replace("VERSION", version));
        assertEquals("fetched one\n", fetched(jbang("run")).out());
        assertEquals("fetched one\n", fetched(jbang("run")).out());
        assertEquals(List.of("--version"), machine.log("jbang"));
        assertEquals(1, machine.log("mvn").size());
    }

    @Test
    void itIsAskedAgainWhenItsFileOrItsJarChanges() throws IOException {
        machine.script("bin/jbang", PATH_JBANG.replace("VERSION", "0.99.0"));
        assertEquals("fetched one\n", fetched(jbang("run")).out());
        machine.script("bin/jbang", PATH_JBANG.replace("VERSION", "0.140.10"));
        assertEquals(7, jbang("run").run().code());
        Path jar = Files.writeString(machine.bin.resolve("jbang.jar"), "one");
        assertEquals(7, jbang("run").run().code());
        Files.writeString(jar, "three");
        assertEquals(7, jbang("run").run().code());
        assertEquals(7, jbang("run").run().code());
        assertEquals(
                4, machine.log("jbang").stream().filter("--version"::equals).count());
    }

    @Test
    void withoutAPlaceForTheAnswerTheJBangOnPathIsStillUsed() throws IOException {
        machine.script("bin/jbang", PATH_JBANG.replace("VERSION", "0.140.0"));
        Run run = jbang("run").env("HOME", null).env("XDG_CACHE_HOME", null);
        assertEquals(new Run.Result(7, "the JBang on PATH: run\n", ""), run.run());
    }

    /** The first on PATH decides, as it does for the user, but for copies of this launcher. */
    @Test
    void itNeverPicksItselfOrACopyButTheJBangBehindThem() throws IOException {
        Path real = Run.root().resolve("jbang");
        Path link = Files.createDirectories(machine.folder.resolve("link")).resolve("jbang");
        Files.createSymbolicLink(link, real);
        Path copy = Files.createDirectories(machine.folder.resolve("other checkout"))
                .resolve("jbang");
        Files.copy(real, copy, StandardCopyOption.COPY_ATTRIBUTES);
        String path = link.getParent() + ":" + copy.getParent() + "::" + machine.bin + ":" + Launcher.SYSTEM;
        assertEquals("fetched one\n", fetched(jbang("run").env("PATH", path)).out());
        machine.script("bin/jbang", PATH_JBANG.replace("VERSION", "0.140.0"));
        assertEquals(7, jbang("run").env("PATH", path).run().code());
        Files.delete(link);
    }

    @Test
    void aScriptOnPathThatCallsItIsNoJBang() throws IOException {
        machine.script("bin/jbang", "exec '" + Run.root().resolve("jbang") + "' \"$@\"");
        assertEquals("fetched one\n", fetched(jbang("run")).out());
    }

    @Test
    void theFirstRunFetchesWithAWordAndTheSecondDoesNot() throws IOException {
        Run.Result first = jbang("run")
                .env("CODE", "255")
                .env("ANSWER", "cat")
                .stdin("input")
                .run();
        assertEquals(new Run.Result(0, "input", "Fetching JBang " + Launcher.VERSION + " (once) ...\n"), first);
        Run.Result second = jbang("run")
                .env("CODE", "255")
                .env("ANSWER", "cat")
                .stdin("input")
                .run();
        assertEquals(new Run.Result(0, "input", ""), second);
        assertEquals(1, machine.log("mvn").size());
        assertTrue(machine.log("mvn").get(0).contains("dev.jbang:jbang-cli:" + Launcher.VERSION + ":jar:all"));
        assertEquals(List.of("fetch.log", "jbang-" + Launcher.VERSION + ".jar"), machine.cached());
    }

    @Test
    void twoFirstRunsAtOnceFetchOnce() throws Exception {
        machine.fakeMaven("while [ ! -e \"$FOLDER/go\" ]; do sleep 0.05; done", "whole");
        Process first = jbang("run").env("ANSWER", "one").start();
        Process second = null;
        try {
            first.getOutputStream().close();
            assertTrue(first.errorReader().readLine().startsWith("Fetching"));
            second = jbang("run").env("ANSWER", "two").start();
            second.getOutputStream().close();
            assertTrue(second.errorReader().readLine().startsWith("Fetching"));
            Files.createFile(machine.folder.resolve("go"));
            assertEquals("one", first.inputReader().readLine());
            assertEquals("two", second.inputReader().readLine());
            assertEquals(0, Limits.end(first));
            assertEquals(0, Limits.end(second));
        } finally {
            first.destroyForcibly();
            if (second != null) {
                second.destroyForcibly();
            }
        }
        assertEquals(1, machine.log("mvn").size());
        assertEquals(List.of("fetch.log", "jbang-" + Launcher.VERSION + ".jar"), machine.cached());
    }

    @Test
    void aLockLeftByARunThatWasKilledStopsNobody() throws IOException {
        Files.createDirectories(machine.cache);
        Files.createSymbolicLink(machine.cache.resolve("fetching"), Path.of("999999999"));
        assertEquals("fetched one\n", fetched(jbang("run")).out());
        assertFalse(machine.cached().contains("fetching"));
    }

    @ParameterizedTest
    @CsvSource({"'echo Unknown host >&2; exit 1', whole", "'', half"})
    void whatCannotBeFetchedIsOneSentenceAndNothingIsKept(String commands, String jar) throws IOException {
        machine.fakeMaven(commands, jar);
        Launcher.assertFails(69, "could not be fetched through Maven; set up the network", fetched(jbang("run")));
        assertEquals(List.of("fetch.log"), machine.cached());
        machine.fakeMaven("", "whole");
        assertEquals("fetched one\n", fetched(jbang("run")).out());
    }

    /** The installer of JBang itself is not here: what is tried is what ./jbang makes of one that does as documented. */
    @Test
    void withoutMavenJBangsInstallerIsAsked() throws IOException {
        Files.delete(machine.bin.resolve("mvn"));
        Launcher.assertFails(69, "through JBang's installer; set up", fetched(jbang("run")));
        machine.script("bin/curl", """
            cat <<'END'
            mkdir -p "$JBANG_DIR/bin" && [ $JBANG_DOWNLOAD_VERSION = %s ] && printf whole >"$JBANG_DIR/bin/jbang.jar"
            END\
            """.formatted(Launcher.VERSION));
        assertEquals("fetched one\n", fetched(jbang("run")).out());
        assertEquals(List.of("fetch.log", "jbang-" + Launcher.VERSION + ".jar"), machine.cached());
        assertFalse(Files.exists(machine.folder.resolve("jbang-dir")));
    }

    @Test
    void aHomeThatIsMissingOrCannotBeWrittenIsOneSentence() throws IOException {
        Run none = jbang("run").env("HOME", null).env("XDG_CACHE_HOME", null);
        Launcher.assertFails(1, "neither HOME nor XDG_CACHE_HOME is set", fetched(none));
        Path file = Files.writeString(machine.folder.resolve("file"), "");
        Run unwritable = jbang("run").env("HOME", file.toString()).env("XDG_CACHE_HOME", null);
        Launcher.assertFails(1, "\"" + file + "/.cache/daggerkit\", which cannot be written", fetched(unwritable));
        assertEquals(
                "fetched one\n",
                fetched(jbang("run").env("XDG_CACHE_HOME", null)).out());
        assertTrue(Files.exists(machine.home.resolve(".cache/daggerkit")));
    }

    @Test
    void aJavaThatDoesNotFitIsOneSentence() throws IOException {
        Launcher.assertFails(
                1,
                "no Java was found; install a JDK, 17 or newer",
                machine.jbang("run").run());
        machine.fakeJdk("jre", "21.0.1");
        Files.delete(machine.folder.resolve("jre/bin/javac"));
        Run jre = jbang("run").env("JAVA_HOME", machine.folder + "/jre");
        Launcher.assertFails(1, "a JRE, without javac", jre.run());
        for (String old : List.of("16.0.2", "1.8.0_402")) {
            machine.fakeJdk("old", old);
            Run.Result result =
                    jbang("run").env("JAVA_HOME", machine.folder + "/old").run();
            Launcher.assertFails(1, "is version \"" + old + "\", expected 17 or newer", result);
        }
        assertEquals(List.of(), machine.log("mvn"));
    }

    @Test
    void javaIsFoundByJavaHomeThenPathThenJBangsOwn() throws IOException {
        machine.fakeJdk("old", "11.0.2");
        machine.fakeJdk("jbang-dir/currentjdk", "25.0.1");
        assertEquals("fetched one\n", fetched(machine.jbang("run")).out());
        for (String tool : List.of("java", "javac")) {
            Path alternative = machine.folder.resolve(tool + ".alternative");
            Files.createSymbolicLink(alternative, machine.folder.resolve("old/bin/" + tool));
            Files.createSymbolicLink(machine.bin.resolve(tool), Path.of("../" + tool + ".alternative"));
        }
        Launcher.assertFails(1, "\"11.0.2\", expected 17", machine.jbang("run").run());
        assertEquals("fetched one\n", fetched(jbang("run")).out());
        machine.fakeJdk("shim", null);
        assertEquals(
                "fetched one\n",
                fetched(jbang("run").env("JAVA_HOME", machine.folder + "/shim")).out());
    }

    @Test
    void whatJBangPrintsItselfAndItsExitCodeArePassed() throws IOException {
        assertEquals(2, jbang("nonsense").env("CODE", "2").run().code());
        assertEquals(
                new Run.Result(3, "two\nlines\n", ""),
                jbang("list").env("ANSWER", "two\nlines").env("CODE", "3").run());
        assertEquals(
                new Run.Result(255, "", ""), jbang("list").env("CODE", "255").run());
    }

    @Test
    void jBangsJvmGetsTheUsersOptions() throws IOException {
        jbang("run", "a b").env("JBANG_JAVA_OPTIONS", "-Xmx64m  *").run();
        List<String> calls = machine.log("java");
        String call = calls.get(calls.size() - 1);
        assertTrue(call.matches("-XX:TieredStopAtLevel=1 -Xmx64m \\* -cp .* dev.jbang.Main run a b"), call);
    }
}
