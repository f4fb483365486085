package daggerkit.build;

import daggerkit.Api;
import daggerkit.Cli;
import daggerkit.Dagger;
import daggerkit.DaggerException;
import daggerkit.Leaf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Builds a Java project in containers, with one JDK or several at once, each in a container of its own; the options for
 * that are a picocli mixin. Used by one thread.
 */
public final class JavaBuild {
    private static final String JDK = "{jdk}";
    private static final String DEFAULT_JDK = "21";
    private static final String SOURCES = "/src";

    /**
     * Runs a command and moves the exit codes of signals, 128 + N, to where a container may have them: from 128 to 191
     * the engine fails the whole request, whatever it is told to expect (timeout-kill).
     */
    private static final String RUN =
            "\"$@\"; code=$?; [ $code -lt 128 ] || [ $code -gt 190 ] || code=$((code + 64));" + " exit $code";

    @Option(
            names = "--jdk",
            split = ",",
            paramLabel = "N",
            description = "The JDKs to build with, all at once: 17,21,25; 21 unless given.")
    private List<String> jdks = new ArrayList<>();

    @Option(
            names = "--image",
            paramLabel = "ADDRESS",
            description = "Another image to build in, with " + JDK + " in the place of the JDK.")
    private String image;

    @Option(
            names = "--export",
            paramLabel = "DIR",
            description =
                    "Write the test reports of all modules to this folder, also if tests failed; with several JDKs"
                            + " to jdk-17 and so on in it.")
    private Path export;

    @Option(names = "--no-wrapper", description = "Run the program of the image, though the project has a wrapper.")
    private boolean noWrapper;

    @Option(names = "--git", description = "Load the folder .git too, for a build that asks git.")
    private boolean git;

    @Option(
            names = "--cached",
            description = "Tell the last outcome with this option again, a failure too, if nothing changed since.")
    private boolean cached;

    @Mixin
    private Variables variables = new Variables();

    @Mixin
    private Source source = new Source();

    /** Nothing is asked for yet. */
    public JavaBuild() {}

    /** How one of the builds ended. */
    private record Outcome(String jdk, int code, String output, int reports) {}

    /** Ends the step in which builds failed, for the trace: it is caught outside, and the outcomes are told as always. */
    private static final class Failed extends DaggerException {
        private static final long serialVersionUID = 1;
        private final transient List<Outcome> outcomes;

        Failed(List<Outcome> outcomes) {
            super(outcomes.stream()
                    .filter(outcome -> outcome.code != 0)
                    .map(outcome -> outcome.jdk + ": exit code " + outcome.code)
                    .collect(Collectors.joining(", ")));
            this.outcomes = outcomes;
        }
    }

    /**
     * Builds, and tells how it went: of one build its output on standard output, of several a table there and the output
     * of those that failed on standard error.
     *
     * @param tool the build tool
     * @param goals what it is to do, or null for what it does by default
     * @param verbose whether to tell more
     * @return 0, or the exit code of the first build that failed
     * @throws Cli.Usage if the options do not fit, or this is no project's folder
     */
    public int run(Tool tool, List<String> goals, boolean verbose) {
        Path folder = Source.here();
        List<String> wanted = goals == null ? List.of(tool.goal()) : goals;
        String address = image == null ? tool.image() : image;
        List<String> versions = versions(address);
        checkProject(tool, folder, wanted);
        variables.check();
        boolean wraps = !noWrapper && Files.exists(folder.resolve(tool.wrapper()));
        // By sh, because a copy of a project may have lost the right to execute it.
        List<String> program = wraps ? List.of("sh", "./" + tool.wrapper()) : List.of(tool.program());
        List<String> command = new ArrayList<>(program);
        command.addAll(tool.options());
        command.addAll(wanted);
        List<Outcome> outcomes;
        try (Api.Client dag = Dagger.connect()) {
            tell(tool, String.join(" ", wanted) + " in " + described(address, versions) + ".");
            outcomes = dag.span(tool.name(), () -> outcomes(dag, tool, folder, command, versions, address));
        } catch (Failed failed) {
            outcomes = failed.outcomes;
        }
        return report(tool, outcomes, verbose);
    }

    /** All in one request, and so in one step of the trace, below which the engine has a row for each command. */
    private List<Outcome> outcomes(
            Api.Client dag, Tool tool, Path folder, List<String> command, List<String> versions, String address) {
        Api.Directory files = source.load(dag, tool.name(), folder, excluded(tool));
        List<Api.Container> images = new ArrayList<>();
        for (String version : versions) {
            images.add(dag.container().from(address.replace(JDK, version)));
        }
        List<ImageUser> users = dag.span(
                "look at " + described(address, versions),
                () -> dag.fetch(Leaf.all(images.stream()
                        .map(from -> ImageUser.withHome(from, address))
                        .toList())));
        List<Leaf<Outcome>> builds = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            ImageUser user = users.get(i);
            Api.Container ready = tool.prepare(dag, images.get(i), versions.get(i), user);
            Api.Container built = build(dag, user.mount(ready, SOURCES, files), command);
            builds.add(outcome(tool, built, versions.get(i), versions.size() > 1));
        }
        return dag.span("build in " + described(address, versions), () -> {
            List<Outcome> outcomes = dag.fetch(Leaf.all(builds));
            if (outcomes.stream().anyMatch(outcome -> outcome.code != 0)) {
                throw new Failed(outcomes);
            }
            return outcomes;
        });
    }

    private List<String> versions(String address) {
        for (String jdk : jdks) {
            if (!jdk.matches("[0-9][\\w.-]*")) {
                throw new Cli.Usage("Cannot use \"" + jdk + "\" as a JDK: expected versions such as 17,21,25.");
            }
        }
        if (address.contains(JDK)) {
            return jdks.isEmpty() ? List.of(DEFAULT_JDK) : List.copyOf(new LinkedHashSet<>(jdks));
        }
        if (!jdks.isEmpty()) {
            throw new Cli.Usage("Cannot use the image \"" + address + "\" with --jdk: expected " + JDK
                    + " in it, in the place of the JDK.");
        }
        return List.of(address);
    }

    private static void checkProject(Tool tool, Path folder, List<String> goals) {
        boolean isProject = tool.projectFiles().stream().anyMatch(name -> Files.exists(folder.resolve(name)));
        boolean isElsewhere =
                goals.stream().anyMatch(goal -> tool.projectOptions().stream().anyMatch(goal::startsWith));
        if (!isProject && !isElsewhere) {
            throw new Cli.Usage("Cannot build \"" + folder + "\": expected a folder with "
                    + String.join(" or ", tool.projectFiles()) + "; change to the project's folder.");
        }
    }

    private List<String> excluded(Tool tool) {
        List<String> excluded = new ArrayList<>(tool.outputs());
        if (!git) {
            excluded.add(".git");
        }
        return excluded;
    }

    private Api.Container build(Api.Client dag, Api.Container ready, List<String> command) {
        Api.Container container = variables.in(dag, ready).withWorkdir(SOURCES);
        List<String> words = new ArrayList<>(List.of("sh", "-c", RUN, "sh"));
        words.addAll(command);
        return (cached ? container : Variables.fresh(container)).withExec(words, o -> o.expect(Api.ReturnType.ANY));
    }

    private Leaf<Outcome> outcome(Tool tool, Api.Container built, String version, boolean several) {
        Leaf<Integer> reports = built.leaf(container -> 0);
        if (export != null) {
            Path target = Source.here().resolve(export);
            String path = (several ? target.resolve("jdk-" + version) : target).toString();
            Api.Directory found = built.directory(SOURCES).filter(o -> o.include(tool.reports()));
            reports = Leaf.of(
                    found.leaf(directory -> directory.export(path)),
                    found.leaf(directory -> directory.glob("**/*.xml")),
                    (written, files) -> files.size());
        }
        return Leaf.of(
                built.leaf(Api.Container::exitCode),
                built.leaf(Api.Container::combinedOutput),
                reports,
                (code, output, count) -> new Outcome(version, original(code.intValue()), output, count));
    }

    /** The exit code that the command had before it was moved. */
    private static int original(int code) {
        return code >= 192 && code <= 254 ? code - 64 : code;
    }

    private int report(Tool tool, List<Outcome> outcomes, boolean verbose) {
        boolean one = outcomes.size() == 1;
        int code = 0;
        StringBuilder table = new StringBuilder(String.format("%-8s%s%n", "JDK", "exit code"));
        for (Outcome outcome : outcomes) {
            table.append(String.format("%-8s%d%n", outcome.jdk, outcome.code));
            code = code == 0 ? outcome.code : code;
            if (export != null) {
                tell(tool, reports(outcome, one));
            }
            if (!one && (verbose || outcome.code != 0)) {
                tell(tool, "JDK " + outcome.jdk + ", exit code " + outcome.code + ":");
                System.err.println(outcome.output.stripTrailing());
            }
        }
        System.out.print(one ? outcomes.get(0).output : table);
        System.out.flush();
        if (one && code != 0) {
            tell(tool, "the build failed with exit code " + code + ".");
        }
        return code;
    }

    private String reports(Outcome outcome, boolean one) {
        Path folder = one ? export : export.resolve("jdk-" + outcome.jdk);
        return outcome.reports == 0
                ? "the build" + (one ? "" : " with JDK " + outcome.jdk) + " left no test reports."
                : "\"" + folder + "\" has the test reports of the build; XML files: " + outcome.reports + ".";
    }

    private static String described(String address, List<String> versions) {
        return versions.size() == 1
                ? address.replace(JDK, versions.get(0))
                : address + " for the JDKs " + String.join(", ", versions);
    }

    private static void tell(Tool tool, String sentence) {
        System.err.println(tool.name() + ": " + sentence);
    }
}
