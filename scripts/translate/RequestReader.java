package daggerkit.translate;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.explain.PlanStep;
import daggerkit.schema.EngineVersion;
import daggerkit.translate.Invocation.Argument;
import daggerkit.translate.Invocation.IdText;
import graphql.Scalars;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLTypeUtil;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads requests one after the other: which object each of their values is of, and which object an ID stands for that an
 * earlier one gave. Used by one thread.
 */
final class RequestReader {
    private final JavaApi api;
    private final EngineVersion engine;
    private final Chain root;
    private final JavaValues values;
    private final Map<String, Supplier<Chain>> objects = new HashMap<>();
    private final Map<String, Item.Each> lists = new HashMap<>();
    private final Map<String, RawRequest.Answer> answers = new HashMap<>();

    /** What was found in a part of a request. */
    private static final class Found {
        final Map<String, Item> items = new LinkedHashMap<>();
        /** Loaded objects are known by a variable only if the statement gives nothing else. */
        final List<Runnable> afterwards = new ArrayList<>();

        Item add(Item item) {
            return items.computeIfAbsent(item.key(), key -> item);
        }
    }

    RequestReader(JavaApi api, EngineVersion engine, Chain root) {
        this.api = api;
        this.engine = engine;
        this.root = root;
        values = new JavaValues(api, object -> Code.text("object")); // to see whether they have a form
    }

    /** Remembers the texts that were answered to a request without a typed form: they may be IDs. */
    void learn(RawRequest request, JsonNode data, String path) {
        data.properties().forEach(field -> {
            String below = path + "/" + field.getKey();
            if (field.getValue().isTextual()) {
                answers.putIfAbsent(field.getValue().textValue(), new RawRequest.Answer(request, below));
            } else {
                learn(request, field.getValue(), below);
            }
        });
    }

    /**
     * Reads a request.
     *
     * @param roots its steps
     * @param data what was answered to it, or null if that were placeholders
     * @return what it reads, each once
     * @throws Untyped if the typed API cannot ask the same
     */
    List<Item> read(List<PlanStep> roots, JsonNode data) {
        roots.forEach(RequestReader::check);
        Found found = new Found();
        steps(root, roots, data, found);
        found.afterwards.forEach(Runnable::run);
        return List.copyOf(found.items.values());
    }

    /** The object that an ID stands for, or null if no request gave it; from now on it is one that is used. */
    Chain object(String id) {
        Supplier<Chain> object = objects.get(id);
        return object == null ? null : object.get();
    }

    private static void check(PlanStep step) {
        if (step.isIntrospection()) {
            throw new Untyped("the typed API does not ask the schema about itself (" + step.name() + ")");
        }
        if (step.isLost()) {
            throw new Untyped("two different fields have the key \"" + step.key() + "\", and one answer is lost");
        }
        step.children().forEach(RequestReader::check);
    }

    private void steps(Chain on, List<PlanStep> steps, JsonNode data, Found found) {
        for (PlanStep step : steps) {
            JsonNode answer = data == null ? null : data.path(step.key());
            if (step.object() == null) {
                leaf(on, step, step.owner(), answer, found);
            } else if (step.lists() > 0) {
                list(on, step, answer, found);
            } else {
                object(on, step, answer, found);
            }
        }
    }

    private void object(Chain on, PlanStep step, JsonNode answer, Found found) {
        Chain known = step.isLoad() ? object("" + step.arguments().get("id")) : null;
        if (known != null) {
            steps(known, step.children(), answer, found);
            return;
        }
        Chain next = on.then(Chain.Kind.STEP, typeOf(step.definition()), invocation(step), 0);
        if (!(GraphQLTypeUtil.unwrapAll(step.definition().getType()) instanceof GraphQLInterfaceType)) {
            steps(next, step.children(), answer, found);
            return;
        }
        for (PlanStep child : step.children()) {
            if (child.on() == null || child.on().equals(next.type)) {
                if (child.object() != null) {
                    throw new Untyped("the field " + child.name() + " is asked of the interface " + next.type);
                }
                leaf(next, child, next.type, answer == null ? null : answer.path(child.key()), found);
                continue;
            }
            steps(narrowed(next, child.on()), List.of(child), answer, found);
        }
    }

    private Chain narrowed(Chain chain, String type) {
        JavaApi.Call method = new JavaApi.Call(
                api.narrowing(chain.type, type),
                JavaApi.Call.Kind.OBJECT,
                List.of(),
                Map.of(),
                Set.of(),
                false,
                true,
                api.type(type));
        return chain.then(Chain.Kind.NARROWED, type, new Invocation("as" + type, method, Map.of(), null), 0);
    }

    private void list(Chain on, PlanStep step, JsonNode answer, Found found) {
        Invocation call = invocation(step);
        if (call.call().kind() != JavaApi.Call.Kind.LIST) {
            throw new Untyped("the field " + step.owner() + "." + step.name() + " is a list of lists");
        }
        String type = typeOf(step.definition());
        Chain element = on.each(type);
        Found inner = new Found();
        steps(element, step.children(), null, inner);
        Item.Each each = new Item.Each(on, call, element, List.copyOf(inner.items.values()));
        if (found.items.containsKey(each.key())) {
            throw new Untyped("the list " + step.name() + " is asked for twice");
        }
        found.add(each);
        Item.Each first = lists.putIfAbsent(each.key(), each);
        each.first = first == null ? each : first;
        if (on.isLocal) {
            return;
        }
        for (PlanStep child : step.children()) {
            if (child.name().equals("id")) {
                int count = answer == null ? 1 : answer.size();
                for (int i = 0; i < count; i++) {
                    String id = answer == null
                            ? "" + child.value()
                            : answer.path(i).path(child.key()).asText();
                    int index = i;
                    objects.putIfAbsent(id, () -> {
                        each.use();
                        return on.then(Chain.Kind.LIST, type, call, 0).then(Chain.Kind.ELEMENT, type, null, index);
                    });
                }
            }
        }
    }

    private void leaf(Chain on, PlanStep step, String owner, JsonNode answer, Found found) {
        Item.Read read = (Item.Read) found.add(new Item.Read(on, invocation(step, owner)));
        if (step.idOf() == null || on.isLocal) {
            return;
        }
        String id = answer == null ? "" + step.value() : answer.asText();
        if (read.isOfIds()) {
            objects.putIfAbsent(id, () -> {
                on.isIdUsed = true;
                return on;
            });
        } else if (read.call.call().kind() == JavaApi.Call.Kind.LOADED) {
            found.afterwards.add(() -> {
                if (found.items.size() > 1) {
                    objects.putIfAbsent(id, () -> on);
                    return;
                }
                objects.put(id, () -> {
                    read.loaded = read.loaded == null ? on.loaded(read.call) : read.loaded;
                    return read.loaded;
                });
            });
        }
    }

    private Invocation invocation(PlanStep step) {
        return invocation(step, step.owner());
    }

    private Invocation invocation(PlanStep step, String owner) {
        JavaApi.Call call = api.call(owner, step.definition(), step.idOf());
        Map<String, Argument> arguments = new LinkedHashMap<>();
        for (Map.Entry<String, Object> given : step.arguments().entrySet()) {
            if (given.getValue() == null) {
                continue; // the engine takes it for what was not given
            }
            GraphQLArgument argument = step.definition().getArgument(given.getKey());
            String idOf = step.idOf(given.getKey());
            // What the typed API takes as an object; the client itself is none.
            boolean isObject = idOf != null && !step.isLoad() && !idOf.equals("Query");
            Object value = value(isObject ? idOf : null, idOf != null, given.getValue());
            Argument known = new Argument(argument.getType(), value);
            values.of(known);
            arguments.put(given.getKey(), known);
            if (step.name().equals("withServiceBinding") && value instanceof Chain) {
                ((Chain) value).hint = "" + step.arguments().get("alias");
            }
        }
        for (String name : call.required()) {
            if (!arguments.containsKey(name)) {
                throw new Untyped("the typed API requires " + name + " of " + step.owner() + "." + step.name());
            }
        }
        return new Invocation(step.name(), call, arguments, step.idOf());
    }

    private Object value(String objectOf, boolean isId, Object value) {
        if (value instanceof List) {
            List<Object> list = new ArrayList<>();
            ((List<?>) value).forEach(element -> list.add(value(objectOf, isId, element)));
            return list;
        }
        if (!(value instanceof String)) {
            return value;
        }
        Chain object = isId ? object((String) value) : null;
        if (objectOf == null) {
            return object != null ? new IdText(used(object)) : isId ? answered((String) value) : value;
        }
        return used(object == null ? foreign(objectOf, (String) value) : object);
    }

    /** An ID that is of no object of the typed API: where it was answered, or itself. */
    private Object answered(String id) {
        RawRequest.Answer answer = answers.get(id);
        if (answer != null) {
            answer.use();
        }
        return answer == null ? id : answer;
    }

    private static Chain used(Chain object) {
        object.useAsArgument();
        return object;
    }

    /** An object of which nothing but the ID is known. */
    private Chain foreign(String type, String id) {
        boolean node = engine != EngineVersion.V0_20_8;
        String field = node ? "node" : "load" + type + "FromID";
        JavaApi.Call load = new JavaApi.Call(
                field, JavaApi.Call.Kind.OBJECT, List.of("id"), Map.of(), Set.of(), false, true, Object.class);
        Map<String, Argument> arguments = Map.of("id", new Argument(Scalars.GraphQLString, answered(id)));
        Chain loaded =
                root.then(Chain.Kind.STEP, node ? "Node" : type, new Invocation(field, load, arguments, null), 0);
        return node && !type.equals(loaded.type) ? narrowed(loaded, type) : loaded;
    }

    private static String typeOf(GraphQLFieldDefinition field) {
        return GraphQLTypeUtil.simplePrint(GraphQLTypeUtil.unwrapAll(field.getType()));
    }
}
