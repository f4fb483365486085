package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import daggerkit.console.Text;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the bench runs: a temporary folder with a JBang folder of its own, a Maven repository that links to this user's
 * (so that it is warm, and nothing of ours gets into the real one), a script hello without dependencies, and an endpoint
 * that answers as an engine answered uname. Used by one thread.
 */
final class BenchPlace implements AutoCloseable {
    /** A child ended otherwise than it should: there is nothing to measure. */
    static final class ChildException extends DaggerException {
        private static final long serialVersionUID = 1;

        ChildException(String message) {
            super(message);
        }
    }

    static final ObjectMapper JSON = new ObjectMapper();
    private static final String HELLO =
            "class hello { public static void main(String... args) " + "{ System.out.println(\"hello\"); } }\n";

    private final Path folder = Files.createTempDirectory("daggerkit-bench");
    private final Thread atExit = new Thread(this::end);
    private final BenchStub engine;
    private final String query;
    private final String answer;
    private volatile boolean ended;

    /** Sets it up. */
    BenchPlace() throws IOException {
        Runtime.getRuntime().addShutdownHook(atExit);
        JsonNode recording = JSON.readTree(
                root().resolve("tests/recordings/v1.0.0-beta.10/uname.json").toFile());
        query = recording.at("/request/query").asText();
        answer = recording
                .at("/response/body/data/container/from/withExec/stdout")
                .asText();
        byte[] body = recording.at("/response/body").toString().getBytes(StandardCharsets.UTF_8);
        engine = new BenchStub(body, 0, BenchStub.folder(root()));
        Files.createDirectories(repository());
        try (DirectoryStream<Path> groups = Files.newDirectoryStream(Run.mavenRepository())) {
            for (Path group : groups) {
                if (!group.getFileName().toString().equals("daggerkit")) {
                    Files.createSymbolicLink(repository().resolve(group.getFileName()), group);
                }
            }
        }
        write("hello/hello.java", HELLO);
        write("hello/jbang-catalog.json", "{\"aliases\": {\"hello\": {\"script-ref\": \"hello.java\"}}}");
    }

    /** The repository's folder. */
    static Path root() {
        return Run.root();
    }

    /** The temporary folder, or a path in it. */
    Path path(String name) {
        return folder.resolve(name);
    }

    /** The Maven repository of the children. */
    Path repository() {
        return path("repository");
    }

    /** Writes a file of the temporary folder. */
    Path write(String name, String text) throws IOException {
        Path file = path(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    BenchStub engine() {
        return engine;
    }

    /** The JSON of the request that uname sends. */
    String request() {
        return JSON.createObjectNode().put("query", query).toString();
    }

    /** What uname prints. */
    String answer() {
        return answer;
    }

    /** Whether this process is about to end because somebody wants it to. */
    boolean ended() {
        return ended;
    }

    /** A command with the session and the JDK of this run. */
    Run command(List<String> command) {
        if (ended) {
            throw new DaggerException("The bench was ended from outside.");
        }
        return Run.command(command.toArray(new String[0]))
                .session(engine.params())
                .env("JAVA_HOME", System.getProperty("java.home"))
                .env("JBANG_DIR", path("jbang").toString())
                .env("JBANG_CACHE_DIR", null)
                .env("JBANG_JAVA_OPTIONS", null)
                .env("JBANG_REPO", repository().toString());
    }

    /** {@code ./jbang}, started in a folder. */
    Run jbang(Path in, String... args) {
        List<String> command = new ArrayList<>(List.of(root().resolve("jbang").toString()));
        command.addAll(List.of(args));
        return command(command).in(in);
    }

    /** How long a command takes, in milliseconds; it has to end with 0 and to print this. */
    static double millis(Run run, String expected) {
        long start = System.nanoTime();
        Run.Result result = run.run();
        double millis = (System.nanoTime() - start) / 1e6;
        if (result.code() != 0 || !result.out().equals(expected)) {
            throw new ChildException("A child ended with exit code " + result.code() + " and printed \""
                    + Text.oneLine(result.out()) + "\", expected \"" + Text.oneLine(expected) + "\"; it told: "
                    + Text.oneLine(result.err()));
        }
        return millis;
    }

    /** The command line that JBang starts a built script with, from the java command to the main class. */
    List<String> javaCommand(Path script) throws IOException {
        Run.Result result = jbang(root(), "info", "tools", script.toString()).run();
        JsonNode tools = JSON.readTree(result.out());
        if (!tools.path("applicationJar").isTextual()) {
            throw new ChildException(
                    "JBang does not tell how it runs \"" + script + "\": " + Text.oneLine(result.err()));
        }
        List<String> command = new ArrayList<>(List.of(java()));
        tools.path("runtimeOptions").forEach(option -> command.add(option.asText()));
        List<String> classPath =
                new ArrayList<>(List.of(tools.path("applicationJar").asText()));
        tools.path("resolvedDependencies").forEach(jar -> classPath.add(jar.asText()));
        command.addAll(List.of("-classpath", String.join(File.pathSeparator, classPath)));
        command.add(tools.path("mainClass").asText());
        return command;
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Ends the endpoint and leaves nothing behind. */
    @Override
    public void close() throws IOException {
        engine.close();
        delete();
        if (!ended) {
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
    }

    private void end() {
        ended = true;
        for (ProcessHandle child : ProcessHandle.current().descendants().toList()) {
            child.destroyForcibly();
            child.onExit().join();
        }
        delete();
    }

    private synchronized void delete() {
        if (Files.exists(folder)) {
            TestFolders.delete(folder);
        }
    }
}
