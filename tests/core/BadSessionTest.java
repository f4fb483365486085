package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.console.Catalog;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the user of a script sees when something is wrong with the session: real processes, in the locale C. */
@SignalsAsUsual
class BadSessionTest {
    private static final String ENGINE = "v1.0.0-beta.10";
    private static final String ASK = "; expected a GraphQL answer. Is http://127.0.0.1:PORT/query a Dagger session?";

    private static Run uname() {
        return Run.jvm("scripts/uname.java").env("LC_ALL", "C");
    }

    private static Run uname(ConnectParams params) {
        return uname().session(params);
    }

    /** Standard error of a script that fails; its standard output is empty, and neither has a stack trace or the token. */
    private static String failure(int code, Run run) {
        Run.Result result = run.run();
        assertEquals(code, result.code(), result.err());
        assertEquals("", result.out());
        assertFalse(result.err().contains("\tat "), result.err());
        assertFalse(result.err().contains("Exception"), result.err());
        assertFalse(result.err().contains(Peer.TOKEN), result.err());
        assertTrue(result.err().endsWith("\n"), result.err());
        return result.err().substring(0, result.err().length() - 1);
    }

    /** The one line of a script that ends because of its session. */
    private static String sentence(Run run) {
        String line = failure(69, run);
        assertEquals(1, line.lines().count(), line);
        return line;
    }

    private static String sentence(Peer.Script script) throws IOException {
        try (Peer peer = Peer.playing(connection -> {
            connection.receive();
            script.play(connection);
        })) {
            String line = sentence(uname(peer.params()));
            assertEquals(1, peer.requests().size(), "the query is sent once");
            assertEquals(1, peer.connections());
            return line.replace("127.0.0.1:" + peer.port(), "127.0.0.1:PORT");
        }
    }

    private static String sentence(String answer) throws IOException {
        return sentence(connection -> connection.send(answer));
    }

    @ParameterizedTest
    @CsvSource({"abc", "0", "70000"})
    void a_port_that_is_none(String port) {
        assertEquals(
                "Cannot use DAGGER_SESSION_PORT=\"" + port
                        + "\": expected a number from 1 to 65535, as `dagger run` sets it.",
                sentence(uname().env("DAGGER_SESSION_PORT", port).env("DAGGER_SESSION_TOKEN", Peer.TOKEN)));
    }

    @Test
    void a_token_that_is_missing() {
        assertEquals(
                "DAGGER_SESSION_PORT is set but DAGGER_SESSION_TOKEN is not: expected both or neither; `dagger run`"
                        + " sets both.",
                sentence(uname().env("DAGGER_SESSION_PORT", "1234")));
    }

    /** The shell writes the token, because a JVM in the locale C cannot pass on what is not ASCII. */
    @ParameterizedTest
    @CsvSource({
        "'', it is empty",
        "a-token\\nX: 1, character 8 is a line break",
        "a-token\\303\\251, character 8 is not a printable ASCII character"
    })
    void a_token_that_no_header_carries(String token, String reason) {
        String script = "DAGGER_SESSION_TOKEN=$(printf \"$0.\"); DAGGER_SESSION_TOKEN=${DAGGER_SESSION_TOKEN%.}"
                + " DAGGER_SESSION_PORT=1234 exec \"$@\"";
        String line = sentence(uname().behind("bash", "-c", "export DAGGER_SESSION_TOKEN; " + script, token));
        assertEquals(
                "Cannot use DAGGER_SESSION_TOKEN: " + reason
                        + "; expected printable ASCII without spaces and colons, as `dagger run` sets it.",
                line);
    }

    @Test
    void a_token_that_the_engine_refuses() throws IOException {
        try (RecordingServer server = RecordingServer.of(ENGINE, "wrong-token")) {
            String line = sentence(uname(server.params()));
            assertTrue(line.startsWith("The session at " + server.params().endpoint()), line);
            assertTrue(line.contains("refuses the token (HTTP 401): DAGGER_SESSION_TOKEN belongs to"), line);
            assertFalse(line.contains(server.params().token()), line);
        }
    }

    @Test
    void no_session_at_all_and_no_dagger() {
        String path = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .filter(folder -> !Files.exists(Path.of(folder, "dagger")))
                .collect(Collectors.joining(File.pathSeparator));
        String line = sentence(uname().env("PATH", path).env("_EXPERIMENTAL_DAGGER_CLI_BIN", null));
        for (String way : List.of(
                "`dagger run ...`", "https://docs.dagger.io/install", Catalog.named("`jbang local@catalog ...`"))) {
            assertTrue(line.contains(way), line);
        }
    }

    @Test
    void wrong_usage_is_told_before_the_session_is_looked_at() {
        assertEquals(
                "uname: Unknown option: '--imgae'; did you mean --image? See uname --help.",
                failure(64, Run.jvm("scripts/uname.java", "--imgae")));
    }

    @Test
    void nobody_listens() throws IOException {
        try (Socket nobody = Peer.nobody()) {
            String line = sentence(uname(new ConnectParams(nobody.getLocalPort(), Peer.TOKEN)));
            assertTrue(
                    line.startsWith("Nothing listens at http://127.0.0.1:" + nobody.getLocalPort() + "/query"), line);
        }
    }

    @Test
    void something_that_is_not_http_listens() throws IOException {
        assertEquals(
                "What listens at http://127.0.0.1:PORT/query does not answer as a Dagger session: the answer begins"
                        + " with \"SSH-2.0-OpenSSH_9.2\" rather than a status line.",
                sentence("SSH-2.0-OpenSSH_9.2\r\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "200 OK, <!DOCTYPE html><p>Hi, 'HTTP 200, not GraphQL: \"<!DOCTYPE html><p>Hi\"'",
        "200 OK, '{\"data\":{\"container\":', 'HTTP 200, not GraphQL: \"{\"data\":{\"container\":\"'",
        "200 OK, '', 'HTTP 200, not GraphQL: its body is empty'",
        "502 Bad Gateway, 'Fehler \u00fcber \ud83d\ude80', 'HTTP 502, not GraphQL: \"Fehler \u00fcber \ud83d\ude80\"'"
    })
    void an_answer_that_is_not_graphql(String status, String body, String quote) throws IOException {
        assertEquals("The answer is " + quote + ASK, sentence(Peer.http(status, body)));
    }

    @Test
    void a_redirect_is_not_followed() throws IOException {
        try (Peer target = Peer.answering("{\"data\":{}}")) {
            String location = target.params().endpoint().toString();
            assertEquals(
                    "The answer is a redirect (HTTP 302) to \"" + location + "\", which is not followed" + ASK,
                    sentence("HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n"));
            assertEquals(0, target.connections());
        }
    }

    @Test
    void a_connection_that_ends_in_the_middle() throws IOException {
        assertEquals(
                "The session went away while a query was running (the connection was closed in the middle of the"
                        + " answer); the query was sent once and is not repeated.",
                sentence("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"data\":"));
    }

    @Test
    void an_image_that_does_not_exist() throws IOException {
        try (RecordingServer server = RecordingServer.of(ENGINE, "image-not-found")) {
            assertEquals("""
                failed to resolve image "docker.io/library/no-such-image:latest" (platform: "linux/amd64"): \
                docker.io/library/no-such-image:latest: not found
                  at container.from\
                """, failure(1, uname(server.params())));
        }
    }

    @Test
    void a_command_that_fails_with_seven() throws IOException {
        try (RecordingServer server = RecordingServer.of(ENGINE, "exec-error")) {
            String message = failure(7, uname(server.params()));
            assertTrue(message.startsWith("The command failed with exit code 7: sh -c "), message);
            assertTrue(message.contains("\n  stderr:\n    some-err\n"), message);
            assertFalse(message.contains("[traceparent"), message);
        }
    }

    @Test
    void five_thousand_levels_are_no_trouble() throws IOException {
        String deep = "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000);
        try (Peer peer = Peer.answering("{\"data\":{\"version\":\"v1\",\"deep\":" + deep + "}}")) {
            Run.Result result = Run.jvm("scripts/query.java", "--path", "version", "{version}")
                    .session(peer.params())
                    .run();
            assertEquals(new Run.Result(0, "v1", ""), result);
        }
    }

    private static String answer(String stdout) {
        return "{\"data\":{\"container\":{\"from\":{\"withExec\":{\"stdout\":\"" + stdout + "\"}}}}}";
    }

    @Test
    void thirty_megabytes_fit_into_a_small_heap() throws IOException {
        int length = 30_000_000;
        try (Peer peer = Peer.answering(answer("x".repeat(length)))) {
            Run.Result result = Run.jvm("scripts/uname.java", List.of("-Xmx160m"))
                    .session(peer.params())
                    .run();
            assertEquals("", result.err());
            assertEquals(0, result.code());
            assertEquals(length, result.out().length());
        }
    }

    @Test
    void a_proxy_is_not_asked_and_output_is_utf8_in_the_locale_c() throws IOException {
        String text = "\u00e9 \ud83d\ude80 \u4e2d";
        try (Peer proxy = Peer.answering(answer("from the proxy"));
                Peer peer = Peer.answering(answer(text))) {
            String port = "" + proxy.port();
            Run run = Run.jvm(
                    "scripts/uname.java",
                    List.of("-DsocksProxyHost=127.0.0.1", "-DsocksProxyPort=" + port, "-DsocksNonProxyHosts="));
            for (String name : List.of("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")) {
                run.env(name, "http://127.0.0.1:" + port);
            }
            run.env("no_proxy", "").env("NO_PROXY", "").env("LC_ALL", "C").session(peer.params());
            String http = "-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=" + port + " -Dhttp.nonProxyHosts=";
            run.env("JAVA_TOOL_OPTIONS", http);
            Run.Result result = run.run();
            assertEquals(text, result.out(), result.err());
            assertEquals(0, result.code());
            assertEquals(0, proxy.connections());
        }
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void a_signal_ends_the_script_and_its_request(String signal, int code) throws Exception {
        try (Peer peer = Peer.playing(connection -> {
            connection.receive();
            connection.hold();
        })) {
            Process script = uname(peer.params()).start();
            try {
                Limits.await("the request is there", () -> peer.requests().size() == 1);
                List<ProcessHandle> below = script.descendants().toList();
                assertEquals(
                        0,
                        Run.command("kill", "-" + signal, "" + script.pid())
                                .run()
                                .code());
                assertEquals(code, Limits.end(script));
                assertEquals("", new String(script.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
                assertEquals("", new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
                assertFalse(below.stream().anyMatch(ProcessHandle::isAlive), "a process is left");
                peer.awaitEnd();
                assertEquals(1, peer.connections());
            } finally {
                script.destroyForcibly();
            }
        }
    }
}
