package daggerkit.codegen;

import java.util.Set;

/**
 * How the schema's names are spelled in Java. One rule each: a member or parameter whose name Java or a base class has
 * already gets an underscore behind it; a type whose name java.lang or the generated code has already gets Dagger before
 * it.
 */
final class Names {
    private static final Set<String> KEYWORDS = words("_ abstract assert boolean break byte case catch char class const"
            + " continue default do double else enum extends false final finally float for goto if implements import"
            + " instanceof int interface long native new null package private protected public return short static"
            + " strictfp super switch synchronized this throw throws transient true try void volatile while");
    private static final Set<String> OF_OBJECT =
            words("clone equals finalize getClass hashCode notify notifyAll toString wait");
    /** What is callable on every object and on the client; a schema's field of the same name must not hide it. */
    static final Set<String> OF_OBJ =
            words("dagger each fetch fetchEach id isNull leaf loaded read select selection voidLeaf with withIf");

    static final Set<String> OF_DAGGER = words(
            "beforeEnd close connect each fetch fetchEach inSpan leaf loaded main query read select span unconnected"
                    + " voidLeaf with");
    private static final Set<String> USED =
            words("ApiObject Arrays Client Consumer Dagger DaggerClient DaggerException Decoders Engines"
                    + " Internal Leaves List Optional Literal Options Selection Session");
    /** What java.lang has got since Java 17, so that every JDK generates the same. */
    private static final Set<String> NEW_IN_LANG =
            words("IO LayerInstantiationException MatchException ScopedValue StableValue StringTemplate"
                    + " WrongThreadException");

    private Names() {}

    /** The method of an object's field, or of an option. */
    static String method(String name) {
        return name + (isReserved(name) || OF_OBJ.contains(name) ? "_" : "");
    }

    /** The method of the query type's field. */
    static String rootMethod(String name) {
        return name + (isReserved(name) || OF_DAGGER.contains(name) ? "_" : "");
    }

    static String option(String name) {
        return name + (isReserved(name) ? "_" : "");
    }

    /** The parameter of an argument; {@code options} is the last parameter's own name, {@code dag} a constructor's first. */
    static String parameter(String name) {
        return name + (KEYWORDS.contains(name) || name.equals("options") || name.equals("dag") ? "_" : "");
    }

    /** The class of a type, {@code outer} being that of the file. */
    static String type(String name, String outer) {
        String spelled = name;
        while (isInLang(spelled) || USED.contains(spelled) || spelled.equals(outer)) {
            spelled = "Dagger" + spelled;
        }
        return spelled;
    }

    static String capital(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    /** The component of an input object's record. */
    static String component(String name) {
        return name + (isReserved(name) ? "_" : "");
    }

    /** The constant of an enum's value. */
    static String constant(String name) {
        return name + (KEYWORDS.contains(name) ? "_" : "");
    }

    private static boolean isReserved(String name) {
        return KEYWORDS.contains(name) || OF_OBJECT.contains(name);
    }

    private static boolean isInLang(String name) {
        if (NEW_IN_LANG.contains(name)) {
            return true;
        }
        try {
            Class.forName("java.lang." + name, false, Names.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static Set<String> words(String words) {
        return Set.of(words.split(" "));
    }
}
