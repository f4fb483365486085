///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Start the services of a Compose file, print their ports and run them until Ctrl-C
//DEPS org.yaml:snakeyaml:2.5
//DEPS ../lib/Cli.java
//SOURCES images/BuildContext.java
//SOURCES images/Inputs.java
//SOURCES up/ComposeFile.java
//SOURCES up/ServiceSpec.java
//SOURCES up/Source.java
//SOURCES up/Stack.java
//SOURCES up/Variables.java
//SOURCES up/Words.java
//CDS
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xlog:disable
import daggerkit.Api;
import daggerkit.Cli;
import daggerkit.Dagger;
import daggerkit.DaggerException;
import daggerkit.SessionException;
import daggerkit.images.Inputs;
import daggerkit.up.ComposeFile;
import daggerkit.up.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
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
            "Prints a line for each port when all services accept connections: the service's name and where this host"
                    + " reaches it. Services reach each other by their names; those of depends_on are up before. A"
                    + " port without one for this host, as \"80\", gets any that is free.",
            "",
            "Supported: services with build (context, dockerfile, target, args), command, depends_on, entrypoint,"
                    + " environment, expose, image, platform, ports, restart, user, volumes, working_dir; named"
                    + " volumes, which are kept; files and folders of this host, which are copied in, so that what"
                    + " changes later does not arrive on the other side; $${NAME} and $${NAME:-default}. A value of"
                    + " environment with such a variable is handled as a secret. Every other key is an error.",
            "",
            "A service that does not start ends it, with the service's output. One that ends later is started again"
                    + " with restart: always or unless-stopped; without, Dagger does not tell."
        },
        footer = {
            "",
            "Exit code: 130 after Ctrl-C, 143 after SIGTERM; both stop the services. Else the failure's.",
            "",
            "Examples:",
            "  dagger run jbang up@catalog",
            "  dagger run jbang up@catalog --wait 60 test/compose.yaml",
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
    private static final long SECONDS_BETWEEN_LOOKS = 5;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The file; compose.yaml, compose.yml, docker-compose.yaml or docker-compose.yml of the"
                    + " current folder unless given.")
    String file;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "Give up if not all services accept connections after so long; no limit unless given.")
    Long seconds;

    @Mixin
    Cli cli = new Cli();

    private volatile boolean isStopped;

    public static void main(String... args) {
        Cli.main(new up(), args);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (seconds != null && seconds < 1) {
            throw new Cli.Usage("Cannot wait for " + seconds + " seconds: expected 1 or more.");
        }
        String name = file == null
                ? NAMES.stream()
                        .filter(one -> Files.exists(Path.of(one)))
                        .findFirst()
                        .orElseThrow(() -> new Cli.Usage(
                                "There is no " + NAMES.get(0) + " here: expected one, or another file as FILE."))
                : file;
        ComposeFile services = ComposeFile.read(Inputs.path(name), name, System.getenv());
        try (Api.Client dag = Dagger.connect()) {
            Stack stack = Stack.of(dag, services);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stack), "stop services"));
            try {
                run(stack);
            } catch (SessionException gone) {
                isStopped = true; // With the session.
                throw gone;
            } finally {
                stop(stack);
            }
        }
        return 0;
    }

    private void run(Stack stack) throws InterruptedException {
        System.err.println("up: starting; Ctrl-C stops.");
        stack.start(seconds == null ? null : Duration.ofSeconds(seconds)).forEach(System.out::println);
        System.err.println("up: all services run; Ctrl-C stops them.");
        while (true) {
            Thread.sleep(Duration.ofSeconds(SECONDS_BETWEEN_LOOKS).toMillis());
            stack.lookAfter();
        }
    }

    /** Once, by whoever comes first; the other one waits for that. */
    private synchronized void stop(Stack stack) {
        if (!isStopped) {
            isStopped = true;
            System.err.println("up: stopping the services.");
            try {
                stack.stop();
            } catch (DaggerException failure) {
                System.err.println("up: " + failure.getMessage());
            }
        }
    }
}
