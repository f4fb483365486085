package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.schema.EngineVersion;
import graphql.introspection.Introspection;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.TypeName;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Whether data is of the shape that an engine's schema and a query give it: keys, lists, kinds of values. */
final class AnswerShape {
    final GraphQLSchema schema;
    private Document document;

    AnswerShape(EngineVersion engine) throws IOException {
        String sdl = Files.readString(Run.root().resolve("lib/schema/schema-" + engine + ".graphql"));
        schema = UnExecutableSchemaGenerator.makeUnExecutableSchema(new SchemaParser().parse(sdl));
    }

    /** Fails unless it is; an operation has to be named if there are several. */
    void check(String query, String operation, JsonNode data) {
        document = new Parser()
                .parseDocument(ParserEnvironment.newParserEnvironment()
                        .document(query)
                        .parserOptions(ParserOptions.newParserOptions()
                                .maxCharacters(Integer.MAX_VALUE)
                                .maxTokens(Integer.MAX_VALUE)
                                .maxRuleDepth(Integer.MAX_VALUE)
                                .build())
                        .build());
        OperationDefinition definition = document.getDefinitionsOfType(OperationDefinition.class).stream()
                .filter(one -> operation.isEmpty() || operation.equals(one.getName()))
                .findFirst()
                .orElseThrow();
        object(schema.getQueryType(), definition.getSelectionSet(), data, "data");
    }

    private void object(GraphQLCompositeType type, SelectionSet selections, JsonNode object, String place) {
        assertTrue(object.isObject(), place + " is " + object);
        Map<String, GraphQLCompositeType> owners = new LinkedHashMap<>();
        Map<String, Field> fields = new LinkedHashMap<>();
        collect(type, selections, object, owners, fields);
        TreeSet<String> keys = new TreeSet<>();
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            keys.add(names.next());
        }
        assertEquals(new TreeSet<>(fields.keySet()), keys, place);
        fields.forEach((key, field) -> {
            GraphQLFieldDefinition definition = definition(owners.get(key), field.getName());
            assertNotNull(definition, place + "." + field.getName());
            value(definition.getType(), field, object.get(key), place + "." + key);
        });
    }

    private void collect(
            GraphQLCompositeType type,
            SelectionSet selections,
            JsonNode object,
            Map<String, GraphQLCompositeType> owners,
            Map<String, Field> fields) {
        for (Selection<?> selection : selections.getSelections()) {
            if (selection instanceof Field) {
                fields.put(((Field) selection).getResultKey(), (Field) selection);
                owners.put(((Field) selection).getResultKey(), type);
                continue;
            }
            TypeName condition;
            SelectionSet inner;
            if (selection instanceof InlineFragment) {
                condition = ((InlineFragment) selection).getTypeCondition();
                inner = ((InlineFragment) selection).getSelectionSet();
            } else {
                FragmentDefinition fragment = document.getDefinitionsOfType(FragmentDefinition.class).stream()
                        .filter(one -> one.getName().equals(((FragmentSpread) selection).getName()))
                        .findFirst()
                        .orElseThrow();
                condition = fragment.getTypeCondition();
                inner = fragment.getSelectionSet();
            }
            GraphQLCompositeType narrowed =
                    condition == null ? type : (GraphQLCompositeType) schema.getType(condition.getName());
            // Of an interface only the data tells of which type the object is.
            boolean open = type instanceof GraphQLInterfaceType && narrowed != type;
            boolean there = inner.getSelections().stream()
                    .allMatch(one -> one instanceof Field && object.has(((Field) one).getResultKey()));
            if (!open || there) {
                collect(narrowed, inner, object, owners, fields);
            }
        }
    }

    private void value(GraphQLType type, Field field, JsonNode value, String place) {
        String scalar = GraphQLTypeUtil.simplePrint(GraphQLTypeUtil.unwrapAll(type));
        if (scalar.equals("Void")) {
            assertTrue(value.isNull(), place + " is " + value); // also where it is Void!
        } else if (GraphQLTypeUtil.isNonNull(type)) {
            assertTrue(!value.isNull(), place + " is null");
            value(GraphQLTypeUtil.unwrapOne(type), field, value, place);
        } else if (value.isNull()) {
            return;
        } else if (GraphQLTypeUtil.isList(type)) {
            assertTrue(value.isArray(), place + " is " + value);
            value.forEach(element -> value(GraphQLTypeUtil.unwrapOne(type), field, element, place + "[]"));
        } else if (type instanceof GraphQLCompositeType) {
            object((GraphQLCompositeType) type, field.getSelectionSet(), value, place);
        } else if (type instanceof GraphQLEnumType) {
            assertNotNull(((GraphQLEnumType) type).getValue(value.asText()), place + " is " + value);
        } else {
            boolean fits = List.of("Int", "Float", "Boolean").contains(scalar)
                    ? scalar.equals("Boolean") ? value.isBoolean() : value.isIntegralNumber()
                    : value.isTextual();
            assertTrue(fits, place + " is " + value + " and should be " + scalar);
        }
    }

    private GraphQLFieldDefinition definition(GraphQLCompositeType type, String name) {
        if (name.startsWith("__")) {
            return name.equals("__typename")
                    ? Introspection.TypeNameMetaFieldDef
                    : Introspection.getFieldDefinition(schema, schema.getQueryType(), name);
        }
        return ((GraphQLFieldsContainer) type).getFieldDefinition(name);
    }
}
