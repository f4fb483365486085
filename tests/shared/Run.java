//SOURCES Archive.java
//SOURCES Limits.java
//SOURCES TestFolders.java
package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
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
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real process under test: a command with an environment that has nothing of a session, of proxies and of this
 * toolkit's switches, unless the test puts it there. Used by one thread.
 */
final class Run {
    /**
     * A JVM that lives for seconds does without its second compiler, and takes what javac and Maven brought as sound; what it
     * notes for tools that watch JVMs would stay.
     */
    static final List<String> SHORT_LIVED = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-BytecodeVerificationRemote");

    private static final String CACHE = "JBANG_CACHE_DIR";
    private static final String TEMPORARY = "-Djava.io.tmpdir=";
    private static final Map<String, Built> BUILT = new ConcurrentHashMap<>();

    /** Lets a JVM say its class path on standard error before it runs the script. */
    private static final String SHOW_SETTINGS = "-XshowSettings:properties";

    private static final Pattern SETTINGS = Pattern.compile(
            "Property settings:\\R(?s:.*?) java\\.class\\.path = (.*(?:\\R {8}\\S.*)*)\\R(?: {4}.*\\R|\\R)*");

    /**
     * JBang rewrites the list of what it has resolved in place when it builds something new, and one that reads it then finds
     * half of it. So what builds here runs alone, and nothing that runs JBang to its end runs meanwhile.
     */
    private static final ReadWriteLock JBANG = new ReentrantReadWriteLock(true);

    /** As many as there are streams: a process whose stream nobody reads would wait for ever. */
    static final Executor READERS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "reader of a process");
        thread.setDaemon(true);
        return thread;
    });

    /** How a process ended and what it wrote. */
    record Result(int code, String out, String err) {}

    private final ProcessBuilder builder;
    private byte[] stdin = {};

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
                        || List.of(
                                        "COLUMNS",
                                        "TRACEPARENT",
                                        "TRACESTATE",
                                        "BAGGAGE",
                                        "JAVA_TOOL_OPTIONS",
                                        "_JAVA_OPTIONS")
                                .contains(name));
        environment.put("NO_COLOR", "1");
        environment.put("JBANG_NO_VERSION_CHECK", "true");
        environment.put(Archive.OF_JBANG, Archive.ofJBang());
    }

    /** A command of the system, or a path. */
    static Run command(String... command) {
        return new Run(List.of(command));
    }

    /** The repository's own launcher with an alias of its catalog, whose jar is built first. */
    static Run jbang(String alias, String... args) {
        classPath("scripts/" + alias + ".java");
        List<String> command = new ArrayList<>(List.of(root().resolve("jbang").toString(), "--quiet", "run", alias));
        command.addAll(List.of(args));
        return new Run(command);
    }

    /**
     * A script as JBang runs it, with the JVM of the tests and without JBang itself, which takes three quarters of the
     * time; its jar is built first.
     */
    static Run jvm(String script, String... args) {
        return jvm(script, List.of(), args);
    }

    /** The same with more options for the JVM. */
    static Run jvm(String script, List<String> options, String... args) {
        String name = script.substring(script.lastIndexOf('/') + 1).replaceFirst("\\.java$", "");
        List<String> command = new ArrayList<>(java());
        command.addAll(Archive.of(name, classPath(script)));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(script), name));
        command.addAll(List.of(args));
        return new Run(command);
    }

    /** A main class of the tests themselves, in a JVM of its own. */
    static Run main(Class<?> type, String... args) {
        List<String> command = new ArrayList<>(java());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), type.getName()));
        command.addAll(List.of(args));
        return new Run(command);
    }

    /** How a JVM begins that lives for seconds: the java of the tests, and its options up to the class path. */
    static List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SHORT_LIVED);
        command.add(TEMPORARY + System.getProperty("java.io.tmpdir"));
        return command;
    }

    /** The class path of a script, whose jar is built first. */
    static String classPath(String script) {
        return BUILT.computeIfAbsent(script, Run::build).classPath;
    }

    /** How a run of a script through JBang with {@code --version} ended, which was one for all that ask. */
    static Result version(String script) {
        return BUILT.computeIfAbsent(script, Run::build).version;
    }

    /** What one run of JBang tells of a script. */
    private record Built(String classPath, Result version) {}

    /** JBang takes longer than most scripts: one run of it builds, tells the class path and asks for the version. */
    private static Built build(String script) {
        String jbang = root().resolve("jbang").toString();
        // By its alias if it has one, as users do: without the underscore of names that Java takes for no class.
        String name = script.replaceFirst("^scripts/(.*?)_?\\.java$", "$1")
                .replace('_', script.startsWith("scripts/") ? '-' : '_');
        Result result = command(jbang, "--quiet", "run", "--runtime-option=" + SHOW_SETTINGS, name, "--version")
                .env(Archive.OF_JAVAC, Archive.ofJavac())
                .run(JBANG.writeLock());
        Matcher settings = SETTINGS.matcher(result.err());
        if (!settings.find()) {
            throw new AssertionError("cannot build " + script + ": " + result);
        }
        String path = String.join(File.pathSeparator, settings.group(1).strip().split("\\s*\\R\\s*"));
        // What comes before is JBang's and javac's.
        String err = result.err().substring(settings.end());
        return new Built(path, new Result(result.code(), result.out(), err));
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

    /** Gives a JVM another temporary folder than the tests have. */
    Run temporary(Path folder) {
        builder.command(builder.command().stream()
                .map(word -> word.startsWith(TEMPORARY) ? TEMPORARY + folder : word)
                .toList());
        return env("TMPDIR", folder.toString());
    }

    Run in(Path folder) {
        builder.directory(folder.toFile());
        return this;
    }

    Run stdin(String text) {
        stdin = text.getBytes(StandardCharsets.UTF_8);
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

    /** Runs the process to its end; one that hangs is killed, with all that it started. */
    Result run() {
        boolean hasOwn = !Objects.equals(builder.environment().get(CACHE), System.getenv(CACHE));
        boolean jbang = builder.command().stream().anyMatch(word -> word.endsWith("/jbang"));
        return jbang && !hasOwn ? run(JBANG.readLock()) : toItsEnd();
    }

    private Result run(Lock turn) {
        turn.lock();
        try {
            return toItsEnd();
        } finally {
            turn.unlock();
        }
    }

    private Result toItsEnd() {
        Process process = start();
        CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()), READERS);
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), READERS);
        try (OutputStream in = process.getOutputStream()) {
            in.write(stdin);
        } catch (IOException e) {
            // The process did not want its input.
        }
        try {
            Limits.end(process);
        } catch (AssertionError hangs) {
            throw new AssertionError(builder.command() + " does not end; stderr: " + err.join(), hangs);
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
