package daggerkit;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Archives of loaded classes (CDS), with which a JVM that lives for seconds takes a third less time. They are made once and
 * kept in the user's cache folder; where that does not work JVMs start without. Thread-safe.
 */
final class Archive {
    private static final Duration UNUSED = Duration.ofDays(14);

    /** Stands for a command that sends a request. */
    private static final String REQUEST = "scripts/uname.java";

    /** What is run once to see which classes are loaded; these start often enough to make up for it. */
    private static final Map<String, List<String>> TRAINING = Map.of(
            "local", List.of(REQUEST),
            "explain", List.of(REQUEST),
            "schema", List.of("Container.withExec"),
            "shell", List.of("--execute", "record A(int b) {} dag.container().from(\"a\"); new A(1).b()"));

    /** Where javac looks for more options. */
    static final String OF_JAVAC = "JDK_JAVAC_OPTIONS";

    /** Where ./jbang looks for options of the fetched JBang's own JVM. */
    static final String OF_JBANG = "DAGGERKIT_JBANG_JAVA_OPTIONS";

    private static final String JAVAC = "javac";
    private static final String JBANG = "jbang";
    private static final List<String> JBANG_RUN = List.of("dev.jbang.Main", "--quiet", "run", "uname");

    /** A bit of everything that scripts are made of. */
    private static final String SAMPLE = """
        import java.util.*;
        import java.util.function.*;
        class Sample {
            record Pair<A, B>(A one, B other) {}
            @FunctionalInterface interface Make<T> { T make() throws Exception; }
            enum Kind { ONE, OTHER }
            public static void main(String... args) throws Exception {
                List<Pair<String, Integer>> pairs = new ArrayList<>();
                for (var arg : args) pairs.add(new Pair<>(arg, arg.length()));
                Make<String> text = () -> String.join(", ", pairs.stream().map(Pair::one).sorted().toList());
                Consumer<Object> print = System.out::println;
                print.accept(switch (Kind.values()[pairs.size() % 2]) { case ONE -> text.make(); default -> 1 + "x"; });
                try (var lines = new Scanner(System.in)) { while (lines.hasNext()) print.accept(lines.next()); }
            }
        }
        """;

    private static final Map<String, String> OPTIONS = new ConcurrentHashMap<>();
    private static volatile String ofJBang = "";

    private Archive() {}

    /**
     * The options for a script's JVM.
     *
     * @param script its main class
     * @return options, or none
     */
    static List<String> of(String script, String classPath) {
        if (!TRAINING.containsKey(script)) {
            return List.of();
        }
        List<String> run = new ArrayList<>(List.of(script));
        for (String word : TRAINING.get(script)) {
            run.addAll(word.equals(REQUEST) ? Run.jvm(REQUEST).words() : List.of(word));
        }
        return words(option(script, classPath, run));
    }

    /**
     * The options for a javac that lives for seconds, as its variable has them: its JVM's second compiler costs it more than
     * half of its time. Null where javac takes none for its JVM there, as that of JDK 25.
     */
    static String ofJavac() {
        return JavacOptions.ALL;
    }

    /** Makes that of the fetched JBang, if that is what runs here; to be called before anything runs JBang. */
    static void prepareJBang(Path jar) {
        if (Files.exists(jar)) {
            List<String> options = new ArrayList<>(Run.SHORT_LIVED);
            options.addAll(words(option(JBANG, jar.toString(), JBANG_RUN)));
            ofJBang = String.join(" ", options);
        }
    }

    /** What is prepared for JBang's JVM, as its variable has it. */
    static String ofJBang() {
        return ofJBang;
    }

    /** Found out once. */
    private static final class JavacOptions {
        static final String ALL = Run.command(javac(), "--version")
                                .env(OF_JAVAC, inJavac(Run.SHORT_LIVED))
                                .run()
                                .code()
                        == 0
                ? inJavac(Run.SHORT_LIVED) + " " + inJavac(words(option(JAVAC, "", List.of())))
                : null;
    }

    private static String inJavac(List<String> options) {
        return options.stream().map(option -> "-J" + option).collect(Collectors.joining(" "));
    }

    private static String javac() {
        return Path.of(System.getProperty("java.home"), "bin", JAVAC).toString();
    }

    private static List<String> words(String option) {
        // A JVM would tell on standard output of an archive that it cannot use after all.
        return option.isEmpty() ? List.of() : List.of(option, "-Xlog:disable");
    }

    private static String option(String name, String classPath, List<String> run) {
        return OPTIONS.computeIfAbsent(name + " " + classPath, key -> {
            Path file = file(name, classPath);
            boolean there = file != null && (Files.exists(file) || make(file, classPath, run));
            return there ? "-XX:SharedArchiveFile=" + file : "";
        });
    }

    private static boolean make(Path file, String classPath, List<String> run) {
        try {
            Path folder = Files.createDirectories(file.getParent());
            clear(folder);
            Path next = folder.resolve(
                    file.getFileName() + "." + ProcessHandle.current().pid());
            // What it says of classes that it leaves out is of no use to anybody.
            List<String> options = List.of("-Xlog:disable", "-Xlog:all=off", "-XX:ArchiveClassesAtExit=" + next);
            if (run.isEmpty()) {
                compile(options);
            } else {
                List<String> command = new ArrayList<>(Run.java());
                command.addAll(options);
                command.addAll(List.of("-cp", classPath));
                command.addAll(run);
                // A session that nobody asks anything.
                Run.command(command.toArray(new String[0]))
                        .session(new ConnectParams(1, "none"))
                        .run();
            }
            if (!Files.exists(next)) {
                return false;
            }
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void compile(List<String> options) throws IOException {
        Path folder = Files.createTempDirectory("archive");
        Path source = Files.writeString(folder.resolve("Sample.java"), SAMPLE);
        List<String> command = new ArrayList<>();
        command.add(javac());
        Run.SHORT_LIVED.forEach(option -> command.add("-J" + option));
        options.forEach(option -> command.add("-J" + option));
        command.addAll(List.of("-g", "-parameters", "-d", folder.toString(), source.toString()));
        Run.command(command.toArray(new String[0])).run();
        TestFolders.delete(folder);
    }

    /** Deletes what was made long ago, of jars that are no more. */
    private static void clear(Path folder) throws IOException {
        FileTime oldest = FileTime.from(Instant.now().minus(UNUSED));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (Files.getLastModifiedTime(file).compareTo(oldest) < 0) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** One for each JVM and each state of the jars; null if the cache folder cannot be named. */
    private static Path file(String name, String classPath) {
        Path cache = TestFolders.cache();
        if (cache.toString().matches(".*\\s.*")) { // the variables have their options between blanks
            return null;
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(text(System.getProperty("java.home")
                    + System.getProperty("java.vm.version")
                    + Run.SHORT_LIVED
                    + TRAINING.get(name)));
            for (String entry : classPath.isEmpty() ? new String[0] : classPath.split(File.pathSeparator)) {
                Path jar = Path.of(entry);
                digest.update(text(entry + Files.size(jar) + Files.getLastModifiedTime(jar)));
            }
            String hash = HexFormat.of().formatHex(digest.digest()).substring(0, 20);
            return cache.resolve("archives").resolve(name + "-" + hash + ".jsa");
        } catch (IOException e) {
            return null;
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
