package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import graphql.language.AstPrinter;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.Node;
import graphql.language.OperationDefinition;
import graphql.parser.Parser;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import graphql.validation.ValidationError;
import graphql.validation.Validator;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls every method of {@link Api} for one engine and validates the query against that engine's schema. A method that
 * only adds a step is followed by {@code id}; one that sends gets an error as its answer, which has the query.
 */
final class ApiCalls implements AutoCloseable {
    private final String version;
    private final GraphQLSchema schema;
    private final ApiEngine engine = new ApiEngine(query -> "{\"errors\":[{\"message\":\"only looked at\"}]}");
    private final Api.Client dag = engine.connect();
    private final ApiValues values;
    private final AtomicInteger fields = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private final List<String> queries = new ArrayList<>();

    ApiCalls(String version) throws IOException {
        this.version = version;
        this.values = new ApiValues(dag, version);
        String sdl = Files.readString(Run.root().resolve("lib/schema/schema-" + version + ".graphql"));
        schema = UnExecutableSchemaGenerator.makeUnExecutableSchema(new SchemaParser().parse(sdl));
    }

    /** The texts of all queries so far, but for those with a secret, which travels beside them. */
    List<String> queries() {
        return queries.stream().filter(query -> !query.startsWith("query(")).toList();
    }

    int fields() {
        return fields.get();
    }

    int calls() {
        return calls.get();
    }

    void checkType(JsonNode type) throws Exception {
        String name = type.path("name").asText();
        Class<?> java = ApiTest.type(name);
        assertNotNull(java, name);
        for (JsonNode field : type.path("fields")) {
            fields.incrementAndGet();
            if (field.path("name").asText().equals("id") && ApiObject.class.isAssignableFrom(java)) {
                validate(query(java.getMethod("id"), object(java, name), List.of()), field, false);
                continue;
            }
            checkField(java, name, field);
        }
        for (JsonNode possible : type.path("possibleTypes")) {
            Method narrow = java.getMethod("as" + possible.path("name").asText());
            assertEquals(List.of(), errors(query(narrow, object(java, name), List.of())));
        }
    }

    private void checkField(Class<?> java, String type, JsonNode field) throws Exception {
        String place = type + "." + field.path("name").asText();
        List<Method> methods = ApiTest.methods(java, field.path("name").asText(), version);
        assertFalse(methods.isEmpty(), place);
        boolean hasOptions = false;
        for (JsonNode argument : field.path("args")) {
            hasOptions |= !argument.at("/type/kind").asText().equals("NON_NULL");
        }
        boolean reached = false;
        for (Method method : methods) {
            values.checkResult(method, field);
            boolean withOptions = List.of(method.getParameterTypes()).contains(java.util.function.Consumer.class);
            reached |= withOptions;
            String query = query(method, object(java, type), values.arguments(method));
            validate(query, field, withOptions);
        }
        // Options may also be there for other engines only; those of this one have to be.
        assertFalse(hasOptions && !reached, place + " has no method for its options");
    }

    private Object object(Class<?> java, String type) {
        return java == Api.Client.class ? dag : values.chain(java, type);
    }

    private String query(Method method, Object target, List<Object> arguments) throws Exception {
        calls.incrementAndGet();
        Object result;
        try {
            result = method.invoke(target, arguments.toArray());
            if (result instanceof List<?>) {
                ((List<?>) result).size();
            }
        } catch (java.lang.reflect.InvocationTargetException e) {
            if (e.getCause() instanceof QueryException) {
                return ((QueryException) e.getCause()).query();
            }
            throw e;
        } catch (QueryException e) {
            return e.query();
        }
        Selection selection = result instanceof Api.Client
                ? ((Api.Client) result).select("version")
                : ((ApiObject<?>) result).selection().select("id");
        return selection.build();
    }

    /** The query is valid, and says of the field what can be said: all that is required, and all options or none. */
    private void validate(String query, JsonNode schemaField, boolean withOptions) {
        queries.add(query);
        assertEquals(List.of(), errors(query), query);
        Set<String> expected = new TreeSet<>();
        for (JsonNode argument : schemaField.path("args")) {
            if (withOptions || argument.at("/type/kind").asText().equals("NON_NULL")) {
                expected.add(argument.path("name").asText());
            }
        }
        assertEquals(expected, given(query, schemaField.path("name").asText()), query);
    }

    private List<String> errors(String query) {
        Document document = Parser.parse(query);
        return new Validator()
                .validateDocument(schema, document, Locale.ROOT).stream()
                        .map(ValidationError::getMessage)
                        .toList();
    }

    /** The arguments of the last field of that name. */
    private static Set<String> given(String query, String name) {
        Set<String> given = null;
        Node<?> node = Parser.parse(query)
                .getDefinitionsOfType(OperationDefinition.class)
                .get(0);
        while (node != null) {
            if (node instanceof Field && ((Field) node).getName().equals(name)) {
                given = new TreeSet<>();
                for (graphql.language.Argument argument : ((Field) node).getArguments()) {
                    given.add(argument.getName());
                }
            }
            graphql.language.SelectionSet set = node instanceof OperationDefinition
                    ? ((OperationDefinition) node).getSelectionSet()
                    : node instanceof Field
                            ? ((Field) node).getSelectionSet()
                            : ((graphql.language.InlineFragment) node).getSelectionSet();
            node = set == null ? null : set.getSelections().get(0);
        }
        assertNotNull(given, name + " is not in " + AstPrinter.printAst(Parser.parse(query)));
        return given;
    }

    @Override
    public void close() {
        dag.close();
        engine.close();
    }
}
