package daggerkit;

import java.util.Collection;
import java.util.Set;
import java.util.function.Function;

/**
 * One argument of a field. Of the last three one is there. Immutable and thread-safe.
 *
 * @param name the argument's name
 * @param literal the value as it is written
 * @param objects a reference, or a list that contains some: what has IDs that are not known yet
 * @param variable a value that travels beside the text
 * @param isNull whether the value is null or a list with null in it, which a required argument cannot be
 */
record Argument(String name, String literal, Object objects, Variable variable, boolean isNull) {
    /** A value with the type that the schema gives it. */
    record Variable(String type, Object value) {}

    /** An argument with a value as {@link Selection#arg} takes it. */
    static Argument of(String name, Object value, String field) {
        return hasReference(value)
                ? new Argument(name, null, replace(value, object -> object), null, hasNull(value))
                : new Argument(name, Literal.of(value, field + "." + name), null, null, hasNull(value));
    }

    /** The same, of which a field can do without: null is a value as any other. */
    Argument optional() {
        return new Argument(name, literal, objects, variable, false);
    }

    private static boolean hasNull(Object value) {
        if (value instanceof Collection<?>) {
            for (Object element : (Collection<?>) value) {
                if (hasNull(element)) {
                    return true;
                }
            }
        }
        return value == null;
    }

    /** An argument whose value travels beside the text. */
    static Argument variable(String name, String type, Object value, String field) {
        Literal.json(value, field + "." + name);
        return new Argument(name, null, null, new Variable(type, value), value == null);
    }

    /** The value as text: the same text for the same value; a variable's with its type. */
    String text(Function<Reference, String> ids) {
        if (variable != null) {
            return "$" + variable.type + Literal.json(variable.value, name);
        }
        return objects == null ? literal : Literal.of(replace(objects, ids), name);
    }

    /** Adds the objects of this argument to a set, in their order. */
    void collect(Set<Reference> all) {
        collect(objects, all);
    }

    private static boolean hasReference(Object value) {
        if (value instanceof Collection<?>) {
            for (Object element : (Collection<?>) value) {
                if (hasReference(element)) {
                    return true;
                }
            }
        }
        return value instanceof Reference;
    }

    private static void collect(Object value, Set<Reference> all) {
        if (value instanceof Collection<?>) {
            ((Collection<?>) value).forEach(element -> collect(element, all));
        } else if (value instanceof Reference) {
            all.add((Reference) value);
        }
    }

    private static Object replace(Object value, Function<Reference, ?> ids) {
        if (value instanceof Collection<?>) {
            return ((Collection<?>) value)
                    .stream().map(element -> replace(element, ids)).toList();
        }
        return value instanceof Reference ? ids.apply((Reference) value) : value;
    }
}
