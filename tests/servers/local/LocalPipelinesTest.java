package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import daggerkit.record.RecordServer;
import daggerkit.schema.EngineVersion;
import daggerkit.translate.Translation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pipelines as users write them, of every kind that docs/recipes has, in one session: each ends as it would in Dagger,
 * and after each of them what a host has elsewhere is byte for byte as it was.
 */
class LocalPipelinesTest {
    private static final String RECORDING = "pipelines.jsonl";
    private static final String INSIDE = "[ ! -w $S ] && [ ! -w /usr ] && [ $(ls /proc | grep -c '^[0-9]') -lt 9 ]";

    @TempDir
    static Path temporary;

    private static LocalSession session;
    private static Sentinel sentinel;
    private static RecordServer recorder;
    private static Kit kit;

    /**
     * What a pipeline works with.
     *
     * @param dag the client
     * @param session its session, for plain GraphQL
     * @param workdir the folder that the client works in, with a folder {@code project}
     * @param sentinel what must not change
     */
    record Kit(Api.Client dag, LocalSession session, Path workdir, Sentinel sentinel) {
        Api.Container container() {
            return dag.container().from("debian:stable-slim");
        }
    }

    @BeforeAll
    static void start() throws IOException {
        Path workdir = Files.createDirectory(temporary.resolve("work"));
        Path project = Files.createDirectories(workdir.resolve("project/src"));
        Files.writeString(project.resolve("one.txt"), "colour one\n");
        Files.writeString(project.resolve("two.txt"), "two\ncolour two\n");
        Files.writeString(workdir.resolve("project/build.log"), "noise\n");
        Files.writeString(workdir.resolve("project/.gitignore"), "*.log\n");
        Files.writeString(workdir.resolve("token"), "tok-7f3a9\n");
        session = LocalSession.start(
                o -> o.workdir(workdir).environment(Map.of("DEPLOY_KEY", "key-51c2e", "PATH", System.getenv("PATH"))));
        sentinel = new Sentinel();
        Perl.assume(session);
        recorder = RecordServer.start(temporary.resolve(RECORDING), o -> o.session(session.params));
        kit = new Kit(Dagger.connect(recorder.params()), session, workdir, sentinel);
    }

    @AfterAll
    static void stop() throws IOException {
        if (kit != null) {
            kit.dag.close();
            recorder.close();
        }
        session.close();
        if (sentinel != null) {
            sentinel.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> a_pipeline_ends_as_it_would_in_dagger_and_changes_nothing_else_of_the_host()
            throws IOException {
        Map<String, Executable> pipelines = new LinkedHashMap<>();
        new PipelinesOfCommands(kit).addTo(pipelines);
        new PipelinesOfFiles(kit).addTo(pipelines);
        new PipelinesOfSources(kit).addTo(pipelines);
        assertTrue(pipelines.size() >= 40, pipelines.size() + " pipelines");
        // Nothing is tried unless it would come to nothing.
        assumeTrue(
                session.sh(sentinel.forEach(INSIDE + " && echo in")).equals("in\n".repeat(sentinel.folders.size())),
                "commands are not where they can be tried out");
        new PipelinesThatTry(kit).addTo(pipelines);
        Files.createDirectory(kit.workdir.resolve("names"));
        Files.createLink(kit.workdir.resolve("names/hard"), sentinel.folder().resolve("linked"));
        String before = sentinel.state();
        Stream<DynamicTest> each = pipelines.entrySet().stream()
                .map(pipeline -> dynamicTest(pipeline.getKey(), () -> {
                    pipeline.getValue().execute();
                    assertEquals(before, sentinel.state());
                }));
        return Stream.concat(each, Stream.of(dynamicTest("all of them again, as one script", () -> again())));
    }

    /** What they asked is printed as Java, and asked again by that. */
    private static void again() throws Exception {
        Path recording = temporary.resolve(RECORDING);
        EngineVersion engine = EngineVersion.newest();
        RequestForms asked = RequestForms.of(engine, Files.readAllLines(recording));
        assertTrue(asked.read.size() >= 100, asked.read.size() + " requests");
        RoundTrips trips = new RoundTrips();
        trips.add("pipelines", engine, asked, Translation.ofFile(engine, recording));
        trips.check("pipelines");
        assertEquals(0, trips.raw());
    }
}
