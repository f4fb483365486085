package daggerkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** What tests of the stand-in have in common that ask one session with our own client: that, and what they ask about. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LocalFixture {
    /** Where the session's client works. */
    Path workdir;

    LocalSession session;
    Api.Client dag;

    /** Skips the class if this host does not have what it needs. */
    abstract void assume();

    /** For what runs commands that are not harmless. */
    final void assumeIsolated() {
        assumeTrue(session.isolated(), session.server.description());
    }

    @BeforeAll
    final void start() throws IOException {
        workdir = Files.createTempDirectory("workdir").toRealPath();
        session = LocalSession.start(o -> o.workdir(workdir));
        assume();
        dag = session.connect();
    }

    @AfterAll
    final void stop() throws IOException {
        if (dag != null) {
            dag.close();
        }
        session.close();
        TestFolders.delete(workdir);
    }

    final Api.Container container() {
        return dag.container().from("alpine");
    }

    final Api.Container sh(Api.Container container, String script) {
        return container.withExec("sh", "-c", script);
    }

    /** Two files, one of them a program in a folder. */
    final Api.Directory source() {
        return dag.directory().withNewFile("a", "a\n").withNewFile("b/c", "c\n", o -> o.permissions(0755));
    }

    /** The folder of a Java project that was built. */
    final Api.Directory tree() {
        return dag.directory()
                .withNewFile("README.md", "read\n")
                .withNewFile("src/main/A.java", "class A {}\n")
                .withNewFile("src/main/B.java", "class B {}\n")
                .withNewFile("src/test/ATest.java", "class ATest {}\n")
                .withNewFile("target/A.class", "bytes")
                .withNewFile(".git/config", "[core]\n");
    }

    /** The paths of all files. */
    final List<String> all(Api.Directory directory) {
        return directory.glob("**/*").stream()
                .filter(path -> !path.endsWith("/"))
                .toList();
    }

    /** What an error says. */
    final String message(Runnable failing) {
        return assertThrows(QueryException.class, failing::run).getMessage();
    }
}
