package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.schema.EngineVersion;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps of scripts in Dagger's trace, as a receiver gets them. */
class SpanScriptTest {
    @TempDir
    Path temp;

    /** The tree of what the script sends; it must end as without a receiver. */
    private String tree(ScriptFolder folder, String... args) throws IOException {
        try (ExplainSession session = new ExplainSession(EngineVersion.newest());
                TraceReceiver receiver = new TraceReceiver()) {
            Run.Result result = receiver.on(folder.run(args).session(session.server.params()))
                    .run();
            assertTrue(!session.server.requests().isEmpty() && !result.err().contains("bug"), "" + result);
            return receiver.tree();
        }
    }

    @Test
    void maven_looks_at_its_images_and_builds_with_all_jdks() throws IOException {
        ScriptFolder project = new ScriptFolder(temp, "maven").file("pom.xml", "<project/>");
        assertEquals("""
            maven
              look at maven:3-eclipse-temurin-{jdk} for the JDKs 17, 21
              build in maven:3-eclipse-temurin-{jdk} for the JDKs 17, 21
            """, tree(project, "--jdk", "17,21"));
    }

    @Test
    void gradle_looks_at_its_image_and_builds() throws IOException {
        ScriptFolder project = new ScriptFolder(temp, "gradle").file("build.gradle");
        assertEquals("""
            gradle
              look at gradle:jdk21
              build in gradle:jdk21
            """, tree(project));
    }

    @Test
    void lint_looks_at_its_image_runs_the_tool_and_writes_what_it_changed() throws IOException {
        ScriptFolder folder = new ScriptFolder(temp, "lint").file("a.txt", "a");
        assertEquals("""
            lint
              look at tool
              run the tool
              make the patch
              write the changes
            """, tree(folder, "--image", "tool", "--apply", "fmt"));
    }

    @Test
    void image_builds_for_all_platforms() throws IOException {
        ScriptFolder folder = new ScriptFolder(temp, "image").file("Dockerfile", "FROM alpine");
        assertEquals("""
            image
              build linux/amd64, linux/arm64
            """, tree(folder, "--platform", "linux/amd64,linux/arm64"));
    }
}
