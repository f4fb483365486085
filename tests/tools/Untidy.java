package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Tests that are no good, for {@link OwnRunTest}: only those who name this class run them. */
class Untidy {
    @Test
    void leaves_a_file() throws IOException {
        Files.createTempFile("untidy", ".left");
    }

    @Test
    void prints() {
        System.out.println("noise on standard output");
        System.err.println("noise on standard error");
    }

    @Test
    void fails() {
        fail("as it should");
    }

    @Test
    void is_skipped() {
        assumeTrue(false, "there is no moon");
    }

    @Test
    void starts_what_gets_signals() {
        // A JVM blocks QUIT in its threads, and so in what they start.
        for (String signal : new String[] {"HUP", "INT", "TERM"}) {
            Run.Result result = Run.command("sh", "-c", "kill -" + signal + " $$; echo ignored")
                    .run();
            assertEquals("", result.out(), signal);
            assertTrue(result.code() > 128, signal + " gives " + result.code());
        }
    }

    @Test
    void never_ends() {
        Limits.end(Run.command("sh", "-c", Limits.HANG + "; : untidy").start());
    }
}
