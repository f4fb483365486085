package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What JBang makes of a script for an editor or a build tool is a project that compiles. */
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
        if (arguments[0].equals("edit")) { // which would make its project in the user's
            run.env("JBANG_CACHE_DIR", folder.resolve("cache").toString());
        }
        run.env(Archive.OF_JAVAC, Archive.ofJavac());
        Run.Result result = run.run();
        assertEquals(0, result.code(), result.err());
        return result.out().strip();
    }

    private void compiles(Path project) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-sourcepath",
                folder.resolve("none").toString()));
        arguments.addAll(List.of("-d", folder.resolve("classes").toString()));
        try (Stream<Path> files = Files.walk(project)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(file -> arguments.add(file.toString()));
        }
        assertTrue(arguments.stream().anyMatch(file -> file.endsWith("/uname.java")), arguments.toString());
        assertTrue(arguments.stream().anyMatch(file -> file.endsWith("/Api.java")), arguments.toString());
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
    void an_exported_script_compiles() throws IOException {
        jbang("export", "maven", "-O", folder.resolve("project").toString(), SCRIPT);
        compiles(folder.resolve("project"));
    }

    @Test
    void the_project_that_an_editor_opens_compiles() throws IOException {
        compiles(Path.of(jbang("edit", "--sandbox", "--no-open", SCRIPT)));
    }
}
