///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Copy an image from one registry to others
//DEPS ../lib/Cli.java
//SOURCES images/Inputs.java
//SOURCES images/Login.java
//CDS
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xlog:disable
import daggerkit.Api;
import daggerkit.Cli;
import daggerkit.Dagger;
import daggerkit.Leaf;
import daggerkit.QueryException;
import daggerkit.images.Login;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "mirror",
        customSynopsis = "mirror [OPTION]... SOURCE TARGET...",
        sortOptions = false,
        description = {
            "Copy an image from one registry to others.",
            "",
            "Without logins, those of Docker on this host count. Prints the reference of each copy, with its digest."
                    + " The layers and the settings of the platforms asked for are copied. The list of platforms is"
                    + " written anew, so its digest is another one than at the source, and signatures and attestations"
                    + " stay behind."
        },
        footer = {
            "",
            "Examples:",
            "  dagger run jbang mirror@catalog alpine:3.22 registry.example.com/alpine:3.22",
            "  dagger run jbang mirror@catalog --platform linux/amd64,linux/arm64 \\",
            "      ghcr.io/me/app:1.2 docker.io/me/app:1.2 docker.io/me/app:latest \\",
            "      --source-username me --source-password-env GITHUB_TOKEN \\",
            "      --target-username me --target-password-env DOCKER_TOKEN"
        })
class mirror implements Callable<Integer> {
    @Parameters(
            index = "0",
            arity = "0..1",
            hideParamSyntax = true,
            paramLabel = "SOURCE",
            description = "The address of the image.")
    String source;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            hideParamSyntax = true,
            paramLabel = "TARGET...",
            description = "The address of the copy. Several are several copies, or tags of one.")
    List<String> targets = new ArrayList<>();

    @Option(
            names = "--platform",
            split = ",",
            paramLabel = "PLATFORM",
            description = "What to copy, such as linux/amd64,linux/arm64; only the engine's own platform unless given.")
    List<String> platforms = new ArrayList<>();

    @Option(names = "--source-username", paramLabel = "USER", description = "Log in to the registry of SOURCE.")
    String sourceUsername;

    @Option(
            names = "--source-password-env",
            paramLabel = "NAME",
            description = "The environment variable with the password or token for that.")
    String sourceVariable;

    @Option(
            names = "--target-username",
            paramLabel = "USER",
            description = "Log in to the registries of all TARGETs. If one is that of SOURCE, this login counts there.")
    String targetUsername;

    @Option(
            names = "--target-password-env",
            paramLabel = "NAME",
            description = "The environment variable with the password or token for that.")
    String targetVariable;

    @Mixin
    Cli cli = new Cli();

    public static void main(String... args) {
        Cli.main(new mirror(), args);
    }

    @Override
    public Integer call() {
        if (source == null || targets.isEmpty()) {
            throw new Cli.Usage("There is nothing to copy: expected SOURCE and TARGET.");
        }
        Login toSource = Login.of("source-", sourceUsername, sourceVariable, List.of(source));
        Login toTarget = Login.of("target-", targetUsername, targetVariable, targets);
        try (Api.Client dag = Dagger.connect()) {
            List<Api.Container> images = new ArrayList<>();
            for (String platform : platforms.isEmpty() ? List.of("") : platforms) {
                Api.Container empty =
                        platform.isBlank() ? dag.container() : dag.container(o -> o.platform(platform.strip()));
                images.add(toSource.apply(dag, empty).from(source));
            }
            // Several platforms are variants of a container that is empty itself.
            boolean several = images.size() > 1;
            Api.Container whole = toTarget.apply(dag, several ? dag.container() : images.get(0));
            List<Leaf<String>> copies = new ArrayList<>();
            for (String target : targets) {
                copies.add(whole.leaf(it -> it.publish(target, o -> {
                    if (several) {
                        o.platformVariants(images);
                    }
                })));
            }
            dag.fetch(Leaf.all(copies)).forEach(System.out::println);
        } catch (QueryException failure) {
            throw Login.explained(failure, toSource, toTarget);
        }
        return 0;
    }
}
