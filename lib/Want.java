package daggerkit;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A leaf that a fetch is to ask for.
 *
 * @param chain the chain that ends in it
 * @param node its last step among those of all chains
 * @param key different for every leaf of the fetch, and the same in every round
 * @param places where in the call it was read
 */
record Want(Selection chain, Merge.Node node, String key, Set<String> places) {
    static Want of(Merge merge, Selection chain) {
        Merge.Node node = merge.node(chain);
        return new Want(chain, node, node.number() + indices(chain), new LinkedHashSet<>());
    }

    /** Whether this is the leaf of all elements of a list whose number is not known. */
    boolean isOpen() {
        return isOpen(chain);
    }

    static boolean isOpen(Selection chain) {
        for (Selection step = chain; step.isInList(); step = step.previous()) {
            if (step.element() != null && step.element().index() < 0) {
                return true;
            }
        }
        return false;
    }

    /** The innermost element on the way to the leaf, or null. */
    Selection element() {
        Selection step = chain;
        while (step.isInList() && step.element() == null) {
            step = step.previous();
        }
        return step.isInList() ? step : null;
    }

    /** Which elements a chain goes through. */
    static String indices(Selection chain) {
        StringBuilder indices = new StringBuilder();
        for (Selection step = chain; step.isInList(); step = step.previous()) {
            if (step.element() != null) {
                indices.append('.').append(step.element().index());
            }
        }
        return indices.toString();
    }
}
