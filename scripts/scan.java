///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Scan an image or this folder for vulnerabilities and secrets, with Trivy
//DEPS ../lib/Cli.java
//SOURCES build/ExactPattern.java
//SOURCES build/HostGit.java
//SOURCES build/Ignored.java
//SOURCES build/ImageUser.java
//SOURCES build/Misread.java
//SOURCES build/Source.java
//SOURCES build/Variables.java
//CDS
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xlog:disable
import daggerkit.Api;
import daggerkit.Cli;
import daggerkit.Dagger;
import daggerkit.DaggerException;
import daggerkit.build.ImageUser;
import daggerkit.build.Source;
import daggerkit.build.Variables;
import java.io.IOException;
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
        name = "scan",
        description = {
            "Scan an image or this folder for vulnerabilities and secrets, with Trivy.",
            "",
            "The engine pulls the image, with the logins that it has. Trivy's database is kept in a cache volume. Of a"
                    + " folder .git and what git ignores are left out."
        },
        footer = {
            "",
            "Exit code: 0, or that of --exit-code if something is found; 1 if Trivy fails; 64 for wrong usage; 69"
                    + " without a session.",
            "",
            "Examples:",
            "  dagger run jbang scan@catalog",
            "  dagger run jbang scan@catalog --severity HIGH,CRITICAL --exit-code 1 \\",
            "      alpine:3.20",
            "  dagger run jbang scan@catalog --format sarif --output trivy.sarif ./service"
        })
class scan implements Callable<Integer> {
    /** Another one than that of Trivy's own failures, which is 1. */
    private static final int FOUND = 99;

    @Mixin
    Cli cli = new Cli();

    @Option(
            names = "--severity",
            split = ",",
            paramLabel = "LEVEL",
            description = "What to report: ${COMPLETION-CANDIDATES}; all unless given.")
    List<Severity> severities = new ArrayList<>();

    @Option(
            names = "--exit-code",
            paramLabel = "N",
            description = "The exit code if something is found; 0 unless given.")
    int exitCode;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "The report's format: ${COMPLETION-CANDIDATES}; table unless given.")
    Format format = Format.table;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Where to write the report; standard output unless given.")
    Path output;

    @Option(
            names = "--scanners",
            split = ",",
            paramLabel = "NAME",
            description = "What to look for: ${COMPLETION-CANDIDATES}; vuln,secret unless given.")
    List<Scanner> scanners = new ArrayList<>();

    @Option(names = "--ignore-unfixed", description = "Report no vulnerability that has no fix yet.")
    boolean ignoreUnfixed;

    @Option(
            names = "--image",
            paramLabel = "ADDRESS",
            description = "The image that has Trivy; ${DEFAULT-VALUE} unless given.")
    String image = "aquasec/trivy:latest";

    @Mixin
    Variables variables = new Variables();

    @Mixin
    Source source = new Source();

    @Parameters(
            arity = "0..1",
            paramLabel = "TARGET",
            description = "An image's address, or a folder, which begins with . or /; this folder unless given.")
    String target = ".";

    /** As Trivy has them. */
    enum Severity {
        UNKNOWN,
        LOW,
        MEDIUM,
        HIGH,
        CRITICAL
    }

    /** As Trivy writes them. */
    enum Format {
        table,
        json,
        sarif
    }

    /** As Trivy writes them. */
    enum Scanner {
        vuln,
        secret,
        misconfig,
        license
    }

    private record Result(long code, String report, String log) {}

    public static void main(String... args) {
        Cli.main(new scan(), args);
    }

    @Override
    public Integer call() {
        check();
        try (Api.Client dag = Dagger.connect()) {
            Result result = trivy(dag)
                    .fetch(Api.Container::exitCode, Api.Container::stdout, Api.Container::stderr, Result::new);
            boolean failed = result.code != 0 && result.code != FOUND;
            if (failed || cli.verbose()) {
                System.err.println(result.log.stripTrailing());
            }
            if (failed) {
                throw new DaggerException("Trivy failed with exit code " + result.code + ".");
            }
            write(result.report);
            return result.code == FOUND ? exitCode : 0;
        }
    }

    private boolean isFolder() {
        return target.startsWith(".") || target.startsWith("/");
    }

    private void check() {
        if (exitCode < 0 || exitCode > 255) {
            throw new Cli.Usage("Cannot end with exit code \"" + exitCode + "\": expected a number from 0 to 255.");
        }
        if (isFolder() && !Files.isDirectory(Path.of(target))) {
            throw new Cli.Usage("Cannot scan \"" + target + "\": expected a folder or an image's address.");
        }
        if (output != null
                && (Files.isDirectory(output)
                        || !Files.isDirectory(output.toAbsolutePath().getParent()))) {
            throw new Cli.Usage("Cannot write \"" + output + "\": expected a file in a folder that exists.");
        }
        variables.check();
    }

    private Api.Container trivy(Api.Client dag) {
        Api.Container from = dag.container().from(image);
        ImageUser user = dag.fetch(ImageUser.of(from, image));
        // Trivy locks its database, and a second one that waits for it gives up soon.
        Api.Container container = user.cache(
                dag,
                variables.in(dag, from).withEnvVariable("TRIVY_CACHE_DIR", "/daggerkit/trivy"),
                "/daggerkit/trivy",
                "daggerkit-trivy",
                true);
        List<String> command = new ArrayList<>(List.of("trivy", isFolder() ? "filesystem" : "image"));
        command.addAll(List.of("--no-progress", "--format", format.name()));
        add(command, "--severity", severities);
        add(command, "--scanners", scanners);
        if (ignoreUnfixed) {
            command.add("--ignore-unfixed");
        }
        if (exitCode != 0) {
            command.addAll(List.of("--exit-code", "" + FOUND));
        }
        if (isFolder()) {
            Path folder = Source.here().resolve(target).normalize();
            container = user.mount(container, "/src", source.load(dag, "scan", folder, List.of(".git")))
                    .withWorkdir("/src");
            command.add(".");
        } else {
            // The report calls an image by the name of its file.
            String file = "/image/" + target.replaceAll("[^A-Za-z0-9._-]", "_") + ".tar";
            container =
                    container.withMountedFile(file, dag.container().from(target).asTarball(), o -> {
                        if (!user.owner().isEmpty()) {
                            o.owner(user.owner());
                        }
                    });
            command.addAll(List.of("--input", file));
        }
        return Variables.fresh(container).withExec(command, o -> o.expect(Api.ReturnType.ANY));
    }

    private static void add(List<String> command, String option, List<? extends Enum<?>> values) {
        if (!values.isEmpty()) {
            command.addAll(List.of(
                    option, String.join(",", values.stream().map(Enum::name).toList())));
        }
    }

    private void write(String report) {
        if (output == null) {
            System.out.print(report);
            return;
        }
        try {
            Files.writeString(output, report);
        } catch (IOException failure) {
            throw new DaggerException(
                    "Cannot write \"" + output + "\": expected a file in a folder that is writable.", failure);
        }
    }
}
