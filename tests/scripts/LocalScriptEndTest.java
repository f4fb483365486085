package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** How the script {@code local} ends when it is told to, and how much memory it takes. */
@SignalsAsUsual
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
                        assumeTrue(served.isolated, "there is no private root on this host");
                        Thread asking = new Thread(() -> quietly(
                                served,
                                "{container{from(address:\"a\"){withExec(args:[\"sh\",\"-c\",\"sleep 9999; : " + marker
                                        + "\"]){stdout}}}}"));
                        asking.start();
                        Limits.await("The command does not start.", () -> LocalProcess.isRunning(marker));
                        assertEquals(
                                0,
                                Run.command("kill", "-" + pair.get(0), "" + served.pid)
                                        .run()
                                        .code());
                        Limits.end(served.process);
                        assertEquals(Integer.parseInt(pair.get(1)), served.process.exitValue());
                        Limits.await("The command lives on.", () -> !LocalProcess.isRunning(marker));
                        asking.join();
                        if (!pair.get(0).equals("KILL")) {
                            assertTrue(Files.exists(told), "CMD was not told to end.");
                            Limits.await("CMD lives on.", () -> !ProcessHandle.of(served.child)
                                    .map(ProcessHandle::isAlive)
                                    .orElse(false));
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
    void a_signal_amid_200_requests_and_much_output_leaves_nothing(@TempDir Path tmp) throws Exception {
        String marker = "daggerkit" + System.nanoTime();
        List<Thread> asking = new ArrayList<>();
        LocalProcess served = new LocalProcess(
                LocalProcess.script(List.of("-Djava.io.tmpdir=" + tmp), "sh", "-c", LocalProcess.TELL));
        try (served) {
            assumeTrue(served.isolated, "there is no private root on this host");
            for (int i = 0; i < 200; i++) {
                String text = (i == 0 ? "head -c 100000000 /dev/zero; " : "") + "sleep 9999; : " + marker + i;
                Thread thread = new Thread(() -> quietly(
                        served,
                        "{container{from(address:\"a\"){withExec(args:[\"sh\",\"-c\",\"" + text + "\"]){stdout}}}}"));
                thread.start();
                asking.add(thread);
            }
            // Some of the commands run, and others are about to.
            Limits.await("The first does not start.", () -> LocalProcess.isRunning(marker + 0));
            Limits.await("The tenth does not start.", () -> LocalProcess.isRunning(marker + 9));
            assertEquals(0, Run.command("kill", "-INT", "" + served.pid).run().code());
            Limits.end(served.process);
            assertEquals(130, served.process.exitValue());
            Limits.await("A command lives on.", () -> !LocalProcess.isRunning(marker));
            Limits.await("A set-up lives on.", () -> !LocalProcess.isRunning(tmp.toString()));
            for (Thread thread : asking) {
                thread.join();
            }
            try (Stream<Path> left = Files.list(tmp)) {
                assertEquals(
                        List.of(),
                        left.filter(path -> !path.getFileName().toString().startsWith("hsperf"))
                                .toList());
            }
        } finally {
            ProcessHandle.of(served.child).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @TestFactory
    Stream<DynamicTest> a_hundred_megabytes_pass_through_a_small_heap(@TempDir Path temporary) throws IOException {
        // Letters, as a JSON of so many zeros would be six times as long.
        String letters = "{container{from(address:\\\"a\\\"){withExec(args:[\\\"sh\\\",\\\"-c\\\","
                + "\\\"head -c 100000000 /dev/zero | tr '\\\\\\\\0' x\\\"]%s";
        Path exported = temporary.resolve("exported");
        record Case(String name, String query, long least) {}
        return Stream.of(
                        new Case("output", String.format(letters, "){a:stdout}}}}"), 100_000_000L),
                        new Case(
                                "contents",
                                String.format(
                                        letters, ",redirectStdout:\\\"/f\\\"){file(path:\\\"/f\\\"){contents}}}}}"),
                                100_000_000L),
                        new Case(
                                "export",
                                String.format(
                                        letters,
                                        ",redirectStdout:\\\"/f\\\"){file(path:\\\"/f\\\"){size digest export(path:\\\""
                                                + exported + "\\\")}}}}}"),
                                0))
                .map(one -> dynamicTest(one.name, () -> {
                    try (LocalProcess served =
                            new LocalProcess(LocalProcess.script(List.of("-Xmx80m"), "sh", "-c", LocalProcess.TELL))) {
                        assumeTrue(served.isolated, "there is no private root on this host");
                        long length = 0;
                        String start = "";
                        try (var body = served.stream("{\"query\":\"" + one.query + "\"}")) {
                            byte[] buffer = new byte[1 << 16];
                            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                                start = start.isEmpty() ? new String(buffer, 0, n, StandardCharsets.US_ASCII) : start;
                                length += n;
                            }
                        }
                        assertTrue(start.startsWith("{\"data\":{\"container\":"), start);
                        assertTrue(length > one.least && length < one.least + 300, length + " bytes");
                        if (one.least == 0) {
                            assertEquals(100_000_000L, Files.size(exported));
                        }
                    }
                }));
    }

    private static void quietly(LocalProcess served, String query) {
        try {
            served.ask(query);
        } catch (IOException gone) {
            // The session ends while this waits.
        }
    }
}
