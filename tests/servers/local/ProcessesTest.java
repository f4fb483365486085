package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import daggerkit.local.host.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How the stand-in ends commands with all that they have started. */
class ProcessesTest {
    /** The numbers of the system call prctl. */
    private static final Map<String, Integer> PRCTL = Map.of("amd64", 157, "aarch64", 167);

    /** Takes over what others leave behind, as the first process of a container does, and never asks how it has ended. */
    private static final String FIRST_PROCESS =
            "syscall(shift, 36, 1, 0, 0, 0) == 0 or die; my $pid = fork // die; exec @ARGV or die unless $pid;"
                    + " waitpid($pid, 0); exit($? >> 8);";

    /** Ends a command with descendants. */
    static final class Program {
        private Program() {}

        public static void main(String... none) throws Exception {
            String left = "sh -c '(exec sleep 9997) & echo started; wait' & wait";
            Process process = new ProcessBuilder("sh", "-c", left).start();
            process.inputReader().readLine();
            Processes.stop(process);
            System.out.print("ended");
        }
    }

    @Test
    void a_process_whose_end_nobody_asks_for_has_ended() {
        Integer prctl = PRCTL.get(System.getProperty("os.arch"));
        assumeTrue(
                prctl != null && Files.isExecutable(Path.of("/usr/bin/perl")),
                "The first process of the test needs /usr/bin/perl on Linux.");
        Run.Result result = Run.main(Program.class)
                .behind("perl", "-e", FIRST_PROCESS, "" + prctl)
                .run();
        assertEquals(new Run.Result(0, "ended", ""), result);
    }
}
