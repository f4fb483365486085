package daggerkit.explain;

import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Argument values on one line, to be read by a person: what is long is cut, nothing can move a terminal's cursor. */
final class ValueText {
    private static final int LONGEST_STRING = 80;
    private static final int LONGEST_COMMAND = 300;
    private static final int MOST_ELEMENTS = 12;

    private ValueText() {}

    /** A value as GraphQL has it, an ID without its quotes. */
    static String of(GraphQLType type, Object value) {
        GraphQLType unwrapped = GraphQLTypeUtil.unwrapAll(type);
        if (value instanceof String) {
            boolean bare = unwrapped instanceof GraphQLEnumType || isId(unwrapped);
            return bare ? cut(escaped((String) value), LONGEST_STRING, "") : quoted((String) value);
        } else if (value instanceof List) {
            List<String> parts = new ArrayList<>();
            ((List<?>) value).stream().limit(MOST_ELEMENTS).forEach(element -> parts.add(of(type, element)));
            int more = ((List<?>) value).size() - parts.size();
            if (more > 0) {
                parts.add("... " + more + " more");
            }
            return "[" + String.join(", ", parts) + "]";
        } else if (value instanceof Map) {
            List<String> parts = new ArrayList<>();
            ((Map<?, ?>) value).forEach((name, field) -> {
                GraphQLInputObjectField known = unwrapped instanceof GraphQLInputObjectType
                        ? ((GraphQLInputObjectType) unwrapped).getField("" + name)
                        : null;
                parts.add(name + ": " + of(known == null ? unwrapped : known.getType(), field));
            });
            return "{" + String.join(", ", parts) + "}";
        }
        return "" + value;
    }

    /** Whether a type is that of IDs: {@code ID}, or an older engine's {@code ContainerID}. */
    static boolean isId(GraphQLType type) {
        return GraphQLTypeUtil.simplePrint(GraphQLTypeUtil.unwrapAll(type)).endsWith("ID");
    }

    /** A command as one would type it into a shell. */
    static String command(List<?> command) {
        StringBuilder text = new StringBuilder();
        for (Object word : command) {
            text.append(text.length() == 0 ? "" : " ").append(word(("" + word)));
        }
        return cut(text.toString(), LONGEST_COMMAND, "");
    }

    private static String word(String word) {
        if (word.matches("[A-Za-z0-9_\\-+=./:,@%]+")) {
            return word;
        }
        return word.chars().noneMatch(c -> isControl((char) c))
                ? "'" + word.replace("'", "'\\''") + "'"
                : "$'" + escaped(word.replace("\\", "\\\\")).replace("'", "\\'") + "'";
    }

    private static String quoted(String value) {
        String text = escaped(value.replace("\\", "\\\\").replace("\"", "\\\""));
        return '"' + cut(text, LONGEST_STRING, "\"");
    }

    private static String cut(String text, int longest, String end) {
        return text.length() <= longest
                ? text + end
                : text.substring(0, Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest) + "..."
                        + end + " (" + text.length() + " characters)";
    }

    /** Control characters, and those that turn the direction of writing, as escapes. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int letter = "\n\t\r".indexOf(c);
            if (letter >= 0) {
                out.append('\\').append("ntr".charAt(letter));
            } else if (isControl(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    static boolean isControl(char c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || c == 0x2028 || c == 0x2029;
    }
}
