package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import daggerkit.server.Leftovers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What a pipeline may take of the host, and work that nobody waits for. */
class LocalLimitsTest {
    private static final int MEBI = 1 << 20;

    @TempDir
    Path folder;

    private LocalSession limited() {
        return LocalSession.start(
                o -> o.temporary(folder).processes(60).memory(300L * MEBI).disk(60L * MEBI));
    }

    /** How a command ends that takes too much: with an exit code of its own, or a sentence that names the option. */
    private static String end(LocalSession session, String text) {
        JsonNode error = session.ask(LocalSession.exec("sh", "-c", text).replace(",expect:ANY", "") + "{stdout}}}}")
                .at("/errors/0");
        return error.path("message").asText() + error.at("/extensions/stderr").asText();
    }

    @Test
    void a_command_that_takes_too_much_ends_as_an_error_and_the_session_goes_on() {
        try (LocalSession session = limited()) {
            assumeTrue(session.isolated(), "without a private root no such command runs");
            String loop = "i=0; while [ $i -lt 100 ]; do sleep 60 & i=$((i+1)); done; wait";
            String forks = end(session, loop);
            assertTrue(forks.contains("fork") || forks.contains("--processes"), forks);
            String file = end(session, "yes > /f; exit 1");
            assertTrue(file.contains("File size limit") || file.contains("exit code") || file.contains("--disk"), file);
            String files = end(
                    session,
                    "i=0; while [ $i -lt 100 ]; do head -c 4M /dev/zero > /f$i; i=$((i+1)); done;" + " sleep 60");
            assertTrue(files.contains("over " + 60L * MEBI + " bytes on disk"), files);
            String output = end(session, "yes");
            assertTrue(output.contains("--disk"), output);
            // Each within its limit, all together not.
            String memory = end(
                    session, "for i in 1 2 3 4; do head -c 120M /dev/zero | tail -c 120M | sleep 60 & done;" + " wait");
            assertTrue(memory.contains("over " + 300L * MEBI + " bytes of memory"), memory);
            assertEquals("fine\n", session.sh("echo fine"));
        }
    }

    @Test
    void what_a_server_sends_is_limited_too() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] much = new byte[MEBI];
            try (exchange) {
                while (true) {
                    exchange.getResponseBody().write(much);
                }
            }
        });
        server.start();
        try (LocalSession session = limited()) {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/endless";
            String message = session.error("{http(url:\"" + url + "\"){size}}")
                    .path("message")
                    .asText();
            assertTrue(message.contains("--disk"), message);
            assertEquals(
                    "\"1\"",
                    session.ask("{directory{withNewFile(path:\"a\",contents:\"1\"){file(path:\"a\"){contents}}}}")
                            .findValue("contents")
                            .toString());
        } finally {
            server.stop(0);
        }
    }

    private static String doubled(int times) {
        StringBuilder query = new StringBuilder("{...A0}");
        for (int i = 0; i < times; i++) {
            query.append(" fragment A" + i + " on Query{...A" + (i + 1) + " ...A" + (i + 1) + "}");
        }
        return query + " fragment A" + times + " on Query{version}";
    }

    @Test
    void what_would_never_end_is_refused_or_has_its_answer() throws IOException {
        try (LocalSession session = LocalSession.start()) {
            JsonNode fragments = session.ask(doubled(40));
            assertTrue(fragments.toString().contains("over 1000000 fields"), "" + fragments);
            assertTrue(session.ask(doubled(10)).toString().contains("v1"));
            String number = "{\"query\":\"{version}\",\"variables\":{\"a\":" + "9".repeat(1_000_000) + "}}";
            try (RawHttp client = new RawHttp(session.params)) {
                RawHttp.Answer answer = client.send(client.post(number)).read();
                assertEquals(400, answer.status());
                assertTrue(answer.text().contains("at most 1000 digits"), answer.text());
            }
            String literal = "{container{withExposedPort(port:" + "9".repeat(1_000_000) + "){exposedPorts{port}}}}";
            assertTrue(session.ask(literal).toString().contains("at most 1000 digits"));
            String quoted = "{directory{withNewFile(path:\"a\",contents:\"\\\"" + "9".repeat(2000) + "\"){entries}}}";
            assertEquals("[\"a\"]", session.ask(quoted).findValue("entries").toString());
            String name = "a".repeat(200);
            String file = "{directory{withNewFile(path:\"" + name + "\",contents:\"" + name + "\")";
            assertEquals(
                    "[]",
                    session.ask(file + "{glob(pattern:\"" + "**a".repeat(30) + "b\")}}}")
                            .findValue("glob")
                            .toString());
            assertEquals(
                    "[]",
                    session.ask(file + "{search(pattern:\"(a+)+(a+)+(a+)+$b\"){filePath}}}}")
                            .findValue("search")
                            .toString());
            // Two asterisks stand for whole folders, so thirty letters are no two hundred.
            assertEquals(
                    "[\"" + name + "\"]",
                    session.ask(file + "{filter(exclude:[\"" + "**a".repeat(30) + "\"]){entries}}}}")
                            .findValue("entries")
                            .toString());
            String huge = session.error(file + "{search(pattern:\"((a{1000}){1000}){1000}\"){filePath}}}}")
                    .toString();
            assertTrue(huge.contains("smaller regular expression"), huge);
        }
    }

    @TestFactory
    Stream<DynamicTest> work_ends_with_its_client() {
        Map<String, String> queries = new LinkedHashMap<>();
        queries.put("a walk", "{glob(pattern:\"**/*.none\")}");
        queries.put("a search", "{search(pattern:\"none\"){filePath}}");
        queries.put("a filter", "{filter(exclude:[\"**/none\"]){entries}}");
        queries.put("a comparison", "{withTimestamps(timestamp:1){digest}}");
        return queries.entrySet().stream()
                .map(query -> dynamicTest(query.getKey(), () -> {
                    try (LocalSession session = LocalSession.start()) {
                        String id = session.ask("{directory{withNewFile(path:\"f\",contents:\"x\"){id}}}")
                                .findValue("id")
                                .asText();
                        for (int i = 0; i < 50; i++) {
                            String twice = "{directory{withDirectory(path:\"a\",source:\"" + id
                                    + "\"){withDirectory(path:\"b\",source:\"" + id + "\"){id}}}}";
                            id = session.ask(twice).findValue("id").asText();
                        }
                        try (RawHttp client = new RawHttp(session.params)) {
                            client.send(
                                    client.query("{node(id:\"" + id + "\"){...on Directory" + query.getValue() + "}}"));
                            Limits.await("the beginning of the work", LocalLimitsTest::isWorking);
                        }
                        Limits.await("the end of the work that nobody wants", () -> !isWorking());
                    }
                }));
    }

    private static boolean isWorking() {
        return Thread.getAllStackTraces().entrySet().stream()
                .anyMatch(thread -> thread.getKey().getName().matches("session-\\d+")
                        && Stream.of(thread.getValue())
                                .anyMatch(frame -> frame.getClassName().startsWith("daggerkit.local.files.")));
    }

    @Test
    void the_folders_of_the_killed_go_with_the_next_start_and_no_others() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        String mark = Leftovers.mark();
        String[] own = mark.split("-");
        String before = "daggerkit-local-";
        Path target = Files.createDirectory(folder.resolve("target"));
        Files.writeString(target.resolve("file"), "x");
        List<String> gone = List.of(
                before + own[0] + "-" + dead.pid() + "-" + own[2] + "-1",
                before + own[0] + "-" + own[1] + "-1" + own[2] + "-2"); // the same number, another process
        List<String> kept = List.of(
                before + mark + "-3",
                before + "f" + own[0].substring(1) + "0-" + dead.pid() + "-" + own[2] + "-4", // another container's
                before + "5");
        for (String name : Stream.concat(gone.stream(), kept.stream()).toList()) {
            Path inner = Files.createDirectories(folder.resolve(name + "/inner"));
            Files.createSymbolicLink(inner.resolve("link"), target);
        }
        String link = before + own[0] + "-" + dead.pid() + "-" + own[2] + "-6";
        Files.createSymbolicLink(folder.resolve(link), target);
        try (LocalSession session = LocalSession.start(o -> o.temporary(folder))) {
            assertEquals("v1.0.0-beta.10", session.value("{version}"));
        }
        Set<String> left = new TreeSet<>(List.of(folder.toFile().list()));
        Set<String> expected = new TreeSet<>(kept);
        expected.addAll(List.of("target", link));
        assertEquals(expected, left);
        assertTrue(Files.exists(target.resolve("file")));
        assertFalse(left.isEmpty());
    }
}
