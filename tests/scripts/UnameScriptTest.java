package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class UnameScriptTest {
    private static final String ENGINE = "v0.21.8";
    private static final String QUERY =
            "{container{from(address:\"alpine:latest\"){withExec(args:[\"uname\",\"-nrio\"]){stdout}}}}";

    private static Run.Result uname(RecordingServer server, String... args) {
        return Run.jvm("scripts/uname.java", args).session(server.params()).run();
    }

    @Test
    void it_prints_the_answer_and_nothing_else() throws IOException {
        try (RecordingServer server = RecordingServer.of(ENGINE, "uname")) {
            Run.jvm("scripts/uname.java"); // Builds it, so that nothing but its output is on standard error.
            Run.Result result = Run.jbang("uname").session(server.params()).run();
            assertEquals(new Run.Result(0, "dagger 6.1.0 unknown GNU/Linux\n", ""), result);
            assertEquals(
                    "{\"query\":\"" + QUERY.replace("\"", "\\\"") + "\"}",
                    server.lastRequest().toString());
        }
    }

    @Test
    void image_is_the_address_that_is_sent_whatever_is_in_it() throws IOException {
        String image = "debian:\"x\\ y'$HOME";
        try (RecordingServer server = RecordingServer.of(ENGINE, "uname")) {
            assertEquals(0, uname(server, "--image", image).code());
            assertEquals(
                    QUERY.replace("alpine:latest", "debian:\\\"x\\\\ y'$HOME"),
                    server.lastRequest().path("query").asText());
        }
    }

    @Test
    void print_query_prints_the_query_and_needs_no_session() {
        assertEquals(
                new Run.Result(0, QUERY + "\n", ""),
                Run.jvm("scripts/uname.java", "--print-query").run());
        assertEquals(
                new Run.Result(0, QUERY.replace("alpine:latest", "busybox") + "\n", ""),
                Run.jvm("scripts/uname.java", "--image=busybox", "--print-query")
                        .env(ConnectParams.PORT_VARIABLE, "nonsense")
                        .run());
    }

    @Test
    void the_answer_is_written_as_it_is_in_utf_8_whatever_the_locale() throws IOException {
        JsonNode recording = RecordingServer.recording(ENGINE, "uname");
        String answer = "h\u00f4te \ud83d\ude00\n\n  no line break at the end";
        ((ObjectNode) recording.at("/response/body/data/container/from/withExec")).put("stdout", answer);
        try (RecordingServer server = new RecordingServer(recording)) {
            Run.Result result = Run.jvm("scripts/uname.java")
                    .session(server.params())
                    .env("LC_ALL", "C")
                    .run();
            assertEquals(new Run.Result(0, answer, ""), result);
        }
    }

    @Test
    void a_failed_command_gives_its_exit_code_and_verbose_the_query_too() throws IOException {
        try (RecordingServer server = RecordingServer.of(ENGINE, "exec-error")) {
            Run.Result plain = uname(server);
            assertEquals(7, plain.code());
            assertEquals("", plain.out());
            assertTrue(plain.err().startsWith("The command failed with exit code 7: sh -c "), plain.err());
            assertFalse(plain.err().contains("{container"), plain.err());
            assertFalse(plain.err().contains("\tat "), plain.err());
            Run.Result verbose = uname(server, "--verbose");
            assertEquals(7, verbose.code());
            assertTrue(
                    verbose.err().matches("(?s)request 1: 1 leaf, \\d+ ms: container\\.from\\.withExec\\(.*"),
                    verbose.err());
            assertTrue(verbose.err().contains("\n" + plain.err().strip()), verbose.err());
            assertTrue(verbose.err().contains("The query was: " + QUERY), verbose.err());
            assertTrue(verbose.err().contains("\tat daggerkit."), verbose.err());
            assertFalse(verbose.err().contains(server.params().token()), verbose.err());
        }
    }

    @Test
    void what_it_does_not_know_is_wrong_usage() {
        for (String wrong : new String[] {"--imgae=x", "extra"}) {
            Run.Result result = Run.jvm("scripts/uname.java", wrong).run();
            assertEquals(64, result.code(), result.err());
            assertEquals("", result.out());
            assertEquals(1, result.err().lines().count(), result.err());
            assertTrue(result.err().startsWith("uname: ") && result.err().contains(wrong), result.err());
        }
    }
}
