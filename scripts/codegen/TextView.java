package daggerkit.codegen;

import daggerkit.codegen.Lookup.Place;
import daggerkit.codegen.Model.Argument;
import daggerkit.codegen.Model.Constant;
import daggerkit.codegen.Model.Facts;
import daggerkit.codegen.Model.Field;
import daggerkit.codegen.Model.Kind;
import daggerkit.codegen.Model.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/** Answers for a person. Immutable. */
final class TextView implements Lookup.View {
    private static final int WIDEST = 100;

    private final Facets facets;

    TextView(Facets facets) {
        this.facets = facets;
    }

    @Override
    public String types(List<Type> types) {
        List<String[]> rows = new ArrayList<>();
        for (Type type : types) {
            String members = type.kind() == Kind.ENUM ? " values" : " fields";
            rows.add(new String[] {type.name(), Facets.kind(type), Facets.size(type) + members, notes(type.facts())});
        }
        return table("", rows, List.of());
    }

    @Override
    public String type(Type type) {
        StringBuilder text = new StringBuilder(type.name() + ": " + Facets.kind(type));
        String java = facets.java(type);
        text.append(java == null ? "\n" : ", in Java " + java + "\n");
        about(type.facts(), true, text);
        if (!type.possible().isEmpty()) {
            String all = String.join(
                    ", ", type.possible().stream().map(Constant::name).toList());
            wrap("  ", "is one of " + all, text);
        }
        text.append('\n');
        for (Field field : type.fields()) {
            member(text, field.facts(), ObjectWriter.signature(field));
        }
        for (Argument field : type.inputs()) {
            member(text, field.facts(), ObjectWriter.signature(field), field.required() ? "required" : "optional");
        }
        if (type.kind() == Kind.ENUM) {
            type.constants().forEach(value -> member(text, value.facts(), value.name()));
        }
        return text.toString();
    }

    /**
     * A member on a line, and below it the first sentence about it. Long signatures would push the notes of all others to
     * the right, so each line is on its own.
     */
    private void member(StringBuilder text, Facts facts, String... columns) {
        text.append("  ").append(String.join("  ", columns));
        String notes = notes(facts);
        text.append(notes.isEmpty() ? "\n" : "  " + notes + "\n");
        String first = firstSentence(facts.description());
        if (!first.isEmpty()) {
            wrap("      ", first, text);
        }
    }

    private static String firstSentence(String description) {
        return description.strip().split("(?<=[.!?])\\s+(?=[A-Z])|\n\\s*\n", 2)[0];
    }

    @Override
    public String field(Place place) {
        StringBuilder text = new StringBuilder();
        for (Field field : place.forms()) {
            text.append(text.length() == 0 ? "" : "\n");
            field(place.type(), field, text);
        }
        return text.toString();
    }

    private void field(Type type, Field field, StringBuilder text) {
        List<String> arguments =
                field.arguments().stream().map(ObjectWriter::signature).toList();
        String head = type.name() + "." + field.name();
        String list = arguments.isEmpty() ? "" : "(" + String.join(", ", arguments) + ")";
        String whole = head + list + ": " + field.signature();
        text.append(whole.length() <= WIDEST ? whole : type.name() + "." + ObjectWriter.signature(field))
                .append('\n');
        about(field.facts(), false, text);
        if (!arguments.isEmpty()) {
            text.append("\n  arguments\n");
            List<String[]> rows = new ArrayList<>();
            for (Argument argument : field.arguments()) {
                String value = argument.defaultValue() == null ? "" : "= " + argument.defaultValue();
                String object = Facets.object(argument.value());
                String isA = object == null ? "" : "(ID of " + object + ")";
                rows.add(new String[] {
                    argument.name(),
                    argument.signature(),
                    argument.required() ? "required" : "optional",
                    (value + " " + isA + " "
                                    + notes(argument.facts(), field.facts().engines()))
                            .strip()
                            .replaceAll(" +", " ")
                });
            }
            List<String> words = field.arguments().stream()
                    .map(argument -> argument.facts().description())
                    .toList();
            text.append(table("    ", rows, words));
        }
        engines(type, field, text);
        java(type, field, text);
    }

    private void engines(Type type, Field field, StringBuilder text) {
        text.append("\n  engines\n    ").append(facets.words(field.facts()));
        if (facets.isSession()) {
            List<String> known = facets.engines(type, field);
            text.append(" (the session's); the typed API knows it of ");
            text.append(known.isEmpty() ? "none" : String.join(", ", known));
        }
        text.append('\n');
    }

    private void java(Type type, Field field, StringBuilder text) {
        List<String> methods = facets.methods(type, field);
        text.append("\n  Java\n");
        if (methods.isEmpty()) {
            text.append("    not in the typed API: ")
                    .append(Facets.untyped(type, field))
                    .append(" of a Selection\n");
            return;
        }
        methods.forEach(method -> text.append("    ").append(method).append('\n'));
        List<String> options = facets.options(type, field);
        if (!options.isEmpty()) {
            wrap("    ", "  ", "options: " + String.join(", ", options), text);
        }
        text.append("    example: ").append(facets.example(type, field)).append(";\n");
    }

    @Override
    public String places(List<Place> places) {
        StringBuilder text = new StringBuilder();
        for (Place place : places) {
            for (Field field : place.forms()) {
                text.append(place.type().name()).append('.').append(ObjectWriter.signature(field));
                String notes = notes(field.facts());
                text.append(notes.isEmpty() ? "\n" : "  " + notes + "\n");
            }
        }
        return text.toString();
    }

    @Override
    public String scalar(String name, String java, String words) {
        StringBuilder text = new StringBuilder(name + ": scalar\n\n");
        wrap("  ", words, text);
        return text.append("\n  Java\n    ").append(java).append('\n').toString();
    }

    @Override
    public String matches(List<Search.Match> matches) {
        List<String[]> rows = new ArrayList<>();
        matches.forEach(match -> rows.add(new String[] {match.kind(), match.name(), notes(match.facts())}));
        return table(
                "",
                rows,
                matches.stream()
                        .map(match -> match.sentence() == null ? "" : match.sentence())
                        .toList());
    }

    /** What is not as usual: the engines, if not all have it; deprecated; experimental. */
    private String notes(Facts facts) {
        return notes(facts, facets.model().engines());
    }

    private static String notes(Facts facts, SortedSet<String> usual) {
        List<String> notes = new ArrayList<>();
        if (!facts.engines().equals(usual)) {
            notes.add(String.join(", ", facts.engines()));
        }
        if (facts.deprecated() != null) {
            notes.add("deprecated");
        }
        if (facts.experimental()) {
            notes.add("experimental");
        }
        return notes.isEmpty() ? "" : "[" + String.join("; ", notes) + "]";
    }

    private void about(Facts facts, boolean withEngines, StringBuilder text) {
        if (facts.deprecated() != null) {
            wrap("  ", "deprecated" + (facts.deprecated().isBlank() ? "" : ": " + facts.deprecated()), text);
        }
        if (facts.experimental()) {
            text.append("  experimental\n");
        }
        if (withEngines && !facets.isEverywhere(facts)) {
            text.append("  engines ").append(facets.words(facts)).append('\n');
        }
        if (!facts.description().isEmpty()) {
            text.append('\n');
            for (String paragraph : facts.description().split("\n\\s*\n")) {
                wrap("  ", paragraph, text);
            }
        }
    }

    private static void wrap(String indent, String paragraph, StringBuilder text) {
        wrap(indent, "", paragraph, text);
    }

    /** Words on lines behind an indent; all but the first line have more of it. */
    private static void wrap(String indent, String more, String paragraph, StringBuilder text) {
        int width = 0;
        for (String word : paragraph.strip().split("\\s+")) {
            boolean next = width > 0 && width + 1 + word.length() > WIDEST;
            String gap = width == 0 ? indent : next ? "\n" + indent + more : " ";
            text.append(gap).append(word);
            width = (next ? gap.length() - 1 : width + gap.length()) + word.length();
        }
        text.append('\n');
    }

    /** A line for each row, and its words below it, if there are some. */
    private static String table(String indent, List<String[]> rows, List<String> words) {
        int columns = rows.stream().mapToInt(row -> row.length).max().orElse(0);
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            String[] row = rows.get(r);
            StringBuilder line = new StringBuilder(indent);
            for (int i = 0; i < row.length; i++) {
                line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
            if (r < words.size() && !words.get(r).isEmpty()) {
                wrap(indent + "    ", words.get(r), text);
            }
        }
        return text.toString();
    }
}
