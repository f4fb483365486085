package daggerkit;

import daggerkit.console.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the leaves that a fetch asked for together. Immutable and thread-safe.
 *
 * @param place where in the call it stands, such as {@code branch 2 of 3}
 * @param chain the chain that ends in it
 */
public record Branch(String place, Selection chain) {
    private static final int MOST_SHOWN = 20;

    /** Shows the place and the chain on one line; the value of a variable does not appear. */
    @Override
    public String toString() {
        return place + (place.isEmpty() ? "" : ": ") + Text.abbreviate(steps(chain));
    }

    /** A chain as Java would write it, with the arguments' names. */
    static String steps(Selection chain) {
        List<String> steps = new ArrayList<>();
        for (Selection step : chain.steps()) {
            List<String> arguments = new ArrayList<>();
            for (Argument argument : step.arguments()) {
                String value = argument.variable() == null ? argument.text(object -> "...") : "$" + argument.name();
                arguments.add(argument.name() + ": " + value);
            }
            if (step.element() == null) {
                steps.add(step.words() + (arguments.isEmpty() ? "" : "(" + String.join(", ", arguments) + ")"));
            }
        }
        return String.join(".", steps);
    }

    /** The end of a message about a failure in one of these branches, each line indented. */
    static String describe(List<Branch> branches) {
        if (branches.size() == 1) {
            return "\n  in " + branches.get(0);
        }
        if (branches.size() > MOST_SHOWN) { // a part of them would not have the one that it was
            return "\n  in one of " + branches.size() + " branches that it can be";
        }
        StringBuilder text = new StringBuilder(branches.isEmpty() ? "" : "\n  in one of these branches:");
        branches.forEach(branch -> text.append("\n    ").append(branch));
        return text.toString();
    }
}
