///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Run a linter or formatter of an image over this folder and show its changes as a diff
//DEPS ../lib/Cli.java
//SOURCES build/ExactPattern.java
//SOURCES build/FileBytes.java
//SOURCES build/HostGit.java
//SOURCES build/Ignored.java
//SOURCES build/ImageUser.java
//SOURCES build/Misread.java
//SOURCES build/Patch.java
//SOURCES build/Source.java
//SOURCES build/Variables.java
//CDS
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xlog:disable
import daggerkit.Api;
import daggerkit.Cli;
import daggerkit.Dagger;
import daggerkit.DaggerException;
import daggerkit.build.ImageUser;
import daggerkit.build.Patch;
import daggerkit.build.Source;
import daggerkit.build.Variables;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
            "The tool works on a copy of the folder, without .git and what git ignores, and starts in it. Its"
                    + " changes go to standard output, as a patch for `git apply`; what it says goes to standard error."
                    + " With --apply they are written to the folder as well. What git would ignore is no change."
        },
        footer = {
            "",
            "Exit code: the tool's own, if that is not 0; 1 if there are changes and --apply is not given; 64 for wrong"
                    + " usage; 69 without a session.",
            "",
            "Examples:",
            "  dagger run jbang lint@catalog --image golang:1 -- gofmt -w .",
            "  dagger run jbang lint@catalog --image ghcr.io/astral-sh/ruff \\",
            "      --entrypoint --apply -- format .",
            "  dagger run jbang lint@catalog --image node:22 --cache /root/.npm \\",
            "      -- npx --yes prettier --write ."
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

    /** What the tool did; added folders have a slash at the end, and no meaning of their own to git. */
    private record Result(
            long code,
            String said,
            List<String> added,
            List<String> kept,
            List<String> modified,
            List<String> removed) {
        List<String> changed() {
            return Stream.of(added, modified).flatMap(List::stream).toList();
        }
    }

    /** What of that git would see. */
    private record Changes(List<String> added, List<String> modified, List<String> removed) {
        boolean isEmpty() {
            return added.isEmpty() && modified.isEmpty() && removed.isEmpty();
        }

        List<String> paths() {
            return Stream.of(added, modified, removed).flatMap(List::stream).toList();
        }

        String counts() {
            return added.size() + " added, " + modified.size() + " modified, " + removed.size() + " removed";
        }
    }

    public static void main(String... args) {
        Cli.main(new lint(), args);
    }

    @Override
    public Integer call() {
        check();
        try (Api.Client dag = Dagger.connect()) {
            return dag.span("lint", () -> lint(dag));
        }
    }

    private int lint(Api.Client dag) {
        Api.Container from = dag.container().from(image);
        ImageUser user = dag.span("look at " + image, () -> dag.fetch(ImageUser.of(from, image)));
        Api.Directory loaded = source.load(dag, "lint", Source.here(), List.of("**/.git"));
        Api.Container ready =
                user.mount(container(dag, from, user), SOURCES, loaded).withWorkdir(SOURCES);
        // Of another user, what was mounted has another owner than what was loaded: that is no change.
        Api.Directory before = user.owner().isEmpty() ? loaded : ready.directory(SOURCES);
        Api.Container tool =
                ready.withExec(command, o -> o.expect(Api.ReturnType.ANY).useEntrypoint(entrypoint));
        Api.Directory after = tool.directory(SOURCES);
        Api.Changeset all = after.changes(before);
        Result result = dag.span(
                "run the tool",
                () -> tool.fetch(
                        Api.Container::exitCode,
                        Api.Container::combinedOutput,
                        container -> all.addedPaths(),
                        container -> after.filter(o -> o.gitignore(true))
                                .changes(before)
                                .addedPaths(),
                        container -> all.modifiedPaths(),
                        container -> all.removedPaths(),
                        Result::new));
        Set<String> ignored = source.ignored(result.added, result.kept, result.changed());
        List<String> added = result.added.stream()
                .filter(path -> !path.endsWith("/") && !ignored.contains(path))
                .toList();
        Changes changes = new Changes(added, result.modified, result.removed);
        Api.Directory kept = Source.without(after, left(result.added, ignored, Set.copyOf(added)));
        tell(dag, result, changes, before, kept);
        if (apply && !changes.isEmpty()) {
            dag.span("write the changes", () -> kept.changes(before)
                    .export(Source.here().toString()));
            System.err.println("lint: the changes are written: " + changes.counts() + ".");
        }
        return exitCode(result, changes);
    }

    /** What was added and is no change: of a folder in which nothing is one, the folder alone. */
    private static List<String> left(List<String> added, Set<String> ignored, Set<String> kept) {
        Set<String> needed = new HashSet<>();
        for (String path : kept) {
            for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
                needed.add(path.substring(0, end + 1));
            }
        }
        List<String> left = new ArrayList<>();
        String last = null;
        Set<String> all = new TreeSet<>(added);
        all.addAll(ignored);
        for (String path : all) {
            boolean told = last != null && last.endsWith("/") && path.startsWith(last);
            if (!told && !kept.contains(path) && !needed.contains(path)) {
                left.add(path);
                last = path;
            }
        }
        return left;
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

    private Api.Container container(Api.Client dag, Api.Container from, ImageUser user) {
        Api.Container container = variables.in(dag, from);
        for (String cache : caches) {
            container = user.cache(dag, container, cache, "daggerkit-lint " + image + " " + cache, false);
        }
        return Variables.fresh(container);
    }

    private void tell(Api.Client dag, Result result, Changes changes, Api.Directory before, Api.Directory kept) {
        if (!result.said.isBlank()) {
            System.err.println(result.said.stripTrailing());
        }
        if (!changes.isEmpty()) {
            try {
                byte[] patch = dag.span("make the patch", () -> Patch.of(dag, before, kept, changes.paths()));
                System.out.write(patch, 0, patch.length);
                System.out.flush();
            } catch (DaggerException impossible) {
                if (!apply) {
                    throw impossible;
                }
                System.err.println("lint: " + impossible.getMessage());
            }
        }
        if (result.code != 0) {
            System.err.println("lint: the tool ended with exit code " + result.code + ".");
        }
    }

    private int exitCode(Result result, Changes changes) {
        if (!apply && !changes.isEmpty()) {
            System.err.println("lint: there are changes: " + changes.counts() + "; --apply writes them.");
        }
        return result.code != 0 ? (int) result.code : apply || changes.isEmpty() ? 0 : 1;
    }
}
