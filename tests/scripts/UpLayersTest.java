package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the script {@code up} reads mounts, links, dependencies and several files as Docker Compose does. */
class UpLayersTest {
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

    @Test
    void mounts_are_read_in_all_their_forms_the_outer_before_the_inner() throws IOException {
        dry.write("src/a", "");
        dry.write("key", "");
        dry.write("compose.yaml", """
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
        Run.Result result = dry.up("--dry-run");
        assertEquals(0, result.code(), result.err());
        List<String> lines = result.out().lines().map(String::strip).toList();
        UpDryRun.has(
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
    void depends_on_says_what_is_to_be_up_or_done_before() throws IOException {
        dry.write("compose.yaml", """
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
        List<String> lines = dry.read();
        UpDryRun.has(lines, "after db", "after init, when it is done", "after cache", "healthcheck 'pg_isready -q'");
        assertTrue(lines.indexOf("db: image postgres") < lines.indexOf("init: image init"), lines.toString());
        assertTrue(lines.indexOf("init: image init") < lines.indexOf("web: image nginx"), lines.toString());
    }

    @Test
    void services_with_profiles_are_read_when_one_of_them_is_asked_for() throws IOException {
        dry.write("compose.yaml", """
            services:
              web: { image: nginx }
              debug: { image: debug, profiles: [dev, test], network_mode: "${NOPE}" }
            """);
        assertEquals(List.of("web: image nginx"), dry.read());
        assertEquals(List.of("web: image nginx", "debug: image debug"), dry.read("--profile", "dev"));
        assertEquals(List.of("web: image nginx", "debug: image debug"), dry.read("--profile", "*"));
    }

    @Test
    void a_later_file_lies_over_the_earlier_ones() throws IOException {
        dry.write("compose.yaml", """
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
        dry.write("compose.override.yaml", """
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
        assertEquals(both, dry.read());
        assertEquals(both, dry.read("-f", "compose.yaml", "-f", "compose.override.yaml"));
        assertEquals(both, dry.read("compose.yaml", "compose.override.yaml"));
        assertFalse(dry.read("compose.yaml").contains("command c"));
    }

    @Test
    void a_service_extends_another_and_a_file_includes_others() throws IOException {
        dry.write("base/common.yaml", """
            services:
              base: { image: nginx, environment: { A: 1, B: 1 }, volumes: ["./conf:/conf"] }
            """);
        dry.write("base/conf", "x");
        dry.write("part/compose.yaml", "services: { db: { image: postgres } }\n");
        dry.write("compose.yaml", """
            include: [part/compose.yaml]
            services:
              web:
                extends: { file: base/common.yaml, service: base }
                environment: { B: 2 }
              more: { extends: web, user: me }
            """);
        List<String> lines = dry.read();
        UpDryRun.has(
                lines,
                "db: image postgres",
                "web: image nginx",
                "more: image nginx",
                "file ./conf at /conf",
                "user me");
        assertEquals(2, lines.stream().filter("environment B=2"::equals).count(), lines.toString());
    }

    @Test
    void what_is_built_is_found_through_links_and_an_image_beside_it_is_only_its_name() throws IOException {
        dry.write("app/Dockerfile.dev", "FROM scratch\n");
        dry.write("elsewhere", "FROM scratch\n");
        Files.createSymbolicLink(folder.resolve("app/Dockerfile"), folder.resolve("elsewhere"));
        dry.write("compose.yaml", """
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
                dry.read());
    }

    @Test
    void a_link_on_this_host_is_followed_and_one_that_leads_nowhere_is_an_error() throws IOException {
        dry.write("app.real", "hello");
        Files.createSymbolicLink(folder.resolve("app.conf"), Path.of("app.real"));
        Files.createSymbolicLink(folder.resolve("broken"), Path.of("nowhere"));
        UpDryRun.has(
                dry.service("volumes: ['./app.conf:/etc/app.conf:ro']"), "file ./app.conf at /etc/app.conf, read-only");
        dry.write("compose.yaml", "services: { web: { image: x, volumes: ['./broken:/b'] } }\n");
        Run.Result result = dry.up("--dry-run");
        assertEquals(64, result.code());
        assertTrue(result.err().contains("line 1: the link \"./broken\" leads nowhere"), result.err());
    }
}
