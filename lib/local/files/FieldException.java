package daggerkit.local.files;

import java.util.Map;

/** A field has no value: one entry of {@code errors} in a response. */
public class FieldException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Map<String, Object> extensions;

    public FieldException(String message) {
        this(message, Map.of());
    }

    public FieldException(String message, Map<String, Object> extensions) {
        super(message);
        this.extensions = extensions;
    }

    public Map<String, Object> extensions() {
        return extensions;
    }
}
