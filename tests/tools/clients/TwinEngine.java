package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import daggerkit.schema.EngineVersion;
import daggerkit.server.GraphQLRequest;
import daggerkit.server.Reply;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.GraphQLContext;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.execution.CoercedVariables;
import graphql.execution.DataFetcherResult;
import graphql.execution.ExecutionStepInfo;
import graphql.language.InterfaceTypeDefinition;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.DataFetcherFactories;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLCodeRegistry;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.ScalarInfo;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeDefinitionRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A session server that answers as the engines of the recordings did, for any client, as far as the programs of
 * tests/clients go: the schema is the engine's, a command's output is the recorded one, an ID has the form that the
 * version gives it. Of the servers in lib it has the HTTP part only; graphql-java does the rest, so that it is no copy
 * of what it is used to test. Thread-safe.
 */
final class TwinEngine extends AnsweringServer {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The order that the engine gives to data. */
    private static final ObjectMapper SORTED =
            new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    /** Of any scalar that GraphQL does not have, the engine's form is a string. */
    private static final Coercing<Object, Object> TEXT = new Coercing<>() {
        @Override
        public Object serialize(Object value, GraphQLContext context, Locale locale) {
            return value;
        }

        @Override
        public Object parseValue(Object value, GraphQLContext context, Locale locale) {
            return value;
        }

        @Override
        public Object parseLiteral(Value<?> value, CoercedVariables variables, GraphQLContext context, Locale locale) {
            return value instanceof StringValue ? ((StringValue) value).getValue() : null;
        }
    };

    private final EngineVersion version;
    private final GraphQL graphQL;
    private final TwinFields fields;

    private TwinEngine(EngineVersion version) throws IOException {
        this.version = version;
        fields = new TwinFields(version);
        graphQL = GraphQL.newGraphQL(schema(version)).build();
    }

    /** Starts one; it has to be closed. */
    static TwinEngine start(EngineVersion version) throws IOException {
        TwinEngine engine = new TwinEngine(version);
        engine.start();
        return engine;
    }

    @Override
    public String description() {
        return "the twin of Dagger " + version;
    }

    @Override
    protected Reply answer(GraphQLRequest request) throws IOException {
        ExecutionResult result = graphQL.execute(ExecutionInput.newExecutionInput(request.query())
                .operationName(request.operationName().isEmpty() ? null : request.operationName())
                .variables(JSON.convertValue(request.variables(), Variables.class))
                .build());
        if (result.getErrors().isEmpty()) {
            return Reply.of(200, Reply.JSON, "{\"data\":" + SORTED.writeValueAsString(result.getData()) + "}");
        }
        int status = 200;
        List<Object> errors = new ArrayList<>();
        for (GraphQLError error : result.getErrors()) {
            errors.add(error(error));
            status = error.getPath() == null ? 422 : status;
        }
        return Reply.of(status, Reply.JSON, "{\"errors\":" + JSON.writeValueAsString(errors) + ",\"data\":null}");
    }

    /** A map of any JSON. */
    private static final class Variables extends LinkedHashMap<String, Object> {
        private static final long serialVersionUID = 1;
    }

    private static Map<String, Object> error(GraphQLError error) {
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("message", error.getMessage());
        if (error.getPath() == null) {
            List<Object> places = new ArrayList<>();
            if (error.getLocations() != null) {
                error.getLocations()
                        .forEach(place -> places.add(Map.of("line", place.getLine(), "column", place.getColumn())));
            }
            written.put("locations", places);
            written.put("extensions", Map.of("code", "GRAPHQL_VALIDATION_FAILED"));
        } else {
            written.put("path", error.getPath());
            if (error.getExtensions() != null && !error.getExtensions().isEmpty()) {
                written.put("extensions", error.getExtensions());
            }
        }
        return written;
    }

    private GraphQLSchema schema(EngineVersion engine) throws IOException {
        String name = "/schema-" + engine + ".graphql";
        try (InputStream in = Objects.requireNonNull(TwinEngine.class.getResourceAsStream(name), name)) {
            TypeDefinitionRegistry types =
                    new SchemaParser().parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            RuntimeWiring.Builder wiring = RuntimeWiring.newRuntimeWiring()
                    .codeRegistry(GraphQLCodeRegistry.newCodeRegistry()
                            .defaultDataFetcher(DataFetcherFactories.useDataFetcher(this::fetch))
                            .build());
            types.scalars().keySet().stream()
                    .filter(scalar -> !ScalarInfo.isGraphqlSpecifiedScalar(scalar))
                    .forEach(scalar -> wiring.scalar(text(scalar)));
            types.getTypesMap(InterfaceTypeDefinition.class)
                    .keySet()
                    .forEach(type -> wiring.type(
                            type,
                            builder -> builder.typeResolver(environment -> environment
                                    .getSchema()
                                    .getObjectType(TwinFields.typeOf(environment.getObject())))));
            return new SchemaGenerator().makeExecutableSchema(types, wiring.build());
        }
    }

    private static GraphQLScalarType text(String name) {
        return GraphQLScalarType.newScalar().name(name).coercing(TEXT).build();
    }

    private Object fetch(DataFetchingEnvironment field) {
        String type = ((GraphQLNamedType) field.getParentType()).getName();
        try {
            return fields.value(type, field.getField().getName(), field.getSource(), field.getArguments());
        } catch (TwinFields.Failure failure) {
            JsonNode extensions = failure.extensions();
            return DataFetcherResult.newResult()
                    .error(GraphqlErrorBuilder.newError()
                            .message("%s", failure.getMessage())
                            .path(path(field.getExecutionStepInfo()))
                            .extensions(
                                    extensions.isObject() ? JSON.convertValue(extensions, Variables.class) : Map.of())
                            .build())
                    .build();
        }
    }

    /** The engine's path has names of fields, where GraphQL's has aliases. */
    private static List<Object> path(ExecutionStepInfo field) {
        LinkedList<Object> path = new LinkedList<>();
        for (ExecutionStepInfo step = field; step.hasParent(); step = step.getParent()) {
            path.addFirst(
                    step.getPath().isListSegment()
                            ? step.getPath().getSegmentIndex()
                            : step.getFieldDefinition().getName());
        }
        return path;
    }
}
