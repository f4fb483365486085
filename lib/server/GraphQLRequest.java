package daggerkit.server;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One GraphQL request, as a session server received it. Immutable.
 *
 * @param query the text, empty if there was none
 * @param variables an object, empty if there was none
 * @param operationName empty if there was none
 * @param body the request's JSON as it was sent
 */
public record GraphQLRequest(String query, JsonNode variables, String operationName, byte[] body) {}
