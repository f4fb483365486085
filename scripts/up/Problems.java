package daggerkit.up;

import daggerkit.up.Value.Wrong;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** What is wrong with a file, all of it, and what its user should know. Used by one thread. */
final class Problems {
    private final Set<Wrong> errors = new LinkedHashSet<>();
    private final Set<String> others = new LinkedHashSet<>();
    private final Map<String, Set<Integer>> ignored = new TreeMap<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final Set<String> unset = new TreeSet<>();

    /** Reads something; what is wrong with it is kept, and the fallback given. */
    <T> T attempt(T fallback, Supplier<T> read) {
        try {
            return read.get();
        } catch (Wrong wrong) {
            add(wrong);
            return fallback;
        }
    }

    void add(Wrong wrong) {
        errors.add(wrong);
    }

    /** A mistake that no single line has. */
    void add(String sentence) {
        others.add(sentence);
    }

    /** A key that means nothing to Dagger. */
    void ignore(Value value, String name) {
        ignored.computeIfAbsent(name, key -> new TreeSet<>()).add(value.at().line());
    }

    /** Something that is a little different under Dagger. */
    void note(String sentence) {
        notes.add(sentence);
    }

    void unset(Set<String> names) {
        unset.addAll(names);
    }

    /** All that is wrong, a sentence each, in the order of the lines. */
    List<String> errors() {
        Set<String> sentences = new LinkedHashSet<>();
        errors.stream()
                .sorted(Comparator.comparing((Wrong wrong) -> wrong.at().file())
                        .thenComparing(wrong -> wrong.at().line()))
                .forEach(wrong -> sentences.add("Cannot use \"" + wrong.at().file() + "\", line "
                        + wrong.at().line() + ": " + wrong.getMessage()));
        sentences.addAll(others);
        return List.copyOf(sentences);
    }

    /** What the user should know, a sentence each. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (!unset.isEmpty()) {
            warnings.add((unset.size() == 1 ? "the variable " : "the variables ") + String.join(", ", unset)
                    + (unset.size() == 1 ? " has" : " have") + " no value: taken as empty.");
        }
        if (!ignored.isEmpty()) {
            List<String> keys = new ArrayList<>();
            ignored.forEach((key, lines) -> keys.add(key + " (line "
                    + String.join(", ", lines.stream().map(line -> "" + line).toList()) + ")"));
            warnings.add("ignored, as a service under Dagger has no such thing: " + String.join(", ", keys) + ".");
        }
        warnings.addAll(notes);
        return warnings;
    }
}
