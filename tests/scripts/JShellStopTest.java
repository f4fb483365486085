package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import jdk.jshell.JShell;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.Test;

/** Ctrl-C in JShell, which does not interrupt the thread: it calls {@link JShell#stop}. */
class JShellStopTest {
    @Test
    void it_ends_the_fetch_that_runs_and_not_the_shell() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        try (EchoEngine engine = EchoEngine.newest();
                JShell shell = JShell.create()) {
            engine.before(() -> {
                asked.countDown();
                try {
                    gone.await();
                } catch (InterruptedException closed) {
                    Thread.currentThread().interrupt();
                }
            });
            for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
                shell.addToClasspath(entry);
            }
            run(shell, "import daggerkit.*;");
            run(
                    shell,
                    "var dag = Dagger.connect(new ConnectParams("
                            + engine.params().port() + ", \"" + engine.params().token() + "\"));");
            FutureTask<List<SnippetEvent>> fetch = new FutureTask<>(
                    () -> shell.eval("String out = dag.fetch(dag.container().leaf(Api.Container::stdout));"));
            Thread thread = new Thread(fetch);
            thread.start();
            Limits.open("the fetch did not begin", asked);
            shell.stop();
            Limits.value(fetch);
            gone.countDown();
            assertEquals("null", run(shell, "out"), "no value came of it");
            assertEquals("\"container.stderr\"", run(shell, "dag.container().stderr()"), "the session is as it was");
        }
    }

    private static String run(JShell shell, String code) {
        SnippetEvent event = shell.eval(code).get(0);
        assertEquals(null, event.exception(), code);
        assertEquals(jdk.jshell.Snippet.Status.VALID, event.status(), code);
        return event.value();
    }
}
