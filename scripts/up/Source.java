package daggerkit.up;

import daggerkit.Cli;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML file, read as nodes: those know their lines, and a scalar is the text that was written, so that {@code 22:22} is
 * not the number that YAML 1.1 makes of it. Immutable and thread-safe.
 */
final class Source {
    private final String name;
    private final Map<String, String> environment;

    private Source(String name, Map<String, String> environment) {
        this.name = name;
        this.environment = environment;
    }

    /** A value of the file: the key that leads to it, for messages, and its node. */
    record Value(String key, Node node) {}

    /** The entries of a file's mapping, and what reads them. */
    record File(Source source, Value root) {}

    /**
     * Reads a file.
     *
     * @param file the file
     * @param name its name as the user gave it
     * @param environment the variables that its values may name
     * @return its root
     * @throws Cli.Usage if it is not a readable YAML file
     */
    static File read(Path file, String name, Map<String, String> environment) {
        Source source = new Source(name, environment);
        try {
            Node root = new Yaml().compose(new StringReader(Files.readString(file)));
            if (root == null) {
                throw new Cli.Usage("There is nothing in \"" + name + "\": expected services.");
            }
            return new File(source, new Value("the file", root));
        } catch (MarkedYAMLException wrong) {
            throw new Cli.Usage("Cannot read \"" + name + "\", line "
                    + (wrong.getProblemMark() == null
                            ? 1
                            : wrong.getProblemMark().getLine() + 1) + ": "
                    + wrong.getProblem() + ".");
        } catch (YAMLException | IOException wrong) {
            throw new Cli.Usage("Cannot read \"" + name + "\": expected a YAML file in UTF-8.");
        }
    }

    /** A mistake at a place of the file: the sentence says what is wrong and what is expected. */
    Cli.Usage error(Value at, String sentence) {
        int line = at.node().getStartMark().getLine() + 1;
        return new Cli.Usage("Cannot use \"" + name + "\", line " + line + ": " + sentence);
    }

    /** The entries of a mapping, in their order; none if it is left empty. */
    Map<String, Value> entries(Value value) {
        Map<String, Value> entries = new LinkedHashMap<>();
        if (isEmpty(value)) {
            return entries;
        }
        if (!(value.node() instanceof MappingNode)) {
            throw error(value, value.key() + " is not a mapping: expected names with values.");
        }
        for (NodeTuple tuple : ((MappingNode) value.node()).getValue()) {
            Value key = new Value(value.key(), tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode)) {
                throw error(key, "a key of " + value.key() + " is not a text.");
            }
            String text = ((ScalarNode) tuple.getKeyNode()).getValue();
            if (entries.put(text, new Value(text, tuple.getValueNode())) != null) {
                throw error(key, "the key \"" + text + "\" is there twice.");
            }
        }
        return entries;
    }

    /** Refuses the keys that are not among these; what begins with {@code x-} is nobody's business. */
    void only(Value mapping, String what, List<String> known) {
        if (isEmpty(mapping)) {
            return;
        }
        for (NodeTuple tuple : ((MappingNode) mapping.node()).getValue()) {
            String key = ((ScalarNode) tuple.getKeyNode()).getValue();
            if (!known.contains(key) && !key.startsWith("x-")) {
                throw error(
                        new Value(key, tuple.getKeyNode()),
                        "the key \"" + key + "\" of " + what + " is not supported; supported are "
                                + String.join(", ", known) + ".");
            }
        }
    }

    /** Whether there is a key without a value. */
    static boolean isEmpty(Value value) {
        return value.node() instanceof ScalarNode
                && Tag.NULL.equals(value.node().getTag());
    }

    static boolean isList(Value value) {
        return value.node() instanceof SequenceNode;
    }

    static boolean isMapping(Value value) {
        return value.node() instanceof MappingNode;
    }

    /** The elements of a list. */
    List<Value> list(Value value) {
        if (!isList(value)) {
            throw error(value, value.key() + " is not a list.");
        }
        List<Value> list = new ArrayList<>();
        ((SequenceNode) value.node()).getValue().forEach(node -> list.add(new Value(value.key(), node)));
        return list;
    }

    /** The text of a scalar, with its variables replaced. */
    String text(Value value) {
        return Variables.replace(written(value), environment, sentence -> error(value, sentence));
    }

    /** The text of a scalar as it is written. */
    String written(Value value) {
        if (!(value.node() instanceof ScalarNode)) {
            throw error(value, value.key() + " is not a text: expected one value.");
        }
        return ((ScalarNode) value.node()).getValue();
    }

    /** The texts of a list. */
    List<String> texts(Value value) {
        return list(value).stream().map(this::text).toList();
    }

    /** A command: a list, or a text that is split into words. */
    List<String> command(Value value) {
        return isList(value) ? texts(value) : Words.split(text(value), sentence -> error(value, sentence));
    }

    /** The value of a variable of the environment. */
    String variable(Value value, String variable) {
        String text = environment.get(variable);
        if (text == null) {
            throw error(value, "there is no environment variable \"" + variable + "\".");
        }
        return text;
    }
}
