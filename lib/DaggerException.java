package daggerkit;

/**
 * What every method of this library throws when it cannot do what was asked: the message is a sentence for the person
 * who runs the script. Thrown itself for a program's own mistakes, such as a value that GraphQL cannot carry; its
 * subclasses tell the other cases apart. Unchecked.
 */
public class DaggerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Makes an exception without a cause.
     *
     * @param message a whole sentence: what was tried, with what, what is expected
     */
    public DaggerException(String message) {
        super(message);
    }

    /**
     * Makes an exception with a cause.
     *
     * @param message a whole sentence: what was tried, with what, what is expected
     * @param cause what happened below, or null
     */
    public DaggerException(String message, Throwable cause) {
        super(message, cause);
    }
}
