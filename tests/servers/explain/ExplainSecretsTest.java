package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.explain.ExplainReport;
import daggerkit.explain.ExplainedRequest;
import daggerkit.schema.EngineVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A secret stands in nothing that is shown or kept, however it came and wherever else it stands. */
class ExplainSecretsTest {
    private static final String SECRET = "hush-4711";

    /** All that can be seen of a session. */
    private static String seen(ExplainSession session) {
        StringBuilder seen = new StringBuilder(session.written()).append(session.server.description());
        for (ExplainedRequest request : session.server.requests()) {
            seen.append(request.query()).append(request.variables()).append(request.errors());
            seen.append(request.text()).append(request.steps()).append(request.warnings());
        }
        return seen.toString();
    }

    @TestFactory
    Stream<DynamicTest> it_is_blanked_however_it_is_given() {
        return Stream.of(
                        "{setSecret(name:\"n\",plaintext:\"hush-4711\"){id}}",
                        "{setSecret(plaintext :  \"\"\"hush-4711\"\"\" name:\"n\"){id}}",
                        "{setSecret(name:\"n\",plaintext:\"h\\u0075sh-4711\"){id}"
                                + " file(name:\"f\",contents:\"hush-4711\"){id}}",
                        "{file(name:\"f\",contents:\"a hush-4711 b\"){id}"
                                + " setSecret(name:\"n\",plaintext:\"hush-4711\"){id}}",
                        "query($s:String! = \"hush-4711\"){setSecret(name:\"n\",plaintext:$s){id}}",
                        "query($s:String!){setSecret(name:\"n\",plaintext:$s){id}}",
                        "query($s:String!,$t:String!){setSecret(name:\"n\",plaintext:$s){id} http(url:$t){id}}",
                        "#hush-4711\n{setSecret(name:\"n\",plaintext:\"hush-4711\"){id}}",
                        "{setSecret(name:\"n\",plaintext:#c\n\"hush-4711\"){id}}")
                .map(query -> dynamicTest(query, () -> {
                    for (ExplainReport.Form form : ExplainReport.Form.values()) {
                        try (ExplainSession session = new ExplainSession(EngineVersion.newest(), form)) {
                            ObjectNode variables = LocalSession.JSON.createObjectNode();
                            variables.put("s", SECRET).put("t", "https://x/?key=" + SECRET);
                            assertEquals(200, session.send(query, variables, "").statusCode());
                            assertTrue(session.last().isValid(), session.last().text());
                            assertFalse(seen(session).contains("4711"), seen(session));
                            assertTrue(seen(session).contains("***"), seen(session));
                        }
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> it_is_blanked_in_what_is_not_valid_too() {
        return Stream.of(
                        "{setSecret(name:\"n\",plaintext:\"hush-4711\"){nope}}",
                        "{setSecret(name:\"n\",plaintext:\"hush-4711\"){id",
                        "{setSecret(name:\"n\",plaintext:\"hush-4711",
                        "{setSecret(name:\"n\",plaintext:\"\"\"hush-4711",
                        "{setSecret(name:\"n\",plaintext:\"raw\nhush-4711\"){id}}",
                        "{setSecret(name:\"n\",plaintext:[\"hush-4711\"]){id}}",
                        "{setSecret(name:\"n\",plaintext:{a:\"x\",b:\"hush-4711\"}){id}}",
                        "{setSecret(name:\"n\",plaintext:4711){id}}",
                        "query($s:Int!){setSecret(name:\"n\",plaintext:$s){id}}",
                        "query($s:String!){setSecret(name:\"n\",plaintext:$s){nope}}")
                .map(query -> dynamicTest(query, () -> {
                    for (ExplainReport.Form form : ExplainReport.Form.values()) {
                        try (ExplainSession session = new ExplainSession(EngineVersion.newest(), form)) {
                            ObjectNode variables = LocalSession.JSON.createObjectNode();
                            if (query.contains("$s")) {
                                variables.put("s", SECRET);
                            }
                            session.send(query, query.contains("Int") ? variables.put("s", 4711) : variables, "");
                            assertFalse(session.last().isValid());
                            assertFalse(seen(session).contains("4711"), seen(session));
                        }
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> a_short_one_is_blanked_where_it_is_given() {
        return Stream.of(
                        "{setSecret(name:\"n\",plaintext:\"zq\"){id}}",
                        "query($s:String!){setSecret(name:\"n\",plaintext:$s){id}}",
                        "query($s:String! = \"zq\"){setSecret(name:\"n\",plaintext:$s){id}}")
                .map(query -> dynamicTest(query, () -> {
                    for (ExplainReport.Form form : ExplainReport.Form.values()) {
                        try (ExplainSession session = new ExplainSession(EngineVersion.newest(), form)) {
                            ObjectNode variables = LocalSession.JSON.createObjectNode();
                            boolean sent = query.contains("$s:String!)");
                            session.send(query, sent ? variables.put("s", "zq") : variables, "");
                            assertTrue(session.last().isValid(), session.last().text());
                            assertFalse(seen(session).contains("zq"), seen(session));
                        }
                    }
                }));
    }

    @Test
    void it_is_blanked_in_later_requests() {
        try (ExplainSession session = new ExplainSession()) {
            session.ask("{setSecret(name:\"n\",plaintext:\"hush-4711\"){id}}");
            session.ask("{container{withExec(args:[\"curl\",\"-u\",\"me:hush-4711\"]){stdout}}}");
            assertTrue(
                    session.last().text().contains("withExec $ curl -u 'me:***'"),
                    session.last().text());
            session.ask("{container{withEnvVariable(name:\"hush-4711\",value:3){nope}}}");
            assertFalse(seen(session).contains("4711"), seen(session));
        }
    }

    @Test
    void what_is_secret_for_a_moment_does_not_blank_every_letter() {
        try (ExplainSession session = new ExplainSession()) {
            session.ask("{setSecret(name:\"n\",plaintext:\"a\"){id}}");
            assertTrue(
                    session.last().text().contains("plaintext: \"***\""),
                    session.last().text());
            session.ask("{container{from(address:\"alpine\"){id}}}");
            assertTrue(
                    session.last().text().contains("\"alpine\""), session.last().text());
        }
    }

    @Test
    void the_token_is_one_too() {
        try (ExplainSession session = new ExplainSession()) {
            String token = session.server.params().token();
            session.ask("{container{withEnvVariable(name:\"T\",value:\"" + token + "\"){id}}}");
            assertTrue(session.last().isValid());
            assertFalse(seen(session).contains(token), seen(session));
        }
    }

    @Test
    void the_places_in_an_error_are_those_of_the_text_that_was_sent_and_of_the_text_that_is_shown() {
        String query = "{setSecret(name:\"n\",plaintext:\"" + "hush-4711".repeat(5) + "\"){nope}}";
        try (ExplainSession session = new ExplainSession()) {
            int column = session.ask(query).at("/errors/0/locations/0/column").asInt();
            assertEquals(query.indexOf("nope") + 1, column);
            List<String> lines = new ArrayList<>(session.last().text().lines().toList());
            assertEquals(
                    lines.get(1).indexOf("nope"),
                    lines.get(2).indexOf("^"),
                    session.last().text());
        }
    }
}
