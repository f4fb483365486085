///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Run a command with a stand-in session: no Docker, no Dagger, no containers
//DEPS ../lib/Cli.java
//DEPS ../lib/local/LocalServer.java
//SOURCES options/ToEngine.java
//SOURCES options/ToSize.java
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
import daggerkit.Cli;
import daggerkit.local.LocalServer;
import daggerkit.local.host.HostLimits;
import daggerkit.local.run.LocalOptions;
import daggerkit.options.ToEngine;
import daggerkit.options.ToSize;
import daggerkit.schema.EngineVersion;
import daggerkit.server.Servers;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "local",
        description = {
            "Run a command with a stand-in session: no Docker, no Dagger, no containers.",
            "",
            "The command finds a session in its environment, as under `dagger run`. It is validated and answered as by"
                    + " a real engine, but every container is this host: its programs run in a private root (Linux"
                    + " namespaces), where they can change nothing outside a temporary folder. Without one only a few"
                    + " harmless commands run. What the stand-in does not have is an error that says so."
        },
        footer = {
            "",
            "Exit code: the command's own; 128 + N if signal N ended it; 127 if it cannot be run; 64 for wrong usage.",
            "",
            "Examples:",
            "  jbang local@catalog jbang uname@catalog",
            "  jbang local@catalog --engine 0.20.8 mvn verify"
        })
class local implements Callable<Integer>, Cli.RunsCommand {
    @Mixin
    Cli cli = new Cli();

    @Option(
            names = "--engine",
            paramLabel = "VERSION",
            converter = ToEngine.class,
            description = "The engine whose schema and version it has: 0.20.8, 0.21.8 or 1.0; the newest unless given.")
    EngineVersion engine = EngineVersion.newest();

    @Option(names = "--unisolated", description = "Run commands without a private root, with all rights of yours.")
    boolean unisolated;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = ToSize.class,
            description = "The most memory of all commands, as 4G; three quarters of the host's unless given, 0 for no"
                    + " limit.")
    long memory = -1;

    @Option(
            names = "--processes",
            paramLabel = "N",
            description = "The most processes and threads of all commands; 4096 unless given, 0 for no limit.")
    long processes = HostLimits.PROCESSES;

    @Option(
            names = "--disk",
            paramLabel = "SIZE",
            converter = ToSize.class,
            description = "The most that the session may write to its temporary folder, as 10G; half of what is free"
                    + " there unless given, 0 for no limit.")
    long disk = -1;

    @Parameters(arity = "0..*", paramLabel = "CMD", description = "The command and its arguments.")
    List<String> command;

    public static void main(String... args) {
        Cli.main(new local(), args);
    }

    @Override
    public Integer call() throws Exception {
        if (command == null) {
            throw new Cli.Usage("There is no command to run: expected CMD and its arguments.");
        }
        if (processes < 0) {
            throw new Cli.Usage("Cannot use --processes " + processes + ": expected 0 or more.");
        }
        return Servers.run("local", () -> LocalServer.start(this::set), command);
    }

    private void set(LocalOptions options) {
        options.engine(engine).unisolated(unisolated).processes(processes);
        if (memory >= 0) {
            options.memory(memory);
        }
        if (disk >= 0) {
            options.disk(disk);
        }
    }
}
