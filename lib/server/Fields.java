package daggerkit.server;

import java.io.IOException;
import java.nio.file.Path;
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
 * wait for a command, or for a file, is {@link Lazy}. Thread-safe.
 */
final class Fields {
    /** A value that may take time. */
    interface Lazy extends Callable<Object> {}

    /** A text in a file; it may be longer than memory. */
    record Spool(Path file) {}

    /**
     * Gives a field's value.
     *
     * @param <S> the object that has the field
     */
    interface Resolver<S extends Entity> {
        /** An object, a list, a value, a {@link Lazy}, a {@link Spool}, or null. */
        Object value(S self, Args args) throws FieldException, InterruptedException, IOException;
    }

    private record Entry(Resolver<Entity> resolver, boolean late) {}

    private final EngineVersion version;
    private final ExecSession session;
    private final Ids ids;
    private final Entity.Query root;
    private final Map<String, Map<String, Entry>> types = new TreeMap<>();

    /**
     * All fields.
     *
     * @param version the engine
     * @param session where commands run; null if no field is to be asked for
     */
    Fields(EngineVersion version, ExecSession session) {
        this.version = version;
        this.session = session;
        ids = new Ids(version);
        root = new Entity.Query(Entity.Call.root("" + UUID.randomUUID()));
        QueryFields.add(this);
        ContainerFields.add(this);
        ContainerFileFields.add(this);
        ContainerExecFields.add(this);
        DirectoryFields.add(this);
        DirectoryReadFields.add(this);
        FileFields.add(this);
        ChangesetFields.add(this);
        HostFields.add(this);
        SecretFields.add(this);
        ServiceFields.add(this);
        for (String type : QueryFields.LOADED) {
            now(type, "id", (self, args) -> ids.of(self));
        }
    }

    /**
     * What there is, for a page of documentation.
     *
     * @return the names of fields by the name of their type, both in alphabetical order
     */
    static SortedMap<String, SortedSet<String>> implemented() {
        SortedMap<String, SortedSet<String>> names = new TreeMap<>();
        new Fields(EngineVersion.newest(), null)
                .types.forEach((type, fields) -> names.put(type, new TreeSet<>(fields.keySet())));
        return names;
    }

    EngineVersion version() {
        return version;
    }

    ExecSession session() {
        return session;
    }

    Ids ids() {
        return ids;
    }

    /** The object that a query begins with. */
    Entity root() {
        return root;
    }

    /** Adds a field whose value is known at once. */
    <S extends Entity> void now(String type, String field, Resolver<S> resolver) {
        add(type, field, resolver, false);
    }

    /** Adds a field that may have to wait. */
    <S extends Entity> void later(String type, String field, Resolver<S> resolver) {
        add(type, field, resolver, true);
    }

    /** Adds the fields of a type that has no more than these: its objects are {@link Entity.Data}. */
    void data(String type, String... fields) {
        for (String field : fields) {
            this.<Entity.Data>now(type, field, (self, args) -> self.values().get(field));
        }
    }

    /** Adds {@code sync}, which waits for all of an object. */
    <S extends Entity> void sync(String type, Resolver<S> all) {
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
     * @return an object, a list, a value, a {@link Lazy}, a {@link Spool}, or null
     * @throws FieldException if there is none, or the stand-in has not implemented the field
     */
    Object value(String type, String field, Entity self, Args args) throws FieldException, InterruptedException {
        Entry entry = types.getOrDefault(type, Map.of()).get(field);
        if (entry == null) {
            throw notImplemented(type + "." + field);
        }
        Lazy lazy = () -> {
            Object value = Later.run(() -> entry.resolver.value(self, args));
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
    static Entity.Data data(Entity.Call list, String type, int number, Map<String, Object> values) {
        return new Entity.Data(list.then(type, "" + number, Map.of()), values);
    }

    /** The elements of a list of such objects. */
    static List<Entity> all(Entity.Call list, String type, List<Map<String, Object>> elements) {
        List<Entity> objects = new java.util.ArrayList<>();
        for (Map<String, Object> element : elements) {
            objects.add(data(list, type, objects.size(), element));
        }
        return objects;
    }

    static FieldException notImplemented(String what) {
        return new FieldException(what + " is not implemented by the stand-in: use a real engine: dagger run ...");
    }
}
