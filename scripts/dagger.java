///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Run the dagger command, which is fetched first where there is none
//DEPS ../lib/Cli.java
//SOURCES cli/PassedCommand.java
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
import daggerkit.Cli;
import daggerkit.SessionException;
import daggerkit.SessionProcess;
import daggerkit.cli.PassedCommand;
import daggerkit.console.Catalog;
import daggerkit.console.Programs;
import daggerkit.download.CliDownload;
import daggerkit.download.DownloadException;
import daggerkit.download.Target;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
        name = "dagger",
        description = {
            "Run the dagger command, which is fetched first where there is none.",
            "",
            "It is the one of _EXPERIMENTAL_DAGGER_CLI_BIN, else the one on PATH. Where neither is, or with"
                + " --cli-version, a version of it is fetched once from Dagger's own server, compared with the SHA-256"
                + " that is published there, and kept in ~/.cache/daggerkit/cli. HTTPS_PROXY and NO_PROXY count. All"
                + " from the first WORD on is its own; where that is an option of it, write -- before. The engine"
                + " still needs Docker, or another container runtime."
        },
        footer = {
            "",
            "Exit code: the command's own; 128 + N if signal N ended it; 69 if it cannot be fetched or started; 64 for"
                    + " wrong usage.",
            "",
            "Examples:",
            "  jbang dagger@catalog run jbang uname@catalog",
            "  jbang dagger@catalog --cli-version 0.20.8 version",
            "  jbang dagger@catalog -- --progress plain call test"
        })
class dagger implements Callable<Integer>, Cli.RunsCommand {
    private static final String CLI_VARIABLE = "_EXPERIMENTAL_DAGGER_CLI_BIN";
    private static final int LONGEST_WRAPPER = 65_536;

    @Mixin
    Cli cli = new Cli();

    @Option(
            names = "--cli-version",
            paramLabel = "VERSION",
            description = "Use this version, whatever is on PATH; the one that is fetched is "
                    + CliDownload.DEFAULT_VERSION + " unless given.")
    String version;

    @Option(
            names = "--from",
            paramLabel = "ADDRESS",
            description =
                    "Fetch it from a mirror, which has VERSION/checksums.txt and VERSION/ARCHIVE below this address,"
                            + " as " + CliDownload.OFFICIAL + " has.")
    String from;

    @Parameters(arity = "0..*", paramLabel = "WORD", description = "What the dagger command is given.")
    List<String> words = List.of();

    public static void main(String... args) {
        Cli.main(new dagger(), args);
    }

    @Override
    public Integer call() throws InterruptedException {
        String program = version == null ? present() : null;
        List<String> command = new ArrayList<>(List.of(program == null ? fetched() : program));
        command.addAll(words);
        int code;
        try {
            code = PassedCommand.run(command);
        } catch (IOException failure) {
            throw new SessionException(
                    "Cannot start \"" + command.get(0) + "\": " + failure.getMessage() + ".", failure);
        }
        if (code != 0 && lacksContainers(System.getenv())) {
            System.err.println(Catalog.named(
                    "dagger: there is no docker, podman, nerdctl, finch or container on PATH for the engine to run in;"
                            + " if that is why, install Docker or another runtime that Dagger supports, or try without:"
                            + " jbang local@catalog CMD."));
        }
        return code;
    }

    private String fetched() throws InterruptedException {
        try {
            return CliDownload.of(
                            version == null ? CliDownload.DEFAULT_VERSION : version,
                            from,
                            Target.here(),
                            System.getenv())
                    .get(System.err)
                    .toString();
        } catch (DownloadException failure) {
            throw new SessionException(failure.getMessage(), failure);
        }
    }

    /** The CLI that is there, or null. */
    private static String present() {
        Map<String, String> environment = System.getenv();
        if (environment.containsKey(CLI_VARIABLE)) {
            String named = SessionProcess.command(environment);
            if (!isWrapper(Path.of(named))) {
                return named;
            }
        }
        String path = environment.getOrDefault("PATH", environment.getOrDefault("Path", ""));
        for (String folder : path.split(File.pathSeparator)) {
            String found = Programs.onPath("dagger", Map.of("PATH", folder));
            if (found != null && !isWrapper(Path.of(found))) {
                return found;
            }
        }
        return null;
    }

    /** A script called dagger that runs this one again would do so without end. */
    private static boolean isWrapper(Path program) {
        try {
            if (Files.size(program) > LONGEST_WRAPPER) {
                return false;
            }
            String text = Files.readString(program, StandardCharsets.ISO_8859_1);
            return text.startsWith("#!") && text.contains("jbang");
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static boolean lacksContainers(Map<String, String> environment) {
        if (environment.containsKey("_EXPERIMENTAL_DAGGER_RUNNER_HOST")
                || environment.containsKey("DAGGER_SESSION_PORT")) {
            return false;
        }
        for (String runtime : List.of("docker", "podman", "nerdctl", "finch", "container")) {
            if (Programs.onPath(runtime, environment) != null) {
                return false;
            }
        }
        return true;
    }
}
