package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.record.ReplayServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** How a recording answers: what counts of a request, and what does not. */
class ReplayServerTest {
    private static final String FROM = "{container{from(address: \"a\"){withExec(args: [\"b\",\"c\"]){stdout}}}}";
    private static final String OUT = "{\"data\":{\"container\":{\"from\":{\"withExec\":{\"stdout\":\"o\"}}}}}";

    @TempDir
    Path folder;

    private static String line(String query, String variables, int status, String response) throws IOException {
        ObjectNode line = LocalSession.JSON.createObjectNode();
        line.put("query", query);
        line.set("variables", LocalSession.JSON.readTree(variables));
        line.put("status", status).put("contentType", "application/json");
        line.set("response", LocalSession.JSON.readTree(response));
        return line.toString();
    }

    private static String line(String query, String response) throws IOException {
        return line(query, "{}", 200, response);
    }

    private ReplayServer replay(String... lines) throws IOException {
        Path file = Files.createTempFile(folder, "recording", ".jsonl");
        return ReplayServer.start(Files.write(file, List.of(lines)));
    }

    private static String body(String query, String variables) throws IOException {
        ObjectNode body = LocalSession.JSON.createObjectNode().put("query", query);
        body.set("variables", LocalSession.JSON.readTree(variables));
        return body.toString();
    }

    private static RawHttp.Answer post(ReplayServer server, String body, String... headers) throws IOException {
        try (RawHttp client = new RawHttp(server.params())) {
            return client.send(client.post(body, headers)).read();
        }
    }

    private static String error(String answer) throws IOException {
        JsonNode json = LocalSession.JSON.readTree(answer);
        assertTrue(json.get("data").isNull(), answer);
        return json.at("/errors/0/message").asText();
    }

    @TestFactory
    Stream<DynamicTest> what_asks_the_same_gets_the_same() {
        Map<String, List<String>> forms = new TreeMap<>();
        forms.put(
                "white space and comments",
                List.of("query Name {\n # hi\n container { from(address:\"a\") {"
                        + " withExec(args: [\"b\", \"c\"]) { stdout } } } }"));
        forms.put(
                "an escape and a block text",
                List.of("{container{from(address:\"\\u0061\"){withExec(args:[\"\"\"b\"\"\"," + "\"c\"]){stdout}}}}"));
        forms.put(
                "variables",
                List.of(
                        "query Q($a:String!,$l:[String!]!,$n:Int){container{from(address:$a){"
                                + "withExec(args:$l,expand:$n){stdout}}}}",
                        "{\"l\":[\"b\",\"c\"],\"a\":\"a\"}"));
        forms.put(
                "defaults of variables",
                List.of(
                        "query($a:String=\"a\",$c:String=\"x\"){container{from(address:$a){"
                                + "withExec(args:[\"b\",$c]){stdout}}}}",
                        "{\"c\":\"c\"}"));
        forms.put(
                "fields named after themselves",
                List.of("{container:container{from:from(address:\"a\"){"
                        + "withExec:withExec(args:[\"b\",\"c\"]){stdout:stdout}}}}"));
        forms.put(
                "a field twice",
                List.of("{container{from(address:\"a\"){withExec(args:[\"b\",\"c\"]){stdout}}}"
                        + " container{from(address:\"a\"){withExec(args:[\"b\",\"c\"]){stdout stdout}}}}"));
        return forms.entrySet().stream()
                .map(form -> dynamicTest(form.getKey(), () -> {
                    try (ReplayServer server = replay(line(FROM, OUT))) {
                        List<String> asked = form.getValue();
                        assertEquals(
                                OUT,
                                post(server, body(asked.get(0), asked.size() > 1 ? asked.get(1) : "{}"))
                                        .text());
                        assertEquals(List.of(), server.unasked());
                    }
                }));
    }

    @Test
    void arguments_fields_and_fragments_have_no_order() throws IOException {
        String recorded =
                "query($m:Int=1){a(x:1,y:{k:E,l:[1.50,null]}){...F ... on B{q p}} b}" + "fragment F on A{r(z:true) s}";
        String response = "{\"data\":{\"a\":{\"r\":1,\"s\":2,\"p\":3,\"q\":4},\"b\":5}}";
        try (ReplayServer server = replay(line(recorded, response))) {
            String asked = "{b a(y:{l:[1.5,null],k:\"E\"},x:1){... on B{p q} ... on A{s r(z:true)}}}";
            JsonNode answer = LocalSession.JSON.readTree(
                    RawHttp.ask(server.params(), asked).text());
            assertEquals(LocalSession.JSON.readTree(response), answer);
        }
    }

    @Test
    void an_answer_has_the_keys_of_the_request() throws IOException {
        String recorded = "{x:c(n:1){l{v n}} y:c(n:2){l{v w:n}} z}";
        String response = "{\"data\":{\"x\":{\"l\":[{\"v\":\"a\",\"n\":1},{\"v\":\"b\",\"n\":2}]},"
                + "\"y\":{\"l\":[]},\"z\":null}}";
        try (ReplayServer server = replay(line(recorded, response))) {
            String asked = "{one:z two:c(n:2){l{n v}} c(n:1){m:l{number:n v text:v}}}";
            assertEquals(
                    "{\"data\":{\"c\":{\"m\":[{\"number\":1,\"text\":\"a\",\"v\":\"a\"},"
                            + "{\"number\":2,\"text\":\"b\",\"v\":\"b\"}]},\"one\":null,\"two\":{\"l\":[]}}}",
                    RawHttp.ask(server.params(), asked).text());
        }
    }

    @TestFactory
    Stream<DynamicTest> what_asks_something_else_is_an_error_that_shows_the_nearest() {
        return Stream.of(
                        FROM.replace("\"a\"", "\"b\""),
                        FROM.replace("\"b\",\"c\"", "\"c\",\"b\""),
                        FROM.replace("stdout", "stderr"),
                        FROM.replace("stdout", "stdout stderr"),
                        FROM.replace("stdout", "... on Container{stdout}"),
                        FROM.replace("stdout", "stdout @include(if:true)"),
                        FROM.replace("{container", "mutation{container"),
                        FROM.replace("{container", "{container" + "{from(address:\"a\"){platform}} x:container"))
                .map(query -> dynamicTest(query, () -> {
                    String other = line("{host{directory(path:\"x\"){entries}}}", "{\"data\":null}");
                    try (ReplayServer server = replay(other, line(FROM, OUT))) {
                        String message =
                                error(RawHttp.ask(server.params(), query).text());
                        assertTrue(message.lines().findFirst().orElse("").endsWith("The nearest one differs so:"));
                        assertTrue(message.contains("\n--- recorded in line 2\n+++ asked\n@@ "), message);
                        assertTrue(message.lines().skip(3).anyMatch(line -> line.startsWith("+")), message);
                        assertEquals(2, server.unasked().size());
                    }
                }));
    }

    @Test
    void the_difference_is_a_step_a_line() throws IOException {
        try (ReplayServer server = replay(line(FROM, OUT))) {
            String message = error(
                    RawHttp.ask(server.params(), FROM.replace("\"c\"", "\"d\"")).text());
            assertEquals(
                    List.of(
                            " query",
                            "   container",
                            "     from(address: \"a\")",
                            "-      withExec(args: [\"b\", \"c\"])",
                            "+      withExec(args: [\"b\", \"d\"])",
                            "         stdout"),
                    message.lines().skip(4).toList());
        }
    }

    @Test
    void a_request_recorded_twice_is_answered_in_that_order_and_then_as_the_last_time() throws IOException {
        try (ReplayServer server = replay(line("{a}", "1"), line("{b}", "2"), line("{v:a}", "3"))) {
            assertEquals(List.of("line 1: {a}", "line 2: {b}", "line 3: {v:a}"), server.unasked());
            assertEquals("1", RawHttp.ask(server.params(), "{a}").text());
            assertEquals(List.of("line 2: {b}", "line 3: {v:a}"), server.unasked());
            for (int i = 0; i < 3; i++) {
                assertEquals("3", RawHttp.ask(server.params(), "{x:a}").text());
            }
            assertEquals(List.of("line 2: {b}"), server.unasked());
        }
    }

    @Test
    void anything_may_stand_where_it_is_blanked() throws IOException {
        String recorded = "query($v:String!){setSecret(name:\"n\",plaintext:$v){id}"
                + " a:host{file(path:\"/<blanked>/x\")} b:host{file(path:\"y\")}}";
        try (ReplayServer server = replay(line(recorded, "{\"v\":\"<blanked>\"}", 200, "{\"data\":{\"b\":1}}"))) {
            String asked =
                    "{setSecret(name:\"n\",plaintext:\"%s\"){id} b:host{file(path:\"y\")} a:host{file(path:\"%s\")}}";
            for (String path : List.of("/p/x", "//x", "/a\\\"b\\n\\\\/x")) {
                assertEquals(
                        "{\"data\":{\"b\":1}}",
                        RawHttp.ask(server.params(), String.format(asked, "any \\\" text", path))
                                .text());
            }
            for (String path : List.of("/p/y", "x", "/\\\", other: \\\"/x", "y")) {
                String answer = RawHttp.ask(server.params(), String.format(asked, "s3cret", path))
                        .text();
                assertEquals(path.contains("other"), answer.equals("{\"data\":{\"b\":1}}"), answer);
                assertTrue(!answer.contains("s3cret"), answer);
            }
        }
    }

    @Test
    void what_the_engine_refused_is_refused_again_as_the_client_wants_it() throws IOException {
        String wrong = "{\"errors\":[{\"message\":\"no\"}],\"data\":null}";
        try (ReplayServer server = replay(line("{a", "{\"x\":1}", 422, wrong), line("{no}", "{}", 422, wrong))) {
            for (String query : List.of("{a", "{no}")) {
                String body = body(query, query.equals("{a") ? "{\"x\":1}" : "{}");
                assertEquals(422, post(server, body).status());
                RawHttp.Answer other = post(server, body, "Accept: application/graphql-response+json");
                assertEquals(400, other.status());
                assertEquals("application/graphql-response+json", other.header("Content-Type"));
                assertEquals(wrong, other.text());
            }
            assertEquals(401, post(server, "{}", "Authorization: Basic eDo=").status());
        }
    }

    @Test
    void deep_and_wide_requests_are_found() throws IOException {
        String deep =
                "{container" + "{withEnvVariable(name:\"A\",value:\"1\")".repeat(4_000) + "{id}" + "}".repeat(4_001);
        String wide = IntStream.range(0, 1_000)
                .mapToObj(i -> "a" + i + ":container{from(address:\"i" + i + "\"){id}}")
                .collect(Collectors.joining(" ", "{", "}"));
        try (ReplayServer server =
                replay(line(deep, "{\"data\":{}}"), line(wide, "{\"data\":{\"a7\":{\"from\":{}}}}"))) {
            assertEquals(
                    "{\"data\":{}}",
                    RawHttp.ask(server.params(), deep.replace("id", " id ")).text());
            assertEquals(
                    "{\"data\":{\"b7\":{\"from\":{}}}}",
                    RawHttp.ask(server.params(), wide.replace("{a", "{b").replace(" a", " b"))
                            .text());
            String message = error(RawHttp.ask(server.params(), deep.replaceFirst("\"1\"", "\"2\""))
                    .text());
            assertTrue(message.length() < 10_000 && message.contains("+++ asked"), "" + message.length());
        }
    }

    @TestFactory
    Stream<DynamicTest> what_is_no_recording_is_told_in_a_sentence() throws IOException {
        String good = line("{a}", "{}");
        Map<String, String> wrong = new TreeMap<>();
        wrong.put("", "it is empty: line 1 is missing");
        wrong.put(good + "\n" + good.substring(0, 20), "line 2 is no whole line of JSON");
        wrong.put("#!/bin/sh\n", "line 1 is no whole line of JSON");
        wrong.put(good + "\n\n" + good, "line 2 is no request with its answer");
        wrong.put("{\"data\":1}", "line 1 is no request with its answer");
        wrong.put("[]", "line 1 is no request with its answer");
        return wrong.entrySet().stream()
                .map(pair -> dynamicTest(pair.getValue(), () -> {
                    Path file = Files.writeString(folder.resolve("r"), pair.getKey());
                    DaggerException told = assertThrows(DaggerException.class, () -> ReplayServer.start(file));
                    assertEquals(
                            "Cannot replay \"" + file + "\": " + pair.getValue()
                                    + "; expected a file that `jbang record@catalog` wrote.",
                            told.getMessage());
                }));
    }

    @Test
    void a_file_that_cannot_be_read_is_told_in_a_sentence() throws IOException {
        Path binary = Files.write(folder.resolve("b"), "\u00ff\u00fe".getBytes(StandardCharsets.ISO_8859_1));
        for (Path file : List.of(folder.resolve("none"), folder, binary)) {
            DaggerException told = assertThrows(DaggerException.class, () -> ReplayServer.start(file));
            assertTrue(told.getMessage().startsWith("Cannot replay \"" + file + "\": "), told.getMessage());
        }
    }
}
