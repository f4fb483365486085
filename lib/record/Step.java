package daggerkit.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.server.QueryParser;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A field of a request with its arguments, and the fields below it. Immutable. */
public final class Step {
    private static final int INDENT_AT_MOST = 40;

    private final String key;
    private final String name;
    private final String label;
    private final List<Step> steps;
    private final String identity;
    private final String shape;

    /**
     * Makes a step.
     *
     * @param key what the answer calls it
     * @param name the field's name
     * @param label the name with the arguments, in canonical form
     * @param steps the fields below
     */
    Step(String key, String name, String label, List<Step> steps) {
        this.key = key;
        this.name = name;
        this.label = label;
        this.steps = List.copyOf(steps);
        // Digests, since the text of all below, at each level, would grow with the square of the depth.
        TreeSet<String> asked = new TreeSet<>();
        List<String> keyed = new ArrayList<>();
        for (Step step : steps) {
            asked.add(step.identity);
            keyed.add(step.shape);
        }
        keyed.sort(null);
        identity = digest(label + "\n" + String.join("\n", asked));
        shape = digest(key + "\n" + label + "\n" + String.join("\n", keyed));
    }

    static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String key() {
        return key;
    }

    String name() {
        return name;
    }

    String label() {
        return label;
    }

    List<Step> steps() {
        return steps;
    }

    /** The same for steps that differ in aliases and order only. */
    String identity() {
        return identity;
    }

    /** Whether this recorded step is the other one but for what was blanked here. */
    boolean matches(Step asked) {
        QueryParser.attend();
        if (identity.equals(asked.identity)) {
            return true;
        }
        if (!Blanks.matches(label, asked.label)) {
            return false;
        }
        List<Step> left = new ArrayList<>(asked.steps);
        for (Step step : steps) {
            int found = 0;
            while (found < left.size() && !step.matches(left.get(found))) {
                found++;
            }
            if (found == left.size()) {
                return false;
            }
            left.remove(found);
        }
        return left.isEmpty();
    }

    /** The recorded data of this step under the keys that another request wants, whose step matches this one. */
    JsonNode answer(Step asked, JsonNode data) {
        if (shape.equals(asked.shape)) {
            return data;
        }
        if (data.isArray()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            data.forEach(element -> list.add(answer(asked, element)));
            return list;
        }
        if (!data.isObject()) {
            return data;
        }
        Map<String, Step> exact = new HashMap<>();
        steps.forEach(step -> exact.put(step.identity, step));
        Map<String, JsonNode> answer = new TreeMap<>(); // as the engine, whose keys are in alphabetical order
        for (Step wanted : asked.steps) {
            Step recorded = exact.get(wanted.identity);
            for (int i = 0; recorded == null && i < steps.size(); i++) {
                recorded = steps.get(i).matches(wanted) ? steps.get(i) : null;
            }
            JsonNode value = recorded == null ? null : data.get(recorded.key);
            if (value != null) {
                answer.put(wanted.key, wanted.steps.isEmpty() ? value : recorded.answer(wanted, value));
            }
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.setAll(answer);
        return object;
    }

    /** A line a step, indented as it is deep: for people, and for comparing. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        addTo(lines, "");
        return lines;
    }

    private void addTo(List<String> lines, String indent) {
        lines.add(indent + label);
        String deeper = indent.length() < INDENT_AT_MOST ? indent + "  " : indent;
        for (Step step : steps) {
            step.addTo(lines, deeper);
        }
    }
}
