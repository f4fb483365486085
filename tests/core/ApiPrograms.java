package daggerkit;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Small programs in the typed API, as people write them. */
final class ApiPrograms {
    private ApiPrograms() {}

    static void add(BiConsumer<String, Function<Api.Client, Selection>> to) {
        to.accept("version", dag -> dag.select("version"));
        to.accept("uname", dag -> leaf(dag.container().from("alpine:latest").withExec("uname", "-nrio"), "stdout"));
        to.accept("exec list", dag -> leaf(dag.container().withExec(List.of("ls", "-l")), "stdout"));
        to.accept("exec nothing", dag -> leaf(dag.container().withExec(), "stdout"));
        to.accept(
                "exec options",
                dag -> leaf(
                        dag.container()
                                .withExec(o -> o.expect(Api.ReturnType.ANY).noInit(true), "sh", "-c", "exit 3"),
                        "exitCode"));
        to.accept(
                "options last",
                dag -> leaf(dag.container().withExec(List.of("cat"), o -> o.stdin("a\n\"b\"\t\\")), "stdout"));
        to.accept(
                "options in the order of the program",
                dag -> leaf(
                        dag.container().withExec(o -> o.noInit(false).stdin("x").useEntrypoint(true), "cat"),
                        "stderr"));
        to.accept(
                "an option set twice",
                dag -> leaf(dag.container().withExec(o -> o.stdin("x").stdin("y"), "cat"), "stdout"));
        to.accept("platform", dag -> leaf(dag.container(o -> o.platform("linux/arm64")), "platform"));
        to.accept(
                "from with options",
                dag -> leaf(
                        dag.container().from("a/b:c", o -> o.insecureSkipTLSVerify(true)
                                .protocol(Api.RegistryProtocol.HTTP)),
                        "imageRef"));
        to.accept(
                "host directory",
                dag -> leaf(dag.host().directory(".", o -> o.exclude(List.of("target", ".git"))), "entries"));
        to.accept(
                "mounts",
                dag -> leaf(
                        dag.container()
                                .withMountedCache("/root/.m2", dag.cacheVolume("m2"))
                                .withMountedDirectory("/src", dag.host().directory("."))
                                .withWorkdir("/src")
                                .withExec("mvn", "-B", "verify")
                                .directory("target"),
                        "entries"));
        to.accept(
                "cache options", dag -> leaf(dag.cacheVolume("x", o -> o.sharing(Api.CacheSharingMode.LOCKED)), "id"));
        to.accept(
                "objects in a list",
                dag -> leaf(
                        dag.container().asTarball(o -> o.platformVariants(List.of(dag.container(), dag.container()))
                                .forcedCompression(Api.ImageLayerCompression.Gzip)),
                        "size"));
        to.accept("no objects in a list", dag -> leaf(dag.directory().withFiles("/", List.of()), "entries"));
        to.accept(
                "input objects",
                dag -> leaf(
                        dag.host()
                                .service(List.of(
                                        new Api.PortForward(80),
                                        new Api.PortForward(8080L, 80, Api.NetworkProtocol.TCP))),
                        "hostname"));
        to.accept(
                "build arguments",
                dag -> leaf(
                        dag.host().directory(".").dockerBuild(o -> o.target("t")
                                .buildArgs(List.of(new Api.BuildArg("A", "1")))),
                        "stdout"));
        to.accept(
                "service",
                dag -> leaf(
                        dag.container()
                                .withServiceBinding(
                                        "db",
                                        dag.container().withExposedPort(5432).asService()),
                        "stdout"));
        to.accept(
                "exposed port",
                dag -> leaf(
                        dag.container().withExposedPort(53, o -> o.protocol(Api.NetworkProtocol.UDP)
                                .description("names")),
                        "stdout"));
        to.accept(
                "new file",
                dag -> leaf(
                        dag.directory().withNewFile("a/b", "h\u00e9 \ud83d\ude00", o -> o.permissions(0600)),
                        "entries"));
        to.accept("file", dag -> leaf(dag.file("a.txt", "x\ny"), "contents"));
        to.accept(
                "git branch",
                dag -> leaf(dag.git("https://example.org/r.git").branch("main").tree(), "entries"));
        to.accept("git commit", dag -> leaf(dag.git("r").commit("abc"), "messageHeadline"));
        to.accept(
                "git commit before 1.0",
                dag -> leaf(dag.git("r").commitRef("abc").tree(), "entries"));
        to.accept("a secret's value is a variable", dag -> leaf(dag.setSecret("n", "hidden"), "name"));
        to.accept(
                "a secret as an argument",
                dag -> leaf(dag.container().withSecretVariable("TOKEN", dag.setSecret("n", "hidden")), "stdout"));
        to.accept("secret", dag -> leaf(dag.secret("env://TOKEN"), "name"));
        to.accept("import", dag -> leaf(dag.container().import_(dag.file("a", "b"), o -> o.tag("t")), "stdout"));
        to.accept(
                "native",
                dag -> leaf(dag.host().tunnel(dag.container().asService(), o -> o.native_(true)), "hostname"));
        to.accept("module", dag -> leaf(dag.moduleSource("./greeter").asModule(), "name"));
        to.accept("module type", dag -> leaf(dag.module().withDescription("d"), "name"));
        to.accept(
                "type definition",
                dag -> leaf(dag.typeDef().withKind(Api.TypeDefKind.STRING_KIND).withOptional(true), "kind"));
        to.accept(
                "function",
                dag -> leaf(
                        dag.function("f", dag.typeDef())
                                .withArg("a", dag.typeDef(), o -> o.defaultValue("{\"a\":[1]}")),
                        "name"));
        to.accept("error", dag -> leaf(dag.error("m").withValue("n", "1"), "message"));
        to.accept("node", dag -> leaf(dag.node("abc").asContainer().withExec("true"), "stdout"));
        to.accept("load by ID", dag -> leaf(dag.loadDirectoryFromID("abc"), "entries"));
        to.accept(
                "a model's step",
                dag -> leaf(dag.llm(o -> o.model("m")).withPrompt("p").step(), "lastReply"));
        to.accept("json", dag -> leaf(dag.json().withContents("{}").field("a", "b"), "asString"));
        to.accept("another root", dag -> dag.loadQueryFromID("abc").select("version"));
    }

    private static Selection leaf(ApiObject<?> object, String field) {
        return object.selection().select(field);
    }
}
