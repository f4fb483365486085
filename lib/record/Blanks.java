package daggerkit.record;

import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What no recording may hold, and what stands in its place. Thread-safe. */
final class Blanks {
    /** What stands where something was blanked. */
    static final String MARK = "<blanked>";

    /** A shorter secret is blanked only where it is the whole text: else little would be left of the others. */
    static final int SHORTEST_PART = 4;

    private final Set<String> secrets = new TreeSet<>();
    private volatile Pattern parts;
    private volatile Set<String> wholes = Set.of();
    private volatile int version;

    /** Notes a secret; from now on it is blanked. */
    synchronized void add(String secret) {
        if (secret.isBlank() || secret.equals(MARK) || !secrets.add(secret)) {
            return;
        }
        Set<String> forms =
                new TreeSet<>(Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        for (String each : secrets) {
            forms.add(each);
            forms.add(each.strip());
            String once = inJson(each.strip());
            for (String quoted : List.of(once, inAscii(once), inGo(once))) {
                forms.add(quoted);
                forms.add(inJson(quoted));
            }
            for (String encoded : List.of(each, each.strip(), each + ":")) {
                forms.add(base64(encoded));
            }
        }
        parts = Pattern.compile(forms.stream()
                .filter(form -> form.length() >= SHORTEST_PART)
                .map(Pattern::quote)
                .reduce((a, b) -> a + "|" + b)
                .orElse("(?!)"));
        wholes = forms.stream().filter(form -> form.length() < SHORTEST_PART).collect(Collectors.toSet());
        version++;
    }

    /** Grows with each new secret. */
    int version() {
        return version;
    }

    /** The text without the secrets. */
    String blank(String text) {
        if (parts == null) {
            return text;
        }
        if (wholes.contains(text.strip())) {
            return MARK;
        }
        Matcher matcher = parts.matcher(text);
        return matcher.find() ? matcher.replaceAll(Matcher.quoteReplacement(MARK)) : text;
    }

    /** Whether a recorded text is another one if any string may stand in the blanked places of its quoted strings. */
    static boolean matches(String recorded, String other) {
        if (!recorded.contains(MARK)) {
            return recorded.equals(other);
        }
        StringBuilder pattern = new StringBuilder();
        int from = 0;
        for (int at = recorded.indexOf(MARK); at >= 0; at = recorded.indexOf(MARK, from)) {
            pattern.append(Pattern.quote(recorded.substring(from, at))).append("[^\"\\\\]*(?:\\\\.[^\"\\\\]*)*");
            from = at + MARK.length();
        }
        return other.matches(
                pattern.append(Pattern.quote(recorded.substring(from))).toString());
    }

    private static String inJson(String text) {
        String quoted = TextNode.valueOf(text).toString();
        return quoted.substring(1, quoted.length() - 1);
    }

    /** As most writers do it: all else than ASCII is escaped. */
    private static String inAscii(String json) {
        StringBuilder text = new StringBuilder();
        json.chars().forEach(c -> text.append(c < 0x80 ? "" + (char) c : String.format("\\u%04x", c)));
        return text.toString();
    }

    /** As Go's writer does it, and so the engine. */
    private static String inGo(String json) {
        return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    private static String base64(String text) {
        return Base64.getEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
