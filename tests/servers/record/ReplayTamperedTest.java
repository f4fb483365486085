package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.record.ReplayServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Recordings that someone has changed. */
class ReplayTamperedTest {
    private static final String FROM = "{container{from(address: \"a\"){withExec(args: [\"b\",\"c\"]){stdout}}}}";
    private static final String OUT = "{\"data\":{\"container\":{\"from\":{\"withExec\":{\"stdout\":\"o\"}}}}}";

    @TempDir
    Path folder;

    private static String line(String query, String response) throws IOException {
        ObjectNode line = LocalSession.JSON.createObjectNode().put("query", query);
        line.put("status", 200).put("contentType", "application/json");
        line.set("response", LocalSession.JSON.readTree(response));
        return line.toString();
    }

    private ReplayServer replay(String line) throws IOException {
        return ReplayServer.start(Files.writeString(folder.resolve("r.jsonl"), line + "\n"));
    }

    private static String ask(ReplayServer server, String query) throws IOException {
        return RawHttp.ask(server.params(), query).text();
    }

    @Test
    void blanks_beside_each_other_are_as_one() throws IOException {
        String blanks = "<blanked>".repeat(40);
        String recorded = FROM.replace("\"c\"", "\"" + blanks + "-" + blanks + "\",\"END\"");
        String text = "a".repeat(5000) + "\\\"-".repeat(200);
        try (ReplayServer server = replay(line(recorded, OUT))) {
            String other = FROM.replace("\"c\"", "\"" + text + "\",\"FIN\"");
            String message = ask(server, other);
            assertTrue(message.contains("This request is not in the recording"), message);
            String asked = FROM.replace("\"c\"", "\"" + text + "\",\"END\"");
            assertEquals(OUT, ask(server, asked));
            String none = FROM.replace("\"c\"", "\"" + "a".repeat(50) + "\",\"END\"");
            assertTrue(ask(server, none).contains("This request is not"));
        }
    }

    @TestFactory
    Stream<DynamicTest> a_recording_cannot_write_the_head_of_an_answer() {
        return Stream.of(
                        "\"status\":200|\"status\":99",
                        "\"status\":200|\"status\":600",
                        "\"status\":200|\"status\":\"200 OK\\r\\nX: y\"",
                        "application/json|text/html\\r\\nX-Injected: yes",
                        "application/json|text/html\\n\\n<script>",
                        "\"application/json\"|{}")
                .map(change -> dynamicTest(change, () -> {
                    String[] parts = change.split("\\|");
                    String tampered = line(FROM, OUT).replace(parts[0], parts[1]);
                    String message = assertThrows(DaggerException.class, () -> replay(tampered))
                            .getMessage();
                    assertTrue(message.contains("line 1 is no request with its answer"), message);
                }));
    }
}
