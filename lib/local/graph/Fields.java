package daggerkit.local.graph;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.Lazy;
import daggerkit.schema.EngineVersion;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;

/**
 * The fields that the stand-in implements, by type. An object is described and nothing runs; a field that may have to
 * wait for a command, or for a file, is {@link Task}. Thread-safe.
 */
public final class Fields {
    /** A value that may take time. */
    public interface Task extends Callable<Object> {}

    /**
     * Gives a field's value.
     *
     * @param <S> the object that has the field
     */
    public interface Resolver<S extends Entity> {
        /** An object, a list, a value, a {@link Task}, a {@link daggerkit.schema.Responses.Spool}, or null. */
        public Object value(S self, Args args) throws FieldException, InterruptedException, IOException;
    }

    private record Entry(Resolver<Entity> resolver, boolean late) {}

    private final EngineVersion version;
    private final Ids ids;
    private final Entity.Query root;
    private final Map<String, Map<String, Entry>> types = new TreeMap<>();

    /**
     * A registry without fields.
     *
     * @param version the engine
     */
    public Fields(EngineVersion version) {
        this.version = version;
        ids = new Ids(version);
        root = new Entity.Query(Entity.Call.root("" + UUID.randomUUID()));
    }

    /**
     * What there is, for a page of documentation.
     *
     * @return the names of fields by the name of their type, both in alphabetical order
     */
    public SortedMap<String, SortedSet<String>> names() {
        SortedMap<String, SortedSet<String>> names = new TreeMap<>();
        types.forEach((type, fields) -> names.put(type, new TreeSet<>(fields.keySet())));
        return names;
    }

    /** Adds the {@code id} of a type whose objects can be loaded by it. */
    public void id(String type) {
        now(type, "id", (self, args) -> ids.of(self));
    }

    public EngineVersion version() {
        return version;
    }

    public Ids ids() {
        return ids;
    }

    /** The object that a query begins with. */
    public Entity root() {
        return root;
    }

    /** Adds a field whose value is known at once. */
    public <S extends Entity> void now(String type, String field, Resolver<S> resolver) {
        add(type, field, resolver, false);
    }

    /** Adds a field that may have to wait. */
    public <S extends Entity> void later(String type, String field, Resolver<S> resolver) {
        add(type, field, resolver, true);
    }

    /** Adds the fields of a type that has no more than these: its objects are {@link Entity.Data}. */
    public void data(String type, String... fields) {
        for (String field : fields) {
            this.<Entity.Data>now(type, field, (self, args) -> self.values().get(field));
        }
    }

    /** Adds {@code sync}, which waits for all of an object. */
    public <S extends Entity> void sync(String type, Resolver<S> all) {
        this.<S>later(type, "sync", (self, args) -> {
            all.value(self, args);
            return ids.of(self);
        });
    }

    @SuppressWarnings("unchecked")
    private <S extends Entity> void add(String type, String field, Resolver<S> resolver, boolean late) {
        types.computeIfAbsent(type, name -> new TreeMap<>()).put(field, new Entry((Resolver<Entity>) resolver, late));
    }

    /**
     * Gives the value of a field.
     *
     * @param type the name of the type that has the field
     * @param field its name
     * @param self the object
     * @param args the arguments
     * @return an object, a list, a value, a {@link Task}, a {@link daggerkit.schema.Responses.Spool}, or null
     * @throws FieldException if there is none, or the stand-in has not implemented the field
     */
    public Object value(String type, String field, Entity self, Args args) throws FieldException, InterruptedException {
        Entry entry = types.getOrDefault(type, Map.of()).get(field);
        if (entry == null) {
            throw notImplemented(type + "." + field);
        }
        Task lazy = () -> {
            Object value = Lazy.run(() -> entry.resolver.value(self, args));
            String unread = args.unread();
            if (unread != null) {
                throw notImplemented(type + "." + field + "(" + unread + ")");
            }
            return value;
        };
        try {
            return entry.late ? lazy : lazy.call();
        } catch (FieldException | InterruptedException | RuntimeException failure) {
            throw failure;
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Recording {@code typename}: of these engines the oldest has no {@code __typename} and no inline fragments. */
    boolean isBeforeFragments() {
        return version == EngineVersion.V0_20_8;
    }

    /** An object that is no more than some values, known by its place in a list. */
    public static Entity.Data data(Entity.Call list, String type, int number, Map<String, Object> values) {
        return new Entity.Data(list.then(type, "" + number, Map.of()), values);
    }

    /** The elements of a list of such objects. */
    public static List<Entity> all(Entity.Call list, String type, List<Map<String, Object>> elements) {
        List<Entity> objects = new java.util.ArrayList<>();
        for (Map<String, Object> element : elements) {
            objects.add(data(list, type, objects.size(), element));
        }
        return objects;
    }

    public static FieldException notImplemented(String what) {
        return new FieldException(what + " is not implemented by the stand-in: use a real engine: dagger run ...");
    }
}
