package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
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
final class Chains {
    private static final long ALL = 1L << 40;

    private final Requests requests;
    private final Merge merge = new Merge(this::nameOf, this::idOf);
    private final Map<Obj<?>, Want> arguments = new IdentityHashMap<>();
    private final Map<String, String> elementIds = new HashMap<>();

    Chains(Requests requests) {
        this.requests = requests;
    }

    /** A chain; behind an element that is loaded by its ID meanwhile, the chain that begins there. */
    Want find(Selection chain) {
        Want want = Want.of(merge, chain);
        if (isAnswered(want) || !chain.isInList()) {
            return want;
        }
        Deque<Selection> behind = new ArrayDeque<>();
        for (Selection step = chain; step.isInList(); step = step.previous()) {
            String id = step.element() == null ? null : elementIds.get(elementKey(step));
            if (id != null) {
                Selection loaded = requests.load(step.name(), id);
                for (Selection next : behind) {
                    loaded = next.after(loaded);
                }
                return Want.of(merge, loaded);
            }
            behind.push(step);
        }
        return want;
    }

    boolean isAnswered(Want want) {
        return want.node().isAnswered() && !want.isOpen();
    }

    JsonNode answer(Want want) {
        return merge.answer(want.chain());
    }

    /** The number of a list's elements, or -1 if that is not known. */
    int size(Selection list) {
        JsonNode elements = Want.isOpen(list) ? null : merge.list(list);
        return elements == null
                ? -1
                : Read.list(element -> element).apply(elements).size();
    }

    /** Whether something of a list's elements was asked for. */
    boolean isAsked(Selection list) {
        return merge.object(list).isAsked();
    }

    /** What gives the IDs of the objects that are arguments on the way to a leaf, but for those whose ID is known. */
    List<Want> argumentsOf(Want leaf) {
        Set<Obj<?>> objects = new LinkedHashSet<>();
        for (Merge.Node node = leaf.node(); node != null; node = node.previous()) {
            node.step().arguments().forEach(argument -> Obj.collect(argument.objects(), objects));
        }
        return objects.stream().map(this::argument).filter(Objects::nonNull).toList();
    }

    /** One query for several leaves. */
    QueryWriter.Request write(Collection<Want> leaves) {
        return merge.write(leaves.stream().map(Want::node).toList());
    }

    /** Keeps the answer to the query that was written last, for these leaves. */
    void answered(Collection<Want> leaves, JsonNode data) {
        merge.answered(leaves.stream().map(Want::node).toList(), data);
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
    Map<String, Want> elementsToLoad(Collection<Want> wants) {
        Map<String, Want> all = new LinkedHashMap<>();
        wants.forEach(want -> withArguments(want, all));
        Map<Merge.Node, Long> asked = new HashMap<>();
        all.values().forEach(want -> asked.merge(want.node(), want.isOpen() ? ALL : 1, Long::sum));
        Map<String, Want> elements = new LinkedHashMap<>();
        for (Want want : all.values()) {
            Selection element = want.element();
            if (element != null && asked.get(want.node()) < ALL) {
                int count = merge.countAll(element.previous());
                if (asked.get(want.node()) < count || count < 0) {
                    Want id = Want.of(merge, element.select("id"));
                    id.places().addAll(want.places());
                    elements.put(elementKey(element), id);
                }
            }
        }
        return elements;
    }

    private void withArguments(Want want, Map<String, Want> all) {
        if (!isAnswered(want) && all.putIfAbsent(want.key(), want) == null) {
            argumentsOf(want).forEach(argument -> withArguments(argument, all));
        }
    }

    /** From now on an element is loaded by its ID, which was answered. */
    void load(Map<String, Want> elements) {
        elements.forEach((key, id) -> elementIds.put(key, answer(id).asText()));
        arguments.values().removeIf(argument -> !isAnswered(argument));
    }

    private String elementKey(Selection element) {
        return merge.object(element).number() + Want.indices(element);
    }

    private Want argument(Obj<?> object) {
        Want argument = arguments.get(object);
        if (argument == null && object.knownId() == null) {
            if (object.dagger().requests() != requests) {
                throw new DaggerException("Cannot use \"" + Text.oneLine(object.toString())
                        + "\" as an argument: it belongs to another session; an object lives in the session it"
                        + " came from.");
            }
            argument = find(object.selection().select("id"));
            arguments.put(object, argument);
        }
        return argument;
    }

    private String nameOf(Obj<?> object) {
        Want argument = argument(object);
        return argument == null ? "=" + object.knownId() : "#" + argument.key();
    }

    private String idOf(Obj<?> object) {
        Want argument = argument(object);
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
