package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.console.Text;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Java values as GraphQL literals: the only place that escapes.
 *
 * <p>A literal is written from: {@code null}; {@link CharSequence} and {@link Character}; the integers up to 64 bits;
 * {@link Float}, {@link Double} and {@link BigDecimal}; {@link Boolean}; an enum constant, as its bare name; arrays and
 * every {@link Collection}, as a list; a {@link Map} with text keys, as an input object in the order of its keys; a
 * record, as an input object in the order of its components, those that are null left out; and Jackson's
 * {@link JsonNode}, so that one answer can be an argument of the next query. Everything else is an error that names the
 * value's place.
 *
 * <p>All methods are static and thread-safe.
 */
public final class Literal {
    /**
     * The name that a value of an enum, or a component of an input object, has in the schema, where that cannot be its name in
     * Java: {@code default_} is sent and read as {@code default}.
     */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.FIELD, ElementType.RECORD_COMPONENT})
    @Internal("generated code")
    public @interface SchemaName {
        /**
         * The name in the schema.
         *
         * @return such as {@code default}
         */
        String value();
    }

    /** Deep enough for any input object; a list that contains itself ends here rather than in a full stack. */
    private static final int DEEPEST = 500;

    private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out = new StringBuilder();
    private final String nameQuote;
    private final List<String> place = new ArrayList<>();

    private Literal(String nameQuote, String place) {
        this.nameQuote = nameQuote;
        this.place.add(place);
    }

    /**
     * An enum value for which the program has no Java enum, such as {@code Literal.enumValue("ANY")} for an argument of
     * type {@code ReturnType}.
     *
     * @param name the name of the value, as the schema spells it
     * @return a value to be passed as an argument, alone or inside lists, maps and records
     * @throws DaggerException if the name is not a GraphQL name, or is {@code true}, {@code false} or {@code null}
     */
    public static Object enumValue(String name) {
        if (!isName(name) || name.equals("true") || name.equals("false") || name.equals("null")) {
            throw new DaggerException("Cannot use \"" + Text.oneLine(name)
                    + "\" as an enum value: expected a GraphQL name such as \"ANY\".");
        }
        return new EnumValue(name);
    }

    /**
     * Writes a value as a GraphQL literal. Strings keep what is not ASCII as it is and escape only the quote, the
     * backslash and control characters: the engine turns escaped surrogate pairs into two U+FFFD
     * (recorded in inline-unicode-surrogate-escape) and refuses raw control characters (recorded in inline-control-raw).
     *
     * @param value any value of the kinds that this class lists
     * @param place what the value is, for the message if it cannot be written, such as {@code withExec.args}
     * @return the literal, on one line
     * @throws DaggerException if GraphQL cannot carry the value or a part of it; the message names the part's place
     */
    public static String of(Object value, String place) {
        return new Literal("", place).text(value);
    }

    /**
     * Writes the same kinds of values as JSON, for the variables of a request. JSON differs in the quotes around keys and
     * enum values only: the escapes that {@link #of} uses are those that both grammars share.
     *
     * @param value any value of the kinds that this class lists
     * @param place what the value is, for the message if it cannot be written
     * @return the JSON text, on one line
     * @throws DaggerException if the value or a part of it cannot be carried; the message names the part's place
     */
    static String json(Object value, String place) {
        return new Literal("\"", place).text(value);
    }

    /** Whether a text is a Name of the GraphQL grammar: letters, digits and underscores, no digit first. */
    static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** The name of an enum's constant as the schema spells it. */
    static String nameInSchema(Enum<?> constant) {
        if (!constant.name().endsWith("_")) {
            return constant.name(); // It is Java's own as well.
        }
        try {
            SchemaName name =
                    constant.getDeclaringClass().getField(constant.name()).getAnnotation(SchemaName.class);
            return name == null ? constant.name() : name.value();
        } catch (NoSuchFieldException e) {
            return constant.name();
        }
    }

    private String text(Object value) {
        write(value);
        return out.toString();
    }

    private void write(Object value) {
        if (place.size() > DEEPEST) {
            throw cannot("it is nested more than " + DEEPEST + " levels deep; does it contain itself?");
        }
        if (value == null) {
            out.append("null");
        } else if (value instanceof CharSequence || value instanceof Character) {
            writeString(value.toString());
        } else if (value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof EnumValue) {
            out.append(nameQuote).append(value).append(nameQuote);
        } else if (value instanceof Number) {
            out.append(number((Number) value));
        } else if (value instanceof Enum<?>) {
            write(enumValue(nameInSchema((Enum<?>) value)));
        } else if (value instanceof JsonNode) {
            writeJson((JsonNode) value);
        } else if (value instanceof Map<?, ?>) {
            writeMap((Map<?, ?>) value);
        } else if (value instanceof Record) {
            writeRecord((Record) value);
        } else if (value instanceof Collection<?>) {
            writeList(((Collection<?>) value).iterator());
        } else if (value.getClass().isArray()) {
            writeArray(value);
        } else {
            throw cannot("its type " + value.getClass().getName()
                    + " has no GraphQL form; expected text, a number, a boolean, an enum, a list, a map or a record.");
        }
    }

    private void writeString(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw cannot("character " + (i + 1) + " is half of a surrogate pair, which UTF-8 cannot carry.");
                }
                out.append(c).append(text.charAt(++i));
            } else {
                writeCharacter(c);
            }
        }
        out.append('"');
    }

    private void writeCharacter(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default -> {
                if (c < ' ') {
                    out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
                } else {
                    out.append(c);
                }
            }
        }
    }

    private String number(Number value) {
        if (value instanceof Double || value instanceof Float) {
            double number = value.doubleValue();
            if (Double.isNaN(number) || Double.isInfinite(number)) {
                throw cannot("GraphQL has no " + value + "; expected a finite number.");
            }
        } else if (value instanceof BigInteger) {
            BigInteger number = (BigInteger) value;
            if (number.compareTo(MIN_LONG) < 0 || number.compareTo(MAX_LONG) > 0) {
                throw cannot("\"" + Text.oneLine(value.toString()) + "\" does not fit into 64 bits.");
            }
        } else if (!(value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte
                || value instanceof BigDecimal)) {
            throw cannot("the number type " + value.getClass().getName() + " has no GraphQL form.");
        }
        return value.toString();
    }

    private void writeMap(Map<?, ?> map) {
        // Map.of iterates in another order in every run; the same program has to give the same bytes.
        TreeMap<String, Object> sorted = new TreeMap<>();
        map.forEach((key, value) -> {
            if (!(key instanceof String)) {
                throw cannot("the key \"" + Text.oneLine(String.valueOf(key)) + "\" is not a String.");
            }
            sorted.put((String) key, value);
        });
        String separator = "{";
        for (Map.Entry<String, Object> field : sorted.entrySet()) {
            writeField(separator, field.getKey(), field.getValue());
            separator = ",";
        }
        out.append(sorted.isEmpty() ? "{}" : "}");
    }

    private void writeRecord(Record value) {
        String separator = "{";
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            Object part = read(value, component);
            if (part != null) {
                SchemaName name = component.getAnnotation(SchemaName.class);
                writeField(separator, name == null ? component.getName() : name.value(), part);
                separator = ",";
            }
        }
        out.append(separator.equals("{") ? "{}" : "}");
    }

    private Object read(Record value, RecordComponent component) {
        try {
            // A record of a script is seldom public, and its accessor is then out of reach for this package.
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(value);
        } catch (InvocationTargetException e) {
            throw new DaggerException("Cannot read \"" + at("." + component.getName()) + "\".", e.getCause());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new DaggerException("Cannot read \"" + at("." + component.getName()) + "\".", e);
        }
    }

    private void writeField(String separator, String name, Object value) {
        if (!isName(name)) {
            throw cannot("the key \"" + Text.oneLine(name) + "\" is not a GraphQL name.");
        }
        out.append(separator).append(nameQuote).append(name).append(nameQuote).append(':');
        place.add("." + name);
        write(value);
        place.remove(place.size() - 1);
    }

    private void writeList(Iterator<?> elements) {
        out.append('[');
        for (int i = 0; elements.hasNext(); i++) {
            writeElement(i, elements.next());
        }
        out.append(']');
    }

    private void writeArray(Object array) {
        out.append('[');
        for (int i = 0; i < Array.getLength(array); i++) {
            writeElement(i, Array.get(array, i));
        }
        out.append(']');
    }

    private void writeElement(int index, Object element) {
        if (index > 0) {
            out.append(',');
        }
        place.add("[" + index + "]");
        write(element);
        place.remove(place.size() - 1);
    }

    private void writeJson(JsonNode node) {
        switch (node.getNodeType()) {
            case NULL, MISSING -> out.append("null");
            case BOOLEAN -> out.append(node.booleanValue());
            case NUMBER -> out.append(number(node.numberValue()));
            case STRING -> writeString(node.textValue());
            case ARRAY -> writeList(node.elements());
            case OBJECT -> {
                String separator = "{";
                for (Map.Entry<String, JsonNode> field : node.properties()) {
                    writeField(separator, field.getKey(), field.getValue());
                    separator = ",";
                }
                out.append(node.isEmpty() ? "{}" : "}");
            }
            default -> throw cannot("a JSON node of type " + node.getNodeType() + " has no GraphQL form.");
        }
    }

    private DaggerException cannot(String reason) {
        return new DaggerException("Cannot write \"" + at("") + "\" as GraphQL: " + reason);
    }

    private String at(String next) {
        return Text.oneLine(String.join("", place) + next);
    }

    private record EnumValue(String name) {
        @Override
        public String toString() {
            return name;
        }
    }
}
