package daggerkit.codegen;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes what the library has once for each number of values, since Java has no list of type parameters: the functions
 * of three and more values, {@code Leaf.of}, {@code fetch} and {@code fetchEach}. The file depends on no schema.
 */
final class AritiesWriter {
    private static final List<String> IMPORTS =
            List.of("java.util.List", "java.util.function.BiFunction", "java.util.function.Function");
    private static final int MOST = 8;
    private static final String[] TYPES = {"A", "B", "C", "D", "E", "F", "G", "H"};
    /** Where {@code E} is the type of the elements. */
    private static final String[] TYPES_OF_ELEMENTS = {"A", "B", "C", "D", "V", "F", "G", "H"};

    private static final String[] ORDER = {"first", "second"};

    private final JavaText text = new JavaText();

    private AritiesWriter() {}

    static String write() {
        return new AritiesWriter().file();
    }

    private String file() {
        text.javadoc(List.of("What there is once for each number of values, from 2 to " + MOST
                + ": {@link Leaf#of}, {@code fetch} and {@code fetchEach}, which every object has, and the functions"
                + " that they take. All are used by those names; this class has none of its own."));
        text.open("public final class Arities");
        text.line("private Arities() {}");
        for (int count = 3; count <= MOST; count++) {
            function(count);
        }
        text.gap();
        text.javadoc(List.of("What {@link Leaf} puts together. Static and thread-safe."));
        text.open("public abstract static class OfLeaves");
        text.line("OfLeaves() {}");
        for (int count = 2; count <= MOST; count++) {
            of(count);
        }
        text.close();
        text.gap();
        text.javadoc(List.of(
                "What {@link Leaves} fetches of an object. Thread-safe as far as the paths are.",
                "@param <S> the object's own type"));
        text.open("public interface OfObject<S>");
        text.javadoc(List.of("See {@link Leaves#leaf}."));
        text.line("<T> Leaf<T> leaf(Function<? super S, ? extends T> path);");
        text.gap();
        text.javadoc(List.of("See {@link Leaves#each}."));
        text.method(
                "<E extends ApiObject<E>, T> Leaf<List<T>> each",
                List.of(
                        "Function<? super S, ? extends List<E>> list",
                        "Function<? super E, ? extends Leaf<T>> element"),
                ";");
        for (int count = 2; count <= MOST; count++) {
            fetch(count);
        }
        for (int count = 2; count <= MOST; count++) {
            fetchEach(count);
        }
        text.close();
        text.close();
        return ApiWriter.file("daggerkit", IMPORTS, text.toString());
    }

    private void function(int count) {
        text.gap();
        text.javadoc(List.of("A function of " + count + " values, such as a record's constructor."));
        text.line("@FunctionalInterface");
        text.open("public interface Of" + count + "<" + String.join(", ", types(TYPES, count)) + ", R>");
        text.javadoc(List.of("Makes one value of all."));
        text.line("R apply(" + each(count, i -> TYPES[i] + " " + name(i)) + ");");
        text.close();
    }

    private void of(int count) {
        text.gap();
        List<String> doc = new ArrayList<>(List.of("Puts leaves together."));
        doc.addAll(List.of(
                "@param a a leaf",
                "@param b another",
                "@param combine makes the value of both values; a path as every other"));
        text.javadoc(
                count == 2 ? tags(doc, "value", TYPES) : same("of(Leaf, Leaf, BiFunction)", "of", count, "leaves"));
        List<String> parameters = new ArrayList<>();
        IntStream.range(0, count).forEach(i -> parameters.add("Leaf<? extends " + TYPES[i] + "> " + name(i)));
        parameters.add(combine(count, TYPES));
        text.method("public static <" + String.join(", ", types(TYPES, count)) + ", R> Leaf<R> of", parameters, " {");
        text.line("List<Leaf<?>> parts = List.of(" + each(count, AritiesWriter::name) + ");");
        text.call("return Leaf.of(", "parts, v -> combine.apply(" + each(count, i -> "v.at(" + i + ")") + "));");
        text.close();
    }

    private void fetch(int count) {
        text.gap();
        List<String> doc = new ArrayList<>(List.of("Reads two values in one request."));
        doc.addAll(List.of(
                "@param a the path of the first",
                "@param b the path of the second",
                "@param combine makes the result of both values, such as a record's constructor"));
        text.javadoc(
                count == 2
                        ? tags(doc, "result", TYPES)
                        : same("fetch(Function, Function, BiFunction)", "for", count, "values"));
        text.method(
                "default <" + String.join(", ", types(TYPES, count)) + ", R> R fetch", paths(count, "S", TYPES), " {");
        text.line("Leaf<R> all = Leaf.of(" + each(count, i -> "leaf(" + name(i) + ")") + ", combine);");
        text.line("return all.fetch(this);");
        text.close();
    }

    private void fetchEach(int count) {
        text.gap();
        List<String> doc = new ArrayList<>(List.of("Reads two values of each object of a list, all in one request."));
        doc.addAll(List.of(
                "@param list the list",
                "@param a the path of the first value",
                "@param b the path of the second value",
                "@param combine makes the result of one element",
                "@param <E> the type of the elements",
                "@param <A> the type of the first value",
                "@param <B> the type of the second value",
                "@param <R> the type of one result",
                "@return an unmodifiable list in the order of the elements"));
        text.javadoc(
                count == 2
                        ? doc
                        : same("fetchEach(Function, Function, Function, BiFunction)", "for", count, "values of each"));
        List<String> parameters = new ArrayList<>(List.of("Function<? super S, ? extends List<E>> list"));
        parameters.addAll(paths(count, "E", TYPES_OF_ELEMENTS));
        text.method(
                "default <E extends ApiObject<E>, " + String.join(", ", types(TYPES_OF_ELEMENTS, count))
                        + ", R> List<R> fetchEach",
                parameters,
                " {");
        text.assignedCall(
                "Function<E, Leaf<R>> element =",
                "of -> Leaf.of(",
                each(count, i -> "of.leaf(" + name(i) + ")") + ", combine);");
        text.line("Leaf<List<R>> all = each(list, element);");
        text.line("return all.fetch(this);");
        text.close();
    }

    private static List<String> paths(int count, String of, String[] types) {
        List<String> parameters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parameters.add("Function<? super " + of + ", ? extends " + types[i] + "> " + name(i));
        }
        parameters.add(combine(count, types));
        return parameters;
    }

    private static String combine(int count, String[] types) {
        return (count == 2 ? "BiFunction" : "Of" + count) + "<" + each(count, i -> "? super " + types[i])
                + ", ? extends R> combine";
    }

    private static List<String> tags(List<String> doc, String result, String[] types) {
        for (int i = 0; i < ORDER.length; i++) {
            doc.add("@param <" + types[i] + "> the type of the " + ORDER[i] + " value");
        }
        doc.add("@param <R> the type of the " + result);
        doc.add(result.equals("value") ? "@return a leaf of the combined value" : "@return the result");
        return doc;
    }

    private static List<String> same(String method, String word, int count, String what) {
        return List.of("As {@link #" + method + "}, " + word + " " + count + " " + what + ".");
    }

    private static List<String> types(String[] types, int count) {
        return List.of(types).subList(0, count);
    }

    private static String name(int index) {
        return TYPES[index].toLowerCase(java.util.Locale.ROOT);
    }

    private static String each(int count, IntFunction<String> part) {
        return IntStream.range(0, count).mapToObj(part).collect(Collectors.joining(", "));
    }
}
