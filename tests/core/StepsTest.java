package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import daggerkit.console.EngineProgress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
                "5   : \u2506 .from(address: \"alpine:3\"): Container! => from(address: \"alpine:3\")",
                "5   : Container.from(address: \"a\"): Container! = xxh3:1a => from(address: \"a\")",
                "5   : Container.envVariables: [EnvVariable!]! => envVariables",
                "5   : Container.withExec(args: [\"sh\", \"-c\", \"a \\\"b\\\"\\n"
                        + "[c]\"]): Container! => withExec sh -c 'a \"b\" [c]'",
                "5   : Container.withExec(args: [\"cat\"], stdin: \"x\"): Container! => withExec cat",
                "5   : Container.withExec(args: [\"a\u2026\"]): Container! => withExec a...",
                "5   : Container.withExec(\u2026): Container! => withExec(...)",
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
        String[] lines = {
            "1 : a",
            "2 : Container.withExec(args: [\"b\"]): Container!",
            "3 : Container.withExec(args: [\"c\"]): Container!",
            "4 : d"
        };
        assertEquals("withExec b", shown(lines));
        assertEquals(2, after(String.join("\n", lines) + "\n").commands());
        assertEquals("d", shown("1 : a", "4 : d"));
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
            begun.append(i).append("   : Container.withExec(args: [\"true\"]): Container!\n");
        }
        assertEquals(1_000, after(begun.toString()).commands());
    }
}
