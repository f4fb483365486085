package daggerkit.shell;

import daggerkit.Dagger;
import daggerkit.ExecException;
import daggerkit.QueryException;
import java.io.ByteArrayOutputStream;
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
        Sources.tell();
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
        System.out.println("daggerkit " + Dagger.VERSION + ", Dagger "
                + Shell.client().version() + ": try dag.container().from(\"alpine\").withExec(\"ls\").stdout()");
        System.out.println("Tab completes, and Tab again shows more. After a failure, failure() shows all of it.");
        System.out.println("Ctrl-C ends a call that runs; /exit or Ctrl-D ends the shell and its session.");
    }

    /**
     * JShell's mode for feedback: values as they are, and few words about what went well. Made from nothing, since its own
     * modes do not exist yet when this is read.
     */
    private static String format() {
        StringBuilder commands = new StringBuilder("/set mode " + MODE + " -quiet\n");
        commands.append("/set prompt " + MODE + " 'dag> ' '...> '\n");
        commands.append("/set truncation " + MODE + " 1000000000\n");
        for (String field : List.of(
                "pre '|  '",
                "post '%n'",
                "errorpre '|  '",
                "errorpost '%n'",
                "errorline '{post}{pre}    {err}'",
                "action 'created' added-primary",
                "action 'changed' modified,replaced,overwrote-primary",
                "action 'dropped' dropped-primary",
                "typeKind 'class' class",
                "typeKind 'interface' interface",
                "typeKind 'enum' enum",
                "typeKind 'annotation interface' annotation",
                "typeKind 'record' record",
                "needs ', which needs {unresolved}' unresolved1,unresolved2",
                "faults ', which has errors:{errors}' error1,error2",
                "display '{pre}{action} {typeKind} {name}{needs}{faults}{post}'"
                        + " class,interface,enum,annotation,record-primary",
                "display '{pre}{action} method {name}({type}){needs}{faults}{post}' method-primary",
                "display '{pre}{action} variable {name}{needs}{faults}{post}' vardecl,varinit-notdefined-primary",
                "display '{value}{post}' expression,varvalue-added,modified,replaced-ok-primary",
                "display '{name} = {value}{post}' varinit,vardecl,assignment-added,modified,replaced-ok-primary")) {
            commands.append("/set format " + MODE + " ").append(field).append('\n');
        }
        return commands.toString();
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

    /**
     * Lets all lines through but those in which JShell tells of what was told already. What JShell says of a failure begins
     * with a bar and comes in pieces, so such a line waits for its end. Used by one thread at a time.
     */
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
                pass();
            }
        }

        @Override
        public synchronized void flush() {
            if (!line.toString(StandardCharsets.UTF_8).startsWith("|")) {
                pass();
            }
            out.flush();
        }

        private void pass() {
            if (!line.toString(StandardCharsets.UTF_8).contains(Execution.TOLD)) {
                out.writeBytes(line.toByteArray());
            }
            line.reset();
        }
    }
}
