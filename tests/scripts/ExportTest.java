package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What JBang makes of a script for an editor is a project that compiles. */
class ExportTest {
    private static final String SCRIPT =
            Run.root().resolve("scripts/uname.java").toString();

    @TempDir
    Path folder;

    /** In the temporary folder, because JBang puts a part of an export into the current one. */
    private String jbang(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(Run.root().resolve("jbang").toString(), "--quiet"));
        command.addAll(List.of(arguments));
        Run run = Run.command(command.toArray(String[]::new)).in(folder);
        // Else the project would be made in the user's.
        run.env("JBANG_CACHE_DIR", folder.resolve("cache").toString());
        run.env(Archive.VARIABLE, Archive.ofJavac());
        Run.Result result = run.run();
        assertEquals(0, result.code(), result.err());
        return result.out().strip();
    }

    /** With what the project itself names, and nothing else. */
    private void compiles(Path project) throws IOException {
        Matcher jar = Pattern.compile("kind=\"lib\" path=\"([^\"]+)\"")
                .matcher(Files.readString(project.resolve(".classpath")));
        String jars = jar.results().map(found -> found.group(1)).collect(Collectors.joining(File.pathSeparator));
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-cp", jars));
        arguments.addAll(List.of("-sourcepath", folder.resolve("none").toString()));
        arguments.addAll(List.of("-d", folder.resolve("classes").toString()));
        try (Stream<Path> files = Files.walk(project)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(file -> arguments.add(file.toString()));
        }
        assertTrue(arguments.stream().anyMatch(file -> file.endsWith("/uname.java")), arguments.toString());
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int code = ToolProvider.getSystemJavaCompiler().run(null, null, messages, arguments.toArray(String[]::new));
        deleteLinks(project);
        assertEquals(0, code, messages.toString(StandardCharsets.UTF_8));
    }

    /** JUnit warns of each that it finds when it deletes the folder. */
    private static void deleteLinks(Path project) throws IOException {
        try (Stream<Path> files = Files.walk(project)) {
            for (Path link : files.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    @Test
    void the_project_that_an_editor_opens_compiles() throws IOException {
        jbang("build", SCRIPT); // Of a library in the same clone the project names the jar, and does not make it.
        compiles(Path.of(jbang("edit", "--sandbox", "--no-open", SCRIPT)));
    }
}
