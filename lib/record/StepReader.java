package daggerkit.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import daggerkit.server.QueryParser;
import graphql.language.Argument;
import graphql.language.ArrayValue;
import graphql.language.BooleanValue;
import graphql.language.Directive;
import graphql.language.EnumValue;
import graphql.language.Field;
import graphql.language.FloatValue;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.IntValue;
import graphql.language.ObjectField;
import graphql.language.ObjectValue;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.StringValue;
import graphql.language.TypeName;
import graphql.language.Value;
import graphql.language.VariableDefinition;
import graphql.language.VariableReference;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes steps of an operation. Used by one thread. */
final class StepReader {
    /** A field on its way: the same field may be selected several times. */
    private static final class Found {
        final Field field;
        final String label;
        final List<SelectionSet> selections = new ArrayList<>();

        Found(Field field, String label) {
            this.field = field;
            this.label = label;
        }
    }

    /** Fragments that each spread another twice double with each line. */
    private static final int MOST_FIELDS = 1_000_000;

    private final OperationDefinition operation;
    private final Map<String, FragmentDefinition> fragments;
    private final JsonNode variables;
    private final Map<String, Value<?>> defaults = new HashMap<>();
    private final Deque<String> open = new ArrayDeque<>();
    private int read;

    StepReader(OperationDefinition operation, Map<String, FragmentDefinition> fragments, JsonNode variables) {
        this.operation = operation;
        this.fragments = fragments;
        this.variables = variables;
        for (VariableDefinition variable : operation.getVariableDefinitions()) {
            defaults.put(variable.getName(), variable.getDefaultValue());
        }
    }

    /**
     * Reads the operation.
     *
     * @throws IllegalArgumentException if fragments spread each other, or there are too many fields
     */
    Step read() {
        String kind = operation.getOperation().name().toLowerCase(java.util.Locale.ROOT);
        return new Step(
                "", kind, kind + directives(operation.getDirectives()), steps(List.of(operation.getSelectionSet())));
    }

    private List<Step> steps(List<SelectionSet> selections) {
        Map<String, Found> found = new LinkedHashMap<>();
        for (SelectionSet selection : selections) {
            collect(selection, "", found);
        }
        List<Step> steps = new ArrayList<>();
        for (Found each : found.values()) {
            steps.add(new Step(
                    each.field.getResultKey(), each.field.getName(), each.label, steps(List.copyOf(each.selections))));
        }
        steps.sort(Comparator.comparing(Step::label).thenComparing(Step::identity));
        return steps;
    }

    /** Of two different fields with one key the last wins: recording {@code same-field-twice-conflicts}. */
    private void collect(SelectionSet selections, String type, Map<String, Found> found) {
        for (Selection<?> selection : selections.getSelections()) {
            QueryParser.attend();
            if (++read > MOST_FIELDS) {
                throw new IllegalArgumentException("there are over " + MOST_FIELDS + " fields");
            }
            if (selection instanceof Field) {
                Field field = (Field) selection;
                String label = type + field.getName() + arguments(field) + directives(field.getDirectives());
                Found here = new Found(field, label);
                String key = type + field.getResultKey();
                Found before = found.remove(key);
                if (before != null && before.label.equals(label)) {
                    here.selections.addAll(before.selections);
                }
                if (field.getSelectionSet() != null) {
                    here.selections.add(field.getSelectionSet());
                }
                found.put(key, here);
            } else if (selection instanceof InlineFragment) {
                InlineFragment fragment = (InlineFragment) selection;
                String directives = directives(fragment.getDirectives());
                collect(fragment.getSelectionSet(), type(type, fragment.getTypeCondition(), directives), found);
            } else {
                spread((FragmentSpread) selection, type, found);
            }
        }
    }

    private void spread(FragmentSpread spread, String type, Map<String, Found> found) {
        FragmentDefinition fragment = fragments.get(spread.getName());
        if (fragment == null || open.contains(spread.getName())) {
            throw new IllegalArgumentException("the fragment " + spread.getName() + " cannot be opened");
        }
        open.push(spread.getName());
        String directives = directives(spread.getDirectives());
        collect(fragment.getSelectionSet(), type(type, fragment.getTypeCondition(), directives), found);
        open.pop();
    }

    private static String type(String outer, TypeName condition, String directives) {
        String inner = condition == null ? outer : "... on " + condition.getName() + " ";
        return directives.isEmpty() ? inner : inner + directives + " ";
    }

    private String arguments(Field field) {
        Map<String, String> arguments = new TreeMap<>();
        for (Argument argument : field.getArguments()) {
            String value = Plaintexts.isOne(field.getName(), argument.getName())
                    ? TextNode.valueOf(Blanks.MARK).toString()
                    : value(argument.getValue());
            if (value != null) {
                arguments.put(argument.getName(), value);
            }
        }
        return join(arguments, "(", ")");
    }

    private String directives(List<Directive> directives) {
        StringBuilder text = new StringBuilder();
        for (Directive directive : directives) {
            Map<String, String> arguments = new TreeMap<>();
            directive.getArguments().forEach(argument -> {
                arguments.put(argument.getName(), "" + value(argument.getValue()));
            });
            text.append(" @").append(directive.getName()).append(join(arguments, "(", ")"));
        }
        return text.toString();
    }

    private static String join(Map<String, String> values, String before, String after) {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) -> text.append(text.length() == 0 ? before : ", ")
                .append(name)
                .append(": ")
                .append(value));
        return text.length() == 0 ? "" : text.append(after).toString();
    }

    /** Null for a variable without a value, which is as if it were not written. */
    private String value(Value<?> value) {
        if (value instanceof VariableReference) {
            String name = ((VariableReference) value).getName();
            if (variables.has(name)) {
                return json(variables.get(name));
            }
            return defaults.get(name) == null ? null : value(defaults.get(name));
        }
        if (value instanceof StringValue) {
            return quote(((StringValue) value).getValue());
        }
        if (value instanceof EnumValue) {
            // Some clients write enums as strings, and in a variable they are strings.
            return quote(((EnumValue) value).getName());
        }
        if (value instanceof IntValue) {
            return number(new BigDecimal(((IntValue) value).getValue()));
        }
        if (value instanceof FloatValue) {
            return number(((FloatValue) value).getValue());
        }
        if (value instanceof BooleanValue) {
            return "" + ((BooleanValue) value).isValue();
        }
        if (value instanceof ArrayValue) {
            List<String> elements = new ArrayList<>();
            ((ArrayValue) value).getValues().forEach(element -> elements.add("" + value(element)));
            return elements.toString();
        }
        if (value instanceof ObjectValue) {
            Map<String, String> fields = new TreeMap<>();
            for (ObjectField field : ((ObjectValue) value).getObjectFields()) {
                String text = value(field.getValue());
                if (text != null) {
                    fields.put(field.getName(), text);
                }
            }
            return "{" + join(fields, "", "") + "}";
        }
        return "null";
    }

    private static String json(JsonNode json) {
        if (json.isTextual()) {
            return quote(json.textValue());
        }
        if (json.isNumber()) {
            return number(json.decimalValue());
        }
        if (json.isArray()) {
            List<String> elements = new ArrayList<>();
            json.forEach(element -> elements.add(json(element)));
            return elements.toString();
        }
        if (json.isObject()) {
            Map<String, String> fields = new TreeMap<>();
            json.properties().forEach(field -> fields.put(field.getKey(), json(field.getValue())));
            return "{" + join(fields, "", "") + "}";
        }
        return json.toString();
    }

    /** Whole numbers, as people write them; others so that 1.50 is 1.5. */
    private static String number(BigDecimal number) {
        BigDecimal shortest = number.stripTrailingZeros();
        boolean whole = shortest.scale() <= 0 && shortest.scale() > -40;
        return whole ? shortest.toBigInteger().toString() : shortest.toString();
    }

    private static String quote(String text) {
        return TextNode.valueOf(text).toString();
    }
}
