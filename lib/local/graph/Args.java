package daggerkit.local.graph;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The arguments of one call, and the call. Keeps account of what was read, for an argument that nobody reads would be
 * ignored, and has to be an error instead. Used by one thread at a time.
 */
public final class Args {
    private final Entity.Call call;
    private final Map<String, Object> values;
    private final Map<String, Object> defaults;
    private final Set<String> read = new HashSet<>();

    /**
     * Arguments to be read.
     *
     * @param call the call
     * @param values by name, with the schema's defaults for those not given
     * @param defaults the schema's
     */
    public Args(Entity.Call call, Map<String, Object> values, Map<String, Object> defaults) {
        this.call = call;
        this.values = values;
        this.defaults = defaults;
    }

    /** What the field's object is to be known by. */
    public Entity.Call call() {
        return call;
    }

    /** Any value, or null. */
    public Object get(String name) {
        read.add(name);
        return values.get(name);
    }

    public boolean has(String name) {
        return get(name) != null;
    }

    /** A text, empty if there is none. */
    public String text(String name) {
        Object value = get(name);
        return value == null ? "" : (String) value;
    }

    public boolean flag(String name) {
        return Boolean.TRUE.equals(get(name));
    }

    /** A number, or another one if there is none. */
    public long number(String name, long otherwise) {
        Object value = get(name);
        return value == null ? otherwise : ((Number) value).longValue();
    }

    @SuppressWarnings("unchecked")
    public List<String> texts(String name) {
        Object value = get(name);
        return value == null ? List.of() : (List<String>) value;
    }

    /** An object, or null. */
    public <T extends Entity> T object(String name, Class<T> type) {
        return type.cast(get(name));
    }

    public <T extends Entity> List<T> objects(String name, Class<T> type) {
        Object value = get(name);
        return value == null
                ? List.of()
                : ((List<?>) value).stream().map(type::cast).toList();
    }

    /** Accepts arguments that make no difference on a host: why is the caller's to say. */
    public void accept(String... names) {
        read.addAll(List.of(names));
    }

    /** What was asked for and not read, or null. */
    public String unread() {
        for (Map.Entry<String, Object> entry : values.entrySet()) {
            Object value = entry.getValue();
            boolean asksForNothing = value == null
                    || value.equals("")
                    || value.equals(false)
                    || value instanceof List && ((List<?>) value).isEmpty()
                    || value.equals(defaults.get(entry.getKey()));
            if (!asksForNothing && !read.contains(entry.getKey())) {
                return entry.getKey();
            }
        }
        return null;
    }
}
