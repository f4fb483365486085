///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Run a linter or formatter of an image over this folder and show its changes as a diff
//DEPS ../lib/Cli.java
//SOURCES build/Source.java
//SOURCES build/Variables.java
//CDS
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xlog:disable
import daggerkit.Api;
import daggerkit.Cli;
import daggerkit.Dagger;
import daggerkit.DaggerException;
import daggerkit.build.Source;
import daggerkit.build.Variables;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "lint",
        description = {
            "Run a linter or formatter of an image over this folder and show its changes as a diff.",
            "",
            "The tool works on a copy of the folder, without .git and what .gitignore names, and starts in it. Its"
                    + " changes go to standard output, as a patch for `git apply`; what it says goes to standard error."
                    + " With --apply they are written to the folder as well."
        },
        footer = {
            "",
            "Exit code: the tool's own, if that is not 0; 1 if there are changes and --apply is not given; 64 for wrong"
                    + " usage; 69 without a session.",
            "",
            "Examples:",
            "  dagger run jbang lint@catalog --image golang:1 -- gofmt -w .",
            "  dagger run jbang lint@catalog --image ghcr.io/astral-sh/ruff --entrypoint --apply -- format .",
            "  dagger run jbang lint@catalog --image node:22 --cache /root/.npm -- npx --yes prettier --write ."
        })
class lint implements Callable<Integer>, Cli.RunsCommand {
    private static final String SOURCES = "/src";

    @Mixin
    Cli cli = new Cli();

    @Option(names = "--image", paramLabel = "ADDRESS", description = "The image that has the tool.")
    String image;

    @Option(names = "--apply", description = "Write the changes to the folder.")
    boolean apply;

    @Option(names = "--entrypoint", description = "Run the image's entry point, with CMD as its arguments.")
    boolean entrypoint;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Keep this folder of the container for the next run. May be given several times.")
    List<String> caches = new ArrayList<>();

    @Mixin
    Variables variables = new Variables();

    @Mixin
    Source source = new Source();

    @Parameters(arity = "0..*", paramLabel = "CMD", description = "The command and its arguments.")
    List<String> command;

    /** What the tool did. */
    private record Result(
            long code, String said, List<String> added, List<String> modified, List<String> removed, String patch) {
        boolean isEmpty() {
            return added.isEmpty() && modified.isEmpty() && removed.isEmpty();
        }

        List<String> paths() {
            return Stream.of(added, modified, removed).flatMap(List::stream).toList();
        }

        String counts() {
            long files = added.stream().filter(path -> !path.endsWith("/")).count();
            return files + " added, " + modified.size() + " modified, " + removed.size() + " removed";
        }
    }

    public static void main(String... args) {
        Cli.main(new lint(), args);
    }

    @Override
    public Integer call() {
        check();
        try (Api.Client dag = Dagger.connect()) {
            Api.Directory before = source.load(dag, Source.here(), List.of(".git"));
            Api.Container tool = container(dag)
                    .withMountedDirectory(SOURCES, before)
                    .withWorkdir(SOURCES)
                    .withExec(command, o -> o.expect(Api.ReturnType.ANY).useEntrypoint(entrypoint));
            Api.Changeset changes = source.filtered(tool.directory(SOURCES)).changes(before);
            Result result = tool.fetch(
                    Api.Container::exitCode,
                    Api.Container::combinedOutput,
                    container -> changes.addedPaths(),
                    container -> changes.modifiedPaths(),
                    container -> changes.removedPaths(),
                    container -> changes.asPatch().contents(),
                    Result::new);
            tell(result);
            if (apply && !result.isEmpty()) {
                apply(changes, result);
            }
            return exitCode(result);
        }
    }

    private void check() {
        if (image == null) {
            throw new Cli.Usage("There is no image: expected --image ADDRESS, such as --image golang:1.");
        }
        if (!entrypoint && command == null) {
            throw new Cli.Usage("There is no command to run: expected -- CMD and its arguments, or --entrypoint.");
        }
        command = command == null ? List.of() : command;
        for (String cache : caches) {
            if (!cache.startsWith("/")) {
                throw new Cli.Usage("Cannot keep \"" + cache + "\": expected a path that begins with /.");
            }
        }
        variables.check();
    }

    private Api.Container container(Api.Client dag) {
        Api.Container container = variables.in(dag, dag.container().from(image));
        for (String cache : caches) {
            container = container.withMountedCache(cache, dag.cacheVolume("daggerkit-lint " + image + " " + cache));
        }
        return Variables.fresh(container);
    }

    private void tell(Result result) {
        if (!result.said.isBlank()) {
            System.err.println(result.said.stripTrailing());
        }
        System.out.print(result.patch);
        System.out.flush();
        if (result.code != 0) {
            System.err.println("lint: the tool ended with exit code " + result.code + ".");
        }
    }

    /** What a changed .gitignore names would look like removed, and be deleted. */
    private void apply(Api.Changeset changes, Result result) {
        for (String path : result.paths()) {
            if (source.obeysGitignore() && path.matches("(.*/)?\\.gitignore")) {
                throw new DaggerException("Cannot write the changes, because the tool changed \"" + path
                        + "\", which decides what the folder has: apply the diff yourself, or give --no-gitignore.");
            }
        }
        changes.export(Source.here().toString());
        System.err.println("lint: the changes are written: " + result.counts() + ".");
    }

    private int exitCode(Result result) {
        if (!apply && !result.isEmpty()) {
            System.err.println("lint: there are changes: " + result.counts() + "; --apply writes them.");
        }
        return result.code != 0 ? (int) result.code : apply || result.isEmpty() ? 0 : 1;
    }
}
