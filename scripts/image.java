///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Build the image of a Dockerfile, for several platforms, and publish or save it
//DEPS ../lib/Cli.java
//SOURCES images/BuildContext.java
//SOURCES images/Inputs.java
//SOURCES images/Login.java
//CDS
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xlog:disable
import com.fasterxml.jackson.databind.ObjectMapper;
import daggerkit.Api;
import daggerkit.Cli;
import daggerkit.Dagger;
import daggerkit.Leaf;
import daggerkit.QueryException;
import daggerkit.images.BuildContext;
import daggerkit.images.Inputs;
import daggerkit.images.Login;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "image",
        sortOptions = false,
        description = {
            "Build the image of a Dockerfile, for several platforms, and publish or save it.",
            "",
            "Prints one line for each result: the reference with its digest for --publish, the name for --load, the"
                    + " path for --tarball. Without these it only builds, and prints each platform with the command"
                    + " that the image starts. What .dockerignore excludes is not even read."
        },
        footer = {
            "",
            "Examples:",
            "  dagger run jbang image@catalog",
            "  dagger run jbang image@catalog --platform linux/amd64,linux/arm64 \\",
            "      --tarball app.tar",
            "  dagger run jbang image@catalog --publish ghcr.io/me/app:1.2 \\",
            "      --publish ghcr.io/me/app:latest \\",
            "      --username me --password-env GITHUB_TOKEN",
            "  dagger run jbang image@catalog --secret id=npmrc,src=.npmrc \\",
            "      --build-arg VERSION=1.2 --load app web"
        })
class image implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "FOLDER",
            description = "The folder to build; the current one unless given.")
    String folder = ".";

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "The Dockerfile, somewhere in FOLDER; FOLDER/Dockerfile unless given.")
    String file;

    @Option(names = "--target", paramLabel = "STAGE", description = "The stage to build; the last one unless given.")
    String target;

    @Option(
            names = "--build-arg",
            paramLabel = "NAME[=VALUE]",
            description =
                    "A value for an ARG; that of the environment variable of the same name if only NAME is given.")
    List<String> buildArgs = new ArrayList<>();

    @Option(
            names = "--secret",
            paramLabel = "id=ID,env=NAME|src=FILE",
            description = "A secret for RUN --mount=type=secret,id=ID: the value of an environment variable, or a text"
                    + " file's contents.")
    List<String> secrets = new ArrayList<>();

    @Option(
            names = "--platform",
            split = ",",
            paramLabel = "PLATFORM",
            description = "What to build for, such as linux/amd64,linux/arm64; the engine's own platform unless given.")
    List<String> platforms = new ArrayList<>();

    @Option(names = "--label", paramLabel = "NAME=VALUE", description = "A label of the image.")
    List<String> labels = new ArrayList<>();

    @Option(
            names = "--publish",
            paramLabel = "ADDRESS",
            description = "Publish it, as ghcr.io/me/app:1.2. May be given several times, for several tags.")
    List<String> addresses = new ArrayList<>();

    @Option(
            names = "--username",
            paramLabel = "USER",
            description =
                    "Log in to the registries of --publish before the build. Without this, the logins of Docker on"
                            + " this host count.")
    String username;

    @Option(
            names = "--password-env",
            paramLabel = "NAME",
            description = "The environment variable with the password or token for that.")
    String passwordVariable;

    @Option(names = "--load", paramLabel = "NAME", description = "Load it into the Docker of this host.")
    String loaded;

    @Option(
            names = "--tarball",
            paramLabel = "FILE",
            description = "Write it to FILE, as a tar archive in OCI's format.")
    String tarball;

    @Mixin
    Cli cli = new Cli();

    public static void main(String... args) {
        Cli.main(new image(), args);
    }

    @Override
    public Integer call() throws IOException {
        BuildContext context = BuildContext.of(folder, file);
        Map<String, String> plaintexts = Inputs.secrets(secrets);
        List<Api.BuildArg> values = new ArrayList<>();
        Inputs.values("--build-arg", buildArgs, true)
                .forEach((name, value) -> values.add(new Api.BuildArg(name, value)));
        Map<String, String> labelled = Inputs.values("--label", labels, false);
        Login login = Login.of("", username, passwordVariable, addresses);
        if (login.isWanted() && addresses.isEmpty()) {
            throw new Cli.Usage("Cannot log in: expected the address of an image by --publish.");
        }
        if (tarball != null && Files.isDirectory(Inputs.path(tarball))) {
            throw new Cli.Usage("Cannot write to \"" + tarball + "\": expected the path of a file, not of a folder.");
        }
        try (Api.Client dag = Dagger.connect()) {
            dag.span("image", () -> build(dag, context, plaintexts, values, labelled, login))
                    .forEach(System.out::println);
        } catch (QueryException failure) {
            throw addresses.isEmpty() ? failure : Login.explained(failure, login);
        }
        return 0;
    }

    /** Gives what is to be printed. */
    private List<String> build(
            Api.Client dag,
            BuildContext context,
            Map<String, String> plaintexts,
            List<Api.BuildArg> values,
            Map<String, String> labelled,
            Login login) {
        Api.Container nothing = login.apply(dag, dag.container());
        if (login.isWanted()) {
            // Before the build: a Dockerfile may be FROM an image of that registry.
            dag.span("log in", nothing::id);
        }
        List<Api.Secret> named = new ArrayList<>();
        plaintexts.forEach((id, plaintext) -> named.add(dag.setSecret(id, plaintext)));
        Api.Directory source = dag.host().directory(context.folder().toString(), o -> {
            if (!context.excluded().isEmpty()) {
                o.exclude(context.excluded());
            }
        });
        List<Api.Container> images = new ArrayList<>();
        for (String platform : platforms.isEmpty() ? List.of("") : platforms) {
            Api.Container image =
                    source.dockerBuild(o -> options(o, context.dockerfile(), platform.strip(), values, named));
            for (Map.Entry<String, String> label : labelled.entrySet()) {
                image = image.withLabel(label.getKey(), label.getValue());
            }
            images.add(image);
        }
        // Several platforms are variants of a container that is empty itself.
        boolean several = images.size() > 1;
        Api.Container whole = several ? nothing : login.apply(dag, images.get(0));
        List<Leaf<String>> results = results(whole, several ? images : List.of());
        if (results.isEmpty()) {
            images.forEach(image -> results.add(built(dag, image)));
        }
        String step = "build " + (platforms.isEmpty() ? context.dockerfile() : String.join(", ", platforms));
        return dag.span(step, () -> dag.fetch(Leaf.all(results)));
    }

    private void options(
            Api.Directory.DockerBuildOptions options,
            String dockerfile,
            String platform,
            List<Api.BuildArg> values,
            List<Api.Secret> named) {
        if (!dockerfile.equals("Dockerfile")) {
            options.dockerfile(dockerfile);
        }
        options.target(target);
        if (!platform.isEmpty()) {
            options.platform(platform);
        }
        if (!values.isEmpty()) {
            options.buildArgs(values);
        }
        if (!named.isEmpty()) {
            options.secrets(named);
        }
    }

    /** All that is to become of the image, for one request. */
    private List<Leaf<String>> results(Api.Container whole, List<Api.Container> variants) {
        List<Leaf<String>> results = new ArrayList<>();
        for (String address : addresses) {
            results.add(whole.leaf(it -> it.publish(address, o -> {
                if (!variants.isEmpty()) {
                    o.platformVariants(variants);
                }
            })));
        }
        if (loaded != null) {
            results.add(whole.voidLeaf(it -> it.exportImage(loaded, o -> {
                        if (!variants.isEmpty()) {
                            o.platformVariants(variants);
                        }
                    }))
                    .map(done -> loaded));
        }
        if (tarball != null) {
            String absolute = Inputs.path(tarball).toString();
            results.add(whole.leaf(it -> it.export(absolute, o -> {
                        if (!variants.isEmpty()) {
                            o.platformVariants(variants);
                        }
                    }))
                    .map(done -> tarball));
        }
        return results;
    }

    /** Builds, and tells the platform and the command, as a Dockerfile writes it. */
    private static Leaf<String> built(Api.Client dag, Api.Container image) {
        return Leaf.of(
                // Not by sync(), which gives a container: nobody wants that.
                image.leaf(it -> dag.fetch(it.selection().select("sync"))),
                image.leaf(Api.Container::platform),
                image.leaf(Api.Container::entrypoint),
                image.leaf(Api.Container::defaultArgs),
                (built, platform, entrypoint, args) -> {
                    List<String> command = new ArrayList<>(entrypoint);
                    command.addAll(args);
                    return platform + " " + new ObjectMapper().valueToTree(command);
                });
    }
}
