package daggerkit.schema;

import daggerkit.schema.Operation.Rejected;
import daggerkit.server.QueryParser;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What keeps a request from becoming work without an end. */
public final class Limits {
    /** A fragment that spreads another twice, which does the same, doubles a query with each line. */
    static final long MOST_FIELDS = 1_000_000;

    private Limits() {}

    /**
     * Refuses an operation that has too many selections once its fragments are opened. The engine has no such limit, and
     * works until it has no memory left.
     *
     * @param operation a valid one: its fragments do not spread each other in a circle
     * @param fragments by name
     */
    static void check(OperationDefinition operation, Map<String, FragmentDefinition> fragments) throws Rejected {
        if (fragments.isEmpty()) {
            return;
        }
        Map<String, Long> sizes = new HashMap<>();
        if (size(operation.getSelectionSet(), fragments, sizes) > MOST_FIELDS) {
            throw Rejected.invalid("the operation has over " + MOST_FIELDS
                    + " fields once its fragments are opened: ask for less in one request");
        }
    }

    /** Each fragment is counted once; of a fragment in the midst of being counted there is nothing more to count. */
    private static long size(
            SelectionSet selections, Map<String, FragmentDefinition> fragments, Map<String, Long> sizes) {
        long size = 0;
        List<SelectionSet> pending = new ArrayList<>(List.of(selections));
        while (!pending.isEmpty() && size <= MOST_FIELDS) {
            for (Selection<?> selection : pending.remove(pending.size() - 1).getSelections()) {
                QueryParser.attend();
                size++;
                if (selection instanceof FragmentSpread) {
                    String name = ((FragmentSpread) selection).getName();
                    if (!sizes.containsKey(name)) {
                        sizes.put(name, 0L);
                        FragmentDefinition fragment = fragments.get(name);
                        sizes.put(name, fragment == null ? 0 : size(fragment.getSelectionSet(), fragments, sizes));
                    }
                    size += sizes.get(name);
                } else {
                    SelectionSet inner = selection instanceof Field
                            ? ((Field) selection).getSelectionSet()
                            : ((InlineFragment) selection).getSelectionSet();
                    if (inner != null) {
                        pending.add(inner);
                    }
                }
            }
        }
        return size;
    }
}
