package daggerkit.codegen;

import daggerkit.codegen.Model.Facts;
import daggerkit.codegen.Model.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Searches the names of a model. Stateless. */
final class Search {
    private Search() {}

    /**
     * Something with a name.
     *
     * @param kind type, field, argument, input field or enum value
     * @param name with what it belongs to: {@code Container}, {@code Container.withExec(args)}, {@code ReturnType.ANY}
     */
    record Match(String kind, String name, Facts facts) {}

    static List<Match> in(Model model, String word) {
        Predicate<String> isIt = matcher(word);
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
        return matches;
    }

    private static void add(
            Predicate<String> isIt, String kind, String name, String place, Facts facts, List<Match> matches) {
        if (isIt.test(name)) {
            matches.add(new Match(kind, place, facts));
        }
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
