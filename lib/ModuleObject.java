package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * An object of a module that was served by {@link DaggerClient#module}: its functions are called by their names, without
 * generated code. It can be an argument like every other object.
 *
 * <p>Immutable and thread-safe.
 */
public final class ModuleObject extends ApiObject<ModuleObject> {
    private ModuleObject(DaggerClient client, Selection selection) {
        super(client, selection);
    }

    /**
     * Serves a module, unless that was done, and gives its object. The field of its constructor has the name that the
     * engine knows the module by (recorded in module-serve and module-call).
     */
    static ModuleObject serve(DaggerClient client, Selection root, String ref, Map<String, ?> arguments) {
        String constructor = client.requests().learn("module " + ref, () -> {
            Selection source = Selection.query().select("moduleSource").arg("refString", ref);
            Selection module = source.select("asModule");
            JsonNode data = client.send(module.select("name", "serve").request(Reference::knownId), null);
            return constructor(Selection.find(data, module.path()).path("name").asText());
        });
        return new ModuleObject(client, field(root.select(constructor), arguments));
    }

    /**
     * Calls a function that gives a value, or reads a field.
     *
     * @param function the function's name as the schema has it, such as {@code greet}
     * @param arguments its arguments, in any order: objects, lists of them, and what {@link Literal} lists. What is secret
     *     belongs in a {@code Secret}: a text would stand in the query
     * @return the value
     * @throws QueryException if the module has no such function, an argument is missing or wrong, or the call fails
     *     (recorded in module-call-unknown-function, module-call-missing-argument)
     * @throws SessionException if the session does not answer
     */
    public JsonNode call(String function, Map<String, ?> arguments) {
        return dagger().fetch(select(function, arguments));
    }

    /**
     * Calls a function that needs no arguments and gives a value, or reads a field.
     *
     * @param function the function's name
     * @return the value
     * @throws QueryException if the module has no such function, or the call fails
     * @throws SessionException if the session does not answer
     */
    public JsonNode call(String function) {
        return call(function, Map.of());
    }

    /**
     * A function that gives an object. Nothing is sent.
     *
     * @param function the function's name
     * @param arguments its arguments, as {@link #call} takes them
     * @return the object, to call its functions
     * @throws DaggerException if GraphQL cannot carry an argument
     */
    public ModuleObject object(String function, Map<String, ?> arguments) {
        return new ModuleObject(dagger(), select(function, arguments));
    }

    /**
     * A function that needs no arguments and gives an object. Nothing is sent.
     *
     * @param function the function's name
     * @return the object
     */
    public ModuleObject object(String function) {
        return object(function, Map.of());
    }

    /**
     * This object as one of the typed API, such as {@code card.as(Api.Directory::new)}. Nothing is sent, and nothing is
     * checked before a field is read that the object does not have.
     *
     * @param type makes the typed object
     * @param <E> its type
     * @return the typed object
     */
    public <E extends ApiObject<E>> E as(BiFunction<DaggerClient, Selection, E> type) {
        return type.apply(dagger(), chain());
    }

    /**
     * The step to a field, to go on as with every selection.
     *
     * @param field the name of a function without arguments, or of a field
     * @return the step; send it with {@link DaggerClient#fetch(Selection)}
     */
    @Override
    public Selection select(String field) {
        return super.select(field);
    }

    /**
     * The step to a function.
     *
     * @param function the function's name
     * @param arguments its arguments, as {@link #call} takes them
     * @return the step; send it with {@link DaggerClient#fetch(Selection)}
     */
    public Selection select(String function, Map<String, ?> arguments) {
        return field(select(function), arguments);
    }

    /** A field with arguments in the order of their names, so that the text is the same for the same program. */
    static Selection field(Selection field, Map<String, ?> arguments) {
        Selection all = field;
        for (Map.Entry<String, ?> argument : new TreeMap<String, Object>(arguments).entrySet()) {
            all = all.optional(argument.getKey(), argument.getValue());
        }
        return all;
    }

    /** The name of a module's field on the query type: words joined, the first one small, as the engine does it. */
    static String constructor(String module) {
        StringBuilder name = new StringBuilder();
        boolean isCapital = false;
        for (char c : module.strip().toCharArray()) {
            if ("_-. ".indexOf(c) >= 0) {
                isCapital = name.length() > 0;
            } else {
                name.append(isCapital ? Character.toUpperCase(c) : name.length() == 0 ? Character.toLowerCase(c) : c);
                isCapital = Character.isDigit(c);
            }
        }
        return name.toString();
    }
}
