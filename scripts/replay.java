///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Run a command with a session that answers from a recording
//DEPS ../lib/Cli.java
//DEPS ../lib/record/RecordServer.java
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
import daggerkit.Cli;
import daggerkit.console.PeerText;
import daggerkit.record.ReplayServer;
import daggerkit.server.Servers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "replay",
        description = {
            "Run a command with a session that answers from a recording.",
            "",
            "There is no engine: FILE is what `jbang record@catalog` wrote. A request is found by what it asks,"
                + " whatever its text, its aliases and its order. One that was not recorded is an error that shows the"
                + " nearest one that was."
        },
        footer = {
            "",
            "Exit code: the command's own; 128 + N if signal N ended it; 127 if it cannot be run; 64 for wrong usage;"
                    + " 1 if FILE is no recording, or with --strict.",
            "",
            "Examples:",
            "  jbang replay@catalog uname.jsonl jbang uname@catalog",
            "  jbang replay@catalog --strict build.jsonl go run ./ci"
        })
class replay implements Callable<Integer>, Cli.RunsCommand {
    @Mixin
    Cli cli = new Cli();

    @Option(names = "--strict", description = "Fail if the command did not ask all that is recorded.")
    boolean strict;

    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "The recording.")
    Path file;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "CMD", description = "The command and its arguments.")
    List<String> command;

    public static void main(String... args) {
        Cli.main(new replay(), args);
    }

    @Override
    public Integer call() throws Exception {
        if (file == null || command == null) {
            throw new Cli.Usage("There is no command to run: expected FILE, CMD and its arguments.");
        }
        ReplayServer[] server = new ReplayServer[1];
        int code = Servers.run("replay", () -> server[0] = ReplayServer.start(file), command);
        List<String> unasked = strict ? server[0].unasked() : List.of();
        if (!unasked.isEmpty()) {
            System.err.println("replay: the command did not ask all that is recorded in \"" + file + "\":");
            unasked.forEach(request -> System.err.println("  " + PeerText.shown(request)));
        }
        return code == 0 && !unasked.isEmpty() ? 1 : code;
    }
}
