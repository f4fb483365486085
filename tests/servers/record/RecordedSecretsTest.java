package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.record.RecordServer;
import daggerkit.record.ReplayServer;
import daggerkit.server.GraphQLRequest;
import daggerkit.server.Leftovers;
import daggerkit.server.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What a recording never holds. */
class RecordedSecretsTest {
    private static final String SECRET = "s3cr3t-Value";

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("r.jsonl");
    }

    /** Answers as an engine that tells everything it was told. */
    private static Reply parrot(GraphQLRequest request) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ObjectNode data = answer.putObject("data");
        String told = request.query() + request.variables();
        data.put("said", told);
        data.put("inJson", JsonNodeFactory.instance.textNode(told).toString());
        data.put("encoded", Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8)));
        data.putObject("s").put("p", SECRET).put("plaintext", SECRET);
        return Reply.of(200, Reply.JSON, answer.toString());
    }

    private String record(String body, String... secrets) throws IOException {
        try (Upstreams upstream = Upstreams.of(RecordedSecretsTest::parrot);
                RecordServer server = RecordServer.start(
                        file(), o -> o.session(upstream.params()).secrets(List.of(secrets)));
                RawHttp client = new RawHttp(server.params())) {
            // A line of before the secret is known.
            client.send(client.query("{early(text:\"<" + SECRET + ">\"){early:x}}"))
                    .read();
            assertEquals(200, client.send(client.post(body)).read().status());
            client.send(client.query("{late(text:\"" + SECRET + "\") # " + SECRET + "\n}"))
                    .read();
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        return Files.readString(file());
    }

    @TestFactory
    Stream<DynamicTest> a_plaintext_is_blanked_wherever_it_stands() {
        Map<String, String> bodies = new TreeMap<>();
        String set = "setSecret(name:\\\"n\\\",plaintext:%s){id}";
        bodies.put("literal", "{\"query\":\"{" + set.replace("%s", "\\\"" + SECRET + "\\\"") + "}\"}");
        bodies.put(
                "escaped",
                "{\"query\":\"{" + set.replace("%s", "\\\"\\\\u0073" + SECRET.substring(1) + "\\\"") + "}\"}");
        bodies.put("block", "{\"query\":\"{" + set.replace("%s", "\\\"\\\"\\\"" + SECRET + "\\\"\\\"\\\"") + "}\"}");
        bodies.put(
                "variable",
                "{\"query\":\"query($v:String!){" + set.replace("%s", "$v") + "}\",\"variables\":{\"v\":\"" + SECRET
                        + "\"}}");
        bodies.put(
                "default", "{\"query\":\"query($v:String=\\\"" + SECRET + "\\\"){" + set.replace("%s", "$v") + "}\"}");
        bodies.put(
                "fragment",
                "{\"query\":\"{...F} fragment F on Query{x:" + set.replace("%s", "\\\"" + SECRET + "\\\"") + "}\"}");
        bodies.put(
                "other operation",
                "{\"query\":\"query A{a} query B{" + set.replace("%s", "\\\"" + SECRET + "\\\"")
                        + "}\",\"operationName\":\"A\"}");
        bodies.put("no query", "{\"query\":\"{{" + set.replace("%s", "\\\"" + SECRET + "\\\"") + "\"}");
        bodies.put(
                "no query, with a variable",
                "{\"query\":\"{{" + set.replace("%s", "$v") + "\",\"variables\":{\"v\":\"" + SECRET + "\"}}");
        bodies.put("answer", "{\"query\":\"{s:secret(uri:\\\"env://X\\\"){p:plaintext}}\"}");
        return bodies.entrySet().stream()
                .map(body -> dynamicTest(body.getKey(), () -> {
                    String recorded = record(body.getValue());
                    assertFalse(recorded.contains(SECRET), recorded);
                    assertFalse(recorded.contains(SECRET.substring(1)), recorded);
                    assertFalse(recorded.contains(base64(SECRET)), recorded);
                    assertEquals(3, recorded.lines().count(), recorded);
                    assertTrue(recorded.contains("{early(text: \\\"<<blanked>>\\\"){early:x}}"), recorded);
                    try (ReplayServer replay = ReplayServer.start(file());
                            RawHttp client = new RawHttp(replay.params())) {
                        client.send(client.post(body.getValue().replace(SECRET, "another")))
                                .read();
                        client.send(client.query("{early(text:\"<another>\"){early:x}}"))
                                .read();
                        client.send(client.query("{late(text:\"\")}")).read();
                        assertEquals(List.of(), replay.unasked());
                    }
                }));
    }

    private static String base64(String text) {
        return Base64.getEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void what_is_named_is_blanked() throws IOException {
        String recorded = record("{\"query\":\"{a}\"}", SECRET);
        assertFalse(recorded.contains(SECRET) || recorded.contains(base64(SECRET)), recorded);
    }

    @Test
    void the_tokens_are_blanked_in_every_form() throws IOException {
        List<String> tokens = new ArrayList<>();
        try (Upstreams upstream = Upstreams.of(RecordedSecretsTest::parrot);
                RecordServer server = RecordServer.start(file(), o -> o.session(upstream.params()));
                RawHttp client = new RawHttp(server.params())) {
            for (ConnectParams params : List.of(upstream.params(), server.params())) {
                tokens.addAll(List.of(params.token(), base64(params.token() + ":"), base64(params.token())));
            }
            client.send(client.query("{a(t:" + JsonNodeFactory.instance.textNode(tokens.toString()) + ")}"))
                    .read();
        }
        String recorded = Files.readString(file());
        for (String token : tokens) {
            assertFalse(recorded.contains(token), recorded);
        }
    }

    @Test
    void a_secret_of_many_lines_and_quotes_is_blanked_also_inside_json() throws IOException {
        String key = "-----BEGIN\n\"ab\\cd\"\u00e9\n-----END\n";
        String quoted = JsonNodeFactory.instance.textNode(key).toString();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("query", "query($k:String!){setSecret(name:\"n\",plaintext:$k){id} said}");
        body.putObject("variables").put("k", key);
        String recorded = record(body.toString());
        assertFalse(recorded.contains("BEGIN") || recorded.contains("ab\\"), recorded);
        assertTrue(quoted.contains("BEGIN"));
    }

    @Test
    void a_secret_of_three_characters_is_blanked_where_it_is_the_whole_text() throws IOException {
        String recorded =
                record("{\"query\":\"{setSecret(name:\\\"n\\\",plaintext:\\\"ear\\\"){id} x(y:[\\\"ear\\\"])}\"}");
        assertTrue(recorded.contains("x(y: [\\\"<blanked>\\\"])"), recorded);
        assertTrue(recorded.contains("plaintext: \\\"<blanked>\\\""), recorded);
        assertTrue(recorded.contains("{early(text"), recorded);
    }

    @TestFactory
    Stream<DynamicTest> a_secret_is_blanked_in_base64_with_anything_around_it() {
        return Stream.of("", "u", "us", "me:", "user:", "a longer one:").flatMap(before -> Stream.of(
                        "", ":", "@h", " end")
                .map(after -> dynamicTest(before + "_" + after, () -> {
                    String around = before + SECRET + after;
                    byte[] bytes = around.getBytes(StandardCharsets.UTF_8);
                    for (Base64.Encoder encoder : List.of(
                            Base64.getEncoder(), Base64.getUrlEncoder(), Base64.getMimeEncoder(8, new byte[] {'\n'}))) {
                        String encoded = encoder.encodeToString(bytes);
                        String body = LocalSession.JSON
                                .createObjectNode()
                                .put("query", "{a(b:" + JsonNodeFactory.instance.textNode("<" + encoded + ">") + ")}")
                                .toString();
                        String recorded = record(body, SECRET);
                        // Every run of characters that says only of the secret.
                        String inner = encoded.replace("\n", "");
                        int from = (before.length() * 8 + 5) / 6;
                        int to = (before.length() + SECRET.length()) * 8 / 6;
                        for (int at = from; at + 4 <= to; at++) {
                            String part = inner.substring(at, at + 4);
                            assertFalse(recorded.contains(part), part + " of " + around + " in " + recorded);
                        }
                        assertTrue(recorded.contains("<blanked>"), recorded);
                    }
                })));
    }

    @Test
    void the_lines_of_a_secret_are_blanked_one_by_one_and_short_ones_are_not() throws IOException {
        String key = "-----BEGIN-----\nAAAAsecretline1BBBB\n  CCCCsecretline2DDDD\r\n{\n-----END-----\n";
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put(
                "query",
                "query($k:String!){setSecret(name:\"n\",plaintext:$k){id} a(b:\"> AAAAsecretline1BBBB\\n> "
                        + "CCCCsecretline2DDDD {\", c:\"" + base64("AAAAsecretline1BBBB") + "\")}");
        body.putObject("variables").put("k", key);
        String recorded = record(body.toString());
        assertFalse(recorded.contains("secretline"), recorded);
        assertFalse(recorded.contains(base64("AAAAsecretline1BBBB").substring(4, 16)), recorded);
        assertTrue(recorded.contains("> <blanked>\\\\n> <blanked> {"), recorded);
    }

    @Test
    void a_secret_is_blanked_as_addresses_have_it() throws IOException {
        String secret = "p\u00e4 s/s+w$r*d'~";
        List<String> forms = List.of(
                "p%C3%A4%20s%2Fs%2Bw%24r%2Ad%27~",
                "p%c3%a4%20s%2fs%2bw%24r%2ad%27~",
                "p%C3%A4+s%2Fs%2Bw%24r*d%27%7E",
                "p%C3%A4%20s%2Fs%2Bw%24r*d'~",
                "p%C3%A4%20s/s%2Bw%24r%2Ad%27~");
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("query", "{a(b:" + JsonNodeFactory.instance.textNode(String.join(" ", forms)) + ")}");
        String recorded = record(body.toString(), secret);
        for (String form : forms) {
            assertFalse(recorded.contains(form), form + " in " + recorded);
        }
        assertFalse(recorded.contains("%24r") || recorded.contains("s%2F"), recorded);
    }

    @TestFactory
    Stream<DynamicTest> a_plaintext_that_is_no_text_is_blanked_too() {
        String set = "setSecret(name:\"n\",plaintext:%s){id}";
        Map<String, String> queries = new TreeMap<>();
        queries.put("list", "{" + set.replace("%s", "[\"" + SECRET + "\"]") + "}");
        queries.put("object", "{" + set.replace("%s", "{a:[{b:\"" + SECRET + "\"}]}") + "}");
        queries.put("default", "query($v:String={a:\"" + SECRET + "\"}){" + set.replace("%s", "$v") + "}");
        queries.put("no query", "{{" + set.replace("%s", "{a:[\"x\",\"" + SECRET + "\"]}") + "}");
        List<DynamicTest> tests = new ArrayList<>();
        queries.forEach((name, query) -> tests.add(dynamicTest(name, () -> {
            String recorded = record(
                    JsonNodeFactory.instance.objectNode().put("query", query).toString());
            assertFalse(recorded.contains(SECRET), recorded);
        })));
        for (String value : List.of("[\"" + SECRET + "\"]", "{\"a\":{\"b\":[\"" + SECRET + "\"]}}")) {
            tests.add(dynamicTest("variable " + value, () -> {
                ObjectNode body = JsonNodeFactory.instance.objectNode();
                body.put("query", "query($v:String!){" + set.replace("%s", "$v") + "}");
                body.putObject("variables").set("v", LocalSession.JSON.readTree(value));
                String recorded = record(body.toString());
                assertFalse(recorded.contains(SECRET), recorded);
            }));
        }
        return tests.stream();
    }

    @Test
    void what_a_killed_recorder_left_goes_with_the_next_one() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        String[] own = Leftovers.mark().split("-");
        Path left = Files.writeString(
                folder.resolve(".r.jsonl." + own[0] + "-" + dead.pid() + "-" + own[2] + "-12.part"), SECRET);
        Path living = Files.writeString(folder.resolve(".r.jsonl." + Leftovers.mark() + "-12.part"), "x");
        Path others = Files.writeString(
                folder.resolve(".q.jsonl." + own[0] + "-" + dead.pid() + "-" + own[2] + "-12.part"), "x");
        record("{\"query\":\"{a}\"}");
        assertFalse(Files.exists(left));
        assertTrue(Files.exists(living) && Files.exists(others));
    }
}
