package daggerkit.codegen;

import daggerkit.codegen.Model.Facts;
import daggerkit.codegen.Model.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Searches the names of a model, and its descriptions. Stateless. */
final class Search {
    private Search() {}

    /**
     * Something with a name.
     *
     * @param kind type, field, argument, input field or enum value
     * @param name with what it belongs to: {@code Container}, {@code Container.withExec(args)}, {@code ReturnType.ANY}
     * @param sentence what of its description has the word, or null if its name has it
     */
    record Match(String kind, String name, Facts facts, String sentence) {}

    static List<Match> in(Model model, String word) {
        Matcher isIt = new Matcher(matcher(word), said(word));
        List<Match> matches = new ArrayList<>();
        for (Type type : model.types()) {
            add(isIt, "type", type.name(), type.name(), type.facts(), matches);
            type.constants().stream()
                    .filter(constant -> type.kind() == Model.Kind.ENUM)
                    .forEach(constant -> add(
                            isIt,
                            "enum value",
                            constant.name(),
                            type.name() + "." + constant.name(),
                            constant.facts(),
                            matches));
            type.inputs()
                    .forEach(field -> add(
                            isIt,
                            "input field",
                            field.name(),
                            type.name() + "." + field.name(),
                            field.facts(),
                            matches));
            type.fields().forEach(field -> {
                String place = type.name() + "." + field.name();
                if (field.as() == null) {
                    add(isIt, "field", field.name(), place, field.facts(), matches);
                    field.arguments()
                            .forEach(argument -> add(
                                    isIt,
                                    "argument",
                                    argument.name(),
                                    place + "(" + argument.name() + ")",
                                    argument.facts(),
                                    matches));
                }
            });
        }
        List<Match> ordered = new ArrayList<>(matches);
        ordered.sort(Comparator.comparing(match -> match.sentence() != null)); // Names first.
        return ordered;
    }

    private record Matcher(Predicate<String> name, Pattern said) {}

    private static void add(Matcher isIt, String kind, String name, String place, Facts facts, List<Match> matches) {
        if (isIt.name().test(name)) {
            matches.add(new Match(kind, place, facts, null));
            return;
        }
        Arrays.stream(facts.description().strip().split("(?<=[.!?])\\s+(?=[A-Z])|\n\\s*\n"))
                .filter(sentence -> isIt.said().matcher(sentence).find())
                .findFirst()
                .ifPresent(sentence -> matches.add(new Match(kind, place, facts, sentence.replaceAll("\\s+", " "))));
    }

    /** The beginning of a word, or of several one after the other, in a description. */
    private static Pattern said(String word) {
        String words = Arrays.stream(word.strip().split("\\s+"))
                .map(Pattern::quote)
                .collect(java.util.stream.Collectors.joining("\\s+"));
        return Pattern.compile("(?<!\\w)" + words, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /** A part of a name; or, if the word has a capital behind its first letter, the beginnings of a name's words. */
    private static Predicate<String> matcher(String word) {
        String small = word.toLowerCase(Locale.ROOT);
        Predicate<String> part = name -> name.toLowerCase(Locale.ROOT).contains(small);
        if (word.isEmpty() || word.substring(1).equals(word.substring(1).toLowerCase(Locale.ROOT))) {
            return part;
        }
        // A word that begins with a capital may begin at any of a name's words.
        StringBuilder humps = new StringBuilder(Character.isUpperCase(word.charAt(0)) ? "" : "^");
        for (String hump : word.split("(?=[A-Z])")) {
            humps.append(Pattern.quote(hump)).append("[a-z0-9_]*");
        }
        Pattern pattern = Pattern.compile(humps.toString());
        return part.or(name -> pattern.matcher(name).find());
    }
}
