package daggerkit;

import java.util.function.Function;

/**
 * One argument of a field. Of the last three one is there. Immutable and thread-safe.
 *
 * @param name the argument's name
 * @param literal the value as it is written
 * @param objects an object, or a list that contains some: what has IDs that are not known yet
 * @param variable a value that travels beside the text
 */
record Argument(String name, String literal, Object objects, Variable variable) {
    /** A value with the type that the schema gives it. */
    record Variable(String type, Object value) {}

    /** An argument with a value as {@link Selection#arg} takes it. */
    static Argument of(String name, Object value, String field) {
        return Obj.isIn(value)
                ? new Argument(name, null, Obj.replace(value, object -> object), null)
                : new Argument(name, Literal.of(value, field + "." + name), null, null);
    }

    /** An argument whose value travels beside the text. */
    static Argument variable(String name, String type, Object value, String field) {
        Literal.json(value, field + "." + name);
        return new Argument(name, null, null, new Variable(type, value));
    }

    /** The value as text: the same text for the same value; a variable's with its type. */
    String text(Function<Obj<?>, String> ids) {
        if (variable != null) {
            return "$" + variable.type + Literal.json(variable.value, name);
        }
        return objects == null ? literal : Literal.of(Obj.replace(objects, ids), name);
    }
}
