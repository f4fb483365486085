package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
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

    private static final String JAR = "jbang-" + Launcher.VERSION + ".jar";
    private static final String STAMP = "jbang-" + Launcher.VERSION + ".sha256";
    private static final String SHA256_OF_ANOTHER = "ae448ac86c4e8e4dec645729708ef41873ae79c6dff84eff73360989487f08e5";
    private static final List<String> FETCHED = List.of("fetch.log", JAR, STAMP);

    @TempDir
    Path temporary;

    private Launcher machine;

    @BeforeEach
    void machine() throws IOException {
        machine = new Launcher(temporary);
        machine.fakeJdk("jdk", "17.0.1");
        machine.fakeMaven("", "whole");
    }

    private Run jbang(String... arguments) throws IOException {
        return machine.jbangOfFakes(arguments).env("JAVA_HOME", machine.folder + "/jdk");
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

    /** Before 0.135 what is JBang's was the script's too. */
    @ParameterizedTest
    @CsvSource({
        "0.134.3, '', ''",
        "0.134.3, -Xmx64m, -Xmx64m",
        "0.135.0, '', -XX:TieredStopAtLevel=1",
        "0.141.0, -Xmx64m, -XX:TieredStopAtLevel=1 -Xmx64m",
        "0.141.0, -XX:TieredStopAtLevel=4, -XX:TieredStopAtLevel=4"
    })
    void aJBangOnPathHasNoSecondCompilerIfOnlyItsOwnJvmLosesIt(String version, String given, String got)
            throws IOException {
        machine.script("bin/jbang", "[ \"$*\" = --version ] && echo " + version + " || echo \"$JBANG_JAVA_OPTIONS\"");
        Run run = jbang("run").env("JBANG_JAVA_OPTIONS", given.isEmpty() ? null : given);
        assertEquals(new Run.Result(0, got + "\n", ""), run.run());
    }

    /** Its launcher would lose it. Where there is no jar to run instead, that is as it is. */
    @Test
    void anEmptyArgumentGoesToTheJarBesideTheJBangOnPath() throws IOException {
        machine.script("release/jbang", PATH_JBANG.replace("VERSION", "0.140.0"));
        Files.createSymbolicLink(machine.bin.resolve("jbang"), machine.folder.resolve("release/jbang"));
        assertEquals(7, jbang("run", "a", "").run().code());
        Path jar = Files.writeString(machine.folder.resolve("release/jbang.jar"), "whole");
        assertEquals(7, jbang("run", "a").run().code());
        assertEquals("fetched one\n", fetched(jbang("run", "a", "")).out());
        List<String> calls = machine.log("java");
        String call = calls.get(calls.size() - 1);
        assertTrue(call.matches(".* -cp \\Q" + jar + "\\E dev.jbang.Main run a empty-argument-\\d+-\\d+"), call);
        assertEquals(List.of(), machine.log("mvn"));
        Run without = machine.jbangOfFakes("run", "a", ""); // no Java that fits, but the launcher may bring one
        assertEquals(7, without.run().code());
        Files.delete(machine.bin.resolve("jbang"));
    }

    @Test
    void theVariableNamesAJBangThatGoesBeforeTheOneOnPath() throws IOException {
        machine.script("bin/jbang", PATH_JBANG.replace("VERSION", "0.140.0"));
        Path mine = machine.script("mine/launcher", "[ \"$*\" = --version ] && echo 0.141.0 || echo \"$JBANG: $*\"");
        for (String name : List.of(mine.toString(), "mine/launcher")) {
            Run.Result result = jbang("run").env("JBANG", name).run();
            assertEquals(new Run.Result(0, mine + ": run\n", ""), result);
        }
        assertEquals(List.of(), machine.log("jbang"));
    }

    @Test
    void aVariableThatNamesNoJBangIsOneSentence() throws IOException {
        machine.script("bin/jbang", PATH_JBANG.replace("VERSION", "0.140.0"));
        machine.script("old/jbang", PATH_JBANG.replace("VERSION", "0.132.0"));
        for (String name :
                List.of("none", "old/jbang", "bin", Run.root().resolve("jbang").toString())) {
            String sentence = "the variable JBANG is \"" + machine.folder.resolve(name)
                    + "\", expected the launcher of a JBang, " + Launcher.VERSION + " or newer; correct or unset it.";
            Launcher.assertFails(1, sentence, jbang("run").env("JBANG", name).run());
        }
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
        assertEquals(FETCHED, machine.cached());
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
            assertTrue(second.errorReader().readLine().contains("another run does it already"));
            // Both say that they are alive: neither goes on before the file is there.
            for (Process waiting : List.of(first, second)) {
                String word = waiting.errorReader().readLine();
                assertTrue(word.matches("Fetching JBang " + Launcher.VERSION + " \\.\\.\\. \\d+ s"), word);
            }
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
        assertEquals(FETCHED, machine.cached());
    }

    @Test
    void aLockLeftByARunThatWasKilledStopsNobody() throws IOException {
        Files.createDirectories(machine.cache);
        Files.createSymbolicLink(machine.cache.resolve("fetching"), Path.of("999999999"));
        assertEquals("fetched one\n", fetched(jbang("run")).out());
        assertFalse(machine.cached().contains("fetching"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo Unknown host >&2; exit 1 | whole | could not be fetched through Maven; set up the network",
                "'' | half | is not it: its SHA-256 is"
            })
    void whatCannotBeFetchedIsOneSentenceAndNothingIsKept(String commands, String jar, String words)
            throws IOException {
        machine.fakeMaven(commands, jar);
        Launcher.assertFails(69, words, fetched(jbang("run")));
        assertEquals(List.of("fetch.log"), machine.cached());
        machine.fakeMaven("", "whole");
        assertEquals("fetched one\n", fetched(jbang("run")).out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hal", "", "another program"})
    void aJarThatIsNotTheRightOneIsFetchedAnew(String jar) throws IOException {
        for (int run = 1;
                run < 3;
                run++) { // the second time there is a stamp beside it, and the jar was written after it
            Files.createDirectories(machine.cache);
            Files.writeString(machine.cache.resolve(JAR), jar);
            String word = "Fetching JBang " + Launcher.VERSION + " anew: \"" + machine.cache.resolve(JAR)
                    + "\" is half a file or another one ...\n";
            assertEquals(new Run.Result(0, "fetched one\n", word), fetched(jbang("run")));
            assertEquals(new Run.Result(0, "fetched one\n", ""), fetched(jbang("run")));
            assertEquals(run, machine.log("mvn").size());
            assertEquals("whole", Files.readString(machine.cache.resolve(JAR)));
            assertEquals(FETCHED, machine.cached());
        }
    }

    /** The jar that a former version of ./jbang has fetched, or a cache that was copied. */
    @Test
    void theRightJarWithoutAStampIsTakenAndCheckedOnce() throws IOException {
        String tool = Launcher.SYSTEM.resolve("sha256sum").toString();
        machine.script("bin/sha256sum", "echo sum >>\"$FOLDER/sum.log\"; exec " + tool);
        Files.createDirectories(machine.cache);
        Files.writeString(machine.cache.resolve(JAR), "whole");
        for (int run = 0; run < 3; run++) {
            assertEquals(new Run.Result(0, "fetched one\n", ""), fetched(jbang("run")));
        }
        assertEquals(List.of(), machine.log("mvn"));
        assertEquals(1, machine.log("sum").size());
        assertEquals(List.of(JAR, STAMP), machine.cached());
    }

    /** Only root can give a file away; for others, a link to a file of root is one of another user. */
    private static void giveAway(Path path) throws IOException {
        if (Files.isWritable(Path.of("/"))) {
            Files.setOwner(
                    path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        } else {
            Files.delete(path);
            Files.createSymbolicLink(path, Path.of(Files.isDirectory(path) ? "/usr" : "/etc/hosts"));
        }
    }

    @Test
    void aJarOfAnotherUserIsFetchedAnew() throws IOException {
        assertEquals("fetched one\n", fetched(jbang("run")).out());
        giveAway(machine.cache.resolve(JAR));
        Run.Result result = fetched(jbang("run"));
        assertEquals("fetched one\n", result.out());
        assertTrue(result.err().contains("\" belongs to another user ...\n"), result.err());
        assertEquals("", fetched(jbang("run")).err());
    }

    @Test
    void aStampOfAnotherUserSaysNothing() throws IOException {
        assertEquals("fetched one\n", fetched(jbang("run")).out());
        Files.writeString(machine.cache.resolve(JAR), "another");
        Files.delete(machine.cache.resolve(STAMP));
        Files.writeString(machine.cache.resolve(STAMP), SHA256_OF_ANOTHER + "\n");
        giveAway(machine.cache.resolve(STAMP));
        assertEquals("fetched one\n", fetched(jbang("run")).out());
        assertEquals(2, machine.log("mvn").size());
    }

    @Test
    void aCacheOfAnotherUserIsRefused() throws IOException {
        assertEquals("fetched one\n", fetched(jbang("run")).out());
        Files.move(machine.cache, machine.folder.resolve("mine"));
        Files.createDirectory(machine.cache);
        if (Files.isWritable(Path.of("/"))) { // with a jar and a stamp that were checked, all the same
            Files.delete(machine.cache);
            Files.move(machine.folder.resolve("mine"), machine.cache);
        }
        giveAway(machine.cache);
        Launcher.assertFails(1, "the folder \"" + machine.cache + "\" belongs to another user", fetched(jbang("run")));
    }

    /** What is removed at the end is this run's own, whatever the environment calls so. */
    @Test
    void variablesOfTheUserAreNotTakenForItsOwn() throws IOException {
        Path file = Files.writeString(machine.folder.resolve("precious"), "");
        Files.createDirectories(machine.cache);
        Files.writeString(machine.cache.resolve(JAR), "whole");
        Run run = jbang("run").env("mine", file.toString()).env("folder", file.toString());
        assertEquals("fetched one\n", fetched(run).out());
        assertTrue(Files.exists(file));
    }

    @Test
    void inATerminalTheWordOfProgressIsOneLineThatCounts() throws IOException {
        assumeTrue(PseudoTerminal.lacking().isEmpty(), PseudoTerminal.lacking());
        machine.fakeMaven("while [ ! -e \"$FOLDER/go\" ]; do sleep 0.05; done", "whole");
        try (PseudoTerminal terminal = new PseudoTerminal(jbang("run").env("ANSWER", "fetched one"), 25, 80)) {
            terminal.await("^Fetching JBang \\S+ \\(once\\) \\.\\.\\.\r\n");
            String counted = terminal.await(" \\d+ s\rFetching JBang \\S+ \\.\\.\\. \\d+ s");
            assertFalse(counted.contains("\n"), counted);
            Files.createFile(machine.folder.resolve("go"));
            terminal.await("^(\rFetching[^\n]*)?\r\nfetched one\r\n");
            assertEquals(0, terminal.end());
        }
    }

    /** Untried on Windows, but what it expects can be compared. */
    @Test
    void theLauncherOfWindowsExpectsTheSame() throws IOException {
        String windows = Files.readString(Run.root().resolve("jbang.cmd"));
        assertTrue(windows.contains("set \"VERSION=" + Launcher.VERSION + "\""), windows);
        assertTrue(windows.contains("set \"SHA256=" + Launcher.SHA256 + "\""), windows);
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
        assertEquals(FETCHED, machine.cached());
        assertFalse(Files.exists(machine.folder.resolve("jbang-dir")));
    }

    /** What the installer brings may be another build than Maven's; that it is still the same can be known all the same. */
    @Test
    void whatTheInstallerBroughtIsComparedWithWhatItWas() throws IOException {
        Files.delete(machine.bin.resolve("mvn"));
        machine.script("bin/curl", """
            echo call >>"$FOLDER/curl.log"
            echo 'mkdir -p "$JBANG_DIR/bin" && printf "installed whole" >"$JBANG_DIR/bin/jbang.jar"'\
            """);
        String java = Files.readString(machine.folder.resolve("jdk/bin/java"));
        machine.script("jdk/bin/java", java.replace("= whole ]", "= 'installed whole' ]"));
        assertEquals("fetched one\n", fetched(jbang("run")).out());
        Files.setLastModifiedTime(
                machine.cache.resolve(JAR), FileTime.from(Instant.now().plusSeconds(3600)));
        assertEquals(new Run.Result(0, "fetched one\n", ""), fetched(jbang("run")));
        assertEquals(1, machine.log("curl").size());
        Files.writeString(machine.cache.resolve(JAR), "installed half");
        assertTrue(fetched(jbang("run")).err().contains("is half a file or another one"));
        assertEquals(2, machine.log("curl").size());
        assertEquals("installed whole", Files.readString(machine.cache.resolve(JAR)));
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
                machine.jbangOfFakes("run").run());
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
        assertEquals("fetched one\n", fetched(machine.jbangOfFakes("run")).out());
        for (String tool : List.of("java", "javac")) {
            Path alternative = machine.folder.resolve(tool + ".alternative");
            Files.createSymbolicLink(alternative, machine.folder.resolve("old/bin/" + tool));
            Files.createSymbolicLink(machine.bin.resolve(tool), Path.of("../" + tool + ".alternative"));
        }
        Launcher.assertFails(
                1, "\"11.0.2\", expected 17", machine.jbangOfFakes("run").run());
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
        jbang("run", "a b")
                .env("JBANG_JAVA_OPTIONS", "-Xmx64m  *")
                .env("DAGGERKIT_JBANG_JAVA_OPTIONS", "-Da=b")
                .run();
        List<String> calls = machine.log("java");
        String call = calls.get(calls.size() - 1);
        assertTrue(call.matches("-XX:TieredStopAtLevel=1 -Da=b -Xmx64m \\* -cp .* dev.jbang.Main run a b"), call);
    }
}
