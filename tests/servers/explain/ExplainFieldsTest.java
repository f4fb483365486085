package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.schema.EngineVersion;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every field of every type of each engine that a chain leads to is answered in a shape that fits. */
class ExplainFieldsTest {
    private ExplainSession session;
    private AnswerShape shape;

    /** By the name of a type: the beginning of a query that leads to an object of it, and its end. */
    private final Map<String, String[]> chains = new LinkedHashMap<>();

    private final Map<String, String> ids = new LinkedHashMap<>();

    @ParameterizedTest
    @EnumSource
    void every_field_is_answered_in_a_shape_that_fits(EngineVersion engine) throws IOException {
        shape = new AnswerShape(engine);
        try (ExplainSession opened = new ExplainSession(engine)) {
            session = opened;
            findChains();
            assertTrue(chains.size() >= 60, chains.keySet().toString());
            int fields = 0;
            for (Map.Entry<String, String[]> chain : chains.entrySet()) {
                StringBuilder all = new StringBuilder("__typename");
                for (GraphQLFieldDefinition field : fields(chain.getKey())) {
                    boolean object = GraphQLTypeUtil.unwrapAll(field.getType()) instanceof GraphQLCompositeType;
                    all.append(" a")
                            .append(fields++)
                            .append(':')
                            .append(call(field))
                            .append(object ? "{id}" : "");
                }
                if (chain.getKey().equals("Query")) {
                    all.replace(0, "__typename".length(), ""); // the oldest engine has none at the root
                }
                String query = chain.getValue()[0] + all + chain.getValue()[1];
                JsonNode answer = session.ask(query);
                assertFalse(answer.has("errors"), () -> query + " gave " + answer.path("errors"));
                shape.check(query, "", answer.get("data"));
            }
            assertTrue(fields > 700, fields + " fields");
            assertEquals(0, session.report.notValid());
        }
    }

    /** Until there is no type more that an object of a known one gives. */
    private void findChains() {
        chains.put("Query", new String[] {"{", "}"});
        int before = 0;
        while (before < chains.size()) {
            before = chains.size();
            for (String type : List.copyOf(chains.keySet())) {
                String[] chain = chains.get(type);
                for (GraphQLFieldDefinition field : fields(type)) {
                    GraphQLType result = GraphQLTypeUtil.unwrapAll(field.getType());
                    String name = GraphQLTypeUtil.simplePrint(result);
                    if (result instanceof GraphQLCompositeType && !chains.containsKey(name)) {
                        chains.put(name, new String[] {chain[0] + call(field) + "{", "}" + chain[1]});
                    }
                }
            }
        }
    }

    /** Those that can be called: an ID of every type that has to be there can be had. */
    private List<GraphQLFieldDefinition> fields(String type) {
        return ((GraphQLFieldsContainer) shape.schema.getType(type))
                .getFieldDefinitions().stream()
                        .filter(field -> field.getArguments().stream()
                                .noneMatch(argument -> GraphQLTypeUtil.isNonNull(argument.getType())
                                        && idOf(argument) != null
                                        && !chains.containsKey(idOf(argument))))
                        .toList();
    }

    /** A field with a value for each argument that has to have one, and for those that may. */
    private String call(GraphQLFieldDefinition field) {
        String arguments = field.getArguments().stream()
                .filter(argument -> idOf(argument) == null || chains.containsKey(idOf(argument)))
                .map(argument -> argument.getName() + ":" + literal(argument, argument.getType()))
                .collect(Collectors.joining(","));
        return field.getName() + (arguments.isEmpty() ? "" : "(" + arguments + ")");
    }

    private String literal(GraphQLArgument argument, GraphQLType type) {
        if (GraphQLTypeUtil.isNonNull(type)) {
            return literal(argument, GraphQLTypeUtil.unwrapOne(type));
        } else if (GraphQLTypeUtil.isList(type)) {
            return "[" + literal(argument, GraphQLTypeUtil.unwrapOne(type)) + "]";
        } else if (type instanceof GraphQLEnumType) {
            return ((GraphQLEnumType) type).getValues().get(0).getName();
        } else if (type instanceof GraphQLInputObjectType) {
            return ((GraphQLInputObjectType) type)
                    .getFields().stream()
                            .map(field -> field.getName() + ":" + literal(argument, field.getType()))
                            .collect(Collectors.joining(",", "{", "}"));
        }
        String wanted = idOf(argument);
        return switch (GraphQLTypeUtil.simplePrint(type)) {
            case "Int" -> "1";
            case "Float" -> "1.5";
            case "Boolean" -> "true";
            default -> wanted == null ? "\"x\"" : '"' + id(wanted) + '"';
        };
    }

    /** Not by the code under test: what stands in the schema's text. */
    private String idOf(GraphQLArgument argument) {
        String scalar = GraphQLTypeUtil.simplePrint(GraphQLTypeUtil.unwrapAll(argument.getType()));
        if (scalar.equals("ID")) {
            return argument.getAppliedDirectives().isEmpty()
                    ? "Container"
                    : ""
                            + argument.getAppliedDirectives()
                                    .get(0)
                                    .getArguments()
                                    .get(0)
                                    .<Object>getValue();
        }
        return scalar.endsWith("ID") ? scalar.substring(0, scalar.length() - 2) : null;
    }

    private String id(String type) {
        return ids.computeIfAbsent(type, name -> {
            String[] chain = chains.get(name);
            JsonNode value = session.ask(chain[0] + "id" + chain[1]).path("data");
            while (!value.isTextual()) {
                value = value.elements().next();
            }
            return value.asText();
        });
    }
}
