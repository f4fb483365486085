package daggerkit.schema;

import graphql.validation.ValidationError;
import graphql.validation.ValidationErrorType;

/** What graphql-java finds in a query, in the engine's words. */
final class ValidationWords {
    private ValidationWords() {}

    /** A sentence; of recordings {@code id-as-variable-ID} and {@code id-as-variable-String} the engine's own. */
    static String of(ValidationError error) {
        String text = error.getDescription().replaceFirst("^Validation error \\([^)]*\\) : ", "");
        String quoted = text.replaceAll("'([^']*)'", "\"$1\"");
        if (error.getValidationErrorType() == ValidationErrorType.VariableTypeMismatch) {
            quoted = quoted.replaceFirst("^Variable \"", "Variable \"\\$");
        }
        return quoted.endsWith(".") ? quoted : quoted + ".";
    }
}
