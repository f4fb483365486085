package daggerkit.options;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads options that are a number of bytes. Immutable and thread-safe. */
public final class ToSize implements ITypeConverter<Long> {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([KMGT]?)(?:I?B)?");
    private static final int BITS = 10;

    /** For picocli, which makes one for each option. */
    public ToSize() {}

    /**
     * Reads a size.
     *
     * @param text what the user wrote: bytes, or with K, M, G or T for 1024 of the one before
     * @return the number of bytes
     * @throws TypeConversionException if it is none, with the sentence that says what is expected
     */
    @Override
    public Long convert(String text) {
        Matcher size = SIZE.matcher(text.toUpperCase(Locale.ROOT));
        try {
            if (size.matches()) {
                int power = size.group(2).isEmpty() ? 0 : "KMGT".indexOf(size.group(2)) + 1;
                return Math.multiplyExact(Long.parseLong(size.group(1)), 1L << BITS * power);
            }
        } catch (ArithmeticException large) {
            // The same as with what is no number.
        }
        throw new TypeConversionException("Cannot read the size \"" + text + "\": expected bytes, as 500M or 4G.");
    }
}
