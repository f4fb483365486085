package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import daggerkit.console.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * One step of a query: a field with its arguments, an inline fragment, or the leaves that end it, together with all the
 * steps before it. Every method returns a new step, so a chain can be forked anywhere and no fork changes its trunk.
 * The text is the same for the same program: arguments stand in the order in which they were given.
 *
 * <pre>{@code
 * Selection alpine = Selection.query().select("container").select("from").arg("address", "alpine:latest");
 * alpine.select("withExec").arg("args", List.of("uname", "-nrio")).select("stdout").build();
 * // {container{from(address:"alpine:latest"){withExec(args:["uname","-nrio"]){stdout}}}}
 * }</pre>
 *
 * <p>Immutable and thread-safe. A chain of any length is built in linear time and written without recursion.
 */
public final class Selection {
    private static final Selection ROOT = new Selection(null, Kind.ROOT, List.of(""), null, List.of(), null);

    /**
     * What a step is. LOADED: an object of an ID, by a field that depends on the engine, so it is never sent as it is.
     * ELEMENT: one object of the list that the step before it gives; nothing is written for it.
     */
    enum Kind {
        ROOT,
        LOADED,
        FIELD,
        FRAGMENT,
        LEAVES,
        ELEMENT
    }

    /** Which one of a list; -1 for what all have in common while their number is not known. */
    record Element(int index, int count) {}

    private final Selection previous;
    private final Kind kind;
    private final List<String> names;
    private final String alias;
    private final List<Argument> arguments;
    private final Element element;
    private final int depth;
    private final boolean inList;
    private final boolean loaded;

    private Selection(
            Selection previous,
            Kind kind,
            List<String> names,
            String alias,
            List<Argument> arguments,
            Element element) {
        this.previous = previous;
        this.kind = kind;
        this.names = names;
        this.alias = alias;
        this.arguments = arguments;
        this.element = element;
        this.depth = previous == null ? 0 : previous.depth + 1;
        this.inList = element != null || previous != null && previous.inList;
        this.loaded = kind == Kind.LOADED || previous != null && previous.loaded;
    }

    /**
     * The beginning of every query: the schema's {@code Query} type, with nothing selected yet.
     *
     * @return the root, always the same object
     */
    public static Selection query() {
        return ROOT;
    }

    /**
     * Selects a field of what this step is.
     *
     * @param field the field's name
     * @return the step of that field, without arguments
     * @throws DaggerException if the name is not a GraphQL name, or this step has selected several leaves already
     */
    public Selection select(String field) {
        return next(Kind.FIELD, List.of(checkName(field, "select the field")));
    }

    /**
     * Selects several fields without arguments at once and so ends the chain: the answer is an object with these keys.
     *
     * @param first the first field's name
     * @param second the second field's name
     * @param more the other fields' names; a name may come only once
     * @return the last step of the chain
     * @throws DaggerException if a name is not a GraphQL name or comes twice, or this step has selected several leaves
     *     already
     */
    public Selection select(String first, String second, String... more) {
        List<String> leaves = new ArrayList<>(List.of(first, second));
        leaves.addAll(Arrays.asList(more));
        for (int i = 0; i < leaves.size(); i++) {
            String leaf = checkName(leaves.get(i), "select the field");
            if (leaves.indexOf(leaf) < i) {
                throw new DaggerException("Cannot select the field \"" + leaf + "\" twice in one list of leaves.");
            }
        }
        return next(Kind.LEAVES, List.copyOf(leaves));
    }

    /**
     * Gives this field an argument, behind those that it has.
     *
     * @param argument the argument's name
     * @param value its value: an object of the typed API or a list of them, whose IDs are asked for when the chain is
     *     fetched; or of the kinds that {@link Literal} lists, written down at once, so that a later change of a list or map
     *     has no effect. What is secret does not belong here: it would stand in the query's text; see {@link #variable}
     * @return the same field with that argument
     * @throws DaggerException if the name is not a GraphQL name or was given already, GraphQL cannot carry the value, or
     *     this step is not a field
     */
    public Selection arg(String argument, Object value) {
        return with(Argument.of(argument, value, words()));
    }

    /**
     * Gives this field an argument whose value travels beside the query's text, as a variable: no message quotes it, and
     * no {@link #build()} shows it.
     *
     * @param argument the argument's name
     * @param type its type as the schema writes it, such as {@code String!}
     * @param value its value, of the kinds that {@link Literal} lists
     * @return the same field with that argument
     * @throws DaggerException as {@link #arg} does
     */
    public Selection variable(String argument, String type, Object value) {
        if (!type.matches("[\\[\\]!_0-9A-Za-z]+")) {
            throw new DaggerException("Cannot use \"" + Text.oneLine(type)
                    + "\" as the type of a variable: expected a GraphQL type such as \"String!\".");
        }
        return with(Argument.variable(argument, type, value, words()));
    }

    /** As {@link #arg}, of an argument that the field can do without. */
    Selection optional(String argument, Object value) {
        return with(Argument.of(argument, value, words()).optional());
    }

    /** As {@link #variable}, of an argument that the field can do without. */
    Selection optional(String argument, String type, Object value) {
        return with(Argument.variable(argument, type, value, words()).optional());
    }

    /**
     * The same step, if none of its arguments is null that the typed API requires.
     *
     * @throws DaggerException if one is
     */
    Selection complete() {
        for (Argument argument : arguments) {
            if (argument.isNull()) {
                throw new DaggerException("Cannot call " + words() + ": its argument \"" + argument.name()
                        + "\" is null, or has null in it, and is required.");
            }
        }
        return this;
    }

    private Selection with(Argument argument) {
        requireField("give the argument \"" + Text.oneLine(argument.name()) + "\" to");
        checkName(argument.name(), "give the argument");
        for (Argument given : arguments) {
            if (given.name().equals(argument.name())) {
                throw new DaggerException(
                        "Cannot give the argument \"" + argument.name() + "\" of \"" + words() + "\" twice.");
            }
        }
        List<Argument> all = new ArrayList<>(arguments);
        all.add(argument);
        return new Selection(previous, kind, names, alias, List.copyOf(all), null);
    }

    /**
     * Gives this field another key in the answer. Fields of the same name beside each other need it: the engine drops
     * one of them in silence (recorded in same-field-twice-conflicts).
     *
     * @param responseKey the key
     * @return the same field with that alias
     * @throws DaggerException if the key is not a GraphQL name, or this step is not a field
     */
    public Selection alias(String responseKey) {
        requireField("give the alias \"" + Text.oneLine(responseKey) + "\" to");
        return new Selection(previous, kind, names, checkName(responseKey, "use the alias"), arguments, null);
    }

    /**
     * Narrows an interface such as {@code Node} to one of its types, by an inline fragment. Engines before 0.21.1 do not
     * know inline fragments.
     *
     * @param type the name of the object type
     * @return a step whose fields are that type's
     * @throws DaggerException if the name is not a GraphQL name, or this step has selected several leaves already
     */
    public Selection on(String type) {
        return next(Kind.FRAGMENT, List.of(checkName(type, "narrow to the type")));
    }

    /**
     * The text of the whole query. Where an object is an argument, {@code "..."} stands for its ID.
     *
     * @return the query, on one line
     * @throws DaggerException if nothing is selected yet
     */
    public String build() {
        return request(object -> "...").text();
    }

    /** The whole query, with the IDs of the objects that are its arguments. */
    QueryWriter.Request request(Function<Reference, String> ids) {
        if (kind == Kind.ROOT) {
            throw new DaggerException("Cannot build a query: nothing is selected yet; call select first.");
        }
        QueryWriter query = new QueryWriter(ids);
        for (Selection step : steps()) {
            if (step.kind != Kind.ELEMENT) {
                query.open();
            }
            if (step.kind == Kind.LEAVES) {
                step.names.forEach(leaf -> query.step(step.previous.select(leaf), null));
            } else if (step.kind != Kind.ELEMENT) {
                query.step(step, step.alias);
            }
        }
        return query.request();
    }

    /** The objects that are arguments of this chain, each once, in the order of their first use. */
    Set<Reference> objects() {
        Set<Reference> objects = new LinkedHashSet<>();
        for (Selection step : steps()) {
            for (Argument argument : step.arguments) {
                argument.collect(objects);
            }
        }
        return objects;
    }

    /**
     * Where the answer of this selection stands in the data of the response: aliases or names, from the root. Several
     * leaves stand in the object that the path leads to.
     *
     * @return the response keys; unmodifiable
     */
    public List<String> path() {
        List<String> keys = new ArrayList<>(depth);
        for (Selection step : steps()) {
            if (step.kind == Kind.FIELD) {
                keys.add(step.alias == null ? step.name() : step.alias);
            }
        }
        return Collections.unmodifiableList(keys);
    }

    /**
     * Takes the value at the end of a path out of an answer.
     *
     * @param data the answer
     * @param path response keys
     * @return the value; a list where the path goes through lists; JSON null if something on the path is null
     */
    static JsonNode find(JsonNode data, List<String> path) {
        return find(data, path, 0);
    }

    private static JsonNode find(JsonNode data, List<String> path, int from) {
        JsonNode node = data;
        for (int i = from; i < path.size() && !node.isNull(); i++) {
            if (node.isArray()) {
                ArrayNode found = JsonNodeFactory.instance.arrayNode(node.size());
                for (JsonNode element : node) {
                    found.add(find(element, path, i));
                }
                return found;
            }
            if (i > 0 && node.isObject() && node.isEmpty()) {
                // An inline fragment of another type selects nothing; every other selection has a key.
                throw new DaggerException("The object at \"" + String.join(".", path.subList(0, i))
                        + "\" is not of the type that the query narrows it to.");
            }
            node = node.path(path.get(i));
            if (node.isMissingNode()) {
                throw new SessionException("The answer lacks \"" + String.join(".", path.subList(0, i + 1))
                        + "\", which the query selects.");
            }
        }
        return node;
    }

    /** Shows the query, or {@code {}} while nothing is selected. */
    @Override
    public String toString() {
        return kind == Kind.ROOT ? "{}" : build();
    }

    /** The object with that ID. */
    static Selection loaded(String type, String id) {
        Argument argument = Argument.of("id", id, "load" + type + "FromID");
        return new Selection(ROOT, Kind.LOADED, List.of("load" + type + "FromID", type), null, List.of(argument), null);
    }

    /** Whether it begins with an object of an ID, which an engine can only be asked for in its own way. */
    boolean isLoaded() {
        return loaded;
    }

    /** The same chain as an engine understands it that has {@code node}, or has none. */
    Selection loadedBy(boolean hasNode) {
        List<Selection> steps = steps();
        Selection first = steps.get(0);
        Selection chain = hasNode
                ? ROOT.select("node").with(first.arguments.get(0)).on(first.names.get(1))
                : ROOT.select(first.name()).with(first.arguments.get(0));
        for (Selection next : steps.subList(1, steps.size())) {
            chain = next.after(chain);
        }
        return chain;
    }

    /** The steps from the first to this one. */
    List<Selection> steps() {
        Selection[] steps = new Selection[depth];
        for (Selection step = this; step.depth > 0; step = step.previous) {
            steps[step.depth - 1] = step;
        }
        return Arrays.asList(steps);
    }

    /** One object of the list that this step is; all of them have this type. */
    Selection element(String type, Element which) {
        return new Selection(this, Kind.ELEMENT, List.of(type), null, List.of(), which);
    }

    /** The same step behind another one. */
    Selection after(Selection other) {
        return new Selection(other, kind, names, alias, arguments, element);
    }

    Selection previous() {
        return previous;
    }

    Kind kind() {
        return kind;
    }

    /** Of a field or a type; of several leaves the first one's. */
    String name() {
        return names.get(0);
    }

    /** Of several leaves each one's; else the only one. */
    List<String> names() {
        return names;
    }

    /** For messages. */
    String words() {
        return kind == Kind.LOADED ? names.get(0) : String.join(" ", names);
    }

    List<Argument> arguments() {
        return arguments;
    }

    /** Null if this step is not an element. */
    Element element() {
        return element;
    }

    /** Whether this step or one before it is an element. */
    boolean isInList() {
        return inList;
    }

    private Selection next(Kind kind, List<String> next) {
        if (this.kind == Kind.LEAVES) {
            throw new DaggerException("Cannot select \"" + String.join(" ", next) + "\" behind the leaves \"" + words()
                    + "\": a list of leaves ends the chain; fork the step before it.");
        }
        return new Selection(this, kind, next, null, List.of(), null);
    }

    private void requireField(String action) {
        if (kind != Kind.FIELD) {
            throw new DaggerException("Cannot " + action + " \"" + this + "\": expected a field; call select first.");
        }
    }

    private static String checkName(String name, String action) {
        if (!Literal.isName(Objects.requireNonNull(name, "name"))) {
            throw new DaggerException("Cannot " + action + " \"" + Text.oneLine(name)
                    + "\": expected a GraphQL name, which is letters, digits and underscores with no digit first.");
        }
        return name;
    }
}
