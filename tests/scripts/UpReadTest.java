package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** That the script {@code up} reads the values of a file as Docker Compose does. */
class UpReadTest {
    @TempDir
    static Path folder;

    private static UpDryRun dry;

    @BeforeAll
    static void begin() {
        dry = new UpDryRun(folder);
    }

    @AfterEach
    void clear() throws IOException {
        dry.clear();
    }

    @AfterAll
    static void end() {
        dry.close();
    }

    @TestFactory
    Stream<DynamicTest> a_variable_has_the_value_that_its_form_says() {
        return Stream.of(
                        List.of("$SHORT", "true"),
                        List.of("${SHORT}", "true"),
                        List.of("a${SHORT}b$SHORT-c", "atruebtrue-c"),
                        List.of("${NOPE}", ""),
                        List.of("${NOPE-x}", "x"),
                        List.of("${EMPTY-x}", ""),
                        List.of("${EMPTY:-x}", "x"),
                        List.of("${SHORT:-x}", "true"),
                        List.of("${NOPE:-${NOPE:-${SHORT}}}", "true"),
                        List.of("${NOPE:-{\"a\": 1}}", "{\"a\": 1}"),
                        List.of("${NOPE:-a:b-c?d}", "a:b-c?d"),
                        List.of("${SHORT:?no}", "true"),
                        List.of("${EMPTY?no}", ""),
                        List.of("${SHORT:+set}", "set"),
                        List.of("${EMPTY:+set}", ""),
                        List.of("${EMPTY+set}", "set"),
                        List.of("${NOPE+set}", ""),
                        List.of("$${SHORT} $$ $1 $", "${SHORT} $ $1 $"))
                .map(pair -> dynamicTest(
                        pair.get(0),
                        () -> UpDryRun.has(
                                dry.service("environment: { A: '" + pair.get(0) + "' }"),
                                ("environment A=" + pair.get(1)).strip())));
    }

    @TestFactory
    Stream<DynamicTest> a_port_is_read_in_all_its_forms() {
        return Stream.of(
                        List.of("80", "port 80 at any free port of this host"),
                        List.of("'8080:80'", "port 80 at 8080 of this host"),
                        List.of("22:22", "port 22 at 22 of this host"),
                        List.of("'127.0.0.1:8080:80'", "port 80 at 8080 of this host"),
                        List.of("'127.0.0.1::80'", "port 80 at any free port of this host"),
                        List.of("'[::1]:8080:80'", "port 80 at 8080 of this host"),
                        List.of("'53:53/udp'", "port 53/udp at 53 of this host"),
                        List.of("'9000-9001:80-81'", "port 81 at 9001 of this host"),
                        List.of("'3000-3001'", "port 3001 at any free port of this host"),
                        List.of(
                                "{ target: 80, published: '8080', host_ip: 0.0.0.0, mode: host }",
                                "port 80 at 8080 of this host"),
                        List.of("{ target: 53, protocol: udp }", "port 53/udp at any free port of this host"))
                .map(pair -> dynamicTest(
                        pair.get(0), () -> UpDryRun.has(dry.service("ports: [" + pair.get(0) + "]"), pair.get(1))));
    }

    @Test
    void merge_keys_and_anchors_are_yaml_and_no_keys() throws IOException {
        dry.write("compose.yaml", """
            x-base: &base
              image: alpine
              environment: &env { A: one, B: first }
            x-more: &more { image: other, user: me }
            services:
              web:
                <<: [*base, *more]
                environment: { <<: *env, B: two }
              worker: *base
            """);
        List<String> lines = dry.read();
        UpDryRun.has(
                lines,
                "web: image alpine",
                "environment A=one",
                "environment B=two",
                "user me",
                "worker: image alpine");
        assertTrue(lines.contains("environment B=first"), "the worker's: " + lines);
    }

    @Test
    void env_beside_the_file_has_variables_and_this_process_is_stronger() throws IOException {
        dry.write("sub/.env", """
            # a comment
            export PLAIN=from the file # a comment
            SHORT=weak
            QUOTED="two\\nlines $PLAIN \\$5"
            SINGLE='as $PLAIN it # is'
            YAML: colon
            MULTI="one
            two"
            EMPTY_HERE=
            """);
        dry.write("sub/compose.yaml", """
            services:
              web:
                image: nginx
                environment:
                  A: ${PLAIN:+has it}
                  B: $SHORT
                  Y: $YAML
                  E: "[${EMPTY_HERE}]"
                command: ["${PLAIN}", "${QUOTED}", "${SINGLE}", "${MULTI}"]
            """);
        UpDryRun.has(
                dry.read("sub/compose.yaml"),
                "environment A=has it",
                "environment B=true",
                "environment Y=colon",
                "environment E=[]",
                "command 'from the file' 'two\\nlines from the file $5' 'as $PLAIN it # is' 'one\\ntwo'");
    }

    @Test
    void files_of_variables_may_be_missing_if_they_say_so_and_environment_is_stronger() throws IOException {
        dry.write("a.env", "A=1\nB=1\nC=\"${SHORT}\"\nSHORT\nNOPE\n");
        dry.write("b.env", "B=2\n");
        dry.write("raw.env", "R='$X'\n");
        List<String> lines = dry.service("""
            env_file:
              - a.env
              - { path: b.env }
              - { path: none.env, required: false }
              - { path: raw.env, format: raw }
            environment: [A=0]
            """);
        UpDryRun.has(
                lines,
                "environment A=0",
                "environment B=2",
                "environment C=true",
                "environment SHORT=true",
                "environment R='$X'");
        assertFalse(lines.toString().contains("NOPE"), lines.toString());
    }

    @Test
    void a_name_without_a_value_is_this_process_s_variable_or_left_out() throws IOException {
        List<String> lines = dry.service("environment: [NOPE, SHORT, EMPTY, 'X=']\nuser: me");
        UpDryRun.has(lines, "environment SHORT=true", "environment EMPTY=", "environment X=");
        assertFalse(lines.toString().contains("NOPE"), lines.toString());
        UpDryRun.has(dry.service("environment: { NOPE: , SHORT: }"), "environment SHORT=true");
    }

    @Test
    void what_may_be_a_password_is_a_secret_and_defaults_and_short_values_are_none() throws IOException {
        dry.write("a.env", "FROM_FILE=another-password\nF=1\n");
        Run.Result result;
        dry.service("""
            env_file: a.env
            environment:
              URL: "db://me:${LONG}@db"
              LONG:
              DEFAULT: ${NOPE:-a-long-default}
              OTHER: ${LONG:+a-long-other}
              HERE: written-in-the-file
              MODE: ${SHORT}
            """);
        result = dry.up("--dry-run");
        UpDryRun.has(
                result.out().lines().map(String::strip).toList(),
                "environment URL (secret)",
                "environment LONG (secret)",
                "environment FROM_FILE (secret)",
                "environment F=1",
                "environment DEFAULT=a-long-default",
                "environment OTHER=a-long-other",
                "environment HERE=written-in-the-file",
                "environment MODE=true");
        assertFalse((result.out() + result.err()).contains("password"), result.out());
    }

    @Test
    void what_dagger_has_no_such_thing_for_is_named_once_and_empty_variables_too() throws IOException {
        dry.write("compose.yaml", """
            version: "3.8"
            services:
              web:
                image: nginx
                container_name: front
                hostname: front
                networks: [front]
                labels: { team: a }
                logging: { driver: none }
                stop_signal: SIGINT
                deploy: { resources: { limits: { memory: 1G } } }
                runtime: runc
                network_mode: bridge
                environment: { A: "$NOPE", B: "$NOPE" }
                ports: ["127.0.0.1:8080:80"]
              db:
                image: nginx
                container_name: back
            networks: { front: { driver: bridge } }
            """);
        Run.Result result = dry.up("--dry-run");
        assertEquals(0, result.code(), result.err());
        assertEquals(
                List.of(
                        "up: the variable NOPE has no value: taken as empty.",
                        "up: ignored, as a service under Dagger has no such thing: container_name (line 5, 18),"
                                + " deploy.resources (line 11), hostname (line 6), labels (line 8), logging (line 9),"
                                + " networks (line 7, 19), stop_signal (line 10).",
                        "up: an engine's tunnel listens on all addresses of this host, not on 127.0.0.1 alone"
                                + " (line 15)."),
                result.err().lines().toList());
    }

    @Test
    void an_empty_text_is_as_good_as_no_text() throws IOException {
        assertEquals(
                List.of("web: image nginx"),
                dry.service("platform: $NOPE\nuser: ${EMPTY:-}\nworking_dir: ''\ncommand: ''\nruntime: $NOPE"));
        assertEquals(List.of("web: image nginx", "entrypoint"), dry.service("entrypoint: ''"));
    }
}
