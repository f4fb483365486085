package daggerkit.up;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Words of a command line, as a shell splits it, without anything else that a shell does. Thread-safe: no state. */
final class Words {
    private Words() {}

    /**
     * Splits a text at its blanks; quotes and backslashes keep them.
     *
     * @param text the text
     * @param error makes the exception of a sentence
     * @return the words
     */
    static List<String> split(String text, Function<String, ? extends RuntimeException> error) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean escapes = c == '\\'
                    && i + 1 < text.length()
                    && (quote == 0 || quote == '"' && "\"\\$`".indexOf(text.charAt(i + 1)) >= 0);
            if (quote == 0 && Character.isWhitespace(c)) {
                if (word != null) {
                    words.add(word.toString());
                }
                word = null;
                continue;
            }
            word = word == null ? new StringBuilder() : word;
            if (escapes) {
                i++;
                word.append(text.charAt(i));
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            } else {
                word.append(c);
            }
        }
        if (quote != 0) {
            throw error.apply("a quote is not closed.");
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }
}
