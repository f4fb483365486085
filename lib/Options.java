package daggerkit;

import java.util.LinkedHashMap;
import java.util.Map;

/** The optional arguments of a field: base class of the generated options. Used by one thread. */
public abstract class Options {
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** No option is set yet. */
    protected Options() {}

    /**
     * Sets an argument; setting it again replaces it.
     *
     * @param argument the argument's name
     * @param value its value
     */
    protected final void set(String argument, Object value) {
        values.put(argument, value);
    }

    Map<String, Object> values() {
        return values;
    }
}
