package daggerkit.codegen;

import daggerkit.codegen.Model.Argument;
import daggerkit.codegen.Model.Constant;
import daggerkit.codegen.Model.Facts;
import daggerkit.codegen.Model.Field;
import daggerkit.codegen.Model.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.function.Function;

/** Merges the schemas of several engines into one: what any of them has, in the order of the newest. */
final class Merger {
    /**
     * The fields that changed type, and the method of their older form; the newer form has the field's own name.
     * GitRepository.commit gave a GitRef before 1.0 and gives a GitCommit since. LLM.step gave the ID of the stepped LLM,
     * so that it ran at once, and gives that LLM since, so that it runs when something of it is read.
     */
    private static final Map<String, String> OLDER_FORMS =
            Map.of("GitRepository.commit", "commitRef", "LLM.step", "stepSync");

    private final Consumer<String> skipped;

    private Merger(Consumer<String> skipped) {
        this.skipped = skipped;
    }

    /**
     * Merges.
     *
     * @param models one for each engine, in any order
     * @param skipped takes a sentence for each thing that is left out, because two engines disagree about it
     */
    static Model merge(List<Model> models, Consumer<String> skipped) {
        List<Model> newestFirst = new ArrayList<>(models);
        newestFirst.sort(
                (a, b) -> Versions.ORDER.compare(b.engines().last(), a.engines().last()));
        Merger merger = new Merger(skipped);
        List<Type> types = new ArrayList<>();
        group(newestFirst, Model::types, Type::name).forEach(forms -> types.add(merger.type(forms)));
        SortedSet<String> engines = Model.versions();
        models.forEach(model -> engines.addAll(model.engines()));
        return new Model(newestFirst.get(0).root(), engines, types);
    }

    private Type type(List<Type> forms) {
        List<Type> same = agreeing(forms, Type::kind, Type::facts, forms.get(0).name());
        List<Field> fields = new ArrayList<>();
        for (List<Field> field : group(same, Type::fields, Field::name)) {
            field(same.get(0).name() + "." + field.get(0).name(), field, fields);
        }
        return new Type(
                same.get(0).kind(),
                same.get(0).name(),
                facts(same, Type::facts),
                fields,
                arguments(same.get(0).name(), same, Type::inputs),
                constants(same, Type::constants),
                constants(same, Type::possible));
    }

    private void field(String place, List<Field> forms, List<Field> fields) {
        List<Field> newer = new ArrayList<>();
        List<Field> older = new ArrayList<>();
        forms.forEach(form -> (form.value().equals(forms.get(0).value()) ? newer : older).add(form));
        fields.add(merged(place, newer, null));
        if (!older.isEmpty() && OLDER_FORMS.containsKey(place)) {
            fields.add(merged(place, agreeing(older, Field::value, Field::facts, place), OLDER_FORMS.get(place)));
        } else {
            agreeing(forms, Field::value, Field::facts, place);
        }
    }

    private Field merged(String place, List<Field> forms, String as) {
        Field newest = forms.get(0);
        return new Field(
                newest.name(),
                as,
                facts(forms, Field::facts),
                newest.value(),
                forms.stream().anyMatch(Field::nullable),
                newest.signature(),
                arguments(place, forms, Field::arguments));
    }

    /** What not every engine requires is optional. */
    private <O> List<Argument> arguments(String place, List<O> owners, Function<O, List<Argument>> of) {
        List<Argument> arguments = new ArrayList<>();
        for (List<Argument> forms : group(owners, of, Argument::name)) {
            Argument newest = forms.get(0);
            List<Argument> same = agreeing(forms, Argument::value, Argument::facts, place + "." + newest.name());
            boolean required = same.size() == owners.size() && same.stream().allMatch(Argument::required);
            arguments.add(new Argument(
                    newest.name(),
                    facts(same, Argument::facts),
                    newest.value(),
                    required,
                    newest.signature(),
                    newest.defaultValue()));
        }
        return arguments;
    }

    private static <O> List<Constant> constants(List<O> owners, Function<O, List<Constant>> of) {
        List<Constant> constants = new ArrayList<>();
        for (List<Constant> forms : group(owners, of, Constant::name)) {
            constants.add(new Constant(forms.get(0).name(), facts(forms, Constant::facts)));
        }
        return constants;
    }

    /** Those that are as the newest; the others are left out, since no Java member can be both. */
    private <T> List<T> agreeing(List<T> forms, Function<T, ?> by, Function<T, Facts> facts, String place) {
        List<T> same = new ArrayList<>();
        for (T form : forms) {
            if (Objects.equals(by.apply(form), by.apply(forms.get(0)))) {
                same.add(form);
            } else {
                skipped.accept(
                        "\"" + place + "\" of " + facts.apply(form).engines().first() + " has another type than in "
                                + facts.apply(forms.get(0)).engines().last());
            }
        }
        return same;
    }

    /** The members of all owners by their names; within a name, the newest first. */
    private static <O, M> Iterable<List<M>> group(List<O> owners, Function<O, List<M>> of, Function<M, String> name) {
        Map<String, List<M>> members = new LinkedHashMap<>();
        for (O owner : owners) {
            of.apply(owner).forEach(member -> members.computeIfAbsent(name.apply(member), key -> new ArrayList<>())
                    .add(member));
        }
        return members.values();
    }

    private static <T> Facts facts(List<T> forms, Function<T, Facts> of) {
        Facts newest = of.apply(forms.get(0));
        SortedSet<String> engines = Model.versions();
        boolean deprecated = true;
        for (T form : forms) {
            engines.addAll(of.apply(form).engines());
            deprecated &= of.apply(form).deprecated() != null;
        }
        return new Facts(newest.description(), deprecated ? newest.deprecated() : null, newest.experimental(), engines);
    }
}
