package daggerkit;

import daggerkit.console.Text;
import daggerkit.explain.ExplainedRequest;
import daggerkit.explain.ExplainedStep;
import daggerkit.schema.EngineVersion;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the pages say of a recipe, in ASCII as all pages. */
final class RecipeText {
    /** What differs from run to run or from machine to machine, and what stands for it in a comparison. */
    private static final Map<String, String> VARIES = Map.of(
            "sha256:[0-9a-f]{64}", "sha256:...",
            "linux/(amd64|arm64|arm/v7)", "linux/...");

    /** Programs that fetch what they need. */
    private static final Set<String> DOWNLOADING = Set.of("go", "gradle", "mvn", "trivy");

    /** A time in a request: the page would be another one each time. */
    private static final String TIME = "\"\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z\"";

    private RecipeText() {}

    static boolean isNotImplemented(RecipeRuns.Ran ran) {
        return ran.output().contains(" is not implemented by the stand-in");
    }

    /** A text without what may differ. */
    static String blanked(String text) {
        String blanked = text;
        for (Map.Entry<String, String> part : VARIES.entrySet()) {
            blanked = blanked.replaceAll(part.getKey(), part.getValue());
        }
        return blanked;
    }

    /** What a user sees who runs a recipe: its files, the command, what it prints, and what it made. */
    static String console(Recipe recipe, RecipeRuns.Ran ran) {
        StringBuilder text = new StringBuilder();
        recipe.files.forEach((path, contents) -> cat(text, path, contents));
        boolean recorded = recipe.name.equals(Recipe.MODULE);
        text.append(command(recipe, recorded ? "dagger run jbang " : "jbang local@catalog jbang "));
        line(text, ran.output());
        if (ran.code() != 0) {
            text.append("$ echo $?\n").append(ran.code()).append('\n');
        }
        ran.made().forEach((path, contents) -> {
            if (!contents.isEmpty()) {
                cat(text, path, contents);
            }
        });
        return text.toString();
    }

    private static void cat(StringBuilder text, String path, String contents) {
        text.append("$ cat ").append(path).append('\n');
        line(text, contents);
    }

    private static void line(StringBuilder text, String contents) {
        text.append(contents).append(contents.isEmpty() || contents.endsWith("\n") ? "" : "\n");
    }

    private static String command(Recipe recipe, String runner) {
        StringBuilder text = new StringBuilder("$ ");
        recipe.variables.forEach(
                (name, value) -> text.append(name).append('=').append(value).append(' '));
        text.append(runner).append(recipe.name).append(".java");
        if (!recipe.args.isEmpty()) {
            text.append(' ').append(Text.shellCommand(recipe.args));
        }
        return text.append('\n').toString();
    }

    /** The generated part of a page. */
    static String about(Recipe recipe, RecipeRuns.Explained explained, String run) {
        StringBuilder text = new StringBuilder("\n```java\n" + recipe.text() + "```\n\n");
        if (run == null) {
            String why = recipe.lacks == null ? "the stand-in does not have all of it yet" : "it needs " + recipe.lacks;
            text.append("```console\n")
                    .append(command(recipe, "dagger run jbang "))
                    .append("```\n\n");
            text.append("Validated, not run here: ").append(why).append(".\n\n");
        } else {
            text.append("```console\n").append(run).append("```\n\n");
        }
        text.append("Needs: ").append(String.join("; ", needs(explained))).append(".\n\n");
        if (PicturePage.RECIPES.contains(recipe.name)) {
            text.append("![What flows into what in " + recipe.name + "](../pictures/" + recipe.name + ".svg)\n\n");
        }
        text.append("<details><summary>").append(summary(explained.requests())).append("</summary>\n\n```text\n");
        text.append(explained.requests().stream()
                .map(request -> request.isValid() ? ascii(request.text()) : request.query() + "\n")
                .collect(Collectors.joining("\n")));
        return text.append("```\n\n</details>\n\n").toString();
    }

    private static String summary(List<ExplainedRequest> requests) {
        return requests.size() == 1 ? "The request it sends" : "The " + requests.size() + " requests it sends";
    }

    /** The tree as explain prints it; the lines and the arrow are not ASCII there. */
    private static String ascii(String tree) {
        return tree.replace('\u251c', '|')
                .replace('\u2502', '|')
                .replace('\u2514', '`')
                .replace('\u2500', '-')
                .replace("\u2192", "->")
                .replaceAll(TIME, "\"TIME\"");
    }

    private static Optional<String> downloads(ExplainedStep step) {
        Object program = ((List<?>) step.arguments().get("args")).get(0);
        return DOWNLOADING.contains(program) ? Optional.of("what `" + program + "` downloads") : Optional.empty();
    }

    /** What has to be there for it to run on an engine, as its requests tell it. */
    private static List<String> needs(RecipeRuns.Explained explained) {
        List<String> needs = new ArrayList<>();
        EngineVersion oldest = explained.engines().isEmpty()
                ? EngineVersion.V0_20_8
                : explained.engines().get(0);
        needs.add("Dagger " + oldest.toString().substring(1) + " or newer");
        Set<String> images = new LinkedHashSet<>();
        Set<String> more = new LinkedHashSet<>();
        for (ExplainedRequest request : explained.requests()) {
            for (ExplainedStep step : request.steps()) {
                Object uri = step.arguments().get("uri");
                switch (step.coordinate()) {
                    case "Container.withExec" -> downloads(step).ifPresent(more::add);
                    case "Container.from" -> images.add("`" + step.arguments().get("address") + "`");
                    case "Query.git", "Query.http", "Query.moduleSource" -> more.add("what its address names");
                    case "Directory.dockerBuild" -> more.add("the images that the Dockerfile names");
                    case "Container.publish" -> more.add("a registry to publish to");
                    case "Container.exportImage", "Host.containerImage" -> more.add("a Docker beside the script");
                    case "Container.terminal" -> more.add("a terminal");
                    case "Query.secret" -> more.add("the secret `" + uri + "`");
                    default -> {}
                }
                if (Boolean.TRUE.equals(step.arguments().get("insecureRootCapabilities"))) {
                    more.add("an engine that allows root capabilities");
                }
            }
        }
        if (!images.isEmpty()) {
            needs.add((images.size() == 1 ? "the image " : "the images ") + String.join(", ", images));
        }
        needs.addAll(more);
        return needs;
    }
}
