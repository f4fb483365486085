package daggerkit.server;

import java.util.Map;

/** A field has no value: one entry of {@code errors} in a response. */
final class FieldException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Map<String, Object> extensions;

    FieldException(String message) {
        this(message, Map.of());
    }

    FieldException(String message, Map<String, Object> extensions) {
        super(message);
        this.extensions = extensions;
    }

    Map<String, Object> extensions() {
        return extensions;
    }
}
