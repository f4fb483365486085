package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** That the script {@code up} reads a file as Docker Compose does: what it would start. */
class UpReadTest {
    private static final String LONG = "a-long-password";

    @TempDir
    Path folder;

    private Run.Result up(String... args) {
        return Run.jvm("scripts/up.java", args)
                .in(folder)
                .env("NOPE", null)
                .env("EMPTY", "")
                .env("SHORT", "true")
                .env("LONG", LONG)
                .run();
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }

    /** What is said of a file that can be used. */
    private List<String> read(String... args) {
        String[] all = Stream.concat(Stream.of("--dry-run"), Stream.of(args)).toArray(String[]::new);
        Run.Result result = up(all);
        assertEquals(0, result.code(), result.err());
        return result.out().lines().map(String::strip).toList();
    }

    private List<String> service(String body) throws IOException {
        write("compose.yaml", "services:\n  web:\n    image: nginx\n" + body.indent(4));
        return read();
    }

    private void has(List<String> lines, String... expected) {
        for (String one : expected) {
            assertTrue(lines.contains(one), one + " is not in " + lines);
        }
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
                        () -> has(
                                service("environment: { A: '" + pair.get(0) + "' }"),
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
                .map(pair -> dynamicTest(pair.get(0), () -> has(service("ports: [" + pair.get(0) + "]"), pair.get(1))));
    }

    @Test
    void mounts_are_read_in_all_their_forms_the_outer_before_the_inner() throws IOException {
        write("src/a", "");
        write("key", "");
        write("compose.yaml", """
            services:
              web:
                image: nginx
                tmpfs: /run:size=64m
                secrets: [key, { source: key, target: other, mode: 0440 }]
                configs: [{ source: conf, target: /etc/conf }]
                volumes:
                  - /app/src/node_modules
                  - ./src:/app/src:z
                  - ./key:/key:ro,Z
                  - data:/data/:nocopy
                  - { type: bind, source: ./src, target: /b, read_only: true, bind: { propagation: rslave } }
                  - { type: volume, source: named, target: /n }
                  - { type: tmpfs, target: /t, tmpfs: { size: 1000 } }
                  - ./missing:/m
            volumes: { data: , named: { name: other } }
            secrets: { key: { file: ./key } }
            configs: { conf: { content: "a: ${SHORT}" } }
            """);
        Run.Result result = up("--dry-run");
        assertEquals(0, result.code(), result.err());
        List<String> lines = result.out().lines().map(String::strip).toList();
        has(
                lines,
                "memory at /run",
                "secret key at /run/secrets/key",
                "secret key at /run/secrets/other",
                "config conf at /etc/conf",
                "volume of its own at /app/src/node_modules",
                "folder ./src at /app/src",
                "file ./key at /key, read-only",
                "volume " + folder.getFileName() + "_data at /data",
                "folder ./src at /b, read-only",
                "volume other at /n",
                "memory at /t",
                "empty folder for ./missing at /m");
        assertTrue(
                lines.indexOf("folder ./src at /app/src") < lines.indexOf("volume of its own at /app/src/node_modules"),
                result.out());
        assertTrue(result.err().contains("there is no \"./missing\" here"), result.err());
    }

    @Test
    void merge_keys_and_anchors_are_yaml_and_no_keys() throws IOException {
        write("compose.yaml", """
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
        List<String> lines = read();
        has(lines, "web: image alpine", "environment A=one", "environment B=two", "user me", "worker: image alpine");
        assertTrue(lines.contains("environment B=first"), "the worker's: " + lines);
    }

    @Test
    void env_beside_the_file_has_variables_and_this_process_is_stronger() throws IOException {
        write("sub/.env", """
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
        write("sub/compose.yaml", """
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
        has(
                read("sub/compose.yaml"),
                "environment A=has it",
                "environment B=true",
                "environment Y=colon",
                "environment E=[]",
                "command 'from the file' 'two\\nlines from the file $5' 'as $PLAIN it # is' 'one\\ntwo'");
    }

    @Test
    void files_of_variables_may_be_missing_if_they_say_so_and_environment_is_stronger() throws IOException {
        write("a.env", "A=1\nB=1\nC=\"${SHORT}\"\nSHORT\nNOPE\n");
        write("b.env", "B=2\n");
        write("raw.env", "R='$X'\n");
        List<String> lines = service("""
            env_file:
              - a.env
              - { path: b.env }
              - { path: none.env, required: false }
              - { path: raw.env, format: raw }
            environment: [A=0]
            """);
        has(
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
        List<String> lines = service("environment: [NOPE, SHORT, EMPTY, 'X=']\nuser: me");
        has(lines, "environment SHORT=true", "environment EMPTY=", "environment X=");
        assertFalse(lines.toString().contains("NOPE"), lines.toString());
        has(service("environment: { NOPE: , SHORT: }"), "environment SHORT=true");
    }

    @Test
    void what_may_be_a_password_is_a_secret_and_defaults_and_short_values_are_none() throws IOException {
        write("a.env", "FROM_FILE=another-password\nF=1\n");
        Run.Result result;
        service("""
            env_file: a.env
            environment:
              URL: "db://me:${LONG}@db"
              LONG:
              DEFAULT: ${NOPE:-a-long-default}
              OTHER: ${LONG:+a-long-other}
              HERE: written-in-the-file
              MODE: ${SHORT}
            """);
        result = up("--dry-run");
        has(
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
        write("compose.yaml", """
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
        Run.Result result = up("--dry-run");
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
    void depends_on_says_what_is_to_be_up_or_done_before() throws IOException {
        write("compose.yaml", """
            services:
              web:
                image: nginx
                depends_on:
                  db: { condition: service_healthy, restart: true }
                  init: { condition: service_completed_successfully }
                  none: { condition: service_started, required: false }
                links: ["cache:store"]
              init: { image: init, depends_on: [db] }
              cache: { image: redis }
              db:
                image: postgres
                healthcheck: { test: pg_isready -q, interval: 1m30s, retries: 5 }
            """);
        List<String> lines = read();
        has(lines, "after db", "after init, when it is done", "after cache", "healthcheck 'pg_isready -q'");
        assertTrue(lines.indexOf("db: image postgres") < lines.indexOf("init: image init"), lines.toString());
        assertTrue(lines.indexOf("init: image init") < lines.indexOf("web: image nginx"), lines.toString());
    }

    @Test
    void services_with_profiles_are_read_when_one_of_them_is_asked_for() throws IOException {
        write("compose.yaml", """
            services:
              web: { image: nginx }
              debug: { image: debug, profiles: [dev, test], network_mode: "${NOPE}" }
            """);
        assertEquals(List.of("web: image nginx"), read());
        assertEquals(List.of("web: image nginx", "debug: image debug"), read("--profile", "dev"));
        assertEquals(List.of("web: image nginx", "debug: image debug"), read("--profile", "*"));
    }

    @Test
    void a_later_file_lies_over_the_earlier_ones() throws IOException {
        write("compose.yaml", """
            services:
              web:
                image: nginx
                command: [a, b]
                environment: [A=1, B=1]
                ports: ["80:80"]
                volumes: [data:/data]
                user: me
            volumes: { data: }
            """);
        write("compose.override.yaml", """
            services:
              web:
                command: [c]
                environment: { B: 2 }
                ports: ["81:81"]
                volumes: [other:/data]
                user: !reset null
              db: { image: postgres }
            volumes: { other: }
            """);
        List<String> both = List.of(
                "web: image nginx",
                "command c",
                "environment A=1",
                "environment B=2",
                "port 80 at 80 of this host",
                "port 81 at 81 of this host",
                "volume " + folder.getFileName() + "_other at /data",
                "db: image postgres");
        assertEquals(both, read());
        assertEquals(both, read("-f", "compose.yaml", "-f", "compose.override.yaml"));
        assertEquals(both, read("compose.yaml", "compose.override.yaml"));
        assertFalse(read("compose.yaml").contains("command c"));
    }

    @Test
    void a_service_extends_another_and_a_file_includes_others() throws IOException {
        write("base/common.yaml", """
            services:
              base: { image: nginx, environment: { A: 1, B: 1 }, volumes: ["./conf:/conf"] }
            """);
        write("base/conf", "x");
        write("part/compose.yaml", "services: { db: { image: postgres } }\n");
        write("compose.yaml", """
            include: [part/compose.yaml]
            services:
              web:
                extends: { file: base/common.yaml, service: base }
                environment: { B: 2 }
              more: { extends: web, user: me }
            """);
        List<String> lines = read();
        has(lines, "db: image postgres", "web: image nginx", "more: image nginx", "file ./conf at /conf", "user me");
        assertEquals(2, lines.stream().filter("environment B=2"::equals).count(), lines.toString());
    }

    @Test
    void what_is_built_is_found_through_links_and_an_image_beside_it_is_only_its_name() throws IOException {
        write("app/Dockerfile.dev", "FROM scratch\n");
        write("elsewhere", "FROM scratch\n");
        Files.createSymbolicLink(folder.resolve("app/Dockerfile"), folder.resolve("elsewhere"));
        write("compose.yaml", """
            services:
              web: { image: example/web, build: ./app }
              dev: { build: { context: app, dockerfile: Dockerfile.dev, target: run, args: [A=1], tags: [x] } }
              here: { build: { dockerfile_inline: "FROM scratch" } }
            """);
        assertEquals(
                List.of(
                        "web: build ./app (a Dockerfile of its own)",
                        "dev: build app (Dockerfile.dev, target run)",
                        "here: build . (a Dockerfile of its own)"),
                read());
    }

    @Test
    void a_link_on_this_host_is_followed_and_one_that_leads_nowhere_is_an_error() throws IOException {
        write("app.real", "hello");
        Files.createSymbolicLink(folder.resolve("app.conf"), Path.of("app.real"));
        Files.createSymbolicLink(folder.resolve("broken"), Path.of("nowhere"));
        has(service("volumes: ['./app.conf:/etc/app.conf:ro']"), "file ./app.conf at /etc/app.conf, read-only");
        write("compose.yaml", "services: { web: { image: x, volumes: ['./broken:/b'] } }\n");
        Run.Result result = up("--dry-run");
        assertEquals(64, result.code());
        assertTrue(result.err().contains("line 1: the link \"./broken\" leads nowhere"), result.err());
    }
}
