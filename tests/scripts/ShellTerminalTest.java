package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.console.Catalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code shell} in a terminal, by the keys that a person presses. */
class ShellTerminalTest {
    private static final int COLUMNS = 100;
    private static final String PROMPT = "dag> ";
    private static final String END_OF_INPUT = "\004";
    private static final String INTERRUPT = "\003";

    @TempDir
    Path folder;

    @BeforeAll
    static void a_terminal_can_be_made() {
        String lacking = PseudoTerminal.lacking();
        if (!lacking.isEmpty()) {
            System.out.println("  ShellTerminalTest is left out: " + lacking + ".");
        }
        Assumptions.assumeTrue(lacking.isEmpty(), lacking);
    }

    private static PseudoTerminal terminal(Run run) {
        return new PseudoTerminal(run, 50, COLUMNS);
    }

    @Test
    void it_completes_shows_values_and_goes_on_after_failures() throws Exception {
        try (EchoEngine engine = EchoEngine.newest();
                PseudoTerminal terminal = terminal(Run.jvm("scripts/shell.java").session(engine.params()))) {
            terminal.await(PROMPT);
            assertEquals(
                    4, Screen.lines(terminal.written(), COLUMNS).size(), "a banner of three lines, and the prompt");
            terminal.type("dag.cont\t");
            terminal.await("dag\\.container\\(");
            terminal.type(").from(\"a\").stdout()\r");
            terminal.await("\\Rcontainer\\.from\\(\"a\"\\)\\.stdout\\R\\s*" + PROMPT);
            terminal.type("var c = dag.container()\r");
            terminal.await("\\Rc = Container: container\\R\\s*" + PROMPT);
            int before = Screen.lines(terminal.written(), COLUMNS).size();
            terminal.type("c.withExec(\"sh\", \"-c\", \"fail; exit 7\").stdout()\r");
            terminal.await("it failed\\R\\s*" + PROMPT);
            List<String> lines = Screen.lines(terminal.written(), COLUMNS);
            assertEquals(
                    List.of(
                            "The command failed with exit code 7: sh -c 'fail; exit 7'",
                            "  at container.withExec.stdout",
                            "  it failed",
                            PROMPT.strip()),
                    lines.subList(before, lines.size()));
            terminal.type("failure()\r");
            terminal.await("  stderr:\\R    it failed\\R\\s*" + PROMPT);
            terminal.type("Integer.parseInt(\"x\")\r");
            terminal.await("NumberFormatException(?s:.*)" + PROMPT);
            terminal.type("/exit 3\r");
            assertEquals(3, terminal.end());
            assertFalse(terminal.written().contains("daggerkit-told"), terminal.written());
        }
    }

    /** What JShell shows of a signature alone, it calls undocumented. */
    @Test
    void tab_again_tells_what_a_method_does() throws Exception {
        // What the script says to the JVM beside what all of them say.
        String opens = Files.readAllLines(Run.root().resolve("scripts/shell.java")).stream()
                .filter(line -> line.startsWith("//RUNTIME_OPTIONS "))
                .map(line -> line.replaceAll(".*(--add-opens=\\S+).*", "$1"))
                .findFirst()
                .orElse("");
        Run run = Run.jvm("scripts/shell.java").env("JDK_JAVA_OPTIONS", opens);
        try (EchoEngine engine = EchoEngine.newest();
                PseudoTerminal terminal = terminal(run.session(engine.params()))) {
            terminal.await(PROMPT);
            terminal.type("dag.container().from(\t");
            terminal.await("press tab again to see documentation");
            terminal.type("\t");
            terminal.await("Pulls an image and takes its file system(?s:.*)address - The image");
            terminal.type(INTERRUPT);
            terminal.await("\\R\\s*" + PROMPT);
            terminal.type("\"a\".substring(\t");
            terminal.await("press tab again to see documentation");
            terminal.type("\t");
            String said = terminal.await("press tab");
            assertEquals(
                    hasSources(), said.contains("Returns a string that is a substring"), "the JDK's own are as ever");
            terminal.type(INTERRUPT);
            terminal.type(END_OF_INPUT);
            assertEquals(0, terminal.end());
        }
    }

    private static boolean hasSources() {
        return Path.of(System.getProperty("java.home"), "lib/src.zip").toFile().canRead();
    }

    @Test
    void the_interrupt_key_ends_the_call_and_not_the_shell() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        CountDownLatch over = new CountDownLatch(1);
        try (EchoEngine engine = EchoEngine.newest();
                PseudoTerminal terminal = terminal(Run.jvm("scripts/shell.java").session(engine.params()))) {
            terminal.await(PROMPT);
            engine.before(() -> {
                asked.countDown();
                try {
                    over.await();
                } catch (InterruptedException closed) {
                    Thread.currentThread().interrupt();
                }
            });
            asked.countDown();
            terminal.type("String out = dag.container().stdout();\r");
            Limits.open("the call did not begin", asked);
            terminal.type(INTERRUPT);
            terminal.await("\\RInterrupted\\.\\R\\s*" + PROMPT);
            engine.before(() -> {});
            over.countDown();
            terminal.type("for (System.out.println(\"loop\"); ; );\r");
            terminal.await("\\Rloop\\R");
            terminal.type(INTERRUPT);
            terminal.await("Interrupted\\.\\R\\s*" + PROMPT);
            terminal.type("dag.container().stderr()\r");
            terminal.await("\\Rcontainer\\.stderr\\R");
            terminal.type(END_OF_INPUT);
            assertEquals(0, terminal.end());
        } finally {
            over.countDown();
        }
    }

    @Test
    void a_session_of_its_own_ends_when_the_input_does_and_when_the_terminal_goes_away() throws Exception {
        for (boolean hangsUp : new boolean[] {false, true}) {
            try (RecordingServer engine = RecordingServer.of("v0.21.8", "version");
                    FakeCli cli = new FakeCli(folder, engine.params().port(), "echo \"$line\"\nuntil_end")) {
                Run run = Run.jvm("scripts/shell.java").env("_EXPERIMENTAL_DAGGER_CLI_BIN", cli.path());
                try (PseudoTerminal terminal = terminal(run)) {
                    terminal.await(PROMPT);
                    if (!hangsUp) {
                        terminal.type(END_OF_INPUT);
                        assertEquals(0, terminal.end());
                    }
                }
                cli.assertGone();
            }
        }
    }

    @Test
    void where_the_output_is_no_terminal_it_says_what_to_add() throws Exception {
        try (EchoEngine engine = EchoEngine.newest()) {
            Run run = Run.jvm("scripts/shell.java")
                    .session(engine.params())
                    .behind("sh", "-c", "\"$@\" | cat; echo over", "sh");
            try (PseudoTerminal terminal = terminal(run)) {
                String said = terminal.await("over");
                assertTrue(said.contains(Catalog.named("dagger run --silent jbang shell@catalog")), said);
                assertFalse(said.contains(PROMPT), said);
            }
        }
    }
}
