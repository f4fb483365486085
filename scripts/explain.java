///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Check what a command asks Dagger for, and show it as steps: nothing runs
//DEPS ../lib/Cli.java
//DEPS ../lib/explain/ExplainServer.java
//SOURCES options/ToEngine.java
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
import daggerkit.Cli;
import daggerkit.console.Console;
import daggerkit.explain.ExplainReport;
import daggerkit.explain.ExplainServer;
import daggerkit.options.ToEngine;
import daggerkit.schema.EngineVersion;
import daggerkit.server.Servers;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "explain",
        description = {
            "Check what a command asks Dagger for, and show it as steps: nothing runs.",
            "",
            "The command finds a session in its environment, as under `dagger run`. Each request is checked against the"
                    + " engine's schema, shown as the tree of its steps, and answered with a placeholder of the right"
                    + " type, so that the command goes on to its end: a String says which field it is of"
                    + " (Container.stdout), a list has one element, numbers are 0. Secrets are shown as ***. The fields"
                    + " of a module that the command serves cannot be known without an engine: they are not valid."
        },
        footer = {
            "",
            "All of it goes to standard error, so that standard output is the command's own.",
            "",
            "Exit code: 1 if a request is not valid, whatever the command makes of that; else the command's own;"
                    + " 128 + N if signal N ended it; 127 if it cannot be run; 64 for wrong usage.",
            "",
            "Examples:",
            "  jbang explain@catalog jbang uname@catalog",
            "  jbang explain@catalog --engine 0.20.8 --json --out requests.jsonl python pipeline.py"
        })
class explain implements Callable<Integer>, Cli.RunsCommand {
    enum Color {
        auto,
        always,
        never
    }

    @Mixin
    Cli cli = new Cli();

    @Option(
            names = "--engine",
            paramLabel = "VERSION",
            converter = ToEngine.class,
            description = "The engine whose schema and version it has: 0.20.8, 0.21.8 or 1.0; the newest unless given.")
    EngineVersion engine = EngineVersion.newest();

    @Option(names = "--json", description = "Write each request as a JSON object on a line of its own.")
    boolean json;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            description = "auto (on a terminal, unless NO_COLOR is set), always or never; auto unless given.")
    Color color = Color.auto;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "Write the requests to this file, which only you can read if it is new, not to standard error.")
    Path out;

    @Parameters(arity = "0..*", paramLabel = "CMD", description = "The command and its arguments.")
    List<String> command;

    public static void main(String... args) {
        Cli.main(new explain(), args);
    }

    @Override
    public Integer call() throws Exception {
        if (command == null) {
            throw new Cli.Usage("There is no command to run: expected CMD and its arguments.");
        }
        boolean colored = color == Color.always || color == Color.auto && out == null && Console.isColorTerminal(2);
        ExplainReport.Form form =
                json ? ExplainReport.Form.JSON : colored ? ExplainReport.Form.COLORED : ExplainReport.Form.PLAIN;
        try (OutputStream file = out == null ? OutputStream.nullOutputStream() : ExplainReport.open(out)) {
            ExplainReport report = new ExplainReport(out == null ? System.err : file, form);
            int code = Servers.run(
                    "explain", () -> ExplainServer.start(o -> o.engine(engine).tell(report)), command);
            return report.notValid() > 0 ? 1 : code;
        }
    }
}
