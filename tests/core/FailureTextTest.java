package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a failure says that the engine has told in an unusual place, or in too many words. */
class FailureTextTest {
    private static ExecException exec(int code, String message, String stderr, String... command) {
        ObjectNode error = new ObjectMapper().createObjectNode().put("message", message);
        error.putArray("path").add("container").add("withExec").add("stdout");
        ObjectNode extensions = error.putObject("extensions").put("_type", "EXEC_ERROR");
        List.of(command).forEach(extensions.putArray("cmd")::add);
        extensions.put("exitCode", code).put("stdout", "").put("stderr", stderr);
        return (ExecException) QueryException.of("{x}", List.of(QueryError.read(error)));
    }

    /** The messages are those of three engines in user-missing, redirect-missing-folder and redirect-stdin-missing. */
    @ParameterizedTest
    @CsvSource({
        "get user: unable to find user worker: no matching entries in passwd file,"
                + " get user: unable to find user worker: no matching entries in passwd file",
        "open redirect stdout file: open /tmp/rootfs242849345/no/where/x: no such file or directory,"
                + " open redirect stdout file: open /no/where/x: no such file or directory"
    })
    void a_command_that_could_not_be_run_says_why(String message, String reason) {
        ExecException failed = exec(-1, message + " [traceparent:aa-bb]", "", "id");
        assertEquals(
                "The command could not be run: id\n  reason: " + reason + "\n  at container.withExec.stdout",
                failed.getMessage());
        assertEquals(-1, failed.exitCode());
        assertEquals(
                List.of("id", reason, "at container.withExec.stdout"),
                ProgramEnd.failure(failed).lines());
        assertEquals("could not be run", ProgramEnd.failure(failed).result());
    }

    @Test
    void without_a_reason_there_is_the_code() {
        assertEquals(
                "The command failed with exit code -1: id\n  at container.withExec.stdout",
                exec(-1, "exit code: -1", "", "id").getMessage());
    }

    @Test
    void a_command_that_was_expected_to_fail_says_so() {
        assertEquals(
                "The command ended with exit code 0, but it was expected to fail (expect: FAILURE): true\n"
                        + "  at container.withExec.stdout",
                exec(0, "exit code: 0", "", "true").getMessage());
    }

    @Test
    void what_is_long_is_cut_and_both_ends_are_kept() throws IOException {
        String long1 = "first" + "x".repeat(200_000) + "last";
        ExecException failed = exec(1, "exit code: 1", "begin" + "y".repeat(100_000) + "end", "sh", "-c", long1);
        String message = failed.getMessage();
        assertTrue(message.length() < 4_000, "" + message.length());
        assertTrue(message.contains("sh -c first") && message.contains("xlast\n"), message);
        assertTrue(message.contains("    begin") && message.endsWith("yend"), message);
        assertEquals(long1, failed.command().get(2), "only in the message");
        JsonNode refused = new ObjectMapper().createObjectNode().put("message", "no " + long1);
        String told =
                QueryException.of("{x}", List.of(QueryError.read(refused))).getMessage();
        assertTrue(told.length() < 2_100 && told.startsWith("no first") && told.endsWith("xlast"), told);
    }

    @Test
    void lines_are_broken_between_words_and_what_is_indented_stays() {
        assertEquals(
                "one two\nthree\nfourteenletters\nx\n  as it is, however long\n",
                daggerkit.console.Text.wrap("one two three fourteenletters x\n  as it is, however long\n", 8));
        assertEquals("one two", daggerkit.console.Text.wrap("one two", 7));
        assertEquals("one\ntwo", daggerkit.console.Text.wrap("one two", 6));
    }

    private static String told(StackTraceElement... trace) {
        Exception failure = new IOException("x");
        failure.setStackTrace(trace);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ProgramEnd.tell(failure, new PrintStream(err, true, StandardCharsets.UTF_8), false);
        return err.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow();
    }

    private static StackTraceElement at(String type, int line) {
        return new StackTraceElement(type, "m", type.replaceAll(".*[.]", "") + ".java", line);
    }

    @Test
    void the_line_of_an_exception_is_the_users() {
        StackTraceElement[] jdk = {
            new StackTraceElement("app", "java.base", "17", "java.nio.file.Files", "read", "Files.java", 1),
            at("sun.nio.fs.UnixException", 2),
            at("jdk.internal.X", 3),
            at("java.util.List", 4),
            at("com.sun.net.X", 5)
        };
        StackTraceElement[] all = jdk.clone();
        all = java.util.Arrays.copyOf(all, 8);
        all[5] = at("com.fasterxml.jackson.core.Parser", 6);
        all[6] = at("daggerkit.Json", 7);
        all[7] = at("build", 8);
        assertEquals("java.io.IOException: x (at build.java:8)", told(all));
        assertEquals("java.io.IOException: x (at Parser.java:6)", told(java.util.Arrays.copyOf(all, 7)));
        assertEquals("java.io.IOException: x", told(jdk));
        assertFalse(told(all).contains("Unix"));
    }
}
