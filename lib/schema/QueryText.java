package daggerkit.schema;

import daggerkit.schema.Operation.Rejected;

/** Reads the strings of a query as the engine's lexer does, where graphql-java's differs. */
final class QueryText {
    private final String text;
    private final StringBuilder out;
    private int at;

    private QueryText(String text) {
        this.text = text;
        out = new StringBuilder(text.length());
    }

    /**
     * Checks the strings, and puts U+FFFD for each escaped half of a surrogate pair, of the same length: recordings
     * {@code inline-control-raw}, {@code inline-raw-newline-in-string}, {@code inline-unicode-surrogate-escape}.
     *
     * @param text a query
     * @return the query for graphql-java; every character stands where it stood
     * @throws Rejected if a string has a raw control character
     */
    static String read(String text) throws Rejected {
        return new QueryText(text).read();
    }

    private String read() throws Rejected {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
                    copy(1);
                }
            } else if (text.startsWith("\"\"\"", at)) {
                copy(3);
                blockString();
            } else if (c == '"') {
                copy(1);
                string();
            } else {
                copy(1);
            }
        }
        return out.toString();
    }

    private void string() throws Rejected {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                copy(1);
                return;
            }
            if (c < ' ' && c != '\t') {
                throw invalid();
            }
            if (c != '\\') {
                copy(1);
            } else if (text.startsWith("\\u", at)) {
                unicodeEscape();
            } else {
                copy(2);
            }
        }
    }

    private void blockString() throws Rejected {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (text.startsWith("\"\"\"", at)) {
                copy(3);
                return;
            }
            if (c < ' ' && c != '\t' && c != '\n' && c != '\r') {
                throw invalid();
            }
            copy(text.startsWith("\\\"\"\"", at) ? 4 : 1);
        }
    }

    private void unicodeEscape() throws Rejected {
        if (text.startsWith("{", at + 2)) {
            throw invalid();
        }
        boolean surrogate = text.regionMatches(true, at + 2, "d", 0, 1)
                && at + 3 < text.length()
                && "89abcdefABCDEF".indexOf(text.charAt(at + 3)) >= 0;
        if (surrogate && at + 6 <= text.length()) {
            out.append("\\uFFFD");
            at += 6;
        } else {
            copy(2);
        }
    }

    private void copy(int length) {
        int end = Math.min(at + length, text.length());
        out.append(text, at, end);
        at = end;
    }

    private Rejected invalid() {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < at; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return Rejected.parseError("Unexpected <Invalid>", line, text.codePointCount(lineStart, at) + 1);
    }
}
