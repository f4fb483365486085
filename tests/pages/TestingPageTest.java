package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.record.RecordServer;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** What docs/testing.md shows works so. */
class TestingPageTest {
    private static final String PAGE = "docs/testing.md";
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @TempDir
    Path folder;

    /** The command line of a process that runs a test class, as JUnit's console launcher does. */
    static final class Launch {
        private Launch() {}

        public static void main(String... classes) {
            SummaryGeneratingListener summary = new SummaryGeneratingListener();
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(DiscoverySelectors.selectClass(classes[0]))
                                    .build(),
                            summary);
            summary.getSummary().printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
            System.out.println(summary.getSummary().getTestsSucceededCount() + " passed");
        }
    }

    private static List<Markdown.Block> blocks(String language) {
        return Markdown.read(PAGE).blocks().stream()
                .filter(block -> block.language().equals(language))
                .toList();
    }

    private Run.Result run(String line, RecordedEngine engine) {
        String rest = line.replaceFirst("^dagger run ", "");
        List<String> command = new ArrayList<>();
        for (String word : rest.split(" ")) {
            if (word.endsWith("@catalog")) {
                String name = word.replace("@catalog", "").replaceFirst("^record$", "record_");
                command.remove("jbang");
                command.addAll(List.of(JAVA.toString(), "-cp", Run.classPath("scripts/" + name + ".java"), name));
            } else {
                command.add(word);
            }
        }
        Run run = Run.command(command.toArray(new String[0])).in(folder);
        return (rest.equals(line) ? run : run.session(engine.params())).run();
    }

    @Test
    void the_commands_print_what_is_shown() throws IOException {
        try (RecordedEngine engine = new RecordedEngine("v1.0.0-beta.10", "uname")) {
            int count = 0;
            for (Markdown.Block block : blocks("console")) {
                if (block.commands().get(0).line().startsWith("jbang init ")) {
                    continue; // TemplatesTest runs these
                }
                for (Markdown.Command command : block.commands()) {
                    Run.Result result = run(command.line(), engine);
                    assertEquals(
                            command.shown(),
                            (result.err() + result.out()).lines().toList(),
                            block.place());
                    count++;
                }
            }
            assertEquals(3, count);
            assertEquals(1, engine.requests().size());
        }
    }

    @Test
    void the_unit_test_passes_on_the_recording_and_only_on_it() throws Exception {
        List<Markdown.Block> java = blocks("java");
        assertEquals(1, java.size());
        Path file = folder.resolve("PipelineTest.java");
        Files.writeString(file, java.get(0).text());
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        String[] options = {"-proc:none", "--release", "17", "-d", "" + folder, "-cp", CLASS_PATH, "" + file};
        int code = ToolProvider.getSystemJavaCompiler().run(null, messages, messages, options);
        assertEquals(0, code, messages.toString(StandardCharsets.UTF_8));
        try (RecordedEngine engine = new RecordedEngine("v1.0.0-beta.10", "uname");
                RecordServer server =
                        RecordServer.start(folder.resolve("uname.jsonl"), o -> o.session(engine.params()));
                Api.Client dag = Dagger.connect(server.params())) {
            dag.container().from("alpine:latest").withExec("uname", "-nrio").stdout();
        }
        Run test = Run.command(
                        JAVA.toString(),
                        "-cp",
                        folder + File.pathSeparator + CLASS_PATH,
                        Launch.class.getName(),
                        "PipelineTest")
                .in(folder);
        assertEquals(new Run.Result(0, "1 passed\n", ""), test.run());
        Path recording = folder.resolve("uname.jsonl");
        Files.writeString(recording, Files.readString(recording).replace("-nrio", "-a"));
        Run.Result failed = test.run();
        assertFalse(failed.out().contains("1 passed"), failed.out());
        assertTrue(failed.out().contains("is not in the recording"), failed.out());
    }

    @Test
    void the_page_names_what_there_is_and_nothing_else() throws IOException {
        String page = Files.readString(Run.root().resolve(PAGE));
        assertTrue(page.chars().allMatch(c -> c < 0x80), "not ASCII");
        for (Markdown.Block block : Markdown.read(PAGE).blocks()) {
            assertTrue(List.of("java", "console").contains(block.language()), block.place());
        }
        String scripts = Files.readString(Run.root().resolve("scripts/record_.java"))
                + Files.readString(Run.root().resolve("scripts/replay.java"));
        for (String option : List.of("--strict", "--redact")) {
            assertTrue(page.contains("`" + option) && scripts.contains("names = \"" + option + "\""), option);
        }
        assertTrue(page.contains("<blanked>"));
    }
}
