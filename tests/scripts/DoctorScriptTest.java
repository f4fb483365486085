package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the script {@code doctor} says of the machine, and how it says it. */
@DisabledOnOs(OS.WINDOWS)
class DoctorScriptTest extends DoctorMachine {
    @Test
    void a_machine_with_nothing_gets_the_ways_to_go_on_and_69() throws IOException {
        Run.Result result = doctor("--json").run();
        assertEquals(69, result.code(), result.err());
        JsonNode report = json(result);
        assertFalse(report.path("session").asBoolean(true));
        assertEquals(
                List.of("daggerkit", "java", "jbang", "dagger", "containers", "local", "proxies", "session"),
                names(report));
        assertCheck("ok", Dagger.VERSION, report, "daggerkit");
        assertCheck("ok", System.getProperty("java.version"), report, "java");
        assertCheck("ok", "not on PATH", report, "jbang");
        assertCheck("fail", "not on PATH", report, "dagger");
        assertCheck("warn", "no docker, podman, nerdctl or container on PATH", report, "containers");
        assertCheck("warn", "unshare is not on the PATH", report, "local");
        assertCheck("ok", "none", report, "proxies");
        assertCheck("fail", "DAGGER_SESSION_PORT and DAGGER_SESSION_TOKEN are not set", report, "session");
        assertEquals("", result.err());
    }

    /** Nothing runs here that could run the other: the file only reads like the one that JBang writes. */
    @Test
    void a_uname_that_is_an_app_of_jbang_is_told_and_neither_is_run() throws IOException {
        program("uname", "exit 1\neval \"exec jbang run  uname@catalog \\$@\"");
        program("jbang", "echo 0.132.1");
        Run.Result result = doctor("--json").run();
        JsonNode report = json(result);
        assertCheck("fail", "\"" + temporary.resolve("uname") + "\"", report, "jbang");
        assertTrue(
                check("jbang", report).path("next").asText().contains("jbang app install --name"),
                check("jbang", report).toString());
        assertEquals(List.of(), lines("jbang.log"));
        assertEquals(List.of(), lines("uname.log"));
        Files.delete(temporary.resolve("uname"));
        program("uname", "echo Linux");
        assertCheck("ok", "0.132.1", json(doctor("--json").run()), "jbang");
    }

    @Test
    void the_screen_has_a_word_for_each_line_its_next_step_and_no_colour_in_a_pipe() {
        Run.Result result = doctor().env("NO_COLOR", null).env("TERM", "xterm").run();
        assertEquals(69, result.code(), result.err());
        List<String> lines = result.out().lines().toList();
        assertTrue(lines.get(0).startsWith("ok    daggerkit  " + Dagger.VERSION), result.out());
        assertTrue(result.out().contains("\nfail  dagger     not on PATH\n                 > Install Dagger"));
        assertEquals("No session can be had.", lines.get(lines.size() - 1));
        assertTrue(lines.stream().allMatch(line -> line.length() <= 130), result.out());
        assertFalse(result.out().contains("\u001b"), result.out());
    }

    @ParameterizedTest
    @CsvSource({"'',true", "1,false"})
    void on_a_terminal_statuses_have_colours_unless_the_user_wants_none(String noColor, boolean colored)
            throws Exception {
        Path script = Path.of("/usr/bin/script");
        assumeTrue(Files.isExecutable(script), "no program that gives a terminal");
        List<String> command = doctor("--no-session").words();
        Run.Result result = Run.command(script.toString(), "-qec", "'" + String.join("' '", command) + "'", "/dev/null")
                .env("NO_COLOR", noColor)
                .env("TERM", "xterm")
                .run();
        assertEquals(colored, result.out().contains("\u001b[32mok\u001b[0m    daggerkit"), result.out());
        assertEquals(colored, result.out().contains("\u001b"), result.out());
    }

    @Test
    void a_runtime_that_answers_is_enough() throws IOException {
        program("docker", "echo 'Cannot connect to tcp://joe:pass@far:2375' >&2; exit 1");
        JsonNode report = json(doctor("--json", "--no-session").run());
        assertCheck(
                "warn",
                "docker does not answer: exit code 1, \"Cannot connect to tcp://***@far:2375\"",
                report,
                "containers");
        assertEquals(List.of("version --format {{.Server.Version}}"), lines("docker.log"));
        program("podman", "echo 5.2.1");
        report = json(doctor("--json", "--no-session").run());
        assertCheck("ok", "podman answers: 5.2.1", report, "containers");
        assertCheck("ok", "docker does not answer", report, "containers");
        JsonNode runtimes = check("containers", report).at("/facts/runtimes");
        assertEquals(List.of("false", "true"), runtimes.findValuesAsText("reachable"));
    }

    @Test
    void passwords_of_proxies_are_blanked() throws IOException {
        Run.Result result = doctor("--json", "--no-session")
                .env("HTTPS_PROXY", "http://joe:s3c/r@t@proxy.example:3128")
                .env("http_proxy", "joe:s3c@proxy.example:3128")
                .env("NO_PROXY", "localhost,127.0.0.1")
                .env(
                        "JAVA_TOOL_OPTIONS",
                        "-Dhttps.proxyHost=inner.example -Dhttps.proxyPort=81 -Dhttp.proxyPassword=s3c")
                .env("JBANG_AUTH_BASIC_PASSWORD", "s3c")
                .run();
        JsonNode set = check("proxies", json(result)).at("/facts/set");
        assertEquals("http://***@proxy.example:3128", set.path("HTTPS_PROXY").asText());
        assertEquals("***@proxy.example:3128", set.path("http_proxy").asText());
        assertEquals("localhost,127.0.0.1", set.path("NO_PROXY").asText());
        assertEquals("inner.example:81", set.path("-Dhttps.proxyHost").asText());
        assertCheck("ok", "HTTPS_PROXY=http://***@proxy", json(result), "proxies");
        assertFalse(result.out().contains("s3c") || result.out().contains("joe"), result.out());
        Run.Result wrong = doctor("--json", "--no-session")
                .env("HTTPS_PROXY", "http://proxy:port")
                .run();
        assertCheck("warn", "HTTPS_PROXY=http://proxy:port", json(wrong), "proxies");
    }

    @Test
    void the_jbang_on_the_path_is_asked_but_never_a_bootstrap() throws IOException {
        program("jbang", "echo " + Launcher.VERSION);
        JsonNode report = json(doctor("--json", "--no-session")
                .env("JBANG_DIR", "/a/b")
                .env("JBANG_APP_JAVA_OPTIONS", "-Xmx1g")
                .run());
        assertCheck("ok", Launcher.VERSION + " (" + temporary.resolve("jbang"), report, "jbang");
        assertCheck("ok", "JBANG_DIR=/a/b", report, "jbang");
        assertCheck("ok", "JBANG_APP_JAVA_OPTIONS=-Xmx1g", report, "jbang");
        program("jbang", "echo 0.131.9");
        report = json(doctor("--json", "--no-session").run());
        assertCheck("warn", "0.131.9", report, "jbang");
        assertTrue(check("jbang", report).path("next").asText().contains(Launcher.VERSION), report.toString());
        String bootstrap = Files.readString(Run.root().resolve("jbang"));
        String[] lines = bootstrap.split("\n", 3);
        FakeCli.write(temporary.resolve("jbang"), lines[0] + "\n" + lines[1] + "\n: >'" + temporary + "/was-run'\n");
        assertCheck(
                "ok",
                "daggerkit's own ./jbang",
                json(doctor("--json", "--no-session").run()),
                "jbang");
        assertFalse(Files.exists(temporary.resolve("was-run")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--timeout=0", "--timeout=soon", "argument"})
    void wrong_usage_is_one_sentence(String arg) {
        Run.Result result = doctor(arg).run();
        assertEquals(64, result.code(), result.err());
        assertTrue(result.err().matches("doctor: [^\n]+ See doctor --help\\.\n"), result.err());
    }
}
