package daggerkit.translate;

/** Something has no form in the typed API; the message says what and why. */
final class Untyped extends RuntimeException {
    private static final long serialVersionUID = 1;

    Untyped(String message) {
        super(message, null, false, false);
    }
}
