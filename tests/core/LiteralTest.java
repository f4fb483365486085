package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graphql.language.ArrayValue;
import graphql.language.BooleanValue;
import graphql.language.EnumValue;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.NullValue;
import graphql.language.ObjectField;
import graphql.language.ObjectValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.parser.Parser;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LiteralTest {
    enum Protocol {
        TCP,
        UDP
    }

    record PortForward(Integer frontend, int backend, Protocol protocol) {}

    private record Nested(List<PortForward> ports, String note) {}

    static Stream<Arguments> every_kind_of_value_has_its_text() throws Exception {
        JsonNode json = new ObjectMapper().readTree("{\"b\":[1,2.5,\"x\",null,true],\"a\":{}}");
        return Stream.of(
                arguments(null, "null"),
                arguments("", "\"\""),
                arguments("plain", "\"plain\""),
                arguments("a\"b\\c", "\"a\\\"b\\\\c\""),
                arguments("\n\r\t\b\f", "\"\\n\\r\\t\\b\\f\""),
                arguments("\u0000\u0001\u001f", "\"\\u0000\\u0001\\u001f\""),
                arguments("\u007f\u00e9\u2028\ud83d\ude00", "\"\u007f\u00e9\u2028\ud83d\ude00\""),
                arguments('x', "\"x\""),
                arguments(new StringBuilder("sb"), "\"sb\""),
                arguments((byte) -1, "-1"),
                arguments((short) 7, "7"),
                arguments(0, "0"),
                arguments(Long.MIN_VALUE, "-9223372036854775808"),
                arguments(new BigInteger("9223372036854775807"), "9223372036854775807"),
                arguments(0.1, "0.1"),
                arguments(0.1f, "0.1"),
                arguments(1e300, "1.0E300"),
                arguments(-0.0, "-0.0"),
                arguments(new BigDecimal("1234567890.123456789012345"), "1234567890.123456789012345"),
                arguments(new BigDecimal("1E+3"), "1E+3"),
                arguments(true, "true"),
                arguments(Protocol.UDP, "UDP"),
                arguments(Literal.enumValue("ANY"), "ANY"),
                arguments(List.of(), "[]"),
                arguments(List.of(List.of(1), List.of()), "[[1],[]]"),
                arguments(Arrays.asList("a", null), "[\"a\",null]"),
                arguments(new int[] {1, 2}, "[1,2]"),
                arguments(new String[][] {{"a"}, {}}, "[[\"a\"],[]]"),
                arguments(Map.of(), "{}"),
                arguments(Map.of("b", 1, "a", Map.of("c", Protocol.TCP)), "{a:{c:TCP},b:1}"),
                arguments(new PortForward(null, 80, Protocol.TCP), "{backend:80,protocol:TCP}"),
                arguments(
                        new Nested(List.of(new PortForward(8080, 80, null)), null),
                        "{ports:[{frontend:8080,backend:80}]}"),
                arguments(json, "{b:[1,2.5,\"x\",null,true],a:{}}"));
    }

    @ParameterizedTest
    @MethodSource
    void every_kind_of_value_has_its_text(Object value, String text) {
        assertEquals(text, Literal.of(value, "value"));
    }

    @Test
    void json_differs_in_the_quotes_of_keys_and_enum_values_only() {
        assertEquals(
                "{\"a\":[\"TCP\",\"\\u0001\u00e9\",1.5],\"b\":{\"backend\":80}}",
                Literal.json(
                        Map.of("b", new PortForward(null, 80, null), "a", List.of(Protocol.TCP, "\u0001\u00e9", 1.5)),
                        "value"));
    }

    static Stream<Arguments> what_graphql_cannot_carry_is_named_with_its_place() {
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        Map<String, Object> badKey = new HashMap<>(Map.of("not-a-name", 1));
        return Stream.of(
                arguments(Double.NaN, "value", "GraphQL has no NaN"),
                arguments(List.of(1f, Float.NEGATIVE_INFINITY), "value[1]", "GraphQL has no -Infinity"),
                arguments(Map.of("a", List.of("x\ud83d")), "value.a[0]", "character 2 is half of a surrogate pair"),
                arguments("\ude00\ud83d", "value", "character 1 is half of a surrogate pair"),
                arguments(BigInteger.ONE.shiftLeft(64), "value", "\"18446744073709551616\" does not fit into 64 bits"),
                arguments(new Object[] {new Thread()}, "value[0]", "its type java.lang.Thread has no GraphQL form"),
                arguments(new java.util.concurrent.atomic.AtomicInteger(), "value", "the number type java.util.conc"),
                arguments(java.nio.file.Path.of("x"), "value", "Path has no GraphQL form; expected text"),
                arguments(Map.of("a", Map.of("x", 1), "b", Double.NaN), "value.b", "GraphQL has no NaN"),
                arguments(badKey, "value", "the key \"not-a-name\" is not a GraphQL name"),
                arguments(Map.of(1, 2), "value", "the key \"1\" is not a String"),
                arguments(
                        itself,
                        "value" + "[0]".repeat(65) + "...",
                        "it is nested more than 500 levels deep; does it contain itself?"));
    }

    @ParameterizedTest
    @MethodSource
    void what_graphql_cannot_carry_is_named_with_its_place(Object value, String place, String reason) {
        String message = assertThrows(DaggerException.class, () -> Literal.of(value, "value"))
                .getMessage();
        assertTrue(message.startsWith("Cannot write \"" + place + "\""), message);
        assertTrue(message.contains(reason), message);
    }

    @ParameterizedTest
    @MethodSource
    void a_name_that_is_no_enum_value_is_refused(String name) {
        String message = assertThrows(DaggerException.class, () -> Literal.enumValue(name))
                .getMessage();
        assertTrue(message.contains("expected a GraphQL name such as \"ANY\""), message);
    }

    static Stream<String> a_name_that_is_no_enum_value_is_refused() {
        return Stream.of("", "true", "false", "null", "A B", "\"ANY\"");
    }

    @Test
    void ten_thousand_random_values_come_back_equal() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            Object value = randomValue(random, 0);
            String text = Literal.of(value, "value");
            for (int at = 0; at < text.length(); at++) {
                assertFalse(text.charAt(at) < ' ', "a raw control character in " + text);
            }
            assertEquals(normal(value), parsed(Parser.parseValue(text)), "seed " + seed + ", text " + text);
            if (i < 1_000) {
                assertEquals(normalJson(value), readJson(Literal.json(value, "value")), "seed " + seed);
            }
        }
    }

    private static Object randomValue(Random random, int depth) {
        switch (random.nextInt(depth > 3 ? 8 : 11)) {
            case 0:
                return null;
            case 1:
                return random.nextBoolean();
            case 2:
                return random.nextLong() >> random.nextInt(64);
            case 3:
                return BigInteger.valueOf(random.nextLong());
            case 4:
                return Double.longBitsToDouble(random.nextLong() & 0xbfff_ffff_ffff_ffffL);
            case 5:
                return new BigDecimal(new BigInteger(80, random), random.nextInt(40) - 20);
            case 6:
                return Protocol.values()[random.nextInt(2)];
            case 8:
                return Stream.generate(() -> randomValue(random, depth + 1))
                        .limit(random.nextInt(4))
                        .collect(Collectors.toCollection(ArrayList::new));
            case 9:
                Map<String, Object> map = new HashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put("k_" + random.nextInt(100), randomValue(random, depth + 1));
                }
                return map;
            case 10:
                return new PortForward(random.nextInt(), random.nextInt(), Protocol.UDP);
            default:
                return randomText(random);
        }
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            int kind = random.nextInt(5);
            int point = kind == 0
                    ? random.nextInt(0x20)
                    : kind == 1
                            ? "\"\\/\u007f\u2028\ufeff\uffff{}$#".codePointAt(random.nextInt(11))
                            : kind == 2 ? 0x10000 + random.nextInt(0x100000) : random.nextInt(0xd800);
            text.appendCodePoint(point);
        }
        return text.toString();
    }

    /** Values as the parser gives them back: numbers by their decimal value, enum constants by name. */
    private static Object normal(Object value) {
        if (value instanceof PortForward port) {
            return Map.of(
                    "frontend",
                    normal(port.frontend()),
                    "backend",
                    normal(port.backend()),
                    "protocol",
                    normal(port.protocol()));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(LiteralTest::normal).collect(Collectors.toCollection(ArrayList::new));
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new HashMap<>();
            map.forEach((key, element) -> copy.put(key, normal(element)));
            return copy;
        }
        if (value instanceof Number) {
            return new BigDecimal(value.toString()).stripTrailingZeros();
        }
        return value instanceof Protocol ? "enum " + value : value;
    }

    private static Object parsed(Value<?> value) {
        if (value instanceof NullValue) {
            return null;
        } else if (value instanceof BooleanValue bool) {
            return bool.isValue();
        } else if (value instanceof IntValue number) {
            return new BigDecimal(number.getValue()).stripTrailingZeros();
        } else if (value instanceof FloatValue number) {
            return number.getValue().stripTrailingZeros();
        } else if (value instanceof EnumValue name) {
            return "enum " + name.getName();
        } else if (value instanceof StringValue text) {
            return text.getValue();
        } else if (value instanceof ArrayValue list) {
            return list.getValues().stream().map(LiteralTest::parsed).collect(Collectors.toCollection(ArrayList::new));
        }
        Map<Object, Object> map = new HashMap<>();
        for (ObjectField field : ((ObjectValue) value).getObjectFields()) {
            map.put(field.getName(), parsed(field.getValue()));
        }
        return map;
    }

    private static Object normalJson(Object value) {
        return plain(normal(value));
    }

    private static Object plain(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(LiteralTest::plain).collect(Collectors.toCollection(ArrayList::new));
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new HashMap<>();
            map.forEach((key, element) -> copy.put(key, plain(element)));
            return copy;
        }
        return value instanceof String text ? text.replaceFirst("^enum ", "") : value;
    }

    private static Object readJson(String json) {
        try {
            return plain(normal(new ObjectMapper()
                    .enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .readValue(json, Object.class)));
        } catch (java.io.IOException e) {
            throw new AssertionError(json, e);
        }
    }
}
