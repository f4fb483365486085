package daggerkit.codegen;

/**
 * What a field gives or an argument takes, as far as it matters in Java.
 *
 * @param sort its sort
 * @param type the GraphQL type that it is or is the ID of; empty for the other sorts
 * @param lists how many lists it stands in
 */
record Value(Sort sort, String type, int lists) {
    /** Sorts of values. TEXT is every scalar that Java has as a {@code String}; ID is the ID of an object of a known type. */
    enum Sort {
        OBJECT,
        ID,
        TEXT,
        INT,
        FLOAT,
        BOOLEAN,
        VOID,
        ENUM,
        INPUT
    }

    boolean isList() {
        return lists > 0;
    }

    boolean is(Sort other) {
        return sort == other;
    }
}
