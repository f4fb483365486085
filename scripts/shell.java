///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Try Dagger line by line: JShell with a session, the typed API and completion
//DEPS ../lib/Cli.java
//DEPS ../lib/shell/Shell.java
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --add-opens=jdk.jshell/jdk.jshell=ALL-UNNAMED
import daggerkit.Api;
import daggerkit.Cli;
import daggerkit.ConnectParams;
import daggerkit.Dagger;
import daggerkit.console.Catalog;
import daggerkit.console.Console;
import daggerkit.shell.Shell;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "shell",
        description = {
            "Try Dagger line by line: JShell with a session, the typed API and completion.",
            "",
            "The session is that of the environment, else one of its own, which ends with the shell. Its client is"
                + " `dag`; the types of the API and of this library are imported. In a terminal, Tab completes, Ctrl-C"
                + " ends a call that runs, and /exit or Ctrl-D the shell.",
            "",
            "Without a terminal it runs the FILEs, or else standard input, up to the first failure, and prints the"
                    + " values of expressions."
        },
        footer = {
            "",
            "`dagger run` shows its progress in the terminal and gives its command none, unless it is silent.",
            "",
            "Exit code: that of /exit N; without a terminal, that of the first failure.",
            "",
            "Examples:",
            "  jbang shell@catalog",
            "  jbang shell@catalog build.jsh",
            "  jbang shell@catalog --execute 'dag.version()'",
            "  echo 'dag.container().from(\"alpine\").withExec(\"ls\").stdout()' | dagger run jbang shell@catalog",
            "  dagger run --silent jbang shell@catalog",
            "  jbang local@catalog jbang shell@catalog    (no Dagger: a stand-in on this host)"
        })
class shell implements Callable<Integer> {
    private static final String ADVICE =
            "Standard output is no terminal, as under `dagger run`: run `jbang shell@catalog`"
                    + " by itself, for a session of its own, or `dagger run --silent jbang shell@catalog`.";

    @Mixin
    Cli cli = new Cli();

    @Option(
            names = {"-e", "--execute"},
            paramLabel = "CODE",
            description = "Run this code, print the values of its expressions, and end.")
    String code;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "Code to run: first, in a terminal; without one, instead of standard input.")
    List<Path> files = List.of();

    public static void main(String... args) {
        Cli.main(new shell(), args);
    }

    @Override
    public Integer call() throws Exception {
        for (Path file : files) {
            Cli.checkReadable("code for JShell", file);
        }
        boolean interactive = code == null && Console.isInteractive();
        boolean readsInput = code == null && files.isEmpty() && !interactive;
        if (readsInput && System.getenv(ConnectParams.PORT_VARIABLE) != null && Console.isTerminal(0)) {
            throw new Cli.Usage(Catalog.named(ADVICE));
        }
        try (Api.Client dag = Dagger.connect()) {
            return interactive ? Shell.terminal(dag, files, cli.verbose()) : Shell.run(dag, code(readsInput));
        }
    }

    private List<Shell.Code> code(boolean readsInput) throws IOException {
        List<Shell.Code> all = new ArrayList<>();
        for (Path file : files) {
            all.add(new Shell.Code("\"" + file + "\"", new StringReader(Files.readString(file))));
        }
        if (code != null) {
            all.add(new Shell.Code("--execute", new StringReader(code)));
        }
        if (readsInput) {
            if (Console.isTerminal(0)) {
                System.err.println("Reading code from the terminal, up to Ctrl-D.");
            }
            all.add(new Shell.Code("standard input", new InputStreamReader(System.in, StandardCharsets.UTF_8)));
        }
        return all;
    }
}
