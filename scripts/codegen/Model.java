package daggerkit.codegen;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What is generated: the types of one engine, or of several merged.
 *
 * @param root the name of the query type
 * @param engines the engines' versions, oldest first
 * @param types the types, in the schema's order
 */
record Model(String root, SortedSet<String> engines, List<Type> types) {
    enum Kind {
        OBJECT,
        INTERFACE,
        ENUM,
        INPUT
    }

    /**
     * What is known of a type or member beside its name.
     *
     * @param description the schema's words, or an empty text
     * @param deprecated why it is deprecated (an empty text if nobody says), or null if it is not
     * @param experimental whether the schema calls it so
     * @param engines the engines that have it
     */
    record Facts(String description, String deprecated, boolean experimental, SortedSet<String> engines) {
        Facts in(SortedSet<String> others) {
            return new Facts(description, deprecated, experimental, others);
        }
    }

    /** A type; of the four lists those are filled that its kind has. */
    record Type(
            Kind kind,
            String name,
            Facts facts,
            List<Field> fields,
            List<Argument> inputs,
            List<Constant> constants,
            List<Constant> possible) {}

    /**
     * A field.
     *
     * @param as another name for the Java method, or null for the usual one
     * @param signature its type as GraphQL writes it
     */
    record Field(
            String name,
            String as,
            Facts facts,
            Value value,
            boolean nullable,
            String signature,
            List<Argument> arguments) {
        List<Argument> required() {
            return arguments.stream().filter(Argument::required).toList();
        }

        List<Argument> optional() {
            return arguments.stream().filter(argument -> !argument.required()).toList();
        }
    }

    /** An argument of a field, or a field of an input object. */
    record Argument(String name, Facts facts, Value value, boolean required, String signature, String defaultValue) {}

    /** An enum's value, or a type that implements an interface. */
    record Constant(String name, Facts facts) {}

    Optional<Type> type(String name) {
        return types.stream().filter(type -> type.name().equals(name)).findFirst();
    }

    static SortedSet<String> versions(String... versions) {
        SortedSet<String> engines = new TreeSet<>(Versions.ORDER);
        engines.addAll(List.of(versions));
        return engines;
    }
}
