package daggerkit.codegen;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.DaggerClient;
import daggerkit.codegen.Model.Field;
import daggerkit.codegen.Model.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How the typed API differs from a session's engine. A field is written {@code Container.stdout}, an argument of a field
 * that both have {@code Container.withExec(args)}. Immutable.
 *
 * @param engine the engine's version
 * @param shared how many fields both have
 * @param lacking what the engine lacks although the API does not say so: all that it lacks, of an unknown engine
 * @param foreign what the engine lacks as the API says
 * @param more what the engine has and the API lacks
 */
public record Difference(String engine, int shared, List<String> lacking, List<String> foreign, List<String> more) {
    /**
     * Asks the engine for the names of its schema. The schemas of the API have to be on the class path.
     *
     * @param dag the client
     * @param version the engine's version, as it gives it
     * @return the difference
     * @throws daggerkit.DaggerException if the engine does not answer
     */
    public static Difference of(DaggerClient dag, String version) {
        String engine = Versions.in(version);
        return of(BuiltIn.merged(), engine == null ? version : engine, Introspection.names(dag));
    }

    /** Compares with the names that {@link Introspection#names} gives. */
    static Difference of(Model api, String engine, JsonNode types) {
        boolean known = api.engines().contains(engine);
        Map<String, Set<String>> ours = ours(api);
        Set<String> theirs = theirs(types, api.root());
        List<String> lacking = new ArrayList<>();
        List<String> foreign = new ArrayList<>();
        int shared = 0;
        for (Map.Entry<String, Set<String>> member : ours.entrySet()) {
            if (theirs.contains(member.getKey())) {
                shared += isField(member.getKey()) ? 1 : 0;
            } else if (isNews(member.getKey(), theirs)) {
                (known && !member.getValue().contains(engine) ? foreign : lacking).add(member.getKey());
            }
        }
        List<String> more = theirs.stream()
                .filter(member -> !ours.containsKey(member) && isNews(member, ours.keySet()))
                .toList();
        return new Difference(engine, shared, List.copyOf(lacking), List.copyOf(foreign), more);
    }

    /** The engines of each member; a field that changed its type is in the model twice. */
    private static Map<String, Set<String>> ours(Model api) {
        Map<String, Set<String>> members = new TreeMap<>();
        for (Type type : api.types()) {
            for (Field field : type.fields()) {
                String place = type.name() + "." + field.name();
                members.computeIfAbsent(place, key -> new TreeSet<>())
                        .addAll(field.facts().engines());
                field.arguments().forEach(argument -> members.computeIfAbsent(
                                place + "(" + argument.name() + ")", key -> new TreeSet<>())
                        .addAll(argument.facts().engines()));
            }
        }
        return members;
    }

    private static Set<String> theirs(JsonNode types, String root) {
        Set<String> members = new TreeSet<>();
        for (JsonNode type : types) {
            String name = type.path("name").asText();
            for (JsonNode field : type.path("fields")) {
                String place = name + "." + field.path("name").asText();
                // Every object has its ID, which the API has in a class above.
                boolean isId = place.endsWith(".id") && !name.equals(root);
                boolean isIntrospection =
                        name.startsWith("__") || field.path("name").asText().startsWith("__");
                if (!isId && !isIntrospection) {
                    members.add(place);
                    field.path("args")
                            .forEach(argument -> members.add(
                                    place + "(" + argument.path("name").asText() + ")"));
                }
            }
        }
        return members;
    }

    private static boolean isField(String member) {
        return member.indexOf('(') < 0;
    }

    /** Whether a member that the others lack is a field, or an argument whose field they do have. */
    private static boolean isNews(String member, Collection<String> others) {
        return isField(member) || others.contains(member.substring(0, member.indexOf('(')));
    }
}
