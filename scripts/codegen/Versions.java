package daggerkit.codegen;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions of engines, such as {@code 0.21.8} and {@code 1.0.0-beta.10}. */
final class Versions {
    private static final Pattern VERSION =
            Pattern.compile("v?(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})(-[0-9A-Za-z.-]*[0-9A-Za-z])?");

    /** Oldest first; a beta comes before its release. */
    static final Comparator<String> ORDER = Comparator.comparing((String version) -> number(version, 1))
            .thenComparing(version -> number(version, 2))
            .thenComparing(version -> number(version, 3))
            .thenComparing(version -> !version.contains("-"))
            .thenComparing(Versions::lastNumber)
            .thenComparing(Comparator.naturalOrder());

    private Versions() {}

    /** The version that a text such as a file's name contains, without the letter v, or null. */
    static String in(String text) {
        Matcher version = VERSION.matcher(text.replaceFirst("\\.json$", ""));
        return version.find() ? version.group().replaceFirst("^v", "") : null;
    }

    private static int number(String version, int group) {
        Matcher matcher = VERSION.matcher(version);
        return matcher.lookingAt() ? Integer.parseInt(matcher.group(group)) : 0;
    }

    private static int lastNumber(String version) {
        Matcher last = Pattern.compile("(\\d{1,9})$").matcher(version);
        return last.find() ? Integer.parseInt(last.group()) : 0;
    }
}
