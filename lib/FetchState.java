package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.console.Text;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What one fetch knows of its chains: their answers, the IDs of the objects that are arguments in them, and the IDs of
 * the elements of lists that are asked one by one. Used by one thread.
 */
final class FetchState {
    private static final long ALL = 1L << 40;

    private final DaggerClient client;
    private final SelectionTree tree = new SelectionTree(this::nameOf, this::idOf);
    private final Map<Reference, PendingLeaf> arguments = new IdentityHashMap<>();
    private final Map<String, String> elementIds = new HashMap<>();

    /**
     * A leaf that a fetch is to ask for.
     *
     * @param chain the chain that ends in it
     * @param node its last step among those of all chains
     * @param key different for every leaf of the fetch, and the same in every round
     * @param places where in the call it was read
     */
    record PendingLeaf(Selection chain, SelectionTree.Node node, String key, Set<String> places) {
        static PendingLeaf of(SelectionTree tree, Selection chain) {
            SelectionTree.Node node = tree.node(chain);
            return new PendingLeaf(chain, node, node.number() + indices(chain), new LinkedHashSet<>());
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

    FetchState(DaggerClient client) {
        this.client = client;
    }

    /** A chain; behind an element that is loaded by its ID meanwhile, the chain that begins there. */
    PendingLeaf find(Selection described) {
        Selection chain = client.resolved(described);
        PendingLeaf leaf = PendingLeaf.of(tree, chain);
        if (isAnswered(leaf) || !chain.isInList()) {
            return leaf;
        }
        Deque<Selection> behind = new ArrayDeque<>();
        for (Selection step = chain; step.isInList(); step = step.previous()) {
            String id = step.element() == null ? null : elementIds.get(elementKey(step));
            if (id != null) {
                Selection loaded = client.resolved(Selection.loaded(step.name(), id));
                for (Selection next : behind) {
                    loaded = next.after(loaded);
                }
                return PendingLeaf.of(tree, loaded);
            }
            behind.push(step);
        }
        return leaf;
    }

    boolean isAnswered(PendingLeaf leaf) {
        return leaf.node().isAnswered() && !leaf.isOpen();
    }

    JsonNode answer(PendingLeaf leaf) {
        return tree.answer(leaf.chain());
    }

    /** The number of a list's elements, or -1 if that is not known. */
    int size(Selection list) {
        JsonNode elements = PendingLeaf.isOpen(list) ? null : tree.list(client.resolved(list));
        return elements == null
                ? -1
                : Decoders.list(element -> element).apply(elements).size();
    }

    /** Whether something of a list's elements was asked for. */
    boolean isAsked(Selection list) {
        return tree.object(client.resolved(list)).isAsked();
    }

    /** What gives the IDs of the objects that are arguments on the way to a leaf, but for those whose ID is known. */
    List<PendingLeaf> argumentsOf(PendingLeaf leaf) {
        Set<Reference> objects = new LinkedHashSet<>();
        for (SelectionTree.Node node = leaf.node(); node != null; node = node.previous()) {
            node.step().arguments().forEach(argument -> argument.collect(objects));
        }
        return objects.stream().map(this::argument).filter(Objects::nonNull).toList();
    }

    /** One query for several leaves. */
    QueryWriter.Request write(Collection<PendingLeaf> leaves) {
        return tree.write(leaves.stream().map(PendingLeaf::node).toList());
    }

    /** Keeps the answer to the query that was written last, for these leaves. */
    void answered(Collection<PendingLeaf> leaves, JsonNode data) {
        tree.answered(leaves.stream().map(PendingLeaf::node).toList(), data);
        arguments.forEach((object, id) -> {
            if (!id.chain().isInList() && isAnswered(id)) {
                object.know(answer(id).asText(null));
            }
        });
    }

    /**
     * What gives the IDs of the elements that must be loaded by them, by the element's key: a request for a leaf of a list
     * asks it of every element, so it is sent only if every element is to be asked.
     */
    Map<String, PendingLeaf> elementsToLoad(Collection<PendingLeaf> leaves) {
        Map<String, PendingLeaf> all = new LinkedHashMap<>();
        leaves.forEach(leaf -> withArguments(leaf, all));
        Map<SelectionTree.Node, Long> asked = new HashMap<>();
        all.values().forEach(leaf -> asked.merge(leaf.node(), leaf.isOpen() ? ALL : 1, Long::sum));
        Map<String, PendingLeaf> elements = new LinkedHashMap<>();
        for (PendingLeaf leaf : all.values()) {
            Selection element = leaf.element();
            if (element != null && asked.get(leaf.node()) < ALL) {
                int count = tree.countAll(element.previous());
                if (asked.get(leaf.node()) < count || count < 0) {
                    PendingLeaf id = PendingLeaf.of(tree, element.select("id"));
                    id.places().addAll(leaf.places());
                    elements.put(elementKey(element), id);
                }
            }
        }
        return elements;
    }

    private void withArguments(PendingLeaf leaf, Map<String, PendingLeaf> all) {
        if (!isAnswered(leaf) && all.putIfAbsent(leaf.key(), leaf) == null) {
            argumentsOf(leaf).forEach(argument -> withArguments(argument, all));
        }
    }

    /** From now on an element is loaded by its ID, which was answered. */
    void load(Map<String, PendingLeaf> elements) {
        elements.forEach((key, id) -> elementIds.put(key, answer(id).asText()));
        arguments.values().removeIf(argument -> !isAnswered(argument));
    }

    private String elementKey(Selection element) {
        return tree.object(element).number() + PendingLeaf.indices(element);
    }

    private PendingLeaf argument(Reference object) {
        PendingLeaf argument = arguments.get(object);
        if (argument == null && object.knownId() == null) {
            if (!object.isOf(client.requests())) {
                throw new DaggerException("Cannot use \"" + Text.oneLine(object.toString())
                        + "\" as an argument: it belongs to another session; an object lives in the session it"
                        + " came from.");
            }
            argument = find(object.chain().select("id"));
            arguments.put(object, argument);
        }
        return argument;
    }

    private String nameOf(Reference object) {
        PendingLeaf argument = argument(object);
        return argument == null ? "=" + object.knownId() : "#" + argument.key();
    }

    private String idOf(Reference object) {
        PendingLeaf argument = argument(object);
        if (argument == null) {
            return object.knownId();
        }
        JsonNode id = answer(argument);
        if (id.isNull()) {
            throw new DaggerException("Cannot use \"" + Text.oneLine(object.toString())
                    + "\" as an argument: it is null; ask its isNull() first.");
        }
        return id.asText();
    }
}
