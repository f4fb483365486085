package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.console.EngineProgress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from the lines that {@code dagger session} writes. */
class StepsTest {
    private static EngineProgress after(String text) {
        EngineProgress steps = new EngineProgress();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (byte b : bytes) { // a pipe may give any part of a line
            steps.read(new byte[] {b, 0}, 1);
        }
        return steps;
    }

    private static String shown(String... lines) {
        EngineProgress.Call call = after(String.join("\n", lines) + "\n").shown();
        return call == null ? null : call.words();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5   : connect => connect",
                "5   : \u2506 \u2506 exec docker pull x => exec docker pull x",
                "5   : \u2506 Container.from(address: \"alpine:3\"): Container! => from(address: \"alpine:3\")",
                "5   : Container.from(address: \"a\"): Container! = xxh3:1a => from(address: \"a\")",
                "5   : container(platform: \"linux/amd64\"): Container! => container(platform: \"linux/amd64\")",
                "5   : Container.envVariables: [EnvVariable!]! => envVariables",
                "5   : \u2506 withExec sh -c 'a \"b\" [c]' => withExec sh -c 'a \"b\" [c]'",
                "5   : withExec a\u2026 => withExec a...",
                "5   : [2/2] RUN make => [2/2] RUN make",
                "5   : [build 3/10] RUN make => [build 3/10] RUN make",
                "5   : uploading /a: B => uploading /a: B",
                "5   : pull K\u00f6ln \u4e2d \ud83d\ude80\u200b! => pull K?ln ? ??!",
                "\033[95m5   : \033[0m\033[90;2m\u2506 \033[0mstarting engine => starting engine",
                "5   : a\tb\rc\u0007d\033 => abcd"
            })
    void a_step_is_told_as_a_person_would(String row) {
        String[] sides = row.split(" => ");
        assertEquals(sides[1], shown(sides[0]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5   : [0.0s] | 5   : make",
                "5   : \u2506 [1m12s] | Downloaded",
                "5   : ! exit code: 1",
                "5   : connect DONE [0.0s]",
                "5   : consuming /v1/traces",
                "5   : dagger session",
                "5   : dagger session --workdir /a --label b",
                "5   : [0.4s] |",
                "5   : Container.stdout DONE [0.0s, waited on sh -c echo [1]; sleep 4; \u2026]",
                "5   : version CACHED [0.0s]",
                "Error: unknown flag: --nope",
                "  5 : x",
                "5",
                "5 :",
                "5 : \u2506",
                ": x",
                "99999999999999 : x",
                "0 : x",
                "",
                "\033[",
                "5 : \033[31m"
            })
    void what_is_no_beginning_of_a_step_is_none(String line) {
        assertNull(shown(line));
    }

    @Test
    void a_step_is_over_when_it_is_said_to_be() {
        assertNull(shown("5 : \u2506 a", "5 : \u2506 a \033[32mDONE\033[0m\033[90m [0.0s]\033[0m"));
        assertNull(shown("5 : a", "5 : a ERROR [1h2m3.5s]", "5 : ! reason"));
        assertNull(shown("5 : a", "5 : a CACHED [0.0s]", "5 : a", "4 : b"), "it is named again as a context");
        assertEquals("a [1s]", shown("5 : a [1s]"));
        assertEquals("a", shown("5 : a", "6 : b", "6 : b DONE [0.0s]"));
    }

    @Test
    void a_command_comes_before_other_steps_and_the_one_that_has_run_longest_first() {
        String[] lines = {"1 : a", "2 : withExec b", "3 : withExec c", "4 : Container.from(address: \"d\"): Container!"
        };
        assertEquals("withExec b", shown(lines));
        assertEquals(2, after(String.join("\n", lines) + "\n").commands());
        assertEquals("[1/2] RUN b", shown("1 : a", "2 : [1/2] RUN b", "3 : c"));
    }

    @Test
    void a_pull_a_push_and_a_build_come_before_what_is_a_part_of_them_or_waits_for_them() {
        String pull = "2 : Container.from(address: \"a\"): Container!";
        assertEquals(
                "from(address: \"a\")",
                shown(
                        "1 : b",
                        pull,
                        "3 : resolving a",
                        "4 : HTTP GET",
                        "5 : Container.stdout: String!",
                        "6 : withWorkdir /"));
        assertEquals("resolving a", shown("3 : resolving a", "4 : HTTP GET", "5 : Container.stdout: String!"));
        assertEquals(
                "dockerBuild",
                shown(
                        "1 : Directory.dockerBuild: Container!",
                        "2 : Container.withDefaultArgs(args: [\"a\"]): Container!"));
        assertEquals("stdout", shown("5 : Container.stdout: String!"));
    }

    /** At every moment at which nothing is said for a second, which is when a user looks at the line. */
    @ParameterizedTest
    @ValueSource(strings = {"v0.20.8", "v0.21.8", "v1.0.0-beta.10"})
    void what_takes_long_is_named_as_three_real_engines_told_it(String version) throws IOException {
        Set<String> seen = new LinkedHashSet<>();
        EngineProgress steps = new EngineProgress();
        long last = 0;
        boolean asked = false;
        for (String line : Files.readAllLines(Run.root().resolve("tests/golden/progress/" + version + ".txt"))) {
            if (line.startsWith(">>>") || line.startsWith("<<<")) {
                asked = line.startsWith(">>>");
                steps.clear();
                continue;
            }
            String[] parts = line.split("\t", 2);
            long now = Long.parseLong(parts[0]);
            if (asked && now - last >= 1_000 && steps.shown() != null) {
                seen.add(steps.shown().words() + " +" + (steps.commands() - 1));
            }
            last = now;
            byte[] bytes = (parts[1].replace("\\x1b", "\033") + "\n").getBytes(StandardCharsets.UTF_8);
            steps.read(bytes, bytes.length);
        }
        String build =
                version.equals("v0.20.8") ? "[2/2] RUN sleep 3 # n1 +0" : "withExec /bin/sh -c 'sleep 3 # n1' +0";
        List<String> others = new ArrayList<>(seen);
        others.removeIf(words -> words.contains("# an1") || words.contains("# bn1"));
        assertEquals(
                List.of(
                        "withExec sh -c 'echo start n1; sleep 4; echo end' +0",
                        "withExec sh -c 'sleep 3; : n1' +0",
                        build,
                        "withExec sh -c 'echo n1; for i in 1 2 3 4 5; do echo line $i; sleep 1; done' +0",
                        "withExec sh -c 'echo n1 failing; sleep 1; exit 3' +0"),
                others);
        List<String> both = new ArrayList<>(seen);
        both.removeAll(others);
        assertTrue(both.contains("withExec sh -c 'sleep 5 # bn1' +0"), "" + both);
        assertTrue(both.stream().anyMatch(words -> words.endsWith(" +1")), "" + both);
        assertNull(steps.shown(), "it is over");
    }

    @Test
    void a_line_without_an_end_is_kept_in_part_only() {
        assertEquals(
                4_096 - "5 : ".length(), shown("5 : " + "x".repeat(100_000)).length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"v0.20.8", "v0.21.8", "v1.0.0-beta.10"})
    void an_engine_that_is_not_reached_is_what_the_real_cli_says(String version) throws IOException {
        assertEquals(
                "connecting to engine",
                after(FakeCli.recordedErrors(version, "engine-unreachable"))
                        .shown()
                        .words());
        assertNull(after(FakeCli.recordedErrors(version, "sigint-after-line")).shown());
    }

    @Test
    void what_never_ends_takes_no_memory_without_end() {
        StringBuilder begun = new StringBuilder();
        for (int i = 1; i <= 5_000; i++) {
            begun.append(i).append("   : withExec true\n");
        }
        assertEquals(1_000, after(begun.toString()).commands());
    }
}
