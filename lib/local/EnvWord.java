package daggerkit.local;

import daggerkit.local.files.Attention;
import daggerkit.local.files.FieldException;
import java.util.function.UnaryOperator;

/** Reads a value. Used by one thread. */
final class EnvWord {
    /** No command could be started with more. */
    private static final int LONGEST = 1 << 24;

    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";
    private static final String SHELL = "(?s).*(?:[`\"'\\\\]|\\$[A-Za-z_{(]).*";

    private final UnaryOperator<String> values;
    private final String text;
    private final StringBuilder out = new StringBuilder();
    private boolean quoted;
    private boolean space;
    private int at;

    /** A value to be read; without others it only is looked at. */
    EnvWord(UnaryOperator<String> values, String text) {
        this.values = values;
        this.text = text;
    }

    String read() throws FieldException {
        if (!text.matches(SHELL)) {
            return text;
        }
        for (at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (!quoted && (c == ' ' || c == '\t')) {
                space = true;
            } else if (!quoted && c == '#' && (space || at == 0)) {
                break;
            } else if (c == '"') {
                begin();
                quoted = !quoted;
            } else if (c == '\'' && !quoted) {
                int end = end("'", at + 1);
                begin();
                out.append(text, at + 1, end);
                at = end;
            } else if (c == '\\' && at + 1 < text.length()) {
                char next = text.charAt(++at);
                begin();
                out.append(quoted && "\"\\$`".indexOf(next) < 0 ? "\\" : "").append(next);
            } else if (c == '$' && at + 1 < text.length()) {
                variable();
            } else if (c == '`') {
                throw wrong("a command in it is not run");
            } else {
                begin();
                out.append(c);
            }
        }
        if (quoted) {
            throw wrong("reached EOF without closing quote \"");
        }
        return out.toString();
    }

    /** Blanks between two words are one. */
    private void begin() {
        out.append(space && out.length() > 0 ? " " : "");
        space = false;
    }

    /** A value that is put in is cut into words too, unless it is in quotes. */
    private void put(String value) throws FieldException {
        Attention.check(); // each of 30 variables may have the one before it twice
        if (out.length() + value.length() > LONGEST) {
            throw wrong("with its variables it has over " + LONGEST + " characters");
        }
        if (quoted) {
            out.append(value);
            return;
        }
        for (char c : value.toCharArray()) {
            if (c == ' ' || c == '\t' || c == '\n') {
                space = true;
            } else {
                begin();
                out.append(c);
            }
        }
    }

    private void variable() throws FieldException {
        char next = text.charAt(at + 1);
        if (next == '(') {
            throw wrong("a command in it is not run");
        } else if (next == '{') {
            int end = end("}", at + 2);
            braces(text.substring(at + 2, end));
            at = end;
        } else {
            int end = at + 1;
            while (end < text.length() && (text.charAt(end) + "").matches(end == at + 1 ? "[A-Za-z_]" : "\\w")) {
                end++;
            }
            if (end == at + 1) {
                begin();
                out.append('$');
            } else {
                put(bound(text.substring(at + 1, end)));
            }
            at = end - 1;
        }
    }

    /** {@code NAME}, {@code NAME:-default}, {@code NAME:+other}, and the same without a colon. */
    private void braces(String inside) throws FieldException {
        String[] parts = inside.split("(?<=\\w)(?=:?[-+])", 2);
        if (!parts[0].matches(NAME)) {
            throw wrong("expected a name, or a name and a default value as in ${NAME:-value}");
        }
        if (parts.length == 1) {
            put(bound(parts[0]));
            return;
        }
        String value = values == null ? "" : values.apply(parts[0]);
        String operator = parts[1].startsWith(":") ? parts[1].substring(1, 2) : parts[1].substring(0, 1);
        String word = parts[1].substring(parts[1].indexOf(operator) + 1);
        boolean other = value.isEmpty() == operator.equals("-");
        put(other ? new EnvWord(values, word).read() : operator.equals("-") ? value : "");
    }

    /** Recording {@code env-file-unset}: a variable that is empty counts as not set. */
    private String bound(String name) throws FieldException {
        String value = values == null ? "" : values.apply(name);
        if (value.isEmpty() && values != null) {
            throw new FieldException(name + ": unbound variable");
        }
        return value;
    }

    private int end(String mark, int from) throws FieldException {
        int end = text.indexOf(mark, from);
        if (end < 0) {
            throw wrong("reached EOF without closing quote " + mark);
        }
        return end;
    }

    private FieldException wrong(String reason) {
        return new FieldException("parse error: \"" + text + "\": " + reason);
    }
}
