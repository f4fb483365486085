package daggerkit.shell;

import daggerkit.Dagger;
import daggerkit.ExecException;
import daggerkit.QueryException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import jdk.jshell.tool.JavaShellToolBuilder;

/** The shell in a terminal: JShell's own tool, with its line editor, completion and commands. */
final class Terminal {
    private static final String MODE = "daggerkit";
    private static final int WIDEST = 200;
    private static volatile boolean verbose;

    private Terminal() {}

    static int run(List<Path> files, boolean wordy) throws Exception {
        verbose = wordy;
        Path startup = Files.createTempFile("daggerkit-shell", ".jsh");
        startup.toFile().deleteOnExit();
        Files.writeString(startup, Imports.text() + format());
        List<String> arguments = new ArrayList<>(List.of(
                "--class-path",
                System.getProperty("java.class.path"),
                "--execution",
                ExecutionProvider.NAME,
                "--startup",
                startup.toString(),
                "--feedback",
                MODE));
        files.forEach(file -> arguments.add(file.toString()));
        banner();
        try (PrintStream out = new PrintStream(new Untold(System.out), true, StandardCharsets.UTF_8)) {
            return JavaShellToolBuilder.builder()
                    .out(out, System.out, System.out)
                    .persistence(new HashMap<>())
                    .start(arguments.toArray(new String[0]));
        } finally {
            Files.deleteIfExists(startup);
        }
    }

    private static void banner() {
        System.out.println("daggerkit " + Dagger.VERSION + ": JShell with Dagger "
                + Shell.client().version()
                + " as `dag`; try dag.container().from(\"alpine\").withExec(\"uname\").stdout()");
        System.out.println("Tab completes, twice it shows documentation. After a failure, failure() shows all of it.");
        System.out.println("Ctrl-C ends a call that runs; /exit or Ctrl-D ends the shell and its session.");
    }

    /** JShell's mode for feedback: values as they are, and no words about what went well. */
    private static String format() {
        return String.join(
                "\n",
                "/set mode " + MODE + " normal -quiet",
                "/set prompt " + MODE + " \"dag> \" \"...> \"",
                "/set truncation " + MODE + " 1000000000",
                "/set format " + MODE + " display \"{value}%n\" expression,varvalue,assignment-ok",
                "/set format " + MODE + " display \"{name} = {value}%n\" varinit-ok",
                "");
    }

    /** Shows a failure in three lines; null for a call that was stopped. */
    static void tell(Throwable failure) {
        if (failure == null) {
            System.out.println("Interrupted.");
            return;
        }
        System.out.println(failure instanceof ExecException ? summary((ExecException) failure) : failure.getMessage());
        if (verbose) {
            if (failure instanceof QueryException) {
                System.out.println("The query was: " + ((QueryException) failure).query());
            }
            failure.printStackTrace(System.out);
        }
    }

    /** The command and its exit code; where; the last line that it wrote. */
    private static String summary(ExecException failure) {
        String head = failure.getMessage();
        int end = head.indexOf("\n  at ");
        String output = (failure.stderr().isBlank() ? failure.stdout() : failure.stderr()).strip();
        return cut((end < 0 ? head : head.substring(0, end)).replaceAll("\\s+", " "))
                + "\n  at " + cut(String.join(".", failure.path()))
                + "\n  " + cut(output.isEmpty() ? "It wrote nothing." : output.substring(output.lastIndexOf('\n') + 1));
    }

    private static String cut(String line) {
        return line.length() <= WIDEST ? line : line.substring(0, WIDEST) + "...";
    }

    /** Lets all lines through but those in which JShell tells of what was told already. Used by one thread at a time. */
    private static final class Untold extends OutputStream {
        private final PrintStream out;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Untold(PrintStream out) {
            this.out = out;
        }

        @Override
        public synchronized void write(int b) {
            line.write(b);
            if (b == '\n') {
                flushLine();
            }
        }

        @Override
        public synchronized void flush() throws IOException {
            if (!line.toString(StandardCharsets.UTF_8).contains(Execution.TOLD)) {
                flushLine();
            }
            out.flush();
        }

        private void flushLine() {
            if (!line.toString(StandardCharsets.UTF_8).contains(Execution.TOLD)) {
                out.writeBytes(line.toByteArray());
            }
            line.reset();
        }
    }
}
