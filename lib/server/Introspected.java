package daggerkit.server;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.introspection.GoodFaithIntrospection;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.OperationDefinition;
import graphql.language.SelectionSet;
import graphql.schema.GraphQLSchema;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What a schema says of itself: {@code __schema} and {@code __type}, answered by graphql-java. */
final class Introspected {
    private Introspected() {}

    /**
     * Runs one field of an operation that has been validated.
     *
     * @throws FieldException if graphql-java has no answer
     */
    static Object value(GraphQLSchema schema, Operation operation, Field field) throws FieldException {
        OperationDefinition alone = operation
                .definition()
                .transform(builder -> builder.selectionSet(
                        SelectionSet.newSelectionSet().selection(field).build()));
        Document.Builder document = Document.newDocument().definition(alone);
        operation.fragments().values().forEach(document::definition);
        PreparsedDocumentEntry entry = new PreparsedDocumentEntry(document.build());
        ExecutionResult result = GraphQL.newGraphQL(schema)
                .preparsedDocumentProvider((input, parse) -> CompletableFuture.completedFuture(entry))
                .build()
                .execute(ExecutionInput.newExecutionInput(operation.query())
                        .variables(operation.variables())
                        .graphQLContext(Map.of(GoodFaithIntrospection.GOOD_FAITH_INTROSPECTION_DISABLED, true))
                        .build());
        if (!result.getErrors().isEmpty()) {
            throw new FieldException(result.getErrors().get(0).getMessage());
        }
        return result.<Map<String, Object>>getData().get(field.getResultKey());
    }
}
