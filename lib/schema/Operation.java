package daggerkit.schema;

import graphql.language.Document;
import graphql.language.FragmentDefinition;
import graphql.language.OperationDefinition;
import graphql.language.SourceLocation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A valid operation, ready to run.
 *
 * @param query the text as it was sent
 * @param document all of it
 * @param definition the operation asked for
 * @param fragments by name
 * @param variables the values sent, with the defaults of those that were not
 */
public record Operation(
        String query,
        Document document,
        OperationDefinition definition,
        Map<String, FragmentDefinition> fragments,
        Map<String, Object> variables) {

    /** A request that does not come to be run: status 422 with one or more errors. */
    public static final class Rejected extends Exception {
        private static final long serialVersionUID = 1;

        private final transient List<Map<String, Object>> errors;

        Rejected(List<Map<String, Object>> errors) {
            super("" + errors.get(0).get("message"));
            this.errors = errors;
        }

        static Rejected parseError(String message, int line, int column) {
            return new Rejected(
                    List.of(error(message, "GRAPHQL_PARSE_FAILED", List.of(new SourceLocation(line, column)))));
        }

        static Rejected invalid(String message) {
            return new Rejected(List.of(invalid(message, List.of())));
        }

        /** Recording {@code variable-missing}. */
        static Rejected variable(String name, String message) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("message", message);
            error.put("path", List.of("variable", name));
            error.put("extensions", Map.of("code", "GRAPHQL_VALIDATION_FAILED"));
            return new Rejected(List.of(error));
        }

        /** One entry of {@code errors}. */
        static Map<String, Object> invalid(String message, List<SourceLocation> locations) {
            return error(message, "GRAPHQL_VALIDATION_FAILED", locations);
        }

        private static Map<String, Object> error(String message, String code, List<SourceLocation> locations) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("message", message);
            if (!locations.isEmpty()) {
                List<Object> places = new ArrayList<>();
                for (SourceLocation location : locations) {
                    Map<String, Object> place = new LinkedHashMap<>();
                    place.put("line", (long) location.getLine());
                    place.put("column", (long) location.getColumn());
                    places.add(place);
                }
                error.put("locations", places);
            }
            error.put("extensions", Map.of("code", code));
            return error;
        }

        public List<Map<String, Object>> errors() {
            return errors;
        }
    }
}
