package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The chains of one fetch, merged: a beginning that several have in common stands there once, and fields that would get
 * the same key in the answer get aliases, since the engine drops one of them in silence (recorded in
 * same-field-twice-conflicts).
 * Keeps what was answered. Used by one thread.
 */
final class SelectionTree {
    private final Function<Reference, String> names;
    private final Function<Reference, String> ids;
    private final Map<Selection, Node> known = new IdentityHashMap<>();
    private final Node root = new Node(null, Selection.query(), 0);
    private int nodes;
    private int requests;

    /**
     * Starts with nothing.
     *
     * @param names what an object that is an argument is called as long as its ID is not known: the same for the same chain
     * @param ids an object's ID, for the text of a query
     */
    SelectionTree(Function<Reference, String> names, Function<Reference, String> ids) {
        this.names = names;
        this.ids = ids;
    }

    /** One step that one or more chains have. */
    static final class Node {
        private final Node previous;
        private final Selection step;
        private final int number;
        private final Map<String, Node> next = new LinkedHashMap<>();

        private boolean asked;
        private int request;
        private String key;
        /** At the end of a chain its answer, with a list for every list on the way; elsewhere that of the first such end. */
        private JsonNode answer;

        Node(Node previous, Selection step, int number) {
            this.previous = previous;
            this.step = step;
            this.number = number;
        }

        /** Different for every node of a fetch, and the same in every run of the program. */
        int number() {
            return number;
        }

        Node previous() {
            return previous;
        }

        /** The step, of the chain that had it first. */
        Selection step() {
            return step;
        }

        /** The step's key in the answer to the request that had it last. */
        String key() {
            return key;
        }

        /** Says that this step is to be part of a request. */
        void ask() {
            for (Node node = this; node != null && !node.asked; node = node.previous) {
                node.asked = true;
            }
        }

        boolean isAsked() {
            return asked;
        }

        boolean isAnswered() {
            return answer != null;
        }
    }

    /** The last step of a chain. A field that ends a chain differs from one that a chain goes on from. */
    Node node(Selection chain) {
        return switch (chain.kind()) {
            case FIELD -> next(object(chain.previous()), chain, true);
            case LEAVES -> next(object(chain.previous()), chain, false);
            default -> object(chain);
        };
    }

    /** The step that leads to an object or to a list of objects. */
    Node object(Selection chain) {
        Deque<Selection> ahead = new ArrayDeque<>();
        Selection step = chain;
        while (step.kind() != Selection.Kind.ROOT && !known.containsKey(step)) {
            ahead.push(step);
            step = step.previous();
        }
        Node node = step.kind() == Selection.Kind.ROOT ? root : known.get(step);
        for (Selection next : ahead) {
            node = next.kind() == Selection.Kind.ELEMENT ? node : next(node, next, false);
            known.put(next, node);
        }
        return node;
    }

    private Node next(Node node, Selection step, boolean isLeaf) {
        StringBuilder same = new StringBuilder().append(isLeaf ? "" : step.kind() + " ");
        same.append(step.words());
        for (Argument argument : step.arguments()) {
            same.append(' ').append(argument.name()).append(':').append(argument.text(names));
        }
        return node.next.computeIfAbsent(same.toString(), key -> new Node(node, step, ++nodes));
    }

    /** One query for several chains, in the order in which their steps came up first. */
    QueryWriter.Request write(Collection<Node> leaves) {
        requests++;
        for (Node leaf : leaves) {
            for (Node node : written(leaf)) {
                for (Node on = node; on != null && on.request != requests; on = on.previous) {
                    on.request = requests;
                }
            }
        }
        QueryWriter query = new QueryWriter(ids);
        Deque<Iterator<Node>> open = new ArrayDeque<>();
        Deque<Map<String, Integer>> keys = new ArrayDeque<>();
        for (Node node = root; ; ) {
            boolean isFragment = node.step.kind() == Selection.Kind.FRAGMENT;
            if (node != root) {
                node.key = isFragment ? null : key(node.step.name(), keys.peek());
                String alias = isFragment || node.key.equals(node.step.name()) ? null : node.key;
                query.step(node.step, alias);
            }
            if (node == root || !node.next.isEmpty()) {
                query.open();
                open.push(node.next.values().iterator());
                // The fields of a fragment stand beside those around it.
                keys.push(isFragment ? keys.peek() : new HashMap<>());
            }
            node = null;
            while (node == null && !open.isEmpty()) {
                Node candidate = open.peek().hasNext() ? open.peek().next() : null;
                if (candidate == null) {
                    open.pop();
                    keys.pop();
                    query.close();
                } else if (candidate.request == requests && candidate.step.kind() != Selection.Kind.LEAVES) {
                    node = candidate;
                }
            }
            if (node == null) {
                return query.request();
            }
        }
    }

    private static String key(String name, Map<String, Integer> used) {
        int number = used.merge(name, 1, Integer::sum);
        String key = name;
        while (number > 1 && used.putIfAbsent(key = name + "_" + number, 1) != null) {
            number = used.merge(name, 1, Integer::sum);
        }
        return key;
    }

    /** Keeps the answer to the query that was written last, which was for these chains. */
    void answered(Collection<Node> leaves, JsonNode data) {
        for (Node leaf : leaves) {
            for (Node field : written(leaf)) {
                answered(field, Selection.find(data, path(field)));
            }
            if (leaf.step.kind() == Selection.Kind.LEAVES) {
                answered(leaf, pick(Selection.find(data, path(leaf.previous)), written(leaf)));
            }
        }
    }

    private static void answered(Node leaf, JsonNode answer) {
        for (Node node = leaf; node != null && node.answer == null; node = node.previous) {
            node.answer = answer;
        }
    }

    private static List<String> path(Node last) {
        List<String> path = new ArrayList<>();
        for (Node node = last; node.previous != null; node = node.previous) {
            if (node.key != null) {
                path.add(node.key);
            }
        }
        Collections.reverse(path);
        return path;
    }

    /** Several leaves of an object, or of each in a list. */
    private static JsonNode pick(JsonNode from, List<Node> leaves) {
        if (from.isArray()) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode(from.size());
            from.forEach(element -> all.add(pick(element, leaves)));
            return all;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        leaves.forEach(leaf -> object.set(leaf.step.name(), from.get(leaf.key)));
        return from.isNull() ? from : object;
    }

    /** The fields that stand in the query for the end of a chain. */
    private List<Node> written(Node last) {
        if (last.step.kind() != Selection.Kind.LEAVES) {
            return List.of(last);
        }
        List<Node> leaves = new ArrayList<>();
        for (String leaf : last.step.names()) {
            leaves.add(next(last.previous, last.step.previous().select(leaf), true));
        }
        return leaves;
    }

    /**
     * The answer to a chain.
     *
     * @return a list where the path goes through lists without choosing an element; JSON null if something on it is null
     */
    JsonNode answer(Selection chain) {
        return elements(chain, node(chain).answer);
    }

    /** A list with something of each element, or null if nothing of it was answered. */
    JsonNode list(Selection list) {
        JsonNode answer = object(list).answer;
        return answer == null ? null : elements(list, answer);
    }

    /** How many elements a list has in all the lists around it together; -1 if nothing of it was answered. */
    int countAll(Selection list) {
        int depth = 1;
        for (Selection step = list; step.isInList(); step = step.previous()) {
            depth += step.element() == null ? 0 : 1;
        }
        JsonNode answer = object(list).answer;
        return answer == null ? -1 : count(answer, depth);
    }

    private static int count(JsonNode lists, int depth) {
        int count = depth == 1 ? lists.size() : 0;
        for (int i = 0; i < lists.size() && depth > 1; i++) {
            count += count(lists.get(i), depth - 1);
        }
        return count;
    }

    private static JsonNode elements(Selection chain, JsonNode answer) {
        Deque<Selection> elements = new ArrayDeque<>();
        for (Selection step = chain; step.isInList(); step = step.previous()) {
            if (step.element() != null) {
                elements.push(step);
            }
        }
        JsonNode at = answer;
        for (Selection step : elements) {
            if (at.size() != step.element().count() && !at.isNull()) {
                throw new DaggerException("The list at \"" + String.join(".", step.path()) + "\" had "
                        + step.element().count() + " elements and has " + at.size()
                        + " now: it changed while it was read.");
            }
            at = at.isNull() ? at : at.get(step.element().index());
        }
        return at;
    }
}
