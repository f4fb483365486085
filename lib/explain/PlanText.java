package daggerkit.explain;

import graphql.schema.GraphQLType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Steps as a tree to be read: one a line, a chain on one level however long, and what branches off it indented. Works
 * without recursion. Used by one thread.
 */
final class PlanText {
    private static final String TEE = "\u251c\u2500 ";
    private static final String LAST = "\u2514\u2500 ";
    private static final String BAR = "\u2502  ";
    private static final String ARROW = " \u2192 ";

    /** Branches of branches further in stay on this level and say which they are on, or a line would never end. */
    private static final int DEEPEST = 20;

    /** Arguments that are a command and its arguments. */
    private static final List<String> COMMANDS = List.of("args", "cmd");

    /** A step to be written, and what stands before it and before those that follow it. */
    private record Line(PlanStep step, String first, String next, int level) {}

    private final boolean colored;
    private final StringBuilder out = new StringBuilder();
    private final Deque<Line> pending = new ArrayDeque<>();

    private PlanText(boolean colored) {
        this.colored = colored;
    }

    /** The lines, each with its line feed. */
    static String of(List<PlanStep> roots, boolean colored) {
        PlanText text = new PlanText(colored);
        text.push(roots, "", 0);
        while (!text.pending.isEmpty()) {
            Line line = text.pending.pop();
            text.out.append(Style.GUIDE.on(line.first, colored));
            text.step(line.step);
            text.out.append('\n');
            text.push(line.step.children, line.next, line.level);
        }
        return text.out.toString();
    }

    private void push(List<PlanStep> steps, String before, int level) {
        if (steps.size() == 1) {
            pending.push(new Line(steps.get(0), before, before, level));
            return;
        }
        String guides = level < DEEPEST ? before : before.substring(0, DEEPEST * BAR.length());
        String mark = level < DEEPEST ? "" : "(level " + (level + 1) + ") ";
        for (int i = steps.size() - 1; i >= 0; i--) {
            boolean last = i == steps.size() - 1;
            String next = guides + (last ? "   " : BAR);
            pending.push(new Line(steps.get(i), guides + (last ? LAST : TEE) + mark, next, level + 1));
        }
    }

    private void step(PlanStep step) {
        if (!step.key.equals(step.name())) {
            paint(Style.ALIAS, step.key).append(": ");
        }
        paint(Style.FIELD, step.name());
        String command = arguments(step);
        if (!command.isEmpty()) {
            paint(Style.GUIDE, " $ ");
            paint(Style.COMMAND, command);
        }
        if (step.object == null || step.lists() > 0) {
            paint(Style.GUIDE, ARROW);
            paint(Style.TYPE, step.type());
            if (step.object == null && ValueText.isId(step.definition.getType())) {
                paint(Style.ID, " " + step.value);
            }
        }
        if (step.definition.isDeprecated()) {
            paint(Style.WARNING, "  (deprecated)");
        }
        if (step.warning != null) {
            paint(Style.WARNING, "  (" + step.warning + ")");
        }
    }

    /** Writes the arguments in parentheses but for the command, which it gives. */
    private String arguments(PlanStep step) {
        String command = "";
        List<String> parts = new ArrayList<>();
        for (Map.Entry<String, Object> argument : step.arguments.entrySet()) {
            String name = argument.getKey();
            boolean isCommand = COMMANDS.contains(name) && argument.getValue() instanceof List;
            if (isCommand && !((List<?>) argument.getValue()).isEmpty()) {
                command = ValueText.command((List<?>) argument.getValue());
                continue;
            }
            GraphQLType type = step.definition.getArgument(name).getType();
            Style paint = ValueText.isId(type) ? Style.ID : Style.VALUE;
            parts.add(Style.ARGUMENT.on(name + ": ", colored)
                    + paint.on(ValueText.of(type, argument.getValue()), colored));
        }
        if (!parts.isEmpty()) {
            out.append('(').append(String.join(", ", parts)).append(')');
        }
        return command;
    }

    private StringBuilder paint(Style paint, String text) {
        return out.append(paint.on(text, colored));
    }
}
