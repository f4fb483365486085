///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Start the services of a Compose file, print their ports and run them until Ctrl-C
//DEPS org.yaml:snakeyaml:2.5
//DEPS ../lib/Cli.java
//SOURCES images/BuildContext.java
//SOURCES images/Inputs.java
//SOURCES up/BuildReader.java
//SOURCES up/Commands.java
//SOURCES up/BuildReader.java
//SOURCES up/Commands.java
//SOURCES up/ComposeFile.java
//SOURCES up/Containers.java
//SOURCES up/DotEnv.java
//SOURCES up/DryRun.java
//SOURCES up/ExtraReader.java
//SOURCES up/Images.java
//SOURCES up/Keys.java
//SOURCES up/Layers.java
//SOURCES up/LifeReader.java
//SOURCES up/Limit.java
//SOURCES up/MountReader.java
//SOURCES up/PortReader.java
//SOURCES up/Problems.java
//SOURCES up/Project.java
//SOURCES up/Report.java
//SOURCES up/ServiceReader.java
//SOURCES up/ServiceSpec.java
//SOURCES up/Settings.java
//SOURCES up/Source.java
//SOURCES up/Stack.java
//SOURCES up/Together.java
//SOURCES up/Tunnels.java
//SOURCES up/Value.java
//SOURCES up/Variables.java
//SOURCES up/Words.java
//CDS
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xlog:disable
import daggerkit.Api;
import daggerkit.Cli;
import daggerkit.Dagger;
import daggerkit.DaggerException;
import daggerkit.SessionException;
import daggerkit.up.ComposeFile;
import daggerkit.up.DryRun;
import daggerkit.up.Report;
import daggerkit.up.Stack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "up",
        sortOptions = false,
        description = {
            "Start the services of a Compose file, print their ports and run them until Ctrl-C.",
            "",
            "Prints a line for each port when all services accept connections: the service's name and where this"
                    + " host reaches it. Services reach each other by their names; those of depends_on are up, or"
                    + " have done their work, before. A port without one for this host, as \"80\", gets any that is"
                    + " free.",
            "",
            "The file is read as docker compose reads it: several files, profiles, extends, include, anchors and"
                    + " merge keys, all forms of variables, .env beside the file. What Dagger has no such thing for,"
                    + " as container_name, is named in a warning. What would change what a service does, as"
                    + " network_mode, is an error, each with its line. The page from-compose.md lists all.",
            "",
            "Files and folders of this host are copied: what a service writes there does not come back, and what"
                    + " changes here later does not arrive. Named volumes are kept. A value of environment that came"
                    + " from a variable or a file and has 6 letters or more is handled as a secret.",
            "",
            "A service that does not start ends it, with the service's output. A service without any port runs as a"
                    + " command: its exit code and its output are told when it ends."
        },
        footer = {
            "",
            "Exit code: 130 after Ctrl-C, 143 after SIGTERM; both stop the services. When all have ended, that of"
                    + " the first that failed. Else the failure's.",
            "",
            "Examples:",
            "  dagger run jbang up@catalog",
            "  dagger run jbang up@catalog --wait 60 test/compose.yaml",
            "  jbang up@catalog --dry-run compose.yaml compose.dev.yaml",
            "",
            "  services:",
            "    db:",
            "      image: postgres:17",
            "      environment: { POSTGRES_PASSWORD: \"$${DB_PASSWORD}\" }",
            "      expose: [5432]",
            "    web:",
            "      build: .",
            "      depends_on: [db]",
            "      ports: [\"8080:80\"]"
        })
class up implements Callable<Integer> {
    private static final List<String> NAMES =
            List.of("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml");
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "The file, or several, each laid over those before; compose.yaml, compose.yml,"
                    + " docker-compose.yaml or docker-compose.yml of the current folder unless given, and its"
                    + " override file if there is one.")
    List<String> files = new ArrayList<>();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "The same, as docker compose has it.")
    List<String> options = new ArrayList<>();

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "Start the services of this profile too; \"*\" for all. Also those that the variable"
                    + " COMPOSE_PROFILES names.")
    List<String> profiles = new ArrayList<>();

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "Give up if not all services accept connections after so long; no limit unless given.")
    Long seconds;

    @Option(
            names = "--dry-run",
            description = "Only print what would be started, without a session. Secrets are not shown.")
    boolean isDryRun;

    @Mixin
    Cli cli = new Cli();

    private final Report report = new Report(System.err);
    private boolean isStopped;

    public static void main(String... args) {
        Cli.main(new up(), args);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (seconds != null && seconds < 1) {
            throw new Cli.Usage("Cannot wait for " + seconds + " seconds: expected 1 or more.");
        }
        ComposeFile services = read();
        if (isDryRun) {
            DryRun.lines(services).forEach(System.out::println);
            return 0;
        }
        try (Api.Client dag = Dagger.connect()) {
            Stack stack = new Stack(dag, services, report);
            dag.beforeEnd(() -> stop(stack));
            try {
                return run(stack);
            } catch (Report.Told told) {
                return told.exitCode();
            } catch (SessionException gone) {
                synchronized (this) {
                    isStopped = true; // With the session, if nobody has stopped them before.
                }
                throw gone;
            }
        }
    }

    private ComposeFile read() {
        List<String> names = new ArrayList<>(options);
        names.addAll(files);
        if (names.isEmpty()) {
            names.addAll(here());
        }
        List<String> wanted = new ArrayList<>(profiles);
        String more = System.getenv("COMPOSE_PROFILES");
        wanted.addAll(more == null ? List.of() : List.of(more.split(",")));
        ComposeFile services = ComposeFile.read(names, wanted, System.getenv());
        List<String> errors = services.errors();
        if (!errors.isEmpty()) {
            errors.subList(0, errors.size() - 1).forEach(report::tell);
            throw new Cli.Usage(errors.get(errors.size() - 1));
        }
        services.warnings().forEach(report::tell);
        return services;
    }

    /** The file of the current folder, and the one that is laid over it without a word. */
    private static List<String> here() {
        String name = NAMES.stream()
                .filter(one -> Files.exists(Path.of(one)))
                .findFirst()
                .orElseThrow(() ->
                        new Cli.Usage("There is no " + NAMES.get(0) + " here: expected one, or another file as FILE."));
        String stem = name.substring(0, name.lastIndexOf('.'));
        return Stream.of(name, stem + ".override.yaml", stem + ".override.yml")
                .filter(one -> Files.exists(Path.of(one)))
                .limit(2)
                .toList();
    }

    private Integer run(Stack stack) throws InterruptedException {
        report.tell("starting; Ctrl-C stops.");
        stack.start(seconds == null ? null : Duration.ofSeconds(seconds)).forEach(System.out::println);
        if (stack.hasServices()) {
            report.tell("all services run; Ctrl-C stops them.");
        }
        Integer code = null;
        while (code == null) {
            code = stack.look(BETWEEN_LOOKS);
        }
        return code;
    }

    /** The one place that stops services: before the session ends, for whatever reason it does. */
    private synchronized void stop(Stack stack) {
        if (isStopped || !stack.isRunning()) {
            return;
        }
        isStopped = true;
        report.tell("stopping the services.");
        try {
            stack.stop();
        } catch (SessionException gone) {
            // And the services with it.
        } catch (DaggerException failure) {
            report.tell(failure.getMessage());
        }
    }
}
