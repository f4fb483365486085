package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectParamsTest {
    private static final String TOKEN = "3e5c-secret-token";

    private static Map<String, String> environment(String port, String token) {
        Map<String, String> environment = new HashMap<>();
        if (port != null) {
            environment.put("DAGGER_SESSION_PORT", port);
        }
        if (token != null) {
            environment.put("DAGGER_SESSION_TOKEN", token);
        }
        return environment;
    }

    private static String refusal(String port, String token) {
        String message = assertThrows(
                        SessionException.class, () -> ConnectParams.fromEnvironment(environment(port, token)))
                .getMessage();
        assertFalse(message.contains("\n"), message);
        assertFalse(message.contains(TOKEN), message);
        return message;
    }

    @Test
    void both_variables_give_the_endpoint() {
        ConnectParams params =
                ConnectParams.fromEnvironment(environment("35123", TOKEN)).orElseThrow();
        assertEquals("http://127.0.0.1:35123/query", params.endpoint().toString());
        assertEquals(TOKEN, params.token());
    }

    @Test
    void neither_variable_is_unset_and_no_error() {
        assertEquals(Optional.empty(), ConnectParams.fromEnvironment(Map.of()));
    }

    @Test
    void one_variable_without_the_other_is_an_error_and_not_unset() {
        assertTrue(refusal("35123", null).startsWith("DAGGER_SESSION_PORT is set but DAGGER_SESSION_TOKEN is not"));
        assertTrue(refusal(null, TOKEN).startsWith("DAGGER_SESSION_TOKEN is set but DAGGER_SESSION_PORT is not"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "abc", "0", "-1", "+80", "65536", "70000", "80 ", "8e3", "99999999999", "\u0661\u0662\u0663"
            })
    void a_port_that_is_none_is_quoted_with_what_is_expected(String port) {
        assertEquals(
                "Cannot use DAGGER_SESSION_PORT=\"" + port
                        + "\": expected a number from 1 to 65535, as `dagger run` sets it.",
                refusal(port, TOKEN));
    }

    @Test
    void an_empty_token_is_refused() {
        assertTrue(refusal("1", "").startsWith("Cannot use DAGGER_SESSION_TOKEN: it is empty; expected"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\nX-Other: 1", "\u00e9", " ", ":", "\u0000", "\u007f"})
    void a_token_that_a_header_cannot_carry_is_refused_and_not_shown(String rest) {
        String message = refusal("1", TOKEN + rest);
        assertTrue(message.startsWith("Cannot use DAGGER_SESSION_TOKEN: character 18 is"), message);
    }

    @Test
    void its_text_hides_the_token() {
        assertEquals("ConnectParams[port=80, token=***]", new ConnectParams(80, TOKEN).toString());
    }
}
