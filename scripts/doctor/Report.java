package daggerkit.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import daggerkit.ConnectParams;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the examination found. Immutable and thread-safe; no secret is in it.
 *
 * @param checks one a line
 * @param hasSession whether a session can be had
 */
public record Report(List<Check> checks, boolean hasSession) {
    private static final int INDENT = 17;

    /**
     * The report for a person.
     *
     * @param colored whether the statuses have colours, as a terminal shows them
     * @param width the most characters of a line, unless a word has more
     * @return lines, each with its end
     */
    public String text(boolean colored, int width) {
        StringBuilder text = new StringBuilder();
        for (Check check : checks) {
            String word = check.status().word();
            String status = colored ? "\u001b[" + check.status().color + "m" + word + "\u001b[0m" : word;
            text.append(status).append(" ".repeat(6 - word.length()));
            text.append(check.name())
                    .append(" ".repeat(INDENT - 6 - check.name().length()));
            wrap(check.found(), INDENT, width, text);
            if (check.next() != null) {
                text.append(" ".repeat(INDENT)).append("> ");
                wrap(check.next(), INDENT + 2, width, text);
            }
        }
        text.append(hasSession ? "A session can be had.\n" : "No session can be had.\n");
        return text.toString();
    }

    /**
     * The report for a program.
     *
     * @return a JSON object and a line break: {@code session}, and in {@code checks} for each line {@code name},
     *     {@code status}, {@code found}, {@code next} where something is to be done, and {@code facts}
     */
    public String json() {
        List<Map<String, Object>> lines = new ArrayList<>();
        for (Check check : checks) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("name", check.name());
            line.put("status", check.status().word());
            line.put("found", check.found());
            if (check.next() != null) {
                line.put("next", check.next());
            }
            line.put("facts", check.facts());
            lines.add(line);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("session", hasSession);
        all.put("checks", lines);
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(all) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lines of words, each behind an indent but the first; the lines of the text stay lines. */
    private static void wrap(String text, int indent, int widest, StringBuilder out) {
        String begin = "";
        for (String line : text.split("\n")) {
            int width = indent;
            out.append(begin);
            String gap = "";
            for (String word : line.strip().split(" ")) {
                if (width > indent && width + gap.length() + word.length() > widest) {
                    out.append('\n').append(" ".repeat(indent));
                    width = indent;
                    gap = "";
                }
                out.append(gap).append(word);
                width += gap.length() + word.length();
                gap = " ";
            }
            begin = "\n" + " ".repeat(indent);
        }
        out.append('\n');
    }

    /** The same, should a program have repeated the session's token or a text have control characters. */
    Report scrubbed(Map<String, String> environment) {
        String token = environment.getOrDefault(ConnectParams.TOKEN_VARIABLE, "");
        return new Report(
                checks.stream()
                        .map(check -> new Check(
                                check.name(),
                                check.status(),
                                clean(check.found(), token),
                                check.next(),
                                clean(check.facts(), token)))
                        .toList(),
                hasSession);
    }

    private static Map<String, Object> clean(Map<String, Object> facts, String token) {
        Map<String, Object> cleaned = new LinkedHashMap<>();
        facts.forEach((name, value) -> cleaned.put(name, clean(value, token)));
        return cleaned;
    }

    @SuppressWarnings("unchecked")
    private static Object clean(Object value, String token) {
        if (value instanceof Map) {
            return clean((Map<String, Object>) value, token);
        }
        if (value instanceof List) {
            return ((List<?>) value)
                    .stream().map(element -> clean(element, token)).toList();
        }
        return value instanceof String ? clean((String) value, token) : value;
    }

    private static String clean(String text, String token) {
        StringBuilder clean = new StringBuilder();
        String masked = token.length() < 4 ? text : text.replace(token, "***");
        masked = masked.replaceAll("(?<=://)[^\\s/@\"]+@", "***@");
        masked.chars().forEach(c -> clean.append(c < ' ' && c != '\n' || c >= 0x7f && c <= 0x9f ? ' ' : (char) c));
        return clean.toString();
    }
}
