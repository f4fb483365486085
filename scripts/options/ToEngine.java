package daggerkit.options;

import daggerkit.schema.EngineVersion;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the option {@code --engine} of the scripts that stand in for an engine. Immutable and thread-safe. */
public final class ToEngine implements ITypeConverter<EngineVersion> {
    /** For picocli, which makes one for each option. */
    public ToEngine() {}

    /**
     * Reads a version.
     *
     * @param text what the user wrote
     * @return the engine of that version
     * @throws TypeConversionException if there is none, with the sentence that says which there are
     */
    @Override
    public EngineVersion convert(String text) {
        try {
            return EngineVersion.of(text);
        } catch (IllegalArgumentException wrong) {
            throw new TypeConversionException(wrong.getMessage());
        }
    }
}
