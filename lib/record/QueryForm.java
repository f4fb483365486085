package daggerkit.record;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.server.QueryParser;
import graphql.language.Document;
import graphql.language.FragmentDefinition;
import graphql.language.OperationDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/**
 * What a request asks, whatever its text: variables are put in, fragments opened, arguments and fields are in no order,
 * and aliases count only for the answer. A request that cannot be read so is its text. Immutable. Making one is recursive
 * and needs a large stack for a deep query.
 *
 * @param root the operation, or null if the text is no query or has not the operation
 * @param text what stands for the request if there is no root
 */
record QueryForm(Step root, String text) {
    /** Reads a query; null if it is none. */
    static Document parse(String query) {
        try {
            return QueryParser.parse(query);
        } catch (CancellationException gone) {
            throw gone;
        } catch (RuntimeException noQuery) {
            return null;
        }
    }

    static QueryForm of(String query, JsonNode variables, String operationName) {
        Document document = parse(query);
        OperationDefinition operation = document == null ? null : operation(document, operationName);
        if (operation != null) {
            Map<String, FragmentDefinition> fragments = new HashMap<>();
            for (FragmentDefinition fragment : document.getDefinitionsOfType(FragmentDefinition.class)) {
                fragments.putIfAbsent(fragment.getName(), fragment);
            }
            try {
                return new QueryForm(new StepReader(operation, fragments, variables).read(), "");
            } catch (IllegalArgumentException endless) {
                // Fragments that spread each other, which the engine refuses, or too often: it has its text.
            }
        }
        return new QueryForm(null, query + "\n" + variables + "\n" + operationName);
    }

    private static OperationDefinition operation(Document document, String name) {
        List<OperationDefinition> all = document.getDefinitionsOfType(OperationDefinition.class);
        if (name.isEmpty()) {
            return all.size() == 1 ? all.get(0) : null;
        }
        return all.stream()
                .filter(operation -> name.equals(operation.getName()))
                .findFirst()
                .orElse(null);
    }

    /** The same for all requests that ask the same. */
    String identity() {
        return root == null ? "text\n" + text : root.identity();
    }

    /** Whether this recorded form is the other one but for what was blanked here. */
    boolean matches(QueryForm asked) {
        if (root == null || asked.root == null) {
            return root == asked.root && Blanks.matches(text, asked.text);
        }
        return root.matches(asked.root);
    }
}
