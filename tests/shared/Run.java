package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A real process under test: a command with an environment that has nothing of a session, of proxies and of this
 * toolkit's switches, unless the test puts it there. Used by one thread.
 */
final class Run {
    /** A javac that lives for seconds: its JVM's second compiler costs it more than half of its time. */
    static final String SHORT_LIVED_JAVAC = "-J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC";

    private static final long LONGEST_SECONDS = 120;
    private static final Map<String, String> CLASS_PATHS = new ConcurrentHashMap<>();

    /** How a process ended and what it wrote. */
    record Result(int code, String out, String err) {}

    private final ProcessBuilder builder;
    private byte[] stdin = {};
    private long longestSeconds = LONGEST_SECONDS;

    private Run(List<String> command) {
        builder = new ProcessBuilder(command).directory(root().toFile());
        Map<String, String> environment = builder.environment();
        environment
                .keySet()
                .removeIf(name -> name.startsWith("DAGGER")
                        || name.startsWith("_EXPERIMENTAL_DAGGER")
                        || name.startsWith("OTEL_")
                        || name.startsWith("GITHUB_")
                        || name.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy")
                        || List.of("COLUMNS", "TRACEPARENT", "TRACESTATE", "BAGGAGE", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS")
                                .contains(name));
        environment.put("NO_COLOR", "1");
        environment.put("JBANG_NO_VERSION_CHECK", "true");
    }

    /** A command of the system, or a path. */
    static Run command(String... command) {
        return new Run(List.of(command));
    }

    /** The repository's own launcher with an alias of its catalog, or a script's path. */
    static Run jbang(String script, String... args) {
        List<String> command = new ArrayList<>(List.of(root().resolve("jbang").toString(), "--quiet", "run", script));
        command.addAll(List.of(args));
        return new Run(command);
    }

    /**
     * A script as JBang runs it, with the JVM of the tests and without JBang itself, which takes three quarters of the
     * time; its jar is built first.
     */
    static Run jvm(String script, String... args) {
        String name = script.substring(script.lastIndexOf('/') + 1).replaceFirst("\\.java$", "");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath(script),
                name));
        command.addAll(List.of(args));
        return new Run(command);
    }

    /** The class path of a script, whose jar is built first. */
    static String classPath(String script) {
        return CLASS_PATHS.computeIfAbsent(script, Run::build);
    }

    private static String build(String script) {
        String jbang = root().resolve("jbang").toString();
        Result built = command(jbang, "--quiet", "build", script)
                .env("JDK_JAVAC_OPTIONS", SHORT_LIVED_JAVAC)
                .run();
        Result asked = command(jbang, "--quiet", "info", "classpath", script).run();
        if (built.code() != 0 || asked.code() != 0) {
            throw new AssertionError("cannot build " + script + ": " + built + asked);
        }
        return asked.out().strip();
    }

    /** The repository's folder: the nearest one from here upwards that holds the catalog. */
    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        for (Path folder = here; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("jbang-catalog.json")) && Files.exists(folder.resolve("lib/Dagger.java"))) {
                return folder;
            }
        }
        throw new IllegalStateException("Run the tests from a folder of the repository; this is " + here);
    }

    /** The Maven repository that JBang took this JVM's libraries from. */
    static Path mavenRepository() {
        Path jar = Path.of(URI.create(JsonNode.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
        Path repository = jar;
        for (String ignored : "com/fasterxml/jackson/core/jackson-databind/2/x.jar".split("/")) {
            repository = repository.getParent();
        }
        if (repository == null || !Files.isDirectory(repository.resolve("com/fasterxml/jackson"))) {
            throw new DaggerException(
                    "Cannot find the Maven repository: \"" + jar + "\" is in none; run this by ./jbang.");
        }
        return repository;
    }

    /** The command line, for a program that runs others. */
    List<String> words() {
        return List.copyOf(builder.command());
    }

    /** Sets a variable, or removes it if the value is null. */
    Run env(String name, String value) {
        if (value == null) {
            builder.environment().remove(name);
        } else {
            builder.environment().put(name, value);
        }
        return this;
    }

    /** Gives the process a session. */
    Run session(ConnectParams params) {
        return env(ConnectParams.PORT_VARIABLE, "" + params.port()).env(ConnectParams.TOKEN_VARIABLE, params.token());
    }

    /** Lets another command run this one. */
    Run behind(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(builder.command());
        builder.command(all);
        return this;
    }

    Run in(Path folder) {
        builder.directory(folder.toFile());
        return this;
    }

    Run stdin(String text) {
        stdin = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    /** Gives the process more time, or less, than the two minutes. */
    Run within(long seconds) {
        longestSeconds = seconds;
        return this;
    }

    /** Starts the process and leaves the rest to the test, which has to end it. */
    Process start() {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the process to its end; one that takes over two minutes, or what it was given, is killed, with all that it started. */
    Result run() {
        Process process = start();
        CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        try (OutputStream in = process.getOutputStream()) {
            in.write(stdin);
        } catch (IOException e) {
            // The process did not want its input.
        }
        try {
            if (!process.waitFor(longestSeconds, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(
                        builder.command() + " took over " + longestSeconds + " s; stderr: " + err.join());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new AssertionError(e);
        }
        return new Result(process.exitValue(), out.join(), err.join());
    }

    private static String text(InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
