//SOURCES FormattedBefore.java
package daggerkit;

import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The form of the repository's sources: palantir-java-format, but for the head of a file, whose JBang directives it would
 * break ({@code //DEPS} becomes {@code // DEPS}); and ASCII, because JBang fails on anything else in the locale C.
 */
final class Formatter {
    private static final List<String> FOLDERS = List.of("lib", "scripts", "tests", "docs");
    private static final Set<String> GENERATED = Set.of("lib/Api.java", "lib/Arities.java");
    /** A file that is longer may be several things; whether it is, no program can say. */
    private static final int USUAL_LINES = 300;

    private static final int MOST_PASSES = 5;
    private static final Pattern HEAD = Pattern.compile("\\A(?:[ \\t]*\\R|//[^\\r\\n]*(?:\\R|\\z))*+");
    private static final Pattern DIRECTIVE = Pattern.compile("(?m)^//([A-Z][A-Z_]+) ");

    private Formatter() {}

    /**
     * The command behind {@code ./jbang format}.
     *
     * @return 0, also with warnings; 1 if something is left for a person to do, or with --check to be formatted; 64 for wrong
     *     usage
     */
    static int run(Path here, PrintStream out, PrintStream err, String... args) throws IOException {
        boolean check = List.of(args).equals(List.of("--check"));
        if (args.length > 0 && !check) {
            err.println("Cannot format with \"" + String.join(" ", args)
                    + "\": expected no argument, or --check to only tell what is not formatted.");
            return 64;
        }
        Path root = root(here);
        if (root == null) {
            err.println("Cannot format in \"" + here.toAbsolutePath()
                    + "\": no folder from there upwards has a jbang-catalog.json; run it in the repository.");
            return 64;
        }
        if (!check) {
            apply(root).forEach(file -> out.println("Formatted " + file));
        }
        List<String> problems = problems(root);
        problems.forEach(out::println);
        warnings(root).forEach(out::println);
        return problems.isEmpty() ? 0 : 1;
    }

    /** Formats what is not formatted, and returns the names of the files it wrote; one it cannot read stays as it is. */
    static List<String> apply(Path root) throws IOException {
        List<String> written = new ArrayList<>();
        FormattedBefore before = before();
        for (Path file : sources(root)) {
            String text = text(file);
            try {
                String formatted = before.knows(text) ? text : formatted(text);
                if (!formatted.equals(text)) {
                    Files.write(file, formatted.getBytes(StandardCharsets.ISO_8859_1));
                    written.add(name(root, file));
                }
            } catch (FormatterException e) {
                // It stays in the list of problems, with its place.
            }
        }
        return written;
    }

    /** What is wrong, one sentence a file and reason, beginning with the file's name. */
    static List<String> problems(Path root) throws IOException {
        List<String> problems = new ArrayList<>();
        FormattedBefore before = before();
        for (Path file : sources(root)) {
            String name = name(root, file);
            for (String problem : problems(name, text(file), before)) {
                problems.add(name + ": " + problem);
            }
        }
        before.keep();
        return problems;
    }

    /** A jar's name has its version; the rest of what makes the form is below. */
    private static FormattedBefore before() {
        Path jar = Path.of(URI.create(JavaFormatterOptions.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
        return new FormattedBefore(jar.getFileName() + " " + HEAD + " " + MOST_PASSES);
    }

    private static List<String> problems(String name, String text, FormattedBefore before) {
        List<String> problems = new ArrayList<>();
        try {
            if (!before.knows(text)) {
                if (formatted(text).equals(text)) {
                    before.add(text);
                } else {
                    problems.add("is not formatted: run ./jbang format.");
                }
            }
        } catch (FormatterException e) {
            problems.add("cannot be read as Java: " + e.getMessage().replaceAll("\\s+", " "));
        }
        int place = text.length() - text.replaceFirst("\\A\\p{ASCII}*+", "").length();
        if (place < text.length()) {
            problems.add("line " + lines(text.substring(0, place) + ".")
                    + " has a character outside ASCII: write it as \\uXXXX.");
        }
        Matcher directive = DIRECTIVE.matcher(text.substring(headEnd(text)));
        if (directive.find()) {
            problems.add("//" + directive.group(1)
                    + " is below the head, where formatting breaks it: move it up to the first lines.");
        }
        return problems;
    }

    /** What somebody should look at. */
    static List<String> warnings(Path root) throws IOException {
        List<String> warnings = new ArrayList<>();
        for (Path file : sources(root)) {
            long lines = lines(text(file));
            if (lines > USUAL_LINES && !GENERATED.contains(name(root, file))) {
                warnings.add(name(root, file) + ": warning: has " + lines + " lines, more than " + USUAL_LINES
                        + ": is it more than one thing?");
            }
        }
        return warnings;
    }

    /**
     * The text as it should be: its head unchanged but for line ends, the rest formatted. The
     * formatter goes over what it wrote until nothing changes, because it moves some text blocks twice.
     */
    private static String formatted(String text) throws FormatterException {
        String unix = text.replace("\r\n", "\n");
        int head = headEnd(unix);
        JavaFormatterOptions style = JavaFormatterOptions.builder()
                .style(JavaFormatterOptions.Style.PALANTIR)
                .build();
        var formatter = com.palantir.javaformat.java.Formatter.createFormatter(style);
        String before = null;
        String body = unix.substring(head);
        for (int pass = 0; pass < MOST_PASSES && !body.equals(before); pass++) {
            before = body;
            body = formatter.formatSourceAndFixImports(before);
        }
        return (unix.substring(0, head) + body).stripTrailing() + "\n";
    }

    private static int headEnd(String text) {
        Matcher head = HEAD.matcher(text);
        return head.find() ? head.end() : 0;
    }

    private static long lines(String text) {
        return text.lines().count();
    }

    private static List<Path> sources(Path root) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String folder : FOLDERS) {
            if (Files.isDirectory(root.resolve(folder))) {
                try (Stream<Path> files = Files.walk(root.resolve(folder))) {
                    files.filter(file -> file.toString().endsWith(".java") && Files.isRegularFile(file))
                            .sorted()
                            .forEach(sources::add);
                }
            }
        }
        return sources;
    }

    /** Byte by byte, so that a file in any encoding is told of and written back as it was. */
    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private static String name(Path root, Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    private static Path root(Path here) {
        Path folder = here.toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("jbang-catalog.json"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
