package daggerkit.codegen;

import daggerkit.DaggerClient;
import daggerkit.DaggerException;
import daggerkit.codegen.Model.Facts;
import daggerkit.codegen.Model.Field;
import daggerkit.codegen.Model.Kind;
import daggerkit.codegen.Model.Type;
import daggerkit.schema.Suggestions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Answers what the API has, as text or as JSON. Immutable and thread-safe. */
public final class Lookup {
    private static final Map<String, String> SCALARS = Map.of(
            "Boolean",
            "boolean",
            "Float",
            "double",
            "ID",
            "String",
            "Int",
            "long",
            "JSON",
            "String",
            "Platform",
            "String",
            "String",
            "String",
            "Void",
            "void");

    private final Model model;
    private final Words words;
    private final View view;

    private Lookup(Model model, Words words, View view) {
        this.model = model;
        this.words = words;
        this.view = view;
    }

    /** A field and the type that has it; both forms of one that changed its type. */
    record Place(Type type, List<Field> forms) {
        String name() {
            return type.name() + "." + forms.get(0).name();
        }
    }

    /**
     * What any of the engines has that the library's API is generated from. Their schemas have to be on the class path.
     *
     * @param json whether answers are JSON
     * @return the lookup
     */
    public static Lookup builtIn(boolean json) {
        Model api = withIds(BuiltIn.merged());
        return of(api, api, false, json);
    }

    /**
     * What the engine of a session has, in its own words; in the library's where it has none.
     *
     * @param dag a client of the session
     * @param json whether answers are JSON
     * @return the lookup
     * @throws DaggerException if the engine does not answer
     */
    public static Lookup of(DaggerClient dag, boolean json) {
        return of(withIds(Introspection.session(dag, skipped -> {})), withIds(BuiltIn.merged()), true, json);
    }

    private static Lookup of(Model model, Model api, boolean isSession, boolean json) {
        Words words = BuiltIn.words();
        Facets facets = new Facets(words.fill(model), words.describe(api), isSession);
        return new Lookup(facets.model(), words, json ? new JsonView(facets) : new TextView(facets));
    }

    /** Every object has its ID, which the generator leaves to a class above. */
    private static Model withIds(Model model) {
        List<Type> types = new ArrayList<>();
        for (Type type : model.types()) {
            boolean hasId = (type.kind() == Kind.OBJECT || type.kind() == Kind.INTERFACE)
                    && !type.name().equals(model.root());
            List<Field> fields = new ArrayList<>(type.fields());
            if (hasId) {
                Facts facts = new Facts("", null, false, type.facts().engines());
                fields.add(new Field("id", null, facts, new Value(Value.Sort.TEXT, "", 0), false, "ID!", List.of()));
            }
            types.add(new Type(
                    type.kind(), type.name(), type.facts(), fields, type.inputs(), type.constants(), type.possible()));
        }
        return new Model(model.root(), model.engines(), types);
    }

    /**
     * All types.
     *
     * @return the answer
     */
    public String types() {
        return view.types(model.types());
    }

    /**
     * Explains a name: a type, a field with or without its type, an enum's value or a scalar. Where no name is spelled
     * just so, capital letters do not matter.
     *
     * @param name such as {@code Container}, {@code withExec} or {@code Container.withExec}
     * @return the answer: a type; a field, if one type has it; else one line for each field of that name
     * @throws DaggerException if there is no such name; the message has the nearest ones
     */
    public String explain(String name) {
        int dot = name.indexOf('.');
        if (dot >= 0) {
            return field(name.substring(0, dot), name.substring(dot + 1));
        }
        for (Predicate<String> same : List.<Predicate<String>>of(name::equals, name::equalsIgnoreCase)) {
            List<Type> types = types(same);
            if (!types.isEmpty()) {
                return view.type(types.get(0));
            }
            List<Place> places = places(same);
            if (!places.isEmpty()) {
                return places.size() == 1 ? view.field(places.get(0)) : view.places(places);
            }
            List<Type> enums = model.types().stream()
                    .filter(type -> type.kind() == Kind.ENUM
                            && type.constants().stream().anyMatch(constant -> same.test(constant.name())))
                    .toList();
            if (!enums.isEmpty()) {
                return view.type(enums.get(0));
            }
            if (SCALARS.containsKey(name)) {
                return view.scalar(name, SCALARS.get(name), Words.plain(words.about(name)));
            }
        }
        TreeSet<String> names = new TreeSet<>();
        model.types().forEach(type -> {
            names.add(type.name());
            type.fields().forEach(field -> names.add(field.name()));
        });
        throw new DaggerException("The API has no type and no field \"" + name + "\"."
                + Suggestions.didYouMean(name, names) + more(name));
    }

    /**
     * Explains a field of a type.
     *
     * @param type the type's name; capital letters do not matter
     * @param field the field's name; capital letters do not matter
     * @return the answer
     * @throws DaggerException if there is no such type or field; the message has the nearest names
     */
    public String field(String type, String field) {
        List<Type> types = types(type::equalsIgnoreCase);
        if (types.isEmpty()) {
            throw new DaggerException("The API has no type \"" + type + "\"."
                    + Suggestions.didYouMean(
                            type, model.types().stream().map(Type::name).toList())
                    + more(type));
        }
        Type owner = types.get(0);
        for (Predicate<String> same : List.<Predicate<String>>of(field::equals, field::equalsIgnoreCase)) {
            List<Field> forms =
                    owner.fields().stream().filter(one -> same.test(one.name())).toList();
            if (!forms.isEmpty()) {
                return view.field(new Place(owner, forms));
            }
            boolean isOther = owner.constants().stream().anyMatch(one -> same.test(one.name()))
                    || owner.inputs().stream().anyMatch(one -> same.test(one.name()));
            if (isOther) {
                return view.type(owner);
            }
        }
        List<String> names = new ArrayList<>();
        owner.fields().forEach(one -> names.add(one.name()));
        owner.inputs().forEach(one -> names.add(one.name()));
        owner.constants().forEach(one -> names.add(one.name()));
        List<String> others =
                places(field::equals).stream().map(Place::name).limit(5).toList();
        String hint = Suggestions.didYouMean(field, names);
        String elsewhere = others.isEmpty() ? "" : " There is " + String.join(", ", others) + ".";
        throw new DaggerException(
                "The type \"" + owner.name() + "\" has no field \"" + field + "\"." + elsewhere + hint);
    }

    /**
     * Searches the names of types, fields, arguments and enum values, and what is said of them.
     *
     * @param word a part of a name, whatever its capitals; or the beginnings of a name's words, as in {@code wEV}; or the
     *     beginning of a word, or of several, in a description
     * @return a line for each name; then for each of the others a line with its name, and a sentence in which the word is
     * @throws DaggerException if nothing is found
     */
    public String find(String word) {
        List<Search.Match> matches = Search.in(model, word);
        if (matches.isEmpty()) {
            throw new DaggerException("The API has no name with \"" + word + "\" in it, and no description; expected a"
                    + " part of one, such as exec, or the beginnings of a name's words, such as wEV for"
                    + " withEnvVariable.");
        }
        return view.matches(matches);
    }

    /** By their own names or by those of their Java classes. */
    private List<Type> types(Predicate<String> same) {
        return model.types().stream()
                .filter(type -> same.test(type.name())
                        || same.test(type.name().equals(model.root()) ? "Client" : Names.type(type.name(), "Api")))
                .toList();
    }

    private List<Place> places(Predicate<String> same) {
        List<Place> places = new ArrayList<>();
        for (Type type : model.types()) {
            List<Field> forms = type.fields().stream()
                    .filter(field -> same.test(field.name()))
                    .toList();
            if (!forms.isEmpty()) {
                places.add(new Place(type, forms));
            }
        }
        return places;
    }

    private static String more(String word) {
        return " To search: --find " + word + ".";
    }

    /** How answers are written. */
    interface View {
        String types(List<Type> types);

        String type(Type type);

        String field(Place place);

        String places(List<Place> places);

        String scalar(String name, String java, String words);

        String matches(List<Search.Match> matches);
    }
}
