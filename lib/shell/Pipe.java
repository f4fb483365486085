package daggerkit.shell;

import daggerkit.DaggerException;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/** The shell without a terminal. */
final class Pipe {
    private final JShell shell;
    private final String name;
    private int line;
    private int begin = 1;

    private Pipe(JShell shell, String name) {
        this.shell = shell;
        this.name = name;
    }

    static int run(List<Shell.Code> code) throws IOException {
        try (JShell shell = JShell.builder()
                .executionEngine(new ExecutionProvider(failure -> {}), Map.of())
                .out(System.out)
                .err(System.err)
                .build()) {
            shell.addToClasspath(System.getProperty("java.class.path"));
            new Pipe(shell, "the shell's beginning").statements(Imports.text(), true, false);
            for (Shell.Code one : code) {
                OptionalInt exit = new Pipe(shell, one.name()).read(new BufferedReader(one.text()));
                if (exit.isPresent()) {
                    return exit.getAsInt();
                }
            }
            return 0;
        }
    }

    /** Each statement runs when it is whole, without waiting for the end of the input. */
    private OptionalInt read(BufferedReader code) throws IOException {
        String rest = "";
        for (String next = code.readLine(); next != null; next = code.readLine()) {
            line++;
            if (rest.isBlank()) {
                begin = line;
                rest = "";
                if (isCommand(next)) {
                    return exit(next.strip());
                }
            }
            rest = statements(rest + next + "\n", false, true);
        }
        statements(rest, true, true);
        return OptionalInt.empty();
    }

    private static boolean isCommand(String text) {
        String command = text.strip();
        return command.startsWith("/") && !command.startsWith("//") && !command.startsWith("/*");
    }

    private OptionalInt exit(String command) {
        String[] words = command.split("\\s+");
        if (words[0].equals("/exit") && words.length == 1) {
            return OptionalInt.of(0);
        }
        if (words[0].equals("/exit") && words.length == 2 && words[1].matches("[0-9]{1,3}")) {
            return OptionalInt.of(Integer.parseInt(words[1]));
        }
        throw failed("has the command \"" + command + "\"; without a terminal there is only /exit, with an exit code"
                + " behind it or without.");
    }

    /** Runs what is whole and returns the rest; at the end all is whole. */
    private String statements(String text, boolean atEnd, boolean shown) {
        SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();
        String rest = text;
        while (!rest.isBlank()) {
            CompletionInfo info = analysis.analyzeCompletion(rest);
            Completeness completeness = info.completeness();
            if (completeness == Completeness.EMPTY) {
                return "";
            }
            boolean whole = completeness.isComplete() || completeness == Completeness.UNKNOWN;
            if (!whole && !atEnd) {
                return rest;
            }
            evaluate(whole && info.source() != null ? info.source() : rest, shown);
            rest = whole && info.source() != null ? info.remaining() : "";
        }
        return "";
    }

    private void evaluate(String source, boolean shown) {
        for (SnippetEvent event : shell.eval(source)) {
            Snippet snippet = event.snippet();
            if (event.causeSnippet() != null) {
                continue;
            }
            if (event.status() == Snippet.Status.REJECTED) {
                throw failed("does not compile: " + problems(snippet));
            }
            if (event.exception() != null) {
                throw failure(event.exception());
            }
            if (shown && isExpression(snippet) && event.value() != null) {
                System.out.println(event.value());
            }
        }
        System.out.flush();
        begin = line;
    }

    private static boolean isExpression(Snippet snippet) {
        return snippet.kind() == Snippet.Kind.EXPRESSION
                || snippet.subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND;
    }

    private String problems(Snippet snippet) {
        List<String> problems = new ArrayList<>();
        shell.diagnostics(snippet)
                .filter(Diag::isError)
                .forEach(diag -> problems.add(diag.getMessage(Locale.ROOT).replaceAll("\\s*\\R\\s*", "; ")));
        return String.join(". ", problems) + ".";
    }

    /** What the statement threw: our own exceptions as they are, to be told and to end the program as in any script. */
    private RuntimeException failure(JShellException thrown) {
        Throwable failure = Shell.failure();
        if (!(thrown instanceof EvalException)) {
            return failed("calls what is not defined yet: " + thrown.getMessage() + ".");
        }
        if (((EvalException) thrown).getExceptionClassName().equals(Execution.TOLD)) {
            return (DaggerException) failure;
        }
        return failed("threw " + failure + ".");
    }

    private DaggerException failed(String what) {
        return new DaggerException("Line " + begin + " of " + name + " " + what);
    }
}
