package daggerkit.translate;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An object that requests lead to, as the steps that make it: two requests that make the same one share it. Used by one
 * thread.
 */
final class Chain {
    enum Kind {
        /** The client. */
        ROOT,
        /** A call on another object. */
        STEP,
        /** An interface as one of its types. */
        NARROWED,
        /** What a call such as {@code sync} gave, which is loaded by its ID. */
        LOADED,
        /** A list of objects. */
        LIST,
        /** One of a list. */
        ELEMENT,
        /** Each of a list, in a lambda. */
        EACH
    }

    /** The compiler goes down with a chain. */
    private static final int MOST_STEPS = 50;

    final Kind kind;
    final Chain parent;
    /** Its type in the schema, of a list that of its elements. */
    final String type;
    /** The last call, of a narrowed one without a field; null where there is none. */
    final Invocation call;
    /** Of an element its place. */
    final int index;
    /** Different for every chain. */
    final int number;
    /** How many steps there are since the root. */
    final int depth;
    /** Whether it begins in a lambda. */
    final boolean isLocal;

    private final Map<String, Chain> next = new LinkedHashMap<>();
    private final int[] numbers;
    /** In how many places something is done with it. */
    private int uses;

    private boolean isArgument;
    /** Whether its ID is needed: the library asks for it by itself. */
    boolean isIdUsed;
    /** A name that a place where it is used has for it, or null. */
    String hint;
    /** The variable that holds it, or null as long as there is none. */
    String variable;

    private Chain(Kind kind, Chain parent, String type, Invocation call, int index, int[] numbers) {
        this.kind = kind;
        this.parent = parent;
        this.type = type;
        this.call = call;
        this.index = index;
        this.numbers = numbers;
        number = numbers[0]++;
        depth = parent == null ? 0 : parent.depth + 1;
        isLocal = kind == Kind.EACH || parent != null && parent.isLocal;
    }

    static Chain root() {
        return new Chain(Kind.ROOT, null, "Query", null, 0, new int[1]);
    }

    /** The object that a call on this one leads to; the same one for the same call. */
    Chain then(Kind how, String to, Invocation by, int at) {
        String key = how + " " + (by == null ? "" : by.key()) + " " + at;
        Chain known = next.get(key);
        if (known == null) {
            known = new Chain(how, this, to, by, at, numbers);
            next.put(key, known);
            uses++;
        }
        return known;
    }

    /** What each element of a list is called in a lambda: not one of the objects that a variable could hold. */
    Chain each(String of) {
        return new Chain(Kind.EACH, this, of, null, 0, numbers);
    }

    /** The same call again gives another object, as one that was loaded by its ID. */
    Chain loaded(Invocation by) {
        return new Chain(Kind.LOADED, this, by.idOf(), by, 0, numbers);
    }

    void use() {
        uses++;
    }

    void useAsArgument() {
        isArgument = true;
    }

    /** Whether a variable holds it: where it is used twice, where its ID is needed, and now and then in a long chain. */
    boolean wantsVariable() {
        boolean trivial = parent != null
                && parent.kind == Kind.ROOT
                && call != null
                && call.arguments().isEmpty();
        return switch (kind) {
            case ROOT, EACH -> false;
            case LOADED, LIST -> true;
            default -> (isArgument || uses > 1 && !trivial || depth % MOST_STEPS == 0) && !isLocal;
        };
    }
}
