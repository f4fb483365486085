package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.schema.EngineVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Git repositories that the stand-in reads: real ones, made for the test. */
class LocalGitTest {
    private static LocalSession session;
    private static Api.Client dag;
    private static String first;
    private static String second;
    private static String onBranch;

    @TempDir
    static Path workdir;

    private static Path repository;

    @BeforeAll
    static void start() throws IOException {
        GitFolder folder = GitFolder.create(workdir.resolve("repo e"));
        repository = folder.path;
        folder.write("a.txt", "one\n");
        folder.write("sub/run", "#!/bin/sh\n");
        Files.setPosixFilePermissions(repository.resolve("sub/run"), PosixFilePermissions.fromString("rwxr-xr-x"));
        folder.write(".gitignore", "target/\n*.log\n");
        first = folder.commit("first \u20ac\n\nbody\n\nmore");
        folder.git("tag", "v1.2.0");
        folder.git("tag", "-a", "-m", "annotated", "v1.10.0");
        folder.git("tag", "v2.0.0-rc.2");
        folder.git("tag", "v2.0.0-rc.10");
        folder.git("tag", "other");
        folder.git("checkout", "-q", "-b", "feature/x");
        folder.write("b.txt", "branch\n");
        onBranch = folder.commit("on a branch");
        folder.git("checkout", "-q", "trunk");
        folder.write("a.txt", "two\n");
        second = folder.commit("second");
        session = LocalSession.start(o -> o.workdir(workdir));
        dag = session.connect();
    }

    @AfterAll
    static void stop() {
        if (dag != null) {
            dag.close();
            session.close();
        }
    }

    private static Api.GitRepository opened() {
        return dag.git(repository.toString());
    }

    private static String failure(Runnable failing) {
        return assertThrows(QueryException.class, failing::run).getMessage();
    }

    @Test
    void refs_lead_to_commits() {
        assertEquals("refs/heads/trunk", opened().head().ref());
        assertEquals(second, opened().head().commit());
        assertEquals(onBranch, opened().branch("feature/x").commit());
        assertEquals(first, opened().tag("v1.10.0").commit());
        assertEquals("refs/tags/v1.2.0", opened().ref("v1.2.0").name());
        assertEquals(second, opened().ref("trunk").commitSHA());
        assertEquals(first, opened().ref(first).ref());
        assertEquals("refs/tags/v2.0.0-rc.10", opened().latestVersion().ref());
        assertEquals(List.of("feature/x", "trunk"), opened().branches());
        assertEquals(List.of("other", "v1.10.0", "v1.2.0", "v2.0.0-rc.10", "v2.0.0-rc.2"), opened().tags());
        assertEquals(List.of("v1.10.0", "v1.2.0"), opened().tags(o -> o.patterns(List.of("v1.*"))));
        assertEquals(List.of("feature/x"), opened().branches(o -> o.patterns(List.of("refs/heads/fe*"))));
        assertTrue(failure(() -> opened().branch("v1.2.0").commit())
                .contains("repository does not contain ref \"refs/heads/v1.2.0\""));
        assertTrue(failure(() -> opened().commit("main").sha()).contains("invalid commit SHA: \"main\""));
        assertTrue(failure(() -> dag.git("no/such").head().commit()).contains("no/such"));
        assertTrue(failure(() -> dag.git("./none").head().commit()).contains("there is no such folder"));
    }

    @Test
    void a_repository_is_named_by_a_path_or_an_address() {
        assertEquals(second, dag.git("repo e").head().commit());
        assertEquals(second, dag.git("./nowhere/../repo e").head().commit());
        assertEquals(second, dag.git(repository.toUri().toString()).head().commit());
        assertEquals(repository.toString(), dag.git("repo e").url().orElseThrow());
        assertEquals(second, dag.address("repo e").gitRef().commit());
        assertEquals(onBranch, dag.address("repo e#feature/x").gitRef().commit());
    }

    @Test
    void a_tree_has_the_files_and_a_history_as_deep_as_asked_for() {
        Api.Directory tree = opened().tag("v1.2.0").tree();
        assertEquals("one\n", tree.file("a.txt").contents());
        assertEquals(0755, tree.file("sub/run").stat().permissions());
        assertEquals(0644, tree.file("a.txt").stat().permissions());
        assertEquals(List.of(".git/", ".gitignore", "a.txt", "sub/"), tree.entries());
        assertEquals(
                List.of(".gitignore", "a.txt", "b.txt", "sub/"),
                opened().branch("feature/x").tree(o -> o.discardGitDir(true)).entries());
        assertEquals("two\n", opened().commit(second).tree().file("a.txt").contents());
        Api.Directory whole = opened().head().tree(o -> o.depth(0).includeTags(true));
        assertEquals("refs/heads/trunk", whole.asGit().head().ref());
        assertEquals(2, whole.asGit().head().log().size());
        assertEquals(5, whole.asGit().tags().size());
        assertEquals(
                1, opened().head().tree(o -> o.depth(1)).asGit().head().log().size());
        assertEquals(0, whole.asGit().uncommitted().modifiedPaths().size());
    }

    @Test
    void commits_tell_of_themselves() {
        Api.GitCommit commit = opened().tag("v1.10.0").targetCommit();
        assertEquals(first, commit.sha());
        assertTrue(first.startsWith(commit.shortSha()));
        assertEquals("first \u20ac", commit.messageHeadline());
        assertEquals("body\n\nmore", commit.messageBody());
        assertEquals("first \u20ac\n\nbody\n\nmore", commit.message());
        assertEquals("Ada", commit.authorName());
        assertEquals("ada@example.com", commit.committerEmail());
        assertTrue(commit.authoredDate().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d.*"), commit.authoredDate());
        assertEquals(List.of(), commit.parentShas());
        assertEquals(List.of(first), opened().commit(second).parentShas());
        assertEquals(
                List.of(second, first),
                opened().head().log().stream().map(Api.GitCommit::sha).toList());
        assertEquals(1, opened().head().log(o -> o.limit(1)).size());
        assertEquals(
                List.of(first),
                opened().head().log(o -> o.paths(List.of("sub"))).stream()
                        .map(Api.GitCommit::sha)
                        .toList());
        assertEquals(
                List.of(onBranch),
                opened().branch("feature/x").log(o -> o.base(opened().head())).stream()
                        .map(Api.GitCommit::sha)
                        .toList());
        assertEquals(
                first,
                opened().head().commonAncestor(opened().branch("feature/x")).commit());
    }

    @Test
    void a_directory_of_the_pipeline_is_a_repository_with_changes() {
        Api.Directory tree = dag.host()
                .directory(repository.toString())
                .withNewFile("a.txt", "three\n")
                .withNewFile("new/file", "x")
                .withNewFile("target/out", "ignored")
                .withNewFile("x.log", "ignored")
                .withoutFile("sub/run");
        Api.GitRepository git = tree.asGit();
        assertTrue(git.url().isEmpty());
        assertEquals(second, git.head().commit());
        Api.Changeset changes = git.uncommitted();
        assertEquals(List.of("a.txt"), changes.modifiedPaths());
        assertEquals(List.of("new/", "new/file"), changes.addedPaths());
        assertEquals(List.of("sub/run"), changes.removedPaths());
        assertTrue(opened().uncommitted().isEmpty());
        assertTrue(failure(() -> dag.directory().asGit().head().commit()).contains(".git"));
    }

    @Test
    void before_1_0_a_commit_is_a_ref() {
        try (LocalSession old =
                LocalSession.start(o -> o.engine(EngineVersion.V0_20_8).workdir(workdir))) {
            String query = "{git(url:\"repo e\"){commit(id:\"" + first + "\"){commit}}}";
            assertEquals(first, old.value(query));
            String id = old.value("{git(url:\"repo e\"){head{id}}}");
            assertEquals(second, old.value("{loadGitRefFromID(id:\"" + id + "\"){commit}}"));
        }
    }
}
