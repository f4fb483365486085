package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.Api.ReturnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.function.Executable;

/** Pipelines that run things: commands, builds, caches, images and failures. */
final class PipelinesOfCommands {
    private static final String UUID = "/proc/sys/kernel/random/uuid";

    private final LocalPipelinesTest.Kit kit;
    private final Api.Client dag;

    PipelinesOfCommands(LocalPipelinesTest.Kit kit) {
        this.kit = kit;
        dag = kit.dag();
    }

    void addTo(Map<String, Executable> all) {
        all.put(
                "a command's output",
                () -> assertEquals(
                        "Linux\n", kit.container().withExec("uname", "-s").stdout()));
        all.put("both streams and the exit code in plain GraphQL", this::streams);
        all.put(
                "a script on standard input",
                () -> assertEquals(
                        "1\n4\n9\n",
                        kit.container()
                                .withExec(o -> o.stdin("for i in 1 2 3; do\n  echo $((i * i))\ndone\n"), "sh", "-eu")
                                .stdout()));
        all.put(
                "a pipe of programs",
                () -> assertEquals(
                        "b 2\na 1\n",
                        kit.container()
                                .withExec(
                                        "sh",
                                        "-c",
                                        "printf 'b\\na\\nb\\n' | sort | uniq -c | sort -rn | awk '{print $2, $1}'")
                                .stdout()));
        all.put("variables from a map, one made of others", this::variables);
        all.put("variables from an env file", this::envFile);
        all.put("entrypoint, default arguments, user and folder", this::settings);
        all.put("output into a file and from there on", this::redirects);
        all.put("a temporary folder and a link", this::temporary);
        all.put("a container that has only what is put in", this::scratch);
        all.put("what an image says of itself", this::inspect);
        all.put("a build in stages", this::stages);
        all.put("a cache from step to step", this::cache);
        all.put("a step again on purpose", this::bust);
        all.put("a matrix collected in one folder", this::matrix);
        all.put("checks side by side, of which one fails", this::checks);
        all.put("a failure with its words", this::failure);
        all.put(
                "a program that is not there",
                () -> assertEquals(
                        "exec: \"no-such-tool\": executable file not found in $PATH",
                        fails(kit.container().withExec("no-such-tool", "--version"))
                                .stderr()));
        all.put("a command that was killed", this::killed);
        all.put("a failure whose report is kept", this::report);
        all.put(
                "a failure that was expected and did not come",
                () -> assertEquals(
                        0,
                        fails(kit.container().withExec(o -> o.expect(ReturnType.FAILURE), "true"))
                                .exitCode()));
        all.put(
                "an error of the pipeline's own",
                () -> assertTrue(assertThrows(QueryException.class, () -> kit.container()
                                .withError("not on Fridays")
                                .sync())
                        .getMessage()
                        .contains("not on Fridays")));
    }

    private static ExecException fails(Api.Container container) {
        return assertThrows(ExecException.class, container::stdout);
    }

    private void streams() {
        JsonNode step = kit.session()
                .ask("{ box: container { from(address: \"busybox:1.36\") { withExec(args: [\"sh\", \"-c\","
                        + " \"echo out; echo err >&2; exit 9\"], expect: ANY) { o: stdout stderr exitCode } } } }")
                .at("/data/box/from/withExec");
        assertEquals("{\"exitCode\":9,\"o\":\"out\\n\",\"stderr\":\"err\\n\"}", step.toString());
    }

    private void variables() {
        Api.Container with = kit.container();
        for (Map.Entry<String, String> entry :
                Map.of("CITY", "Z\u00fcrich", "EMPTY", "").entrySet()) {
            with = with.withEnvVariable(entry.getKey(), entry.getValue());
        }
        with = with.withEnvVariable("GREETING", "from ${CITY}", o -> o.expand(true))
                .withEnvVariable("LITERAL", "$CITY")
                .withEnvVariable("PATH", "/opt/x/bin:${PATH}", o -> o.expand(true));
        assertEquals(
                "from Z\u00fcrich|$CITY||/opt/x/bin\n",
                with.withExec("sh", "-c", "echo \"$GREETING|$LITERAL|$EMPTY|${PATH%%:*}\"")
                        .stdout());
        assertEquals("from Z\u00fcrich", with.envVariable("GREETING").orElse(null));
        assertTrue(with.withoutEnvVariable("CITY").envVariable("CITY").isEmpty());
    }

    private void envFile() {
        Api.EnvFile file = dag.file(".env", "HOST=db\nPORT=5432\n# comment\nURL=${HOST}:${PORT}\n")
                .asEnvFile(o -> o.expand(true))
                .withVariable("MODE", "test");
        assertEquals(
                "db:5432 test\n",
                kit.container()
                        .withEnvFileVariables(file)
                        .withExec("sh", "-c", "echo $URL $MODE")
                        .stdout());
    }

    private void settings() {
        Api.Container tool = kit.container()
                .withEntrypoint(List.of("printf", "<%s>"))
                .withDefaultArgs(List.of("a", "b"))
                .withUser("65534")
                .withWorkdir("/srv/app")
                .withWorkdir("lib");
        assertEquals(
                "<x><y>", tool.withExec(o -> o.useEntrypoint(true), "x", "y").stdout());
        assertEquals("/srv/app/lib\n", tool.withExec("pwd").stdout());
        assertEquals("65534\n", tool.withExec("id", "-u").stdout());
        assertEquals(List.of("printf", "<%s>"), tool.entrypoint());
        assertEquals(List.of(), tool.withoutDefaultArgs().defaultArgs());
    }

    private void redirects() {
        Api.Container counted = kit.container()
                .withWorkdir("/r")
                .withExec(
                        o -> o.redirectStdout("names").redirectStderr("log"), "sh", "-c", "echo b; echo a; echo w >&2")
                .withExec(o -> o.redirectStdin("names"), "sort");
        assertEquals("a\nb\n", counted.stdout());
        assertEquals("w\n", counted.file("/r/log").contents());
    }

    private void temporary() {
        Api.Container with = kit.container()
                .withMountedTemp("/scratch")
                .withNewFile("/opt/v2/tool", "#!/bin/sh\necho two\n", o -> o.permissions(0755))
                .withSymlink("/opt/v2", "/srv/current")
                .withExec("sh", "-c", "echo x > /scratch/x; /srv/current/tool");
        assertEquals("two\n", with.stdout());
        assertEquals("", with.withExec("ls", "/scratch").stdout());
    }

    private void scratch() {
        Api.Directory files = dag.directory().withNewFile("etc/motd", "hi\n");
        Api.Container scratch = dag.container().withRootfs(files);
        assertEquals("hi\n", scratch.file("/etc/motd").contents());
        assertEquals(
                "exec: \"cat\": executable file not found in $PATH",
                fails(scratch.withExec("cat", "/etc/motd")).stderr());
    }

    private void inspect() {
        Api.Container image = kit.container()
                .withLabel("org.opencontainers.image.title", "app")
                .withAnnotation("note", "n")
                .withExposedPort(8443, o -> o.description("web"))
                .withExposedPort(53, o -> o.protocol(Api.NetworkProtocol.UDP))
                .withEntrypoint(List.of("/app"));
        assertEquals("app", image.label("org.opencontainers.image.title").orElse(null));
        assertEquals(
                List.of("53/UDP", "8443/TCP"),
                image.exposedPorts().stream()
                        .map(port -> port.port() + "/" + port.protocol())
                        .sorted()
                        .toList());
        assertEquals(List.of("/app"), image.entrypoint());
        assertTrue(dag.defaultPlatform().startsWith("linux/"));
    }

    private void stages() {
        Api.Container builder = kit.container()
                .withDirectory("/src", dag.host().directory("project", o -> o.include(List.of("src"))))
                .withWorkdir("/src")
                .withExec(
                        "sh",
                        "-c",
                        "mkdir /out; printf '#!/bin/sh\\ncat <<E\\n' > /out/app; cat src/*.txt >> /out/app;"
                                + " echo E >> /out/app; chmod 755 /out/app");
        Api.Container app = kit.container()
                .withFile("/usr/bin/app-of-mine", builder.file("/out/app"))
                .withEntrypoint(List.of("/usr/bin/app-of-mine"));
        assertEquals(
                "colour one\ntwo\ncolour two\n",
                app.withExec(List.of(), o -> o.useEntrypoint(true)).stdout());
        assertFalse(app.exists("/src"));
    }

    private void cache() {
        Api.Container with = kit.container().withMountedCache("/cache", dag.cacheVolume("pipelines"));
        String add = "n=$(cat /cache/n 2>/dev/null || echo 0); echo $((n + 1)) > /cache/n; cat /cache/n";
        assertEquals("1\n", with.withExec("sh", "-c", add).stdout());
        assertEquals(
                "2\n",
                with.withEnvVariable("RUN", "2").withExec("sh", "-c", add).stdout());
        assertEquals(
                "",
                kit.container().withExec("sh", "-c", "ls /cache 2>/dev/null; :").stdout());
    }

    private void bust() {
        Api.Container first = kit.container().withExec("cp", UUID, "/once");
        Api.Container again = first.withEnvVariable("CACHEBUSTER", "1");
        assertEquals(
                first.file("/once").contents(), again.withExec("cat", "/once").stdout());
        assertNotEquals(
                again.withExec("cat", UUID).stdout(),
                first.withEnvVariable("CACHEBUSTER", "2").withExec("cat", UUID).stdout());
    }

    private void matrix() {
        Api.Directory all = dag.directory();
        for (String system : List.of("linux", "darwin")) {
            for (String arch : List.of("amd64", "arm64")) {
                Api.Container built = kit.container()
                        .withEnvVariable("GOOS", system)
                        .withEnvVariable("GOARCH", arch)
                        .withExec("sh", "-c", "mkdir /dist; echo $GOOS-$GOARCH > /dist/app");
                all = all.withDirectory(system + "/" + arch, built.directory("/dist"));
            }
        }
        assertEquals(4, all.glob("**/app").size());
        assertEquals("darwin-arm64\n", all.file("darwin/arm64/app").contents());
    }

    private void checks() {
        List<String> branches = new ArrayList<>();
        for (String check : List.of("lint", "types", "unit")) {
            branches.add(check + ": withExec(args: [\"sh\", \"-c\", \"echo " + check + " >&2; [ " + check
                    + " != types ] || exit 3\"]) { exitCode }");
        }
        JsonNode answer = kit.session()
                .ask("{ container { from(address: \"node:22\") { "
                        + branches.stream().collect(Collectors.joining(" ")) + " } } }");
        assertTrue(answer.get("data").isNull(), "" + answer);
        assertEquals(1, answer.get("errors").size());
        assertEquals("types", answer.at("/errors/0/extensions/stderr").asText());
        assertEquals(3, answer.at("/errors/0/extensions/exitCode").asInt());
    }

    private void failure() {
        ExecException failed = fails(kit.container()
                .withExec("sh", "-c", "echo before; echo 'E: broken' >&2; exit 42")
                .withExec("echo", "never"));
        assertEquals(42, failed.exitCode());
        assertEquals("E: broken", failed.stderr());
        assertEquals("before", failed.stdout());
        assertEquals(3, failed.command().size());
        String tail = fails(kit.container().withExec("sh", "-c", "seq 100000; exit 1"))
                .stdout();
        assertTrue(tail.startsWith("[omitting ") && tail.endsWith("\n99999\n100000"), tail.substring(0, 99));
    }

    private void killed() {
        ExecException failed = fails(kit.container().withExec(o -> o.expect(ReturnType.ANY), "sh", "-c", "kill -9 $$"));
        assertEquals(137, failed.exitCode());
    }

    private void report() {
        Api.Container tests = kit.container()
                .withExec(o -> o.expect(ReturnType.ANY), "sh", "-c", "echo '2 failed' > /report; exit 2");
        assertEquals(2, tests.exitCode());
        assertEquals("2 failed\n", tests.file("/report").contents());
        assertEquals("2 failed\n", tests.withExec("cat", "/report").stdout());
    }
}
