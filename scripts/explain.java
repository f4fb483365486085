///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Check what a command asks Dagger for, and show it as steps: nothing runs
//DEPS ../lib/Cli.java
//DEPS ../lib/explain/graph/PipelineGraph.java
//SOURCES options/ToEngine.java
//SOURCES translate/Chain.java
//SOURCES translate/Code.java
//SOURCES translate/Invocation.java
//SOURCES translate/Item.java
//SOURCES translate/JavaApi.java
//SOURCES translate/JavaValues.java
//SOURCES translate/RawRequest.java
//SOURCES translate/RequestFile.java
//SOURCES translate/RequestReader.java
//SOURCES translate/ScriptBody.java
//SOURCES translate/ScriptWriter.java
//SOURCES translate/Texts.java
//SOURCES translate/Translation.java
//SOURCES translate/Untyped.java
//SOURCES translate/VariableNames.java
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
import daggerkit.Cli;
import daggerkit.console.Catalog;
import daggerkit.console.Console;
import daggerkit.console.GitHubJob;
import daggerkit.console.Text;
import daggerkit.explain.ExplainReport;
import daggerkit.explain.ExplainServer;
import daggerkit.explain.ExplainedRequest;
import daggerkit.explain.graph.PipelineGraph;
import daggerkit.explain.graph.PipelineSummary;
import daggerkit.options.ToEngine;
import daggerkit.schema.EngineVersion;
import daggerkit.server.Servers;
import daggerkit.translate.Translation;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
                    + " of a module that the command serves cannot be known without an engine: they are not valid.",
            "",
            "With --java it prints a Java script that asks the same, in place of the steps: typed chains, objects in"
                    + " variables, secrets from the environment, and what was read together in one fetch. The client"
                    + " may be of any language. What was written down by record, or by --json, is translated as well:"
                    + " give the file as CMD.",
            "",
            "With --mermaid or --svg it prints a picture, in place of the steps: images, commands, what flows into what"
                    + " (folders, files, services, caches, secrets by their names), and what is read in the end. What"
                    + " several chains begin with is there once. Here too a file may be given as CMD."
        },
        footer = {
            "",
            "All of it goes to standard error, so that standard output is the command's own. The Java and the pictures"
                    + " are the exception: they go to standard output, and the command's own output to standard error;"
                    + " with --out the command keeps its output.",
            "",
            "Exit code: 1 if a request is not valid, whatever the command makes of that; else the command's own;"
                    + " 128 + N if signal N ended it; 127 if it cannot be run; 64 for wrong usage.",
            "",
            "Examples:",
            "  jbang explain@catalog jbang uname@catalog",
            "  jbang explain@catalog --engine 0.20.8 --json --out requests.jsonl python pipeline.py",
            "  jbang explain@catalog --java python pipeline.py > pipeline.java",
            "  jbang explain@catalog --java recording.jsonl > pipeline.java",
            "  jbang explain@catalog --svg --out pipeline.svg jbang build.java",
            "  jbang explain@catalog --summary jbang build.java    (in a step of GitHub Actions)"
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
            description = "The engine whose schema and version it has: 0.20.8, 0.21.8 or 1.0; unless given, the newest,"
                    + " for a file the newest that has all that is asked.")
    EngineVersion engine;

    @Option(names = "--json", description = "Write each request as a JSON object on a line of its own.")
    boolean json;

    @Option(
            names = "--java",
            description = "Print a Java script that asks the same, of the command or of a file whose name ends in"
                    + " .jsonl.")
    boolean java;

    @Option(
            names = "--mermaid",
            description = "Print the pipeline as a flowchart of Mermaid, which GitHub and others draw.")
    boolean mermaid;

    @Option(names = "--svg", description = "Print the pipeline as a picture, which any browser shows.")
    boolean svg;

    @Option(
            names = "--summary",
            description = "In GitHub Actions, add the flowchart and the steps to the summary of the step as well.")
    boolean summary;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            description = "auto (on a terminal, unless NO_COLOR is set), always or never; auto unless given.")
    Color color = Color.auto;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "Write the requests, the Java or the picture to this file, which only you can read if it is new."
                            + " The class of the Java has the file's name.")
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
        List<String> forms = new ArrayList<>();
        for (Map.Entry<String, Boolean> form : List.of(
                Map.entry("--java", java),
                Map.entry("--json", json),
                Map.entry("--mermaid", mermaid),
                Map.entry("--svg", svg))) {
            if (form.getValue()) {
                forms.add(form.getKey());
            }
        }
        if (forms.size() > 1) {
            throw new Cli.Usage("Cannot use " + forms.get(0) + " together with " + forms.get(1)
                    + ": requests are written in one form.");
        }
        return java || mermaid || svg ? printed() : steps();
    }

    private int steps() throws Exception {
        boolean colored = color == Color.always || color == Color.auto && out == null && Console.isColorTerminal(2);
        ExplainReport.Form form =
                json ? ExplainReport.Form.JSON : colored ? ExplainReport.Form.COLORED : ExplainReport.Form.PLAIN;
        try (OutputStream file = out == null ? OutputStream.nullOutputStream() : ExplainReport.open(out)) {
            ExplainReport report = new ExplainReport(out == null ? System.err : file, form);
            Listener listener = new Listener(report);
            int code = run(summary ? listener : report, false);
            return report.notValid() > 0 ? 1 : code;
        }
    }

    private EngineVersion engine() {
        return engine == null ? EngineVersion.newest() : engine;
    }

    /** Prints what is made of the requests, when there will be no more of them. */
    private int printed() throws Exception {
        boolean isFile = isFile();
        try (OutputStream file = out == null ? OutputStream.nullOutputStream() : ExplainReport.open(out)) {
            Listener listener =
                    new Listener(new ExplainReport(OutputStream.nullOutputStream(), ExplainReport.Form.PLAIN));
            int code = isFile ? 0 : run(listener, out == null);
            Translation asked = isFile ? recorded() : Translation.of(engine(), listener.requests);
            if (java || isFile) {
                asked.notValid().forEach(sentence -> System.err.println("explain: " + sentence));
            } else {
                listener.tellErrors();
            }
            String text = java ? script(asked) : picture(asked);
            if (out == null) {
                System.out.print(text);
            } else {
                file.write(text.getBytes(StandardCharsets.US_ASCII));
            }
            return asked.notValid().isEmpty() ? code : 1;
        }
    }

    private String script(Translation asked) {
        String name = out == null
                ? "pipeline"
                : Translation.className(out.getFileName().toString());
        return asked.requests() == 0 ? "" : asked.script(name, Catalog.named("daggerkit@catalog"));
    }

    private String picture(Translation asked) {
        PipelineGraph graph = PipelineGraph.of(asked.explained(), asked.ids());
        String title = "The pipeline of " + Text.shortCommand(command);
        return graph.isEmpty() ? "" : svg ? graph.svg(title) : graph.mermaid();
    }

    /** Whether what is given is not a command but requests that were written down. */
    private boolean isFile() {
        boolean isFile = command.size() == 1 && command.get(0).endsWith(".jsonl");
        if (isFile) {
            Cli.checkReadable("the requests", Path.of(command.get(0)));
            if (summary) {
                throw new Cli.Usage("Cannot use --summary together with \"" + command.get(0)
                        + "\": it is of a command that is run, expected CMD and its arguments.");
            }
        }
        return isFile;
    }

    private Translation recorded() {
        Path file = Path.of(command.get(0));
        return engine == null ? Translation.ofFile(file) : Translation.ofFile(engine, file);
    }

    private int run(ExplainServer.Listener listener, boolean isOutputOurs) throws Exception {
        return Servers.run(
                "explain",
                () -> ExplainServer.start(o -> o.engine(engine()).tell(listener)),
                command,
                isOutputOurs ? System.err : null);
    }

    /** Keeps the requests, passes them on to a report, and writes the summary when there will be no more. */
    private final class Listener implements ExplainServer.Listener {
        private final List<ExplainedRequest> requests = new ArrayList<>();
        private final ExplainReport report;

        Listener(ExplainReport report) {
            this.report = report;
        }

        @Override
        public synchronized void asked(ExplainedRequest request) {
            requests.add(request);
            report.asked(request);
        }

        @Override
        public synchronized void ended() {
            report.ended();
            String failed = summary
                    ? GitHubJob.addToSummary(PipelineSummary.of("explain: " + report.summary(), requests))
                    : null;
            if (failed != null) {
                System.err.println("explain: " + failed + ".");
            }
        }

        /** Where the steps are not shown, what is wrong has to be. */
        synchronized void tellErrors() {
            requests.stream()
                    .filter(request -> !request.isValid())
                    .forEach(request -> System.err.print(request.text()));
        }
    }
}
