//JAVA 17+
//SOURCES ../server/Servers.java
//SOURCES EngineRules.java
//SOURCES EngineVersion.java
//SOURCES Introspected.java
//SOURCES Limits.java
//SOURCES Operation.java
//SOURCES QueryText.java
//SOURCES Responses.java
//SOURCES Suggestions.java
//SOURCES ValidationWords.java
//SOURCES Values.java
//SOURCES VariableRules.java
//FILES schema-v0.20.8.graphql=schema-v0.20.8.graphql
//FILES schema-v0.21.8.graphql=schema-v0.21.8.graphql
//FILES schema-v1.0.0-beta.10.graphql=schema-v1.0.0-beta.10.graphql
package daggerkit.schema;

import static graphql.validation.OperationValidationRule.ARGUMENTS_OF_CORRECT_TYPE;
import static graphql.validation.OperationValidationRule.FIELDS_ON_CORRECT_TYPE;
import static graphql.validation.OperationValidationRule.GOOD_FAITH_INTROSPECTION;
import static graphql.validation.OperationValidationRule.KNOWN_ARGUMENT_NAMES;
import static graphql.validation.OperationValidationRule.KNOWN_DIRECTIVES;
import static graphql.validation.OperationValidationRule.KNOWN_OPERATION_TYPES;
import static graphql.validation.OperationValidationRule.KNOWN_TYPE_NAMES;
import static graphql.validation.OperationValidationRule.OVERLAPPING_FIELDS_CAN_BE_MERGED;
import static graphql.validation.OperationValidationRule.PROVIDED_NON_NULL_ARGUMENTS;
import static graphql.validation.OperationValidationRule.SCALAR_LEAVES;
import static graphql.validation.OperationValidationRule.VARIABLE_TYPES_MATCH;

import daggerkit.schema.Operation.Rejected;
import daggerkit.server.GraphQLRequest;
import daggerkit.server.QueryParser;
import graphql.language.Document;
import graphql.language.FragmentDefinition;
import graphql.language.OperationDefinition;
import graphql.language.SourceLocation;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.exceptions.ParseCancelledException;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeDefinitionRegistry;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import graphql.validation.OperationValidationRule;
import graphql.validation.QueryComplexityLimits;
import graphql.validation.ValidationError;
import graphql.validation.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The schema of an engine: parses and validates queries as that engine does. Immutable and thread-safe. */
public final class EngineSchema {
    /** What the engine does not check, or {@link EngineRules} checks with the engine's words. */
    private static final Set<OperationValidationRule> LEFT_OUT = Set.of(
            ARGUMENTS_OF_CORRECT_TYPE,
            FIELDS_ON_CORRECT_TYPE,
            GOOD_FAITH_INTROSPECTION,
            KNOWN_ARGUMENT_NAMES,
            KNOWN_DIRECTIVES,
            KNOWN_OPERATION_TYPES,
            KNOWN_TYPE_NAMES,
            OVERLAPPING_FIELDS_CAN_BE_MERGED,
            PROVIDED_NON_NULL_ARGUMENTS,
            SCALAR_LEAVES,
            VARIABLE_TYPES_MATCH);

    private final GraphQLSchema schema;

    private EngineSchema(GraphQLSchema schema) {
        this.schema = schema;
    }

    /** Reads the schema of a version from the class path. */
    public static EngineSchema load(EngineVersion version) throws IOException {
        String name = "schema-" + version + ".graphql";
        try (InputStream in = EngineSchema.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IOException("The resource \"" + name + "\" is not on the class path.");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            TypeDefinitionRegistry types = new SchemaParser().parse(text);
            return new EngineSchema(UnExecutableSchemaGenerator.makeUnExecutableSchema(types));
        }
    }

    public GraphQLSchema graphQL() {
        return schema;
    }

    /**
     * Makes an operation of a request. Recursive where graphql-java is: needs a large stack for a deep query.
     *
     * @throws Rejected if it is not one of this schema
     */
    public Operation operation(GraphQLRequest request) throws Rejected {
        String text = QueryText.read(request.query());
        if (text.isBlank()) {
            throw Rejected.invalid("no operation provided");
        }
        Document document = parse(text);
        Map<String, FragmentDefinition> fragments = new LinkedHashMap<>();
        for (FragmentDefinition fragment : document.getDefinitionsOfType(FragmentDefinition.class)) {
            fragments.putIfAbsent(fragment.getName(), fragment);
        }
        List<Map<String, Object>> errors = new EngineRules(schema).check(document);
        new VariableRules(schema, errors).check(document);
        List<ValidationError> others = new Validator()
                .validateDocument(
                        schema, document, rule -> !LEFT_OUT.contains(rule), Locale.ENGLISH, QueryComplexityLimits.NONE);
        for (ValidationError error : others) {
            errors.add(Rejected.invalid(ValidationWords.of(error), error.getLocations()));
        }
        if (!errors.isEmpty()) {
            throw new Rejected(errors);
        }
        OperationDefinition definition = definition(document, request.operationName());
        Limits.check(definition, fragments);
        return new Operation(
                request.query(), document, definition, fragments, Values.variables(definition, request.variables()));
    }

    private static Document parse(String text) throws Rejected {
        try {
            return QueryParser.parse(text);
        } catch (ParseCancelledException large) {
            throw Rejected.parseError(
                    "the query has over " + QueryParser.MOST_TOKENS + " words: ask for less in one request", 1, 1);
        } catch (InvalidSyntaxException wrong) {
            SourceLocation location = wrong.getLocation();
            String token = wrong.getOffendingToken();
            throw Rejected.parseError(
                    token == null ? wrong.getMessage() : "Unexpected " + token,
                    location.getLine(),
                    location.getColumn());
        }
    }

    /** Recordings {@code two-operations-no-name}, {@code unknown-operation-name}, {@code empty-query}. */
    private static OperationDefinition definition(Document document, String name) throws Rejected {
        List<OperationDefinition> all = document.getDefinitionsOfType(OperationDefinition.class);
        if (all.isEmpty()) {
            throw Rejected.invalid("no operation provided");
        }
        if (name.isEmpty() && all.size() == 1) {
            return all.get(0);
        }
        return all.stream()
                .filter(operation -> name.equals(operation.getName()))
                .findFirst()
                .orElseThrow(() -> Rejected.invalid("operation " + name + " not found"));
    }
}
