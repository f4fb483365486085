//SOURCES LocalProcess.java
//SOURCES LocalSession.java
package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** How the script {@code local} ends when it is told to, and how much memory it takes. */
class LocalScriptEndTest {
    @TestFactory
    Stream<DynamicTest> a_signal_ends_the_command_and_leaves_nothing(@TempDir Path temporary) {
        return Stream.of(List.of("INT", "130"), List.of("TERM", "143"), List.of("KILL", "137"))
                .map(pair -> dynamicTest(pair.get(0), () -> {
                    Path tmp = Files.createDirectory(temporary.resolve(pair.get(0)));
                    Path told = temporary.resolve(pair.get(0) + ".told");
                    String marker = "daggerkit" + System.nanoTime();
                    LocalProcess served = new LocalProcess(LocalProcess.script(
                            List.of("-Djava.io.tmpdir=" + tmp),
                            "sh",
                            "-c",
                            "trap 'echo told > " + told + "; exit' TERM; " + LocalProcess.TELL));
                    try (served) {
                        assumeTrue(served.isolated);
                        Thread asking = new Thread(() -> quietly(
                                served,
                                "{container{from(address:\"a\"){withExec(args:[\"sh\",\"-c\",\"sleep 600; : " + marker
                                        + "\"]){stdout}}}}"));
                        asking.start();
                        LocalProcess.await(() -> LocalProcess.isRunning(marker), "The command does not start.");
                        assertEquals(
                                0,
                                Run.command("kill", "-" + pair.get(0), "" + served.pid)
                                        .run()
                                        .code());
                        assertTrue(served.process.waitFor(30, TimeUnit.SECONDS), "It does not end.");
                        assertEquals(Integer.parseInt(pair.get(1)), served.process.exitValue());
                        LocalProcess.await(() -> !LocalProcess.isRunning(marker), "The command lives on.");
                        asking.join();
                        if (!pair.get(0).equals("KILL")) {
                            assertTrue(Files.exists(told), "CMD was not told to end.");
                            LocalProcess.await(
                                    () -> !ProcessHandle.of(served.child)
                                            .map(ProcessHandle::isAlive)
                                            .orElse(false),
                                    "CMD lives on.");
                            try (Stream<Path> left = Files.list(tmp)) {
                                assertEquals(
                                        List.of(),
                                        left.filter(path -> !path.getFileName()
                                                        .toString()
                                                        .startsWith("hsperf"))
                                                .toList());
                            }
                        }
                    } finally {
                        ProcessHandle.of(served.child).ifPresent(ProcessHandle::destroyForcibly);
                        Run.command("rm", "-rf", tmp.toString()).run();
                    }
                }));
    }

    @Test
    void a_hundred_megabytes_of_output_pass_through_a_small_heap() throws Exception {
        try (LocalProcess served =
                new LocalProcess(LocalProcess.script(List.of("-Xmx80m"), "sh", "-c", LocalProcess.TELL))) {
            assumeTrue(served.isolated);
            String args = "[\\\"head\\\",\\\"-c\\\",\\\"100000000\\\",\\\"/dev/zero\\\"]";
            String query = "{container{from(address:\\\"a\\\"){withExec(args:" + args + "){a:stdout}}}}";
            long[] length = {0};
            try (var body = served.stream("{\"query\":\"" + query + "\"}")) {
                byte[] buffer = new byte[1 << 16];
                for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                    length[0] += n;
                }
            }
            assertEquals(
                    6 * 100_000_000L + "{\"data\":{\"container\":{\"from\":{\"withExec\":{\"a\":\"\"}}}}}".length(),
                    length[0]);
        }
    }

    private static void quietly(LocalProcess served, String query) {
        try {
            served.ask(query);
        } catch (IOException gone) {
            // The session ends while this waits.
        }
    }
}
