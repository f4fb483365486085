///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Run a command and record its requests to the session, to replay them without one
//DEPS ../lib/Cli.java
//DEPS ../lib/record/RecordServer.java
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
import daggerkit.Cli;
import daggerkit.record.RecordServer;
import daggerkit.server.Servers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Its class has an underscore because Java takes none with the name {@code record}. */
@Command(
        name = "record",
        description = {
            "Run a command and record its requests to the session, to replay them without one.",
            "",
            "Every request goes to the session of `dagger run`, or to one that is started for it, and its answer comes"
                    + " back as it is. FILE gets a line for each, readable by you only. Not in it are the session's"
                    + " token, what setSecret is given, what a secret's plaintext gives, and the values of the"
                    + " variables that --redact names. All else is, such as the output of commands: read it before"
                    + " you share it."
        },
        footer = {
            "",
            "Exit code: the command's own; 128 + N if signal N ended it; 127 if it cannot be run; 64 for wrong usage;"
                    + " 69 without a session; 1 if FILE cannot be written.",
            "",
            "Examples:",
            "  dagger run jbang record@catalog uname.jsonl jbang uname@catalog",
            "  jbang record@catalog --redact API_TOKEN build.jsonl go run ./ci"
        })
class record_ implements Callable<Integer>, Cli.RunsCommand {
    @Mixin
    Cli cli = new Cli();

    @Option(
            names = "--redact",
            paramLabel = "NAME",
            description = "Blank the value of this environment variable; may be given several times.")
    List<String> redact = new ArrayList<>();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FILE",
            description = "The recording; an older one is replaced.")
    Path file;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "CMD", description = "The command and its arguments.")
    List<String> command;

    public static void main(String... args) {
        Cli.main(new record_(), args);
    }

    @Override
    public Integer call() throws Exception {
        if (file == null || command == null) {
            throw new Cli.Usage("There is no command to record: expected FILE, CMD and its arguments.");
        }
        List<String> secrets = new ArrayList<>();
        for (String name : redact) {
            if (System.getenv(name) == null) {
                throw new Cli.Usage("Cannot blank \"" + name + "\": expected the name of a variable that is set.");
            }
            secrets.add(System.getenv(name));
        }
        RecordServer[] server = new RecordServer[1];
        int code = Servers.run("record", () -> server[0] = RecordServer.start(file, o -> o.secrets(secrets)), command);
        if (server[0].recorded() == 0) {
            System.err.println("record: the command sent no request; \"" + file + "\" is as it was.");
        }
        return code;
    }
}
