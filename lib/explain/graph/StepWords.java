package daggerkit.explain.graph;

import daggerkit.console.PeerText;
import daggerkit.console.Text;
import daggerkit.explain.PlanStep;
import daggerkit.explain.graph.GraphNode.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the picture says of a step. Static and thread-safe. */
final class StepWords {
    private static final int LONGEST_VALUE = 60;
    private static final int LONGEST_COMMAND = 160;

    /** What may be long or nobody's business; and what is a matter of course. */
    private static final Set<String> UNSAID =
            Set.of("contents", "plaintext", "stdin", "permissions", "exclude", "include", "gitignore", "noCache");

    private static final Map<String, Kind> KINDS = Map.of(
            "Container", Kind.IMAGE,
            "Directory", Kind.FILES,
            "File", Kind.FILES,
            "Changeset", Kind.FILES,
            "Service", Kind.SERVICE,
            "Secret", Kind.SECRET,
            "CacheVolume", Kind.CACHE);

    private StepWords() {}

    /** A box for a step that has one of its own, with what it says. */
    static GraphNode node(PlanStep step) {
        String field = coordinate(step);
        GraphNode node = new GraphNode(kind(step), caption(step));
        switch (field) {
            case "Container.from" -> node.add(value(step.arguments().get("address")), true);
            case "Container.withExec" -> {
                node.add(command(step.arguments().get("args")), true);
                node.add(rest(step, Set.of("args")), false);
            }
            case "Container.asService" -> {
                Object args = step.arguments().get("args");
                node.add(args == null ? "the container's command" : command(args), true);
                node.add(rest(step, Set.of("args")), false);
            }
            default -> {
                String title = named(step) ? "" : words(step.name());
                String values = rest(step, Set.of());
                node.add((title + " " + values).strip(), true);
            }
        }
        return node;
    }

    /** A step that has no box of its own, as a line; empty if an arrow says it all. */
    static String line(PlanStep step) {
        String name = step.name();
        if (name.equals("withEnvVariable") || name.equals("withLabel")) {
            return (name.equals("withLabel") ? "label " : "")
                    + value(step.arguments().get("name")) + "="
                    + value(step.arguments().get("value"));
        }
        boolean isInput = step.arguments().keySet().stream().anyMatch(argument -> step.idOf(argument) != null);
        if (isInput || name.equals("tree")) {
            return "";
        }
        return (words(name) + " " + rest(step, Set.of())).strip();
    }

    /** The same where there is no arrow and no other line. */
    static String lineOfInput(PlanStep step) {
        return (words(step.name()) + " " + rest(step, Set.of())).strip();
    }

    /** A value that is read. */
    static String read(PlanStep step) {
        return (step.name() + " " + rest(step, Set.of())).strip();
    }

    /** Several values that are read of an object, or of each one in a list. */
    static String readOfEach(PlanStep step) {
        List<String> names =
                step.children().stream().map(PlanStep::name).distinct().toList();
        return read(step) + ": " + String.join(", ", names);
    }

    /** What stands on the arrow of an argument. */
    static String label(PlanStep step, String argument) {
        if (step.object() != null && step.name().startsWith("with")) {
            return step.arguments().entrySet().stream()
                    .filter(other -> other.getValue() instanceof String && step.idOf(other.getKey()) == null)
                    .findFirst()
                    .map(other -> value(other.getValue()))
                    .orElse("");
        }
        return words(argument);
    }

    static String coordinate(PlanStep step) {
        return step.owner() + "." + step.name();
    }

    private static Kind kind(PlanStep step) {
        if (step.name().equals("withExec")) {
            return Kind.RUN;
        }
        boolean isSource = step.owner().equals("Host") || step.owner().equals("Query");
        String type = step.object() == null ? step.idOf() : step.object().getName();
        Kind kind = KINDS.getOrDefault(type, type.startsWith("Git") ? Kind.SOURCE : Kind.OTHER);
        return isSource && kind == Kind.FILES ? Kind.SOURCE : kind;
    }

    private static String caption(PlanStep step) {
        String type = step.object() == null ? step.idOf() : step.object().getName();
        return switch (coordinate(step)) {
            case "Container.from" -> "image";
            case "Container.withExec" -> "run";
            case "Query.http", "Query.git" -> step.name();
            case "Query.cacheVolume" -> "cache";
            default -> (step.owner().equals("Host") ? "host " : "") + words(type);
        };
    }

    /** Whether a field is called as its type, so that the caption says it already. */
    private static boolean named(PlanStep step) {
        String type = step.object() == null ? step.idOf() : step.object().getName();
        boolean isCaption = step.name().equals(caption(step)) || step.name().equals("setSecret");
        return isCaption || step.name().equalsIgnoreCase(type);
    }

    /** The arguments that are neither objects nor said elsewhere. */
    private static String rest(PlanStep step, Set<String> said) {
        List<String> parts = new ArrayList<>();
        step.arguments().forEach((name, value) -> {
            if (said.contains(name) || UNSAID.contains(name) || step.idOf(name) != null || value == null) {
                return;
            }
            if (value instanceof Boolean) {
                parts.add(((Boolean) value ? "" : "not ") + words(name));
            } else if (value instanceof List) {
                parts.add(command(value));
            } else if (!(value instanceof Map)) {
                parts.add((said.isEmpty() ? "" : words(name) + " ") + value(value));
            }
        });
        return String.join(" ", parts);
    }

    private static String command(Object words) {
        if (!(words instanceof List)) {
            return value(words);
        }
        List<?> all = (List<?>) words;
        if (all.stream().anyMatch(Map.class::isInstance)) {
            return all.stream().map(StepWords::fields).collect(Collectors.joining(", "));
        }
        return cut(Text.shellCommand(all.stream().map(word -> "" + word).toList()), LONGEST_COMMAND);
    }

    /** An object of values, such as a port, as {@code backend 80 frontend 8080}. */
    private static String fields(Object value) {
        return value instanceof Map
                ? ((Map<?, ?>) value)
                        .entrySet().stream()
                                .map(field -> words("" + field.getKey()) + " " + value(field.getValue()))
                                .collect(Collectors.joining(" "))
                : value(value);
    }

    private static String value(Object value) {
        return cut("" + value, LONGEST_VALUE);
    }

    /** On one line, harmless, and with both ends if it is long. */
    static String cut(String text, int longest) {
        String line = PeerText.shown(text.replace("\r", "").strip())
                .replace('\t', ' ')
                .replace("\n", " \\n ");
        String between = " ... ";
        return line.length() <= longest
                ? line
                : Text.ends(line, longest * 3 / 4, longest / 4 - between.length(), between);
    }

    /** {@code withExposedPort} as {@code exposed port}. */
    static String words(String name) {
        String bare = name.matches("with[A-Z].*") ? name.substring("with".length()) : name;
        return bare.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
