package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A {@code dagger session} that does not begin: one clear error, in time, without the token, and no process left. */
@DisabledOnOs(OS.WINDOWS)
class SessionFailureTest extends OwnSession {
    /** The message of a start that fails at once. */
    private String failure(String... commands) {
        return failure(LONG, Duration.ZERO, commands);
    }

    private String failure(Duration timeout, Duration least, String... commands) {
        String[] message = new String[1];
        assertTakes(
                least,
                () -> message[0] = assertThrows(SessionException.class, () -> connect(timeout, commands)
                                .close())
                        .getMessage());
        assertFalse(message[0].contains("token-of-its-own"), message[0]);
        return message[0];
    }

    private String cannotRead() {
        return "Cannot read the session parameters from \"" + cli.path() + " session\": expected a JSON line with"
                + " \"port\" and \"session_token\", got ";
    }

    @ParameterizedTest
    @CsvSource({"v0.20.8", "v0.21.8", "v1.0.0-beta.10"})
    void without_a_container_runtime_that_is_what_is_said(String version) throws IOException {
        String recorded = FakeCli.recordedErrors(version, "no-container-runtime");
        String message = failure("cat >&2 <<'END'", recorded + "END", "exit 1");
        assertTrue(
                message.startsWith("There is no container runtime to run the Dagger engine in: install or start Docker,"
                        + " Podman or another one that Dagger supports, then run this again."),
                message);
        assertTrue(message.contains("driver for scheme \"image\" was not available"), message);
    }

    @Test
    void a_cli_that_does_not_know_a_flag_is_quoted() throws IOException {
        String recorded = FakeCli.recordedErrors("v0.21.8", "unknown-flag");
        String message = failure("cat >&2 <<'END'", recorded + "END", "exit 1");
        assertEquals(
                says("did not give a session. ")
                        + says("ended with exit code 1.\n  its last words:\n    ")
                        + recorded.strip(),
                message);
    }

    @Test
    void a_cli_that_ends_early_is_quoted_with_its_exit_code() {
        String message = failure("echo 'no engine here' >&2", "exit 42");
        assertEquals(
                says("did not give a session. ")
                        + says("ended with exit code 42.\n  its last words:\n    no engine here"),
                message);
        message = failure("exit 0");
        assertEquals(says("did not give a session. ") + says("ended with exit code 0."), message);
    }

    @Test
    void a_cli_that_ends_early_is_told_at_once_even_if_a_child_holds_its_pipes() {
        String message = failure("echo 'no engine here' >&2", "child sleep 9998", "sleep 0.3", "exit 42");
        cli.close();
        assertEquals(
                says("did not give a session. ")
                        + says("ended with exit code 42.\n  its last words:\n    no engine here"),
                message);
    }

    @Test
    void a_cli_that_closes_its_output_and_lives_on_is_killed() {
        String message = failure("echo 'no output' >&2", "exec >&-", "until_end");
        assertEquals(says("did not give a session.\n  its last words:\n    no output"), message);
    }

    @Test
    void a_cli_that_says_nothing_is_killed_in_time_and_quoted() throws IOException {
        patiently(timeout -> {
            String message = failure(
                    timeout,
                    timeout,
                    "trap '' TERM",
                    "echo 'connecting to engine' >&2",
                    "child sleep 9998",
                    "sleep 9998");
            if (cli.lines("pids").size() < 2) {
                return false;
            }
            String seconds = "" + timeout.toMillis() / 1000.0;
            assertEquals(
                    says("was not ready within " + seconds.replaceFirst("\\.0$", "")
                            + " s.\n  its last words:\n    connecting to engine"),
                    message);
            return true;
        });
    }

    @Test
    void garbage_is_quoted() {
        String message =
                failure("echo 'Usage: dagger [command]'", "echo 'deprecated' >&2", "echo \"$line\"", "until_end");
        assertTrue(message.startsWith(cannotRead() + "\"Usage: dagger [command]\"."), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "17", "{}", "[]", "]", "\"x\"", "{\"port\":80", "{'port':80}"})
    void other_json_is_refused(String said) {
        String message = failure("echo '" + said.replace("'", "'\\''") + "'", "until_end");
        assertTrue(message.startsWith(cannotRead()), message);
    }

    /** Whoever has the token of a session can run commands on this host: a CI's log is no place for it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"port\":\"80\",\"session_token\":\"TOKEN\"}",
                "{\"port\":80.5,\"session_token\":\"TOKEN\"}",
                "{\"port\":99999999999,\"session_token\":\"TOKEN\"}",
                "{\"session_token\":\"TOKEN\"}",
                "{\"port\":80,\"token\":\"TOKEN\"}",
                "{\"port\":80,\"session_token\":[\"TOKEN\"]}",
                "{\"port\":80,\"session_token\":{\"value\":\"TOKEN\"}}",
                "{\"port\":\"80\",\"session_token\":\"a\\\"TOKEN\"}",
                "{\"port\":80,\"session_token\":\"TOKEN with spaces\"}",
                "{\"port\":80,\"session\\u005ftoken\":\"TOKEN:\"}",
                "{\"port\":80,\"session_token\":\"TOKEN\"}{}",
                "{\"port\":80,\"session_token\":\"TOKEN",
                "{\"port\":80,session_token:TOKEN}",
                "{'port':80,'session_token':'TOKEN'}",
                "[80,\"TOKEN\"]",
                "listening at 80, session_token=TOKEN"
            })
    void a_token_in_json_of_another_shape_is_not_shown(String said) {
        String json = said.replace("TOKEN", FakeCli.TOKEN).replace("'", "'\\''");
        String message = failure("printf '%s\\n' '" + json + "'", "until_end");
        assertTrue(message.startsWith(cannotRead()), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "65536", "70000"})
    void a_port_that_is_none_is_quoted(String port) {
        String message =
                failure("echo '{\"port\":" + port + ",\"session_token\":\"" + FakeCli.TOKEN + "\"}'", "until_end");
        assertTrue(message.startsWith(cannotRead()), message);
        assertTrue(message.contains("\"" + port + "\""), message);
    }

    @Test
    void a_line_without_an_end_is_refused_before_it_fills_the_memory() {
        String message = failure("cat /dev/zero | tr '\\0' x");
        assertTrue(message.startsWith(cannotRead() + "\"xxxxxxxx"), message);
        assertTrue(message.length() < 1_000, message);
    }

    @Test
    void of_a_long_standard_error_only_the_end_is_kept_and_no_number_made_up() {
        String message = failure("yes 'a lot of noise' | head -c 150000 >&2", "echo 'the reason' >&2", "exit 3");
        assertTrue(message.contains("its last words:\n    [many lines before]\n    a lot of noise\n"), message);
        assertTrue(message.endsWith("\n    the reason"), message);
        assertEquals(1 + 1 + 1 + 15, message.lines().count());
    }

    @Test
    void colours_and_cursor_moves_do_not_reach_a_message() {
        String message =
                failure("printf '\\033[90;2m1 : \\033[0mno \\033]8;;https://x\\007engine\\033[K\\r\\n' >&2", "exit 3");
        assertTrue(message.endsWith("\n    1 : no engine"), message.replace('\033', '^'));
    }
}
