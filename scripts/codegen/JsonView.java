package daggerkit.codegen;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import daggerkit.codegen.Lookup.Place;
import daggerkit.codegen.Model.Argument;
import daggerkit.codegen.Model.Constant;
import daggerkit.codegen.Model.Facts;
import daggerkit.codegen.Model.Field;
import daggerkit.codegen.Model.Kind;
import daggerkit.codegen.Model.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers for a program. Immutable. */
final class JsonView implements Lookup.View {
    private final Facets facets;

    JsonView(Facets facets) {
        this.facets = facets;
    }

    @Override
    public String types(List<Type> types) {
        return write(types.stream()
                .map(type -> {
                    Map<String, Object> entry = named(type.name(), Facets.kind(type));
                    entry.put("size", Facets.size(type));
                    facts(type.facts(), entry);
                    return entry;
                })
                .toList());
    }

    @Override
    public String type(Type type) {
        Map<String, Object> entry = named(type.name(), Facets.kind(type));
        entry.put("java", facets.java(type));
        facts(type.facts(), entry);
        if (type.kind() == Kind.ENUM) {
            entry.put(
                    "values", type.constants().stream().map(JsonView::constant).toList());
        } else if (type.kind() == Kind.INPUT) {
            entry.put("fields", type.inputs().stream().map(JsonView::argument).toList());
        } else {
            entry.put("fields", type.fields().stream().map(JsonView::field).toList());
            if (!type.possible().isEmpty()) {
                entry.put(
                        "possibleTypes",
                        type.possible().stream().map(Constant::name).toList());
            }
        }
        return write(entry);
    }

    @Override
    public String field(Place place) {
        return places(List.of(place));
    }

    /** A list always, so that a program reads one form. */
    @Override
    public String places(List<Place> places) {
        return write(places.stream()
                .flatMap(place -> place.forms().stream().map(field -> whole(place.type(), field)))
                .toList());
    }

    private Map<String, Object> whole(Type type, Field field) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("type", type.name());
        entry.putAll(field(field));
        Map<String, Object> java = new LinkedHashMap<>();
        java.put("methods", facets.methods(type, field));
        java.put("options", facets.options(type, field));
        java.put("example", facets.example(type, field));
        java.put("engines", facets.engines(type, field));
        entry.put("java", java);
        return entry;
    }

    private static Map<String, Object> field(Field field) {
        Map<String, Object> entry = named(field.name(), "field");
        entry.put("returns", field.signature());
        facts(field.facts(), entry);
        entry.put(
                "arguments", field.arguments().stream().map(JsonView::argument).toList());
        return entry;
    }

    private static Map<String, Object> argument(Argument argument) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", argument.name());
        entry.put("type", argument.signature());
        String object = Facets.object(argument.value());
        if (object != null) {
            entry.put("idOf", object);
        }
        entry.put("required", argument.required());
        if (argument.defaultValue() != null) {
            entry.put("default", argument.defaultValue());
        }
        facts(argument.facts(), entry);
        return entry;
    }

    private static Map<String, Object> constant(Constant constant) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", constant.name());
        facts(constant.facts(), entry);
        return entry;
    }

    @Override
    public String scalar(String name, String java, String words) {
        Map<String, Object> entry = named(name, "scalar");
        entry.put("description", words);
        entry.put("java", java);
        return write(entry);
    }

    @Override
    public String matches(List<Search.Match> matches) {
        return write(matches.stream()
                .map(match -> {
                    Map<String, Object> entry = named(match.name(), match.kind());
                    facts(match.facts(), entry);
                    return entry;
                })
                .toList());
    }

    private static Map<String, Object> named(String name, String kind) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", name);
        entry.put("kind", kind);
        return entry;
    }

    private static void facts(Facts facts, Map<String, Object> entry) {
        entry.put("engines", List.copyOf(facts.engines()));
        if (facts.deprecated() != null) {
            entry.put("deprecated", facts.deprecated());
        }
        if (facts.experimental()) {
            entry.put("experimental", true);
        }
        if (!facts.description().isEmpty()) {
            entry.put("description", facts.description());
        }
    }

    private static String write(Object value) {
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
