package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;

/** Others for some words of the recordings: as long, so that places in a query stay what they are. */
final class RecordedLiterals {
    private static final List<String> WORDS = List.of(
            "some-out", "some-err", "no-such-binary", "s3cr3t-value", "p1a1n", "hello", "f.txt", "RECORD_SECRET");
    private static final List<String> CAPITALS = List.of("NO_SUCH_VARIABLE", "NOPE");

    private final Map<Pattern, String> others = new LinkedHashMap<>();

    RecordedLiterals() {
        Random random = new Random();
        WORDS.forEach(word -> others.put(Pattern.compile("\\b" + word + "\\b"), word(random, word.length(), 'a')));
        for (String word : CAPITALS) {
            String other = "NO_" + word(random, word.length() - 3, 'A');
            others.put(Pattern.compile("\\b" + word + "\\b"), other);
        }
        others.put(Pattern.compile("(?<=exit |exit code: |exitCode\":)7\\b"), "" + random.nextInt(4, 10));
        others.put(Pattern.compile("(?<=port:|port\":)80\\b"), "" + random.nextInt(10, 100));
        others.put(Pattern.compile("(?<=\"echo\\\\\",\\\\\"|stdout\":\")b\\b"), word(random, 1, 'a'));
    }

    JsonNode changed(JsonNode recording) throws IOException {
        return LocalSession.JSON.readTree(changed(recording.toString()));
    }

    String changed(String text) {
        String changed = text;
        for (Map.Entry<Pattern, String> other : others.entrySet()) {
            changed = other.getKey().matcher(changed).replaceAll(other.getValue());
        }
        return changed;
    }

    private static String word(Random random, int length, char first) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append((char) (first + random.nextInt(20)));
        }
        return word.toString();
    }
}
