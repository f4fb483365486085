package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.Api.Container;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A branch that fails: which it was, and that nothing runs again; what takes too long; what is told to stop. */
class LeafFailureTest {
    private EchoEngine engine;
    private Api.Client dag;

    @BeforeEach
    void connect() throws IOException {
        engine = EchoEngine.newest();
        dag = engine.connect();
    }

    @AfterEach
    void close() throws IOException {
        dag.close();
        engine.close();
    }

    private Leaf<String> run(String image, String... command) {
        return dag.container().from(image).withExec(command).leaf(Container::stdout);
    }

    private ExecException fails(Leaf<?> leaf) {
        return assertThrows(ExecException.class, () -> dag.fetch(leaf));
    }

    @Test
    void the_branch_whose_command_failed_is_named() {
        ExecException failed = fails(Leaf.all(
                List.of(run("a", "echo", "1"), run("b", "sh", "fail", "exit 3"), run("c", "sh", "x", "exit 3"))));
        assertEquals(3, failed.exitCode());
        assertEquals(
                List.of("branch 2 of 3"),
                failed.branches().stream().map(Branch::place).toList());
        assertTrue(
                failed.getMessage()
                        .contains("\n  in branch 2 of 3: container.from(address: \"b\")"
                                + ".withExec(args: [\"sh\",\"fail\",\"exit 3\"]).stdout\n"),
                failed.getMessage());
        assertEquals(1, engine.queries().size());
    }

    @Test
    void branches_that_it_can_be_are_all_named_and_none_where_it_can_be_each() {
        List<Leaf<String>> same = new ArrayList<>(Stream.of("a", "b", "c", "d", "e", "f", "g")
                .map(image -> run(image, "sh", "fail"))
                .toList());
        ExecException each = fails(Leaf.all(same));
        assertEquals(7, each.branches().size());
        assertFalse(each.getMessage().contains("branch"), each.getMessage());
        same.add(run("h", "echo"));
        ExecException some = fails(Leaf.all(same));
        assertEquals(7, some.branches().size());
        for (int i = 1; i <= 7; i++) {
            assertTrue(some.getMessage().contains("\n    branch " + i + " of 8: "), some.getMessage());
        }
        assertFalse(some.getMessage().contains("branch 8"), some.getMessage());
    }

    @Test
    void of_more_branches_than_can_be_read_no_part_is_named() {
        List<Leaf<String>> same = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            same.add(run("image" + i, "sh", "fail"));
        }
        same.add(run("h", "echo"));
        ExecException failed = fails(Leaf.all(same));
        assertTrue(failed.getMessage().contains("\n  in one of 30 branches that it can be"), failed.getMessage());
        assertFalse(failed.getMessage().contains("branch 1"), failed.getMessage());
    }

    /** As recording image-not-found has it: the address stands in the message, the path is that of all branches. */
    @Test
    void the_branch_whose_call_has_the_address_that_the_message_names_is_named() throws IOException {
        String message =
                "failed to resolve image \\\"docker.io/library/ADDRESS\\\" (platform: \\\"linux/amd64\\\"): not found";
        for (String[] one : new String[][] {{"nope:3", "branch 2 of 4"}, {"nope:latest", "branch 1 of 4"}}) {
            try (Peer peer = Peer.answering("{\"errors\":[{\"message\":\"" + message.replace("ADDRESS", one[0])
                            + "\",\"path\":[\"container\",\"from\"]}],\"data\":null}");
                    Api.Client client = Dagger.connect(peer.params())) {
                QueryException failed = assertThrows(
                        QueryException.class,
                        () -> client.fetch(Leaf.all(Stream.of("nope", "nope:3", "an", "alpine")
                                .map(image -> client.container().from(image).leaf(Container::stdout))
                                .toList())));
                assertEquals(
                        List.of(one[1]),
                        failed.branches().stream().map(Branch::place).toList());
                assertTrue(failed.getMessage().contains("\n  in " + one[1] + ": "), failed.getMessage());
            }
        }
    }

    @Test
    void a_dockerfile_may_run_the_same_command_as_another_branch() throws IOException {
        try (Peer peer = Peer.answering(
                        "{\"errors\":[{\"message\":\"exit code: 1\",\"extensions\":{\"_type\":\"EXEC_ERROR\","
                                + "\"cmd\":[\"sh\",\"fail\"],\"exitCode\":1}}],\"data\":null}");
                Api.Client client = Dagger.connect(peer.params())) {
            ExecException failed = assertThrows(
                    ExecException.class,
                    () -> client.fetch(Leaf.all(List.of(
                            client.directory().dockerBuild().leaf(Container::stdout),
                            client.container().withExec("sh", "fail").leaf(Container::stdout),
                            client.container().withExec("echo").leaf(Container::stdout)))));
            assertEquals(
                    List.of("branch 1 of 3", "branch 2 of 3"),
                    failed.branches().stream().map(Branch::place).toList());
        }
    }

    @Test
    void an_entrypoint_before_the_command_and_an_expanded_one_are_kept_in_mind() {
        Leaf<String> entrypoint = dag.container()
                .withEntrypoint(List.of("sh"))
                .withExec(List.of("fail"), o -> o.useEntrypoint(true))
                .leaf(Container::stdout);
        Leaf<String> expanded = dag.container()
                .withEntrypoint(List.of("sh"))
                .withExec(List.of("$X"), o -> o.expand(true))
                .leaf(Container::stdout);
        Leaf<String> other = dag.container()
                .withEntrypoint(List.of("sh"))
                .withExec(List.of("no"))
                .leaf(Container::stdout);
        ExecException failed = fails(Leaf.all(List.of(other, expanded, entrypoint)));
        assertEquals(
                List.of("branch 2 of 3", "branch 3 of 3"),
                failed.branches().stream().map(Branch::place).toList());
    }

    @Test
    void a_part_of_a_branch_is_named_with_its_place() {
        ExecException failed = fails(Leaf.all(List.of(
                run("a", "echo"),
                Leaf.of(run("b", "echo"), run("c", "sh", "fail"), (out, more) -> out + more),
                dag.each(d -> List.of(dag.container().from("d")), c -> c.leaf(Container::stdout)))));
        assertEquals("branch 2 of 3, part 2 of 2", failed.branches().get(0).place());
    }

    @Test
    void the_branch_whose_call_failed_is_named_by_its_path() {
        QueryException failed = assertThrows(
                QueryException.class,
                () -> dag.fetch(Leaf.all(List.of(
                        run("a", "echo"),
                        dag.directory().withNewFile("fail", "").leaf(d -> d.name()),
                        dag.host().directory("x").leaf(d -> d.name())))));
        assertFalse(failed instanceof ExecException);
        assertEquals(
                List.of("branch 2 of 3"),
                failed.branches().stream().map(Branch::place).toList());
        assertTrue(
                failed.getMessage()
                        .endsWith("\n  in branch 2 of 3: directory.withNewFile(path: \"fail\", contents: \"\").name"),
                failed.getMessage());
    }

    @Test
    void an_argument_that_fails_names_the_branch_that_needs_it() {
        Api.Directory built = dag.container().from("x").withExec("sh", "fail").directory("/out");
        ExecException failed = fails(Leaf.all(List.of(
                dag.container().withDirectory("/a", dag.directory()).leaf(Container::stdout),
                dag.container().withDirectory("/b", built).leaf(Container::stdout))));
        assertEquals(List.of("sh", "fail"), failed.command());
        assertEquals(
                List.of("branch 2 of 2"),
                failed.branches().stream().map(Branch::place).toList());
    }

    @Test
    void one_leaf_alone_needs_no_name() {
        ExecException failed = assertThrows(
                ExecException.class,
                () -> dag.container().from("a").withExec("sh", "fail").fetch(Container::stdout));
        assertEquals(List.of(), failed.branches());
        assertFalse(failed.getMessage().contains("branch"), failed.getMessage());
    }

    @Test
    void a_secret_is_not_in_the_name_of_a_branch() {
        Leaf<String> secret = dag.setSecret("fail", "hunter2").leaf(Api.Secret::name);
        QueryException failed =
                assertThrows(QueryException.class, () -> dag.fetch(Leaf.all(List.of(secret, run("a", "echo")))));
        assertTrue(failed.getMessage().contains("plaintext: $plaintext"), failed.getMessage());
        assertFalse(("" + failed.branches()).contains("hunter2"), "" + failed.branches());
    }

    @Test
    void a_fetch_ends_at_its_timeout_all_rounds_together() {
        CountDownLatch never = new CountDownLatch(1);
        engine.before(() -> {
            try {
                never.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        });
        assertTimeoutPreemptively(Limits.LONGEST, () -> {
            QueryTimeoutException late = assertThrows(
                    QueryTimeoutException.class,
                    () -> dag.fetch(Leaf.all(List.of(run("a", "echo"), run("b", "echo"))), Duration.ofMillis(300)));
            assertEquals(Duration.ofMillis(300), late.timeout());
            assertTrue(late.getMessage().contains("timeout of 300 ms"), late.getMessage());
            assertTrue(late.step().endsWith(" and 1 more"), late.step());
        });
        never.countDown();
    }

    @Test
    void an_interrupt_ends_a_fetch() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        engine.before(() -> {
            asked.countDown();
            try {
                never.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        });
        FutureTask<SessionException> task =
                new FutureTask<>(() -> assertThrows(SessionException.class, () -> dag.fetch(run("a", "echo"))));
        Thread thread = new Thread(task);
        thread.start();
        Limits.open("asked", asked);
        thread.interrupt();
        assertEquals("The query was interrupted.", Limits.value(task).getMessage());
        never.countDown();
    }
}
