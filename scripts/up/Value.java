package daggerkit.up;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A value of a Compose file with the place where it stands. One of {@code text}, {@code list} and {@code entries} is set;
 * none of them is where nothing was written. Immutable and thread-safe.
 *
 * @param key the key that leads to it, for messages
 * @param at where it stands
 * @param tag the tag that was written before it, as {@code !reset}, or an empty text
 * @param text a scalar's text, with its variables replaced
 * @param list a list's elements
 * @param entries a mapping's entries, in the order of the file
 */
record Value(String key, Place at, String tag, Text text, List<Value> list, Map<String, Value> entries) {
    /**
     * A place of a file.
     *
     * @param file the file's name as the user gave it
     * @param folder the folder that relative paths of this file count from
     * @param line the line, from 1 on
     */
    record Place(String file, Path folder, int line) {}

    /**
     * A text whose variables are replaced.
     *
     * @param value the text
     * @param isPrivate whether a variable's value is in it that may be a password
     * @param unset the variables that it names and that have no value
     * @param wrong why it cannot be read, or null
     */
    record Text(String value, boolean isPrivate, Set<String> unset, Wrong wrong) {
        static Text of(String value) {
            return new Text(value, false, Set.of(), null);
        }

        static Text broken(Wrong wrong) {
            return new Text("", false, Set.of(), wrong);
        }
    }

    static Value of(String key, Place at, Text text) {
        return new Value(key, at, "", text, null, null);
    }

    static Value of(String key, Place at, List<Value> list) {
        return new Value(key, at, "", null, list, null);
    }

    static Value of(String key, Place at, Map<String, Value> entries) {
        return new Value(key, at, "", null, null, entries);
    }

    boolean isEmpty() {
        return text == null && list == null && entries == null;
    }

    boolean isText() {
        return text != null;
    }

    boolean isList() {
        return list != null;
    }

    boolean isMapping() {
        return entries != null;
    }

    /** A sentence about this value, with its line. */
    Wrong wrong(String sentence) {
        return new Wrong(at, sentence);
    }

    /** The text of a scalar. */
    String string() {
        if (!isText()) {
            throw wrong(key + " is not a text: expected one value.");
        }
        if (text.wrong() != null) {
            throw text.wrong(); // Told once, however often it is read.
        }
        return text.value();
    }

    /** The elements of a list; none if it is left empty. */
    List<Value> elements() {
        if (isEmpty()) {
            return List.of();
        }
        if (!isList()) {
            throw wrong(key + " is not a list.");
        }
        return list;
    }

    /** The elements of a list, or the one value that stands for a list of one. */
    List<Value> oneOrMore() {
        return isText() ? List.of(this) : elements();
    }

    /** The texts of a list. */
    List<String> strings() {
        return elements().stream().map(Value::string).toList();
    }

    /** The entries of a mapping, in their order; none if it is left empty. */
    Map<String, Value> mapping() {
        if (isEmpty()) {
            return Map.of();
        }
        if (!isMapping()) {
            throw wrong(key + " is not a mapping: expected names with values.");
        }
        return entries;
    }

    /** An entry of a mapping, or null if there is none or nothing stands there. */
    Value get(String name) {
        Value value = mapping().get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** The text of an entry, or null. */
    String string(String name) {
        Value value = get(name);
        return value == null ? null : value.string();
    }

    /** Whether an entry is set to true. */
    boolean flag(String name) {
        Value value = get(name);
        if (value == null) {
            return false;
        }
        if (!value.string().matches("(?i)true|false|yes|no|on|off")) {
            throw value.wrong("the value \"" + value.string() + "\" of " + name + " is neither true nor false.");
        }
        return value.string().matches("(?i)true|yes|on");
    }

    /** Something is wrong at a place of a file; told with all else that is wrong. */
    static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Place at;

        Wrong(Place at, String sentence) {
            super(sentence, null, false, false);
            this.at = at;
        }

        Place at() {
            return at;
        }
    }
}
