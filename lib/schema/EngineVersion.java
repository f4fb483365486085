package daggerkit.schema;

/** An engine that a stand-in can pass for: the versions whose schema and answers were recorded. */
public enum EngineVersion {
    /** 0.20.8: typed IDs, no {@code node}. */
    V0_20_8("v0.20.8"),
    /** 0.21.8: {@code node}, and {@code load...FromID} still. */
    V0_21_8("v0.21.8"),
    /** 1.0.0-beta.10. */
    V1_0_0("v1.0.0-beta.10");

    private final String version;

    EngineVersion(String version) {
        this.version = version;
    }

    /**
     * The newest one.
     *
     * @return the last of {@link #values}
     */
    public static EngineVersion newest() {
        return values()[values().length - 1];
    }

    /**
     * Reads a version as a user writes it.
     *
     * @param text a whole version or the beginning of one, with or without its {@code v}: {@code 1.0}, {@code v0.21.8}
     * @return the engine
     * @throws IllegalArgumentException if there is none; the message is a sentence
     */
    public static EngineVersion of(String text) {
        String wanted = text.startsWith("v") ? text : "v" + text;
        for (EngineVersion engine : values()) {
            if (engine.version.equals(wanted) || engine.version.startsWith(wanted + ".")) {
                return engine;
            }
        }
        throw new IllegalArgumentException("there is no engine \"" + text + "\": expected 0.20.8, 0.21.8 or 1.0");
    }

    /** The version as the engine writes it: {@code v0.21.8}. */
    @Override
    public String toString() {
        return version;
    }
}
