package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How {@link Dagger#main} ends a script, seen from outside: one script whose first argument says what its body does. */
class MainTest {
    private static final String SCRIPT = """
        //JAVA 17+
        //SOURCES ROOT/lib/Dagger.java
        import daggerkit.Dagger;
        import java.net.HttpURLConnection;
        import java.util.List;
        import java.util.Map;

        class ends {
            static long[] kept;

            public static void main(String... args) {
                Dagger.main(dag -> {
                    switch (args[0]) {
                        case "query" -> System.out.println(dag.query("{x}"));
                        case "unchecked" -> throw new IllegalStateException("no \\u00e9clair"); // HERE
                        case "inside" -> Integer.parseInt("x");
                        case "forgotten" -> dag.container().from("alpine").withExec("true");
                        case "looked at" ->
                            System.out.print(dag.container().selection().select("id").build());
                        case "shown" -> System.out.print(dag.container());
                        case "nothing" -> {}
                        case "read" -> dag.container().id();
                        case "checked" -> throw new java.io.IOException("disk full");
                        case "stack" -> deeper(1);
                        case "memory" -> kept = new long[Integer.MAX_VALUE]; // over the limit of the VM
                        case "sleep" -> {
                            Thread.currentThread().interrupt();
                            Thread.sleep(Long.MAX_VALUE);
                        }
                        case "wrapped" -> throw new RuntimeException(new InterruptedException());
                        case "interrupted query" -> {
                            Thread.currentThread().interrupt();
                            dag.query("{x}");
                        }
                        case "proxies" -> {
                            for (String name : List.of("http.proxy", "socksProxy")) {
                                System.setProperty(name + "Host", "127.0.0.1");
                                System.setProperty(name + "Port", args[1]);
                            }
                            System.setProperty("http.nonProxyHosts", "");
                            System.setProperty("socksNonProxyHosts", "");
                            java.net.URL address = new java.net.URL("http://127.0.0.1:" + args[2]);
                            HttpURLConnection proxied = (HttpURLConnection) address.openConnection();
                            System.out.print(new String(proxied.getInputStream().readAllBytes()) + ", then ");
                            System.out.print(dag.query("{x}").asText());
                        }
                        case "thread left" -> {
                            Object never = new Object();
                            new Thread(() -> {
                                synchronized (never) {
                                    while (true) {
                                        try {
                                            never.wait();
                                        } catch (InterruptedException e) {
                                            // Not even then.
                                        }
                                    }
                                }
                            }).start();
                            System.out.print("no line break \\u00e9 \\ud83d\\ude80");
                            System.err.print("error \\u4e2d");
                        }
                        default -> System.exit(99);
                    }
                });
            }

            static int deeper(int level) {
                return deeper(level + 1) + level;
            }
        }
        """;

    @TempDir
    static Path folder;

    @BeforeAll
    static void write() throws IOException {
        Files.writeString(
                folder.resolve("ends.java"), SCRIPT.replace("ROOT", Run.root().toString()));
    }

    private static Run script(Peer peer, String... args) {
        return Run.jvm(folder.resolve("ends.java").toString(), args)
                .session(peer.params())
                .env("LC_ALL", "C");
    }

    private static Run.Result run(String... args) throws IOException {
        try (Peer peer = Peer.answering("{\"data\":{}}")) {
            return script(peer, args).run();
        }
    }

    private static String line(String mark) {
        return "ends.java:" + (SCRIPT.substring(0, SCRIPT.indexOf(mark)).lines().count());
    }

    @Test
    void success_is_0_and_its_output_comes_out_whole_whatever_threads_are_left() throws IOException {
        assertEquals(new Run.Result(0, "no line break \u00e9 \ud83d\ude80", "error \u4e2d"), run("thread left"));
    }

    @Test
    void a_script_that_only_describes_is_told_that_nothing_was_sent() throws IOException {
        assertEquals(
                new Run.Result(
                        0,
                        "",
                        "Nothing was sent to the engine, so nothing ran: the script has described"
                                + " container.from(address: \"alpine\").withExec(args: [\"true\"]) and read nothing of"
                                + " it. End it with what gives a value, such as .sync() or .stdout().\n"),
                run("forgotten"));
        assertEquals(new Run.Result(0, "{container{id}}", ""), run("looked at"));
        assertEquals(new Run.Result(0, "Container: container", ""), run("shown"));
        assertEquals(new Run.Result(0, "", ""), run("nothing"));
        try (Peer peer = Peer.answering("{\"data\":{\"container\":{\"id\":\"c\"}}}")) {
            assertEquals(new Run.Result(0, "", ""), script(peer, "read").run());
        }
    }

    @Test
    void an_output_that_is_not_taken_is_1_and_a_sentence() throws IOException {
        try (Peer peer = Peer.answering("{\"data\":{}}")) {
            Run.Result full = script(peer, "query")
                    .behind("sh", "-c", "\"$@\" >/dev/full", "sh")
                    .run();
            assertEquals(1, full.code(), full.toString());
            assertTrue(
                    full.err()
                            .matches("Cannot write all of standard output: [^\n"
                                    + "]+ What was read of it is not whole[.]\n"),
                    full.err());
        }
    }

    @ParameterizedTest
    @CsvSource({"7, 7", "137, 137", "255, 255", "0, 1", "-1, 1", "300, 1"})
    void a_failed_command_ends_with_its_own_code_if_that_can_be_one(int command, int expected) throws IOException {
        String error = "{\"message\":\"exit code: N\",\"path\":[\"a\"],\"extensions\":{\"_type\":\"EXEC_ERROR\","
                + "\"cmd\":[\"sh\"],\"exitCode\":N,\"stderr\":\"\u00e9\",\"stdout\":\"\"}}";
        try (Peer peer = Peer.answering("{\"errors\":[" + error.replace("N", "" + command) + "],\"data\":null}")) {
            assertEquals(
                    new Run.Result(
                            expected,
                            "",
                            "The command "
                                    + (command == 0
                                            ? "ended with exit code 0, but it was expected to fail (expect: FAILURE)"
                                            : "failed with exit code " + command)
                                    + ": sh\n  at a\n  stderr:\n    \u00e9\n"),
                    script(peer, "query").run());
        }
    }

    @Test
    void a_refused_query_is_1() throws IOException {
        try (Peer peer =
                Peer.answering("{\"errors\":[{\"message\":\"no x\",\"locations\":[{\"line\":1,\"column\":2}]}]}")) {
            assertEquals(
                    new Run.Result(1, "", "no x\n  1 | {x}\n    |  ^\n"),
                    script(peer, "query").run());
        }
    }

    @Test
    void no_session_is_69() throws IOException {
        try (Socket nobody = Peer.nobody();
                Peer peer = Peer.answering("")) {
            Run.Result result = script(peer, "query")
                    .session(new ConnectParams(nobody.getLocalPort(), Peer.TOKEN))
                    .run();
            assertEquals(69, result.code());
            assertTrue(result.err().startsWith("Nothing listens at http://127.0.0.1:"), result.err());
            assertEquals(1, result.err().lines().count(), result.err());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "unchecked, java.lang.IllegalStateException: no \u00e9clair",
        "inside, 'java.lang.NumberFormatException: For input string: \"x\"'",
        "checked, java.io.IOException: disk full",
        "stack, java.lang.StackOverflowError",
        "memory, java.lang.OutOfMemoryError: "
    })
    void any_other_failure_is_1_with_its_kind_message_and_place_and_how_to_see_more(String mode, String what)
            throws IOException {
        Run.Result result = run(mode);
        String mark =
                switch (mode) {
                    case "unchecked" -> "// HERE";
                    case "stack" -> "return deeper";
                    default -> "case \"" + mode;
                };
        assertEquals(1, result.code(), result.err());
        assertEquals("", result.out());
        List<String> lines = result.err().lines().toList();
        assertEquals(2, lines.size(), result.err());
        assertTrue(lines.get(0).startsWith(what), result.err());
        assertTrue(lines.get(0).endsWith(" (at " + line(mark) + ")"), result.err());
        assertEquals("Set DAGGERKIT_DEBUG=1 for the stack trace.", lines.get(1));
    }

    @Test
    void with_debug_there_is_the_stack_trace_and_the_query() throws IOException {
        try (Peer peer = Peer.answering("{\"errors\":[{\"message\":\"no\"}]}")) {
            Run.Result result =
                    script(peer, "unchecked").env("DAGGERKIT_DEBUG", "1").run();
            assertEquals(1, result.code());
            assertTrue(result.err().contains("\n\tat ends.lambda$main$"), result.err());
            assertFalse(result.err().contains("Set DAGGERKIT_DEBUG"), result.err());
            result = script(peer, "query").env("DAGGERKIT_DEBUG", "1").run();
            assertTrue(
                    result.err()
                            .matches("(?s)request 1: [0-9]+ ms: x\nno\nThe query was: \\{x}\n"
                                    + "daggerkit\\.QueryException: no\n\tat .*"),
                    result.err());
            assertFalse(result.err().contains(Peer.TOKEN), result.err());
        }
    }

    @ParameterizedTest
    @CsvSource({"sleep, Interrupted.", "wrapped, Interrupted.", "interrupted query, The query was interrupted."})
    void an_interruption_is_130(String mode, String message) throws IOException {
        assertEquals(new Run.Result(130, "", message + "\n"), run(mode));
    }

    @Test
    void a_session_asks_no_proxy_where_another_client_of_the_same_jvm_does() throws IOException {
        try (Peer proxy = Peer.answering("proxied");
                Peer peer = Peer.answering("{\"data\":\"direct\"}")) {
            Run.Result result =
                    script(peer, "proxies", "" + proxy.port(), "" + peer.port()).run();
            assertEquals(new Run.Result(0, "proxied, then direct", ""), result);
            assertEquals(1, proxy.connections());
            assertEquals(1, peer.connections());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"daggerkit.Literal", "daggerkit.Session$Head"})
    void an_exception_of_another_kind_out_of_the_library_is_70(String place) {
        RuntimeException bug = new IllegalStateException("impossible");
        bug.setStackTrace(new StackTraceElement[] {new StackTraceElement(place, "x", "X.java", 12)});
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ProgramEnd.tell(bug, new PrintStream(err, true, StandardCharsets.UTF_8), false);
        assertEquals(70, ProgramEnd.code(bug));
        assertEquals(
                "This is a bug in daggerkit: java.lang.IllegalStateException: impossible (at X.java:12)\n"
                        + "Set DAGGERKIT_DEBUG=1 for the stack trace.\n",
                err.toString(StandardCharsets.UTF_8).replace("\r\n", "\n"));
    }
}
