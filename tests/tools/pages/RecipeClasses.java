package daggerkit;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The recipes, compiled together into a temporary folder that goes when this JVM ends. Thread-safe. */
final class RecipeClasses {
    /** For whatever else a run needs. */
    final Path root;

    private final Path classes;

    RecipeClasses() throws IOException {
        root = Files.createTempDirectory("daggerkit-recipes");
        Runtime.getRuntime().addShutdownHook(new Thread(this::delete));
        classes = Files.createDirectory(root.resolve("classes"));
        compile();
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failure) {
            System.err.println("Cannot delete \"" + root + "\": " + failure.getMessage());
        }
    }

    /** As JBang does it: one folder of classes without a package. Warnings are errors: readers copy these. */
    private void compile() throws IOException {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        List<String> arguments = new ArrayList<>(List.of("--release", "17", "-Xlint:all", "-Werror", "-proc:none"));
        arguments.addAll(List.of("-cp", classPath(), "-d", "" + classes));
        for (String name : Recipe.names()) {
            arguments.add("" + Run.root().resolve(Recipe.FOLDER).resolve(name + ".java"));
        }
        int code = ToolProvider.getSystemJavaCompiler().run(null, messages, messages, arguments.toArray(new String[0]));
        if (code != 0) {
            throw new AssertionError(messages.toString(StandardCharsets.UTF_8));
        }
    }

    /** The library and what it needs, nothing else of the tests' class path: each entry costs every JVM some time. */
    private static String classPath() {
        List<String> entries = new ArrayList<>();
        for (Class<?> type : List.of(Dagger.class, ObjectMapper.class, JsonFactory.class, JsonProperty.class)) {
            URI place =
                    URI.create("" + type.getProtectionDomain().getCodeSource().getLocation());
            entries.add("" + Path.of(place));
        }
        return String.join(File.pathSeparator, entries);
    }

    /** A recipe as a process, with both streams as one. */
    Run process(Recipe recipe, List<String> args) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "exec \"$@\" 2>&1", "sh"));
        command.addAll(Run.java());
        command.addAll(List.of("-cp", classPath() + File.pathSeparator + classes, recipe.name));
        command.addAll(args);
        return Run.command(command.toArray(new String[0]));
    }
}
