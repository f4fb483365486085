package daggerkit;

import static daggerkit.LocalSession.FROM;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;

/** Tests that ask many short questions of a session, each in a line. */
abstract class TerseQueries {
    /** The session that is asked where no other is named. */
    abstract LocalSession session();

    /** Sends a query with apostrophes for quotation marks, closed by as many brackets as are open. */
    JsonNode ask(LocalSession asked, String query) {
        String text = query.replace('\'', '"');
        long open = text.chars().filter(c -> c == '{').count()
                - text.chars().filter(c -> c == '}').count();
        return asked.ask(text + "}".repeat((int) open));
    }

    /** The value at the end of a query's path, as JSON. */
    String value(String query) {
        return value(session(), query);
    }

    String value(LocalSession asked, String query) {
        JsonNode answer = ask(asked, query);
        assertTrue(answer.path("data").isObject(), query + " gave " + answer);
        JsonNode value = answer.get("data");
        while (value.isObject() && value.size() == 1) {
            value = value.elements().next();
        }
        return value.toString().replace('"', '\'');
    }

    String error(String query) {
        return error(session(), query);
    }

    String error(LocalSession asked, String query) {
        JsonNode answer = ask(asked, query);
        assertTrue(answer.has("errors"), query + " gave " + answer);
        return answer.at("/errors/0/message").asText();
    }

    String file(String path) {
        return file(path, "1");
    }

    String file(String path, String contents) {
        return "withNewFile(path:'" + path + "',contents:'" + contents + "'){";
    }

    /** Ends a test where commands see no owners. */
    void assumeOwners() {
        assumeTrue(session().seesOwners(), "commands see no owners here");
    }

    String in(String steps, String command) {
        return FROM.replace('"', '\'') + steps + "withExec(args:['sh','-c',\"" + command + "\"]){stdout";
    }

    String id(String steps) {
        return value("{directory{" + steps).replace("'", "");
    }
}
