package daggerkit.codegen;

import daggerkit.DaggerException;
import daggerkit.codegen.Model.Argument;
import daggerkit.codegen.Model.Constant;
import daggerkit.codegen.Model.Facts;
import daggerkit.codegen.Model.Field;
import daggerkit.codegen.Model.Type;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the library says of each type, field, argument and value of the API, since the schemas in {@code schemas/} have no
 * descriptions: read from Markdown files. There a section {@code ## Container} is a type, a section {@code ### from} below
 * it one of its fields, and a list item that begins with a name in backticks is an argument of the field, or a value or
 * input field of the type. Immutable.
 */
public final class Words {
    private static final Pattern ITEM = Pattern.compile("- `(\\w+)`: (.*)");

    private final String source;
    private final Map<String, String> words;

    private Words(String source, Map<String, String> words) {
        this.source = source;
        this.words = Collections.unmodifiableMap(words);
    }

    /**
     * Reads the words of a folder.
     *
     * @param folder has files that end in {@code .md}; other files count for nothing
     * @return the words
     * @throws IOException if a file cannot be read
     * @throws DaggerException if a file has another form, or two places are about the same member
     */
    public static Words in(Path folder) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.md")) {
            for (Path file : new TreeSet<>(list(files))) {
                texts.put(file.toString(), Files.readString(file));
            }
        }
        return of("the folder \"" + folder + "\"", texts);
    }

    private static List<Path> list(Iterable<Path> files) {
        List<Path> list = new ArrayList<>();
        files.forEach(list::add);
        return list;
    }

    /**
     * Reads the words of several texts.
     *
     * @param source what they are called together, in a message
     * @param texts their names and what is in them
     */
    static Words of(String source, Map<String, String> texts) {
        Map<String, String> words = new LinkedHashMap<>();
        texts.forEach((name, text) -> new Reader(name, words).read(text));
        return new Words(source, words);
    }

    /**
     * All words.
     *
     * @return by what they are about: {@code Container}, {@code Container.from}, {@code Container.from(address)}, {@code
     *     ReturnType.ANY}; in the order of the files
     */
    public Map<String, String> all() {
        return words;
    }

    /** The words about a member, or an empty text. */
    String about(String member) {
        return words.getOrDefault(member, "");
    }

    /** As for a terminal, which shows no code in another form. */
    static String plain(String words) {
        return words.replace("`", "");
    }

    /**
     * The model with these words as its descriptions.
     *
     * @throws DaggerException if a member has none, or only words that say its name once more
     */
    Model describe(Model model) {
        List<String> lacking = new ArrayList<>();
        Model described = change(model, member -> facts -> {
            String about = about(member);
            if (about.isEmpty() || isOnlyName(member, about)) {
                lacking.add(member);
            }
            return about;
        });
        if (!lacking.isEmpty()) {
            throw new DaggerException("Cannot describe \"" + lacking.get(0) + "\""
                    + (lacking.size() > 1 ? " and " + (lacking.size() - 1) + " more" : "")
                    + ": expected words about it in " + source + ", which say more than its name; "
                    + place(lacking.get(0)) + ".");
        }
        return described;
    }

    /** The model with these words, for a terminal, wherever it has no description of its own. */
    Model fill(Model model) {
        return change(
                model, member -> facts -> facts.description().isEmpty() ? plain(about(member)) : facts.description());
    }

    /** Where a person is to write the words. */
    private static String place(String member) {
        int dot = member.indexOf('.');
        int open = member.indexOf('(');
        return dot < 0
                ? "write a section \"## " + member + "\""
                : open < 0
                        ? "write a section \"### " + member.substring(dot + 1) + "\", or for a value or an input field"
                                + " an item \"- `" + member.substring(dot + 1) + "`: ...\", below \"## "
                                + member.substring(0, dot) + "\""
                        : "write an item \"- `" + member.substring(open + 1, member.length() - 1)
                                + "`: ...\" below \"### " + member.substring(dot + 1, open) + "\" of \"## "
                                + member.substring(0, dot) + "\"";
    }

    /** Whether a description says nothing but a member's own name, with or without its type's and an article. */
    static boolean isOnlyName(String member, String words) {
        String last = member.replaceAll("\\)$", "").replaceAll(".*[.(]", "");
        String others = "the|a|an|of|its|this|value|field|argument|type|" + member.replaceAll("[.(].*", "");
        String said = letters(words.replaceAll("(?i)\\b(" + others + ")\\b", ""));
        return said.isEmpty() || said.equals(letters(last)) || said.equals(letters(member));
    }

    private static String letters(String text) {
        return text.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }

    private static Model change(Model model, Function<String, Function<Facts, String>> of) {
        List<Type> types = new ArrayList<>();
        for (Type type : model.types()) {
            String name = type.name();
            List<Field> fields = new ArrayList<>();
            for (Field field : type.fields()) {
                String place = name + "." + field.name();
                fields.add(new Field(
                        field.name(),
                        field.as(),
                        with(field.facts(), of.apply(place)),
                        field.value(),
                        field.nullable(),
                        field.signature(),
                        arguments(field.arguments(), argument -> of.apply(place + "(" + argument + ")"))));
            }
            List<Constant> constants = type.constants().stream()
                    .map(value -> new Constant(value.name(), with(value.facts(), of.apply(name + "." + value.name()))))
                    .toList();
            types.add(new Type(
                    type.kind(),
                    name,
                    with(type.facts(), of.apply(name)),
                    fields,
                    arguments(type.inputs(), input -> of.apply(name + "." + input)),
                    constants,
                    type.possible()));
        }
        return new Model(model.root(), model.engines(), types);
    }

    private static List<Argument> arguments(List<Argument> all, Function<String, Function<Facts, String>> of) {
        return all.stream()
                .map(one -> new Argument(
                        one.name(),
                        with(one.facts(), of.apply(one.name())),
                        one.value(),
                        one.required(),
                        one.signature(),
                        one.defaultValue()))
                .toList();
    }

    private static Facts with(Facts facts, Function<Facts, String> description) {
        return new Facts(description.apply(facts), facts.deprecated(), facts.experimental(), facts.engines());
    }

    /** Reads one text. */
    private static final class Reader {
        private final String name;
        private final Map<String, String> words;
        private String type;
        private String field;
        private String member;

        Reader(String name, Map<String, String> words) {
            this.name = name;
            this.words = words;
        }

        void read(String text) {
            for (String line : text.split("\\R")) {
                Matcher item = ITEM.matcher(line);
                if (line.startsWith("### ") && type != null) {
                    field = type + "." + line.substring(4).strip();
                    begin(field);
                } else if (line.startsWith("## ")) {
                    type = line.substring(3).strip();
                    field = null;
                    begin(type);
                } else if (item.matches() && member != null) {
                    begin(field == null ? type + "." + item.group(1) : field + "(" + item.group(1) + ")");
                    more(item.group(2));
                } else if (line.startsWith("#") || line.startsWith("-")) {
                    if (!line.startsWith("# ") || member != null) {
                        throw wrong("the line \"" + line + "\" is neither \"## TYPE\", \"### FIELD\" nor"
                                + " \"- `NAME`: WORDS\"");
                    }
                } else if (member != null && !line.isBlank()) {
                    more(line.strip());
                }
            }
        }

        private void begin(String about) {
            member = about;
            if (words.putIfAbsent(about, "") != null) {
                throw wrong("\"" + about + "\" has words already, here or in another file");
            }
        }

        private void more(String line) {
            words.merge(member, line, (before, after) -> before.isEmpty() ? after : before + " " + after);
        }

        private DaggerException wrong(String why) {
            return new DaggerException("Cannot read the words of \"" + name + "\": " + why + ".");
        }
    }
}
