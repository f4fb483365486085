package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.console.Text;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a session listens and the token that it asks for: what {@code dagger run} puts into the environment of its
 * command. Immutable and thread-safe. Its text never shows the token.
 *
 * @param port the TCP port of the session on 127.0.0.1, 1 to 65535
 * @param token the session token: printable ASCII without spaces and colons, since it is the user name of HTTP Basic
 *     authentication
 */
public record ConnectParams(int port, String token) {
    /** The environment variable that holds the port of a session. */
    public static final String PORT_VARIABLE = "DAGGER_SESSION_PORT";

    /** The environment variable that holds the token of a session. */
    public static final String TOKEN_VARIABLE = "DAGGER_SESSION_TOKEN";

    /**
     * Checks both values.
     *
     * @throws SessionException if the port or the token cannot be one
     */
    public ConnectParams {
        if (port < 1 || port > 65535) {
            throw new SessionException(
                    "Cannot use the session port \"" + port + "\": expected a number from 1 to 65535.");
        }
        checkToken(Objects.requireNonNull(token, "token"), "the session token");
    }

    /**
     * Reads the session that this process was started in.
     *
     * @param environment the environment variables, as {@link System#getenv()} gives them
     * @return the parameters, or empty if neither variable is set; one without the other is an error, not "unset"
     * @throws SessionException if a variable is set wrongly
     */
    public static Optional<ConnectParams> fromEnvironment(Map<String, String> environment) {
        String port = environment.get(PORT_VARIABLE);
        String token = environment.get(TOKEN_VARIABLE);
        if (port == null && token == null) {
            return Optional.empty();
        }
        if (port == null) {
            throw new SessionException(TOKEN_VARIABLE + " is set but " + PORT_VARIABLE + " is not: expected both or"
                    + " neither; `dagger run` sets both.");
        }
        int number = parsePort(port);
        if (token == null) {
            throw new SessionException(PORT_VARIABLE + " is set but " + TOKEN_VARIABLE + " is not: expected both or"
                    + " neither; `dagger run` sets both.");
        }
        checkToken(token, TOKEN_VARIABLE);
        return Optional.of(new ConnectParams(number, token));
    }

    /**
     * The line in which {@code dagger session} announces a session (recorded in session-line).
     *
     * @param text the line
     * @param name the command, for messages
     * @param tail the command's last words, for messages
     */
    static ConnectParams read(String text, String name, String tail) {
        String why = "";
        try {
            JsonNode json = Json.read(text);
            if (json.path("port").isInt() && json.path("session_token").isTextual()) {
                return new ConnectParams(
                        json.get("port").intValue(), json.get("session_token").textValue());
            }
        } catch (SessionException e) {
            why = " " + e.getMessage();
        } catch (IOException e) {
            // Not JSON: told below, with what the CLI said instead.
        }
        boolean secret = text.contains("{") || text.startsWith("[") || text.contains("token");
        throw new SessionException(
                "Cannot read the session parameters from \"" + name + " session\": expected a JSON line"
                        + " with \"port\" and \"session_token\", got "
                        + (secret
                                ? "a line of " + text.length() + " characters, not shown because a token may be in it"
                                : "\"" + Text.oneLine(text) + "\"")
                        + "." + why + tail);
    }

    /**
     * The address that GraphQL requests of this session go to.
     *
     * @return {@code http://127.0.0.1:PORT/query}
     */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port + "/query");
    }

    /** Shows the port and hides the token. */
    @Override
    public String toString() {
        return "ConnectParams[port=" + port + ", token=***]";
    }

    private static int parsePort(String text) {
        int number = 0;
        boolean digits = !text.isEmpty() && text.length() <= 5;
        for (int i = 0; digits && i < text.length(); i++) {
            char c = text.charAt(i);
            digits = c >= '0' && c <= '9';
            number = number * 10 + (c - '0');
        }
        if (!digits || number < 1 || number > 65535) {
            throw new SessionException("Cannot use " + PORT_VARIABLE + "=\"" + Text.oneLine(text)
                    + "\": expected a number from 1 to 65535, as `dagger run` sets it.");
        }
        return number;
    }

    private static void checkToken(String token, String name) {
        String wrong = token.isEmpty() ? "it is empty" : null;
        for (int i = 0; wrong == null && i < token.length(); i++) {
            char c = token.charAt(i);
            if (c == '\n' || c == '\r') {
                wrong = "character " + (i + 1) + " is a line break";
            } else if (c <= ' ' || c >= 0x7f) {
                wrong = "character " + (i + 1) + " is not a printable ASCII character";
            } else if (c == ':') {
                wrong = "character " + (i + 1) + " is a colon";
            }
        }
        if (wrong != null) {
            throw new SessionException("Cannot use " + name + ": " + wrong
                    + "; expected printable ASCII without spaces and colons, as `dagger run` sets it.");
        }
    }
}
