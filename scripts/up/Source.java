package daggerkit.up;

import daggerkit.Cli;
import daggerkit.up.Value.Place;
import daggerkit.up.Value.Text;
import daggerkit.up.Value.Wrong;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
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
 * not the number that YAML 1.1 makes of it. Used by one thread.
 */
final class Source {
    /** What aliases of aliases make more of was not written by a person. */
    private static final int MOST_VALUES = 1_000_000;

    private final String name;
    private final Path folder;
    private final Map<String, String> variables;
    private final Problems problems;
    /** So that an anchor that stands in itself is seen. */
    private final Map<Node, Boolean> open = new IdentityHashMap<>();

    private int values;

    private Source(String name, Path folder, Map<String, String> variables, Problems problems) {
        this.name = name;
        this.folder = folder;
        this.variables = variables;
        this.problems = problems;
    }

    /**
     * Reads a file and puts in the values of its variables.
     *
     * @param file the file
     * @param name its name as the user gave it
     * @param folder the folder that its relative paths count from
     * @param variables the variables that its values may name
     * @param problems where to put what is wrong in single values
     * @return its root
     * @throws Cli.Usage if it is not a readable YAML file
     */
    static Value read(Path file, String name, Path folder, Map<String, String> variables, Problems problems) {
        if (!Files.exists(file)) {
            throw new Cli.Usage("Cannot read \"" + name + "\": there is no such file.");
        }
        if (Files.isDirectory(file)) {
            throw new Cli.Usage("Cannot read \"" + name + "\": it is a folder, expected a YAML file.");
        }
        Source source = new Source(name, folder, variables, problems);
        LoaderOptions options = new LoaderOptions();
        options.setProcessComments(false);
        options.setMaxAliasesForCollections(MOST_VALUES);
        try {
            Node root = new Yaml(options).compose(new StringReader(Files.readString(file)));
            if (root == null || Tag.NULL.equals(root.getTag())) {
                throw new Cli.Usage("There is nothing in \"" + name + "\": expected services.");
            }
            return source.value("the file", root);
        } catch (MarkedYAMLException wrong) {
            throw new Cli.Usage("Cannot read \"" + name + "\", line "
                    + (wrong.getProblemMark() == null
                            ? 1
                            : wrong.getProblemMark().getLine() + 1) + ": "
                    + wrong.getProblem() + ".");
        } catch (CharacterCodingException | YAMLException wrong) {
            throw new Cli.Usage("Cannot read \"" + name + "\": expected a YAML file in UTF-8, with at most "
                    + MOST_VALUES + " values.");
        } catch (IOException unreadable) {
            throw new Cli.Usage("Cannot read \"" + name + "\": " + unreadable.getMessage() + ".");
        }
    }

    private Place place(Node node) {
        return new Place(name, folder, node.getStartMark().getLine() + 1);
    }

    private Value value(String key, Node node) {
        Place at = place(node);
        values++;
        if (values > MOST_VALUES) {
            throw new YAMLException("too many values");
        }
        if (open.put(node, true) != null) {
            problems.add(new Wrong(at, "an anchor stands in itself."));
            return new Value(key, at, "", null, null, null);
        }
        try {
            String tag =
                    node.getTag().getValue().startsWith("!") ? node.getTag().getValue() : "";
            if (node instanceof ScalarNode) {
                return new Value(key, at, tag, text((ScalarNode) node, at), null, null);
            }
            if (node instanceof SequenceNode) {
                List<Value> list = new ArrayList<>();
                ((SequenceNode) node).getValue().forEach(element -> list.add(value(key, element)));
                return new Value(key, at, tag, null, list, null);
            }
            return new Value(key, at, tag, null, null, entries((MappingNode) node, key));
        } finally {
            open.remove(node);
        }
    }

    private Text text(ScalarNode node, Place at) {
        if (Tag.NULL.equals(node.getTag())) {
            return null;
        }
        try {
            Text text = Variables.replace(node.getValue(), variables, sentence -> new Wrong(at, sentence));
            problems.unset(text.unset());
            return text;
        } catch (Wrong wrong) {
            problems.add(wrong);
            return Text.broken(wrong);
        }
    }

    private Map<String, Value> entries(MappingNode node, String of) {
        Map<String, Value> own = new LinkedHashMap<>();
        Map<String, Value> merged = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Node key = tuple.getKeyNode();
            if (!(key instanceof ScalarNode)) {
                problems.add(new Wrong(place(key), "a key of " + of + " is not a text."));
                continue;
            }
            String text = ((ScalarNode) key).getValue();
            if (Tag.MERGE.equals(key.getTag())) {
                merge(value(text, tuple.getValueNode()), merged);
            } else if (own.put(text, at(key, value(text, tuple.getValueNode()))) != null) {
                problems.add(new Wrong(place(key), "the key \"" + text + "\" is there twice."));
            }
        }
        merged.forEach(own::putIfAbsent);
        return own;
    }

    /** The line of an entry is that of its key, where a reader looks for it; that of a list's element is its own. */
    private Value at(Node key, Value value) {
        return new Value(value.key(), place(key), value.tag(), value.text(), value.list(), value.entries());
    }

    /** YAML's merge key: entries of other mappings, of which the first that has a name counts. */
    private void merge(Value value, Map<String, Value> merged) {
        for (Value one : value.isList() ? value.list() : List.of(value)) {
            if (one.isMapping()) {
                one.entries().forEach(merged::putIfAbsent);
            } else {
                problems.add(one.wrong("\"<<\" expects a mapping, or a list of some."));
            }
        }
    }
}
