package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.record.RecordServer;
import daggerkit.record.ReplayServer;
import daggerkit.server.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** IDs, which are new in every session, have names in a recording that are the same in every run. */
class RecordedIdsTest {
    private static final String DIRECTORY = "{directory{withNewFile(path:\"x\",contents:\"y\"){id}}}";

    @TempDir
    Path folder;

    /** A session whose IDs begin with a letter of its own. */
    private static Upstreams.Answers engine(String session) {
        Map<String, String> answers = new HashMap<>();
        String directory = session + "EhII8SMSDQoJRGlyZWN0b3J5GAE=";
        String list = session + "ListElementNumber00000000";
        String started = session + "StartedService000000000==";
        answers.put(DIRECTORY, "{\"data\":{\"directory\":{\"withNewFile\":{\"id\":\"" + directory + "\"}}}}");
        answers.put(
                "{directory{withNewFile(contents:\"y\",path:\"x\"){s:sync}}}",
                "{\"data\":{\"directory\":{\"withNewFile\":{\"s\":\"" + directory + "\"}}}}");
        answers.put(
                "{l:container{envVariables{id name}}}",
                "{\"data\":{\"l\":{\"envVariables\":[{\"id\":\"" + list + "0\",\"name\":\"" + list + "0\"},{\"id\":\""
                        + list + "1\",\"name\":\"B\"}]}}}");
        answers.put("{service{start}}", "{\"data\":{\"service\":{\"start\":\"" + started + "\"}}}");
        answers.put("{search{start}}", "{\"data\":{\"search\":{\"start\":7}}}");
        answers.put("{fn{start}}", "{\"data\":{\"fn\":{\"start\":\"plain text\"}}}");
        answers.put(
                "{node(id:\"" + directory + "\"){... on Directory{id entries}}}",
                "{\"data\":{\"node\":{\"id\":\"" + directory + "\",\"entries\":[\"x\"]}}}");
        answers.put(
                "{container{withDirectory(path:\"/\",source:\"" + directory + "\"){id}}}",
                "{\"errors\":[{\"message\":\"no " + directory + " here\"}],\"data\":null}");
        return request -> {
            String text = request.query();
            if (request.variables().has("d")) {
                assertEquals(directory, request.variables().get("d").asText());
                text = "{node(id:\"" + directory + "\"){... on Directory{id entries}}}";
            }
            return Reply.of(
                    200, Reply.JSON, answers.getOrDefault(text, "{\"errors\":[{\"message\":\"?\"}],\"data\":null}"));
        };
    }

    /** Sends queries in which {@code <name>} is the ID that the query with that place in the list gave. */
    private static List<String> ask(ConnectParams params, List<String> queries) throws IOException {
        List<String> answers = new ArrayList<>();
        String directory = "";
        for (String query : queries) {
            try (RawHttp client = new RawHttp(params)) {
                String body = query.startsWith("query(")
                        ? client.post("{\"query\":\"" + query + "\",\"variables\":{\"d\":\"" + directory + "\"}}")
                        : client.query(query.replace("<d>", directory));
                String answer = client.send(body).read().text();
                Matcher id = Pattern.compile("\"withNewFile\":\\{\"(?:id|s)\":\"([^\"]+)\"")
                        .matcher(answer);
                directory = id.find() ? id.group(1) : directory;
                answers.add(answer.replace(directory, "<d>"));
            }
        }
        return answers;
    }

    private String record(String session, String... queries) throws IOException {
        Path file = folder.resolve(session);
        try (Upstreams upstream = Upstreams.of(engine(session));
                RecordServer server = RecordServer.start(file, o -> o.session(upstream.params()))) {
            ask(server.params(), List.of(queries));
        }
        return Files.readString(file);
    }

    private static final String[] ALL = {
        DIRECTORY,
        "{directory{withNewFile(contents:\"y\",path:\"x\"){s:sync}}}",
        "{l:container{envVariables{id name}}}",
        "{service{start}}",
        "{search{start}}",
        "{fn{start}}",
        "{node(id:\"<d>\"){... on Directory{id entries}}}",
        "query($d:ID!){node(id:$d){... on Directory{id entries}}}",
        "{container{withDirectory(path:\"/\",source:\"<d>\"){id}}}"
    };

    @Test
    void a_recording_is_the_same_in_every_session() throws IOException {
        String first = record("A", ALL);
        assertEquals(first, record("BB", ALL));
        assertFalse(first.contains("EhII8SMS") || first.contains("ListElement") || first.contains("Started"), first);
        assertTrue(first.contains("\"start\":7") && first.contains("\"start\":\"plain text\""), first);
        assertTrue(first.contains("\"variables\":{\"d\":\"withNewFile#"), first);
        assertTrue(first.contains("\"message\":\"no withNewFile#"), first);
        Matcher name = Pattern.compile("(\\w+#[0-9a-f]{10})").matcher(first);
        List<String> names = new ArrayList<>();
        while (name.find()) {
            if (!names.contains(name.group(1))) {
                names.add(name.group(1));
            }
        }
        assertEquals(4, names.size(), names.toString());
        assertNotEquals(names.get(1), names.get(2));
    }

    @Test
    void a_name_does_not_depend_on_the_order_of_the_requests() throws IOException {
        String[] other = ALL.clone();
        other[0] = ALL[1];
        other[1] = ALL[3];
        other[3] = ALL[0];
        List<String> sorted = record("A", ALL).lines().sorted().toList();
        assertEquals(sorted, record("C", other).lines().sorted().toList());
    }

    @Test
    void a_program_that_uses_ids_runs_on_the_recording() throws IOException {
        record("A", ALL);
        List<String> wanted;
        try (Upstreams upstream = Upstreams.of(engine("A"))) {
            wanted = ask(upstream.params(), List.of(ALL));
        }
        try (ReplayServer replay = ReplayServer.start(folder.resolve("A"))) {
            List<String> got = ask(replay.params(), List.of(ALL));
            assertEquals(List.of(), replay.unasked());
            for (int i : new int[] {0, 1, 4, 5, 6, 7, 8}) {
                assertEquals(LocalSession.JSON.readTree(wanted.get(i)), LocalSession.JSON.readTree(got.get(i)));
            }
        }
    }

    @Test
    void an_id_that_comes_from_elsewhere_is_named_too() throws IOException {
        String recorded =
                record("A", "{node(id:\"FromAnotherSession000000\"){id}}", "{loadFileFromID(id:\"Other\"){name}}");
        assertTrue(recorded.contains("{node(id: \\\"given#1\\\"){id}}"), recorded);
        assertTrue(recorded.contains("{loadFileFromID(id: \\\"given#2\\\"){name}}"), recorded);
    }
}
