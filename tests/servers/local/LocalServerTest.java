package daggerkit;

import static daggerkit.LocalSession.FROM;
import static daggerkit.LocalSession.exec;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the stand-in does with containers, over HTTP and with real commands. */
class LocalServerTest {
    private static final String UUID = "/proc/sys/kernel/random/uuid";
    private static LocalSession session;

    @BeforeAll
    static void start() {
        session = LocalSession.start();
        assumeTrue(session.isolated(), "there is no private root here: " + session.server.description());
    }

    @AfterAll
    static void stop() {
        session.close();
    }

    @Test
    void a_chain_runs_once_in_a_session() {
        JsonNode both = session.ask("{a:container{from(address:\"alpine\"){withExec(args:[\"cat\",\"" + UUID
                        + "\"]){stdout}}}" + "b:container{from(address:\"alpine\"){withExec(args:[\"cat\",\"" + UUID
                        + "\"]){stdout combinedOutput}}}}")
                .path("data");
        String once = both.at("/a/from/withExec/stdout").asText();
        assertEquals(37, once.length());
        assertEquals(once, both.at("/b/from/withExec/stdout").asText());
        assertEquals(once, both.at("/b/from/withExec/combinedOutput").asText());
        assertEquals(once, session.value(FROM + "withExec(args:[\"cat\",\"" + UUID + "\"]){stdout}}}}"));
    }

    @Test
    void of_two_fields_with_one_key_the_last_wins() {
        String exec = FROM + "withExec(args:[\"sh\",\"-c\",\"echo out; echo err >&2\"]){";
        assertEquals("err\n", session.value(exec + "x:stdout x:stderr}}}}"));
        assertEquals("/", session.value(exec + "x:stdout x:workdir}}}}"));
    }

    @Test
    void another_chain_runs_again() {
        String query = FROM + "withEnvVariable(name:\"BUST\",value:\"%s\"){withExec(args:[\"cat\",\"" + UUID
                + "\"]){stdout}}}}}";
        assertNotEquals(session.value(String.format(query, 1)), session.value(String.format(query, 2)));
    }

    @Test
    void a_chain_that_failed_runs_again_when_it_is_asked_again() {
        String query = FROM + "withExec(args:[\"sh\",\"-c\",\"cat " + UUID + "; exit 1\"]){stdout}}}}";
        assertNotEquals(
                session.error(query).at("/extensions/stdout").asText(),
                session.error(query).at("/extensions/stdout").asText());
    }

    @Test
    void a_step_sees_the_files_of_those_before_it_and_not_of_its_siblings() {
        String branch = ":withExec(args:[\"sh\",\"-c\",\"chmod 755 /src; echo %s >> /src/f\"]){"
                + "withExec(args:[\"cat\",\"/src/f\"]){stdout}}";
        JsonNode data = session.ask(FROM
                        + "withExec(args:[\"sh\",\"-c\",\"mkdir /src; echo trunk > /src/f; chmod 0 /src\"]){"
                        + "a" + String.format(branch, "a") + "b" + String.format(branch, "b")
                        + "c:withExec(args:[\"ls\",\"-ld\",\"/src\"]){stdout}}}}}")
                .at("/data/container/from/withExec");
        assertEquals("trunk\na\n", data.at("/a/withExec/stdout").asText(), "" + data);
        assertEquals("trunk\nb\n", data.at("/b/withExec/stdout").asText());
        assertTrue(data.at("/c/stdout").asText().startsWith("d---------"), "" + data);
        assertEquals("gone\n", session.sh("[ -e /src ] || echo gone"));
    }

    @TestFactory
    Stream<DynamicTest> an_exit_code_is_an_error_or_not_as_expect_says() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String expect : List.of("SUCCESS", "FAILURE", "ANY")) {
            for (int code : new int[] {0, 1, 127, 128, 137, 191, 192, 255}) {
                boolean failure = code > 0 && code < 128 || code > 191;
                boolean accepted = code == 0 ? !expect.equals("FAILURE") : failure && !expect.equals("SUCCESS");
                tests.add(dynamicTest(expect + " " + code, () -> {
                    String query = FROM + "withExec(args:[\"sh\",\"-c\",\"exit " + code + "\"],expect:" + expect
                            + "){exitCode}}}}";
                    if (accepted) {
                        assertEquals("" + code, session.value(query));
                    } else {
                        JsonNode error = session.error(query);
                        assertEquals("exit code: " + code, error.path("message").asText());
                        assertEquals(code, error.at("/extensions/exitCode").asInt());
                    }
                }));
            }
        }
        return tests.stream();
    }

    @Test
    void a_command_has_no_environment_but_the_containers() {
        assertEquals(
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nHOME=/root\n",
                session.value(exec("env") + "{stdout}}}}"));
        String query = FROM + "withEnvVariable(name:\"A\",value:\"it's \\\"1\\\" $HOME\\n"
                            + "\u00e9\"){withEnvVariable(name:\"B\",value:\"<${A}><$A><$NONE>\",expand:true){"
                            + "withoutEnvVariable(name:\"PATH\"){withEnvVariable(name:\"HOME\",value:\"/h\"){withExec(args:[\"/usr/bin/env\"]){stdout}}}}}}}}";
        String a = "it's \"1\" $HOME\n\u00e9";
        String path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n";
        assertEquals("A=" + a + "\nB=<" + a + "><" + a + "><>\nHOME=/h\n" + path, session.value(query));
    }

    @Test
    void a_command_reads_its_standard_input_and_nothing_else() {
        String text = "a\u00e9\u20ac\n".repeat(50_000);
        ObjectNode body = LocalSession.JSON.createObjectNode();
        body.put("query", "query Q($in:String!)" + FROM + "withExec(args:[\"cat\"],stdin:$in){stdout}}}}");
        body.putObject("variables").put("in", text);
        JsonNode answer = LocalSession.json(session.send(LocalSession.post(session.server.params(), body.toString()))
                .body());
        assertEquals(text, answer.at("/data/container/from/withExec/stdout").asText());
        assertEquals("0\n", session.sh("wc -c"));
    }

    @Test
    void output_that_is_not_text_comes_as_text() {
        assertEquals("a\ufffdb\ud83d\ude00", session.sh("printf 'a\\377b\\360\\237\\230\\200'"));
    }

    @Test
    void a_workdir_is_made_and_a_relative_one_counts_from_the_one_before() {
        String workdir = FROM + "withWorkdir(path:\"/src/a" + " b\"){withWorkdir(path:\"../c/./d\"){%s}}}}}";
        assertEquals("/src/c/d", session.value(String.format(workdir, "workdir")));
        assertEquals("/src/c/d\n", session.value(String.format(workdir, "withExec(args:[\"pwd\"]){stdout}")));
        String among =
                FROM + "withWorkdir(path:\"/usr/src/of-mine\"){withExec(args:[\"sh\",\"-c\",\"pwd; echo x > x; ls;"
                        + " ls /usr/bin/env; mkdir /usr/bin/no 2>/dev/null || echo no\"]){stdout}}}}}";
        assertEquals("/usr/src/of-mine\nx\n/usr/bin/env\nno\n", session.value(among));
        assertFalse(java.nio.file.Files.exists(java.nio.file.Path.of("/usr/src/of-mine")));
    }

    @Test
    void nothing_runs_before_a_leaf_asks_and_a_container_without_an_image_has_no_programs() {
        String sync = session.value(FROM + "withExec(args:[\"false\"]){id}}}}");
        assertFalse(sync.isEmpty());
        assertTrue(session.error(FROM + "stdout}}}").path("message").asText().contains("no command"));
        JsonNode error = session.error("{container{withExec(args:[\"true\"]){stdout}}}");
        assertEquals(
                "exec: \"true\": executable file not found in $PATH",
                error.at("/extensions/stderr").asText());
    }

    @Test
    void a_chain_of_4000_steps_is_answered() {
        String steps = IntStream.range(0, 4000)
                .mapToObj(i -> "withEnvVariable(name:\"V" + i % 10 + "\",value:\"" + i + "\"){")
                .collect(Collectors.joining());
        JsonNode answer =
                session.ask(FROM + steps + "withExec(args:[\"sh\",\"-c\",\"echo $V9\"]){stdout}" + "}".repeat(4003));
        for (int depth = 0; depth < 4003; depth++) {
            answer = answer.isObject() ? answer.elements().next() : answer;
        }
        assertTrue(answer.toString().contains("{\"stdout\":\"3999\\n\"}"), answer.toString());
    }

    @Test
    void two_hundred_requests_are_answered_at_once() {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<CompletableFuture<String>> answers = IntStream.range(0, 200)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> session.value(exec("echo", "n" + i % 20, "" + i / 20) + "{stdout}}}}"), threads))
                    .toList();
            for (int i = 0; i < 200; i++) {
                assertEquals("n" + i % 20 + " " + i / 20 + "\n", answers.get(i).join());
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
