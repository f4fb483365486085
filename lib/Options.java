package daggerkit;

import java.util.LinkedHashMap;
import java.util.Map;

/** The optional arguments of a field: base class of the generated options. Used by one thread. */
@Internal("generated code")
public abstract class Options {
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** No option is set yet. */
    protected Options() {}

    /**
     * Sets an argument; setting it again replaces it. Null is as not set, so that what a program may or may not have needs no
     * condition; no field of the API takes another meaning from it.
     *
     * @param argument the argument's name
     * @param value its value, or null
     */
    protected final void set(String argument, Object value) {
        if (value == null) {
            values.remove(argument);
        } else {
            values.put(argument, value);
        }
    }

    /**
     * Sets an argument that travels beside the query's text.
     *
     * @param argument the argument's name
     * @param type its type as the schema writes it
     * @param value its value, or null
     */
    protected final void setVariable(String argument, String type, Object value) {
        set(argument, value == null ? null : new Variable(type, value));
    }

    /** The field with these arguments. */
    Selection on(Selection field) {
        Selection with = field;
        for (Map.Entry<String, Object> argument : values.entrySet()) {
            Object value = argument.getValue();
            with = value instanceof Variable
                    ? with.optional(argument.getKey(), ((Variable) value).type, ((Variable) value).value)
                    : with.optional(argument.getKey(), value);
        }
        return with;
    }

    private record Variable(String type, Object value) {}
}
