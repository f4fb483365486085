package daggerkit.explain;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The tokens of a query's text, whether or not they make a query. Used by one thread. */
final class QueryTokens {
    /** What a token is; the brackets and all other signs are {@link #SIGN}. */
    enum Kind {
        NAME,
        VARIABLE,
        NUMBER,
        STRING,
        BLOCK_STRING,
        COMMENT,
        SIGN
    }

    /** A token, with its place in the text. */
    record Token(Kind kind, int start, int end, String text) {
        boolean is(String sign) {
            return kind == Kind.SIGN && text.equals(sign);
        }

        /** Of a string what it says, of a block string roughly, of a variable its name, else its text. */
        String value() {
            return switch (kind) {
                case STRING -> unescaped(text.substring(1, Math.max(1, text.length() - (closed("\"") ? 1 : 0))));
                case BLOCK_STRING ->
                    text.substring(3, Math.max(3, text.length() - (closed("\"\"\"") ? 3 : 0)))
                            .strip();
                case VARIABLE -> text.substring(1);
                default -> text;
            };
        }

        private boolean closed(String quote) {
            return text.length() >= 2 * quote.length() && text.endsWith(quote);
        }
    }

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private final Set<Token> plaintexts = new HashSet<>();
    private final Set<String> plaintextVariables = new HashSet<>();

    private QueryTokens(String text) {
        this.text = text;
        for (int at = 0; at < text.length(); ) {
            int end = end(at);
            char c = text.charAt(at);
            if (!Character.isWhitespace(c) && c != ',') {
                tokens.add(new Token(kind(at), at, end, text.substring(at, end)));
            }
            at = end;
        }
    }

    static QueryTokens of(String text) {
        QueryTokens read = new QueryTokens(text);
        List<Token> meaningful =
                read.tokens.stream().filter(token -> token.kind != Kind.COMMENT).toList();
        for (int i = 0; i + 2 < meaningful.size(); i++) {
            Token name = meaningful.get(i);
            boolean plaintext = name.kind == Kind.NAME && name.text.equals("plaintext");
            if (plaintext && meaningful.get(i + 1).is(":")) {
                read.plaintext(meaningful, i + 2);
            }
        }
        String variable = "";
        boolean value = false;
        for (Token token : meaningful) {
            variable = token.kind == Kind.VARIABLE ? token.value() : variable;
            value = token.is("=") || value && !token.is("$") && token.kind != Kind.VARIABLE && !token.is(")");
            if (value && !token.is("=") && read.plaintextVariables.contains(variable)) {
                read.plaintexts.add(token);
            }
        }
        return read;
    }

    /** The literals given as plaintext, or as the default of a variable that is. */
    Set<Token> plaintexts() {
        Set<Token> literals = new HashSet<>(plaintexts);
        literals.removeIf(token -> token.kind == Kind.SIGN);
        return literals;
    }

    /** The names of the variables given as plaintext. */
    Set<String> plaintextVariables() {
        return plaintextVariables;
    }

    /** The text with another in place of each plaintext, and what a function makes of each other string and comment. */
    String rewritten(UnaryOperator<String> strings) {
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (Token token : tokens) {
            String with = plaintexts.contains(token) ? blank(token) : other(token, strings);
            if (!with.equals(token.text)) {
                out.append(text, from, token.start).append(with);
                from = token.end;
            }
        }
        return out.append(text, from, text.length()).toString();
    }

    private static String blank(Token token) {
        return switch (token.kind) {
            case STRING, BLOCK_STRING -> '"' + Secrets.BLANK + '"';
            case NUMBER -> "0";
            default -> token.text;
        };
    }

    private static String other(Token token, UnaryOperator<String> strings) {
        switch (token.kind) {
            case STRING:
                String value = token.value();
                String changed = strings.apply(value);
                return changed.equals(value)
                        ? token.text
                        : TextNode.valueOf(changed).toString();
            case BLOCK_STRING, COMMENT:
                return strings.apply(token.text);
            default:
                return token.text;
        }
    }

    /** A plaintext that is a list or an object is not valid, but a secret all the same. */
    private void plaintext(List<Token> list, int from) {
        int depth = 0;
        for (int i = from; i < list.size(); i++) {
            Token token = list.get(i);
            depth += token.is("[") || token.is("{") ? 1 : token.is("]") || token.is("}") ? -1 : 0;
            if (token.kind == Kind.VARIABLE) {
                plaintextVariables.add(token.value());
            } else {
                plaintexts.add(token);
            }
            if (depth <= 0) {
                return;
            }
        }
    }

    private Kind kind(int at) {
        char c = text.charAt(at);
        if (c == '"') {
            return text.startsWith("\"\"\"", at) ? Kind.BLOCK_STRING : Kind.STRING;
        }
        if (c == '$' && isWord(at + 1)) {
            return Kind.VARIABLE;
        }
        boolean digit = c >= '0' && c <= '9' || c == '-';
        return c == '#' ? Kind.COMMENT : digit ? Kind.NUMBER : isWord(at) ? Kind.NAME : Kind.SIGN;
    }

    private int end(int at) {
        switch (kind(at)) {
            case COMMENT:
                return until(at, '\n', '\r');
            case BLOCK_STRING:
                return blockEnd(at + 3);
            case STRING:
                return stringEnd(at + 1);
            case SIGN:
                return at + 1;
            default:
                int end = at + 1;
                while (isWord(end) || end < text.length() && text.charAt(end) == '.' && kind(at) == Kind.NUMBER) {
                    end++;
                }
                return end;
        }
    }

    private int until(int at, char one, char other) {
        int end = at;
        while (end < text.length() && text.charAt(end) != one && text.charAt(end) != other) {
            end++;
        }
        return end;
    }

    /** A raw line break does not end a string here: what comes after it may be the rest of a secret. */
    private int stringEnd(int at) {
        int end = at;
        while (end < text.length() && text.charAt(end) != '"') {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return Math.min(end + 1, text.length());
    }

    private int blockEnd(int at) {
        int end = at;
        while (end < text.length() && !text.startsWith("\"\"\"", end)) {
            end += text.startsWith("\\\"\"\"", end) ? 4 : 1;
        }
        return Math.min(end + 3, text.length());
    }

    private boolean isWord(int at) {
        return at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_');
    }

    private static String unescaped(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                out.append(c);
                continue;
            }
            char escaped = text.charAt(++i);
            int letter = "bfnrt".indexOf(escaped);
            if (escaped == 'u'
                    && i + 5 <= text.length()
                    && text.substring(i + 1, i + 5).matches("[0-9a-fA-F]{4}")) {
                out.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
                i += 4;
            } else {
                out.append(letter < 0 ? escaped : "\b\f\n\r\t".charAt(letter));
            }
        }
        return out.toString();
    }
}
