package daggerkit.translate;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Java's literals for texts, in ASCII. Static and thread-safe. */
final class Texts {
    /** The class file has a constant's length in 16 bits, and a character takes three bytes at most. */
    private static final int LONGEST_CONSTANT = 20_000;

    private Texts() {}

    /** A text as an expression. */
    static Code of(String text) {
        if (text.length() <= LONGEST_CONSTANT) {
            return Code.literal(quoted(text), most -> parts(text, most));
        }
        // What is put together by + is one constant all the same.
        List<Code> parts = new ArrayList<>(List.of(Code.text("\"\"")));
        for (int at = 0; at < text.length(); ) {
            int end = Math.min(at + LONGEST_CONSTANT, text.length());
            end -= end < text.length() && Character.isHighSurrogate(text.charAt(end - 1)) ? 1 : 0;
            parts.add(of(text.substring(at, end)));
            at = end;
        }
        return Code.call("String.join", parts);
    }

    /** Literals of at most so many letters: behind line feeds, and between words where a line is long. */
    private static List<String> parts(String text, int most) {
        List<String> parts = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            int end = at;
            int between = at;
            int length = 2;
            boolean isLine = false;
            while (end < text.length() && !isLine) {
                char c = text.charAt(end);
                length += escaped(c).length();
                if (length > most && end > at) {
                    break;
                }
                end++;
                isLine = c == '\n';
                between = " {}(),".indexOf(c) >= 0 ? end : between;
            }
            boolean isLong = !isLine && end < text.length();
            end = isLong && between > at + (end - at) / 2 ? between : end;
            boolean isHalf = isLong && Character.isHighSurrogate(text.charAt(end - 1));
            end += !isHalf ? 0 : end - 1 > at ? -1 : 1;
            parts.add(quoted(text.substring(at, end)));
            at = end;
        }
        return parts.isEmpty() ? List.of("\"\"") : parts;
    }

    /** A text as one literal. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            out.append(escaped(text.charAt(i)));
        }
        return out.append('"').toString();
    }

    private static String escaped(char c) {
        int letter = "\n\t\r\b\f\"\\".indexOf(c);
        if (letter >= 0) {
            return "\\" + "ntrbf\"\\".charAt(letter);
        }
        return c < ' ' || c > '~' ? "\\u" + HexFormat.of().toHexDigits(c) : String.valueOf(c);
    }

    /** Words in a comment: ASCII, on one line, and nothing that Java would read as an escape. */
    static String comment(String words) {
        StringBuilder out = new StringBuilder();
        for (char c : words.toCharArray()) {
            out.append(c < ' ' ? ' ' : c > '~' ? '?' : c == '\\' ? '/' : c);
        }
        return out.toString().strip();
    }
}
