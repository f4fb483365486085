package daggerkit.record;

import daggerkit.server.QueryParser;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What no recording may hold, and what stands in its place. Thread-safe. */
final class Blanks {
    /** What stands where something was blanked. */
    static final String MARK = "<blanked>";

    /** A shorter secret is blanked only where it is the whole text: else little would be left of the others. */
    static final int SHORTEST_PART = 4;

    /** A shorter line of a secret of several says little, and is often not only its own: a brace, {@code key:}. */
    static final int SHORTEST_LINE = 6;

    private final Set<String> secrets = new TreeSet<>();
    private volatile Parts parts = new Parts(Set.of());
    private volatile Set<String> wholes = Set.of();
    private volatile int version;

    /**
     * The forms that are blanked within a text, by what they begin with: so a key of 50 lines does not make each text 500 times
     * as slow. Most places of a text are passed over by their first two characters alone.
     */
    private static final class Parts {
        private static final int PAIRS = 1 << Character.SIZE;

        private final Map<String, List<SecretForms.Form>> forms = new HashMap<>();
        private final BitSet pairs = new BitSet(PAIRS);

        /** Of several that begin alike, the first one given is found first. */
        Parts(Set<SecretForms.Form> all) {
            for (SecretForms.Form form : all) {
                if (form.text().length() >= SHORTEST_PART) {
                    forms.computeIfAbsent(form.text().substring(0, SHORTEST_PART), key -> new ArrayList<>())
                            .add(form);
                    pairs.set(pair(form.text(), 0));
                }
            }
        }

        /** The form that stands at this place, which has characters enough behind it, or null. */
        SecretForms.Form find(String text, int at, boolean base64Only) {
            if (!pairs.get(pair(text, at))) {
                return null;
            }
            for (SecretForms.Form form : forms.getOrDefault(text.substring(at, at + SHORTEST_PART), List.of())) {
                if ((form.isBase64() || !base64Only) && text.startsWith(form.text(), at)) {
                    return form;
                }
            }
            return null;
        }

        /** The same for the same two characters; for some others too. */
        private static int pair(String text, int at) {
            return (text.charAt(at) << Byte.SIZE ^ text.charAt(at + 1)) & PAIRS - 1;
        }
    }

    /** Notes a secret, and the lines of one that has several; from now on they are blanked. */
    synchronized void add(String secret) {
        if (secret.isBlank() || secret.equals(MARK) || !secrets.add(secret)) {
            return;
        }
        secret.lines()
                .map(String::strip)
                .filter(line -> line.length() >= SHORTEST_LINE && !line.equals(MARK))
                .forEach(secrets::add);
        Set<SecretForms.Form> forms = new TreeSet<>(
                Comparator.comparing((SecretForms.Form form) -> form.text().length())
                        .reversed()
                        .thenComparing(SecretForms.Form::text)
                        .thenComparing(SecretForms.Form::isBase64));
        secrets.forEach(each -> forms.addAll(SecretForms.of(each)));
        wholes = forms.stream()
                .map(SecretForms.Form::text)
                .filter(form -> form.length() < SHORTEST_PART)
                .collect(Collectors.toSet());
        parts = new Parts(forms);
        version++;
    }

    /** Grows with each new secret. */
    int version() {
        return version;
    }

    /** The text without the secrets. */
    String blank(String text) {
        if (wholes.contains(text.strip())) {
            return MARK;
        }
        String blanked = blank(text, parts, false);
        // Programs break Base64 into lines.
        return blanked.indexOf('\n') < 0 && blanked.indexOf('\\') < 0 ? blanked : blank(blanked, parts, true);
    }

    private static String blank(String text, Parts parts, boolean acrossLines) {
        StringBuilder all = new StringBuilder();
        int[] places = new int[acrossLines ? text.length() + 1 : 0];
        String searched = text;
        if (acrossLines) {
            for (int i = 0; i < text.length(); i++) {
                int end = endOfLine(text, i);
                if (end == i) {
                    places[all.length()] = i;
                    all.append(text.charAt(i));
                } else {
                    i = end - 1;
                }
            }
            places[all.length()] = text.length();
            searched = all.toString();
        }
        StringBuilder out = new StringBuilder();
        int done = 0;
        for (int at = 0; at + SHORTEST_PART <= searched.length(); ) {
            SecretForms.Form found = parts.find(searched, at, acrossLines);
            if (found == null) {
                at++;
                continue;
            }
            int from = found.from(searched, at);
            int to = found.to(searched, at);
            from = Math.max(done, acrossLines ? places[from] : from);
            at = to;
            to = acrossLines ? places[to - 1] + 1 : to;
            out.append(text, done, from).append(MARK);
            done = to;
        }
        return done == 0 ? text : out.append(text, done, text.length()).toString();
    }

    /** The place behind an end of a line that begins here, as it is or escaped, also more than once; else this place. */
    private static int endOfLine(String text, int at) {
        int end = at;
        while (end < text.length() && text.charAt(end) == '\\') {
            end++;
        }
        boolean escaped = end > at && end < text.length() && "nr".indexOf(text.charAt(end)) >= 0;
        return escaped || text.charAt(at) == '\n' || text.charAt(at) == '\r' ? end + 1 : at;
    }

    /** Whether a recorded text is another one if any string may stand in the blanked places of its quoted strings. */
    static boolean matches(String recorded, String other) {
        int mark = recorded.indexOf(MARK);
        if (mark < 0) {
            return recorded.equals(other);
        }
        if (!other.startsWith(recorded.substring(0, mark))) {
            return false;
        }
        // Each part at the first place where it can be. None further on would fit better: what is between two parts
        // has no quote, so an earlier place leaves the next part all places that a later one would.
        int at = mark;
        for (int from = mark + MARK.length(); ; from = mark + MARK.length()) {
            mark = recorded.indexOf(MARK, from);
            String part = recorded.substring(from, mark < 0 ? recorded.length() : mark);
            at = mark < 0 ? last(other, at, part) : next(other, at, part);
            if (at < 0 || mark < 0) {
                return at >= 0;
            }
        }
    }

    /** Where the next part ends, or -1. */
    private static int next(String text, int from, String part) {
        for (int at = from; at >= 0 && at <= text.length(); at = skipped(text, at)) {
            QueryParser.attend();
            if (text.startsWith(part, at)) {
                return at + part.length();
            }
        }
        return -1;
    }

    /** The same of the last part, which is the end. */
    private static int last(String text, int from, String part) {
        int place = text.length() - part.length();
        int at = from;
        while (at >= 0 && at < place) {
            QueryParser.attend();
            at = skipped(text, at);
        }
        return at == place && text.endsWith(part) ? text.length() : -1;
    }

    /** The place behind a character of a quoted string, which may be an escaped one; -1 at its end. */
    private static int skipped(String text, int at) {
        return at >= text.length() || text.charAt(at) == '"' ? -1 : at + (text.charAt(at) == '\\' ? 2 : 1);
    }
}
