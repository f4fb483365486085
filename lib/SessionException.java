package daggerkit;

/**
 * There is no session, it refused the token, it does not answer as an engine does, or it went away. The exit code of a
 * script that ends with it is 69.
 */
public class SessionException extends DaggerException {
    private static final long serialVersionUID = 1;

    /**
     * Makes an exception without a cause.
     *
     * @param message a whole sentence; never with the token in it
     */
    public SessionException(String message) {
        super(message);
    }

    /**
     * Makes an exception with a cause.
     *
     * @param message a whole sentence; never with the token in it
     * @param cause what happened below, or null
     */
    public SessionException(String message, Throwable cause) {
        super(message, cause);
    }
}
