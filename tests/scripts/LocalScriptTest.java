package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The script {@code local}, as a process with a command of its own. */
class LocalScriptTest {
    private static Run.Result local(String... args) {
        return LocalProcess.script(args).run();
    }

    @Test
    void the_command_has_our_streams_our_arguments_and_its_own_exit_code() {
        Run.Result result = LocalProcess.script(
                        "sh", "-c", "cat; echo \"$@\"; echo err >&2; exit 7", "sh", "--help", "--engine", "-V")
                .stdin("from stdin\n")
                .run();
        assertEquals(7, result.code());
        assertEquals("from stdin\n--help --engine -V\n", result.out());
        assertTrue(result.err().endsWith("\nerr\n"), result.err());
    }

    @Test
    void it_says_in_one_line_what_it_is() {
        List<String> lines = local("true").err().lines().toList();
        assertEquals(1, lines.size(), "" + lines);
        assertTrue(
                lines.get(0)
                        .matches("local: a stand-in for Dagger v1\\.0\\.0-beta\\.10; commands run on this host .*;"
                                + " these are not containers\\."),
                lines.get(0));
    }

    /** The engine's own words come first, as a client reads them; whose programs these are only the stand-in can say. */
    @Test
    void a_program_that_this_host_lacks_is_told_once_as_this_hosts() {
        String exec = "container{withExec(args:[\"no-such-program\"]){stdout}}";
        Run query = Run.jvm("scripts/query.java", "{a:" + exec + " b:" + exec + "}");
        Run.Result result = local(query.words().toArray(String[]::new));
        assertEquals(1, result.code(), result.err());
        assertTrue(
                result.err().contains("exec: \"no-such-program\": executable file not found in $PATH"), result.err());
        String told = "local: there is no program \"no-such-program\": under local, programs are those of this host";
        assertEquals(2, result.err().split(java.util.regex.Pattern.quote(told), -1).length, result.err());
    }

    @Test
    void the_uname_script_runs_in_it() {
        String jbang = Run.root().resolve("jbang").toString();
        Run.Result result = Run.jbang("local", "--engine", "0.20.8", jbang, "--quiet", "run", "uname")
                .run();
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().matches("\\S+ \\S+ \\S+ \\S+\n"), result.out());
    }

    @Test
    void a_session_in_the_environment_is_replaced_and_the_token_shown_nowhere() {
        Run.Result result = LocalProcess.script(
                        "--unisolated", "sh", "-c", "echo $DAGGER_SESSION_PORT $DAGGER_SESSION_TOKEN")
                .env(ConnectParams.PORT_VARIABLE, "1")
                .env(ConnectParams.TOKEN_VARIABLE, "outer")
                .run();
        String[] words = result.out().strip().split(" ");
        assertNotEquals("1", words[0]);
        assertNotEquals("outer", words[1]);
        assertFalse(result.err().contains(words[1]));
        assertTrue(result.err().contains("NOT ISOLATED") && result.err().contains("not containers"), result.err());
    }

    @TestFactory
    Stream<DynamicTest> a_command_that_does_not_end_by_itself_has_the_shells_exit_code() {
        return Stream.of(List.of("143", "kill -TERM $$"), List.of("137", "kill -KILL $$"))
                .map(pair -> dynamicTest(
                        pair.get(1),
                        () -> assertEquals(
                                Integer.parseInt(pair.get(0)),
                                local("sh", "-c", pair.get(1)).code())));
    }

    @TestFactory
    Stream<DynamicTest> a_command_that_cannot_be_run_is_127_and_a_sentence() throws IOException {
        return Stream.of("no-such-command", "/etc/passwd")
                .map(command -> dynamicTest(command, () -> {
                    Run.Result result = local(command, "x");
                    assertEquals(127, result.code());
                    assertEquals("", result.out());
                    String last = result.err().lines().reduce("", (a, b) -> b);
                    assertEquals(
                            "local: cannot run \"" + command
                                    + "\": expected a command on the PATH or the path of an executable file.",
                            last);
                }));
    }

    @TestFactory
    Stream<DynamicTest> wrong_usage_is_64_and_a_sentence() {
        return Stream.of(
                        List.of("CMD"),
                        List.of("CMD", "--unisolated"),
                        List.of("\"0.19\"", "--engine", "0.19", "true"),
                        List.of("--nope", "--nope", "true"))
                .map(words -> dynamicTest("" + words.subList(1, words.size()), () -> {
                    Run.Result result = local(words.subList(1, words.size()).toArray(new String[0]));
                    assertEquals(64, result.code(), result.err());
                    assertEquals(1, result.err().lines().count(), result.err());
                    assertTrue(
                            result.err().startsWith("local: ") && result.err().contains(words.get(0)), result.err());
                    assertEquals("", result.out());
                }));
    }

    @Test
    void help_and_version_go_to_standard_output() {
        Run.Result help = local("--help");
        assertEquals(0, help.code());
        assertTrue(help.out().contains("--unisolated") && help.out().contains("--engine=VERSION"), help.out());
        assertEquals("", help.err());
        assertTrue(local("--version").out().startsWith("local (daggerkit "));
    }

    @Test
    void without_a_locale_arguments_and_output_are_utf8_all_the_same() throws Exception {
        try (LocalProcess served = new LocalProcess(LocalProcess.script("sh", "-c", LocalProcess.TELL)
                .env("LC_ALL", "C")
                .env("LANG", null))) {
            assumeTrue(served.isolated, "there is no private root on this host");
            String text = "\u00e9\u20ac\ud83d\ude00 it's";
            JsonNode answer = served.ask("{container{from(address:\"a\"){withEnvVariable(name:\"V\",value:\"" + text
                    + "\"){withExec(args:[\"sh\",\"-c\",\"printf '%s|' \\\"$V\\\" \\\"$1\\\"\",\"sh\",\"" + text
                    + "\"]){stdout}}}}}");
            assertEquals(
                    text + "|" + text + "|",
                    answer.at("/data/container/from/withEnvVariable/withExec/stdout")
                            .asText());
        }
    }
}
