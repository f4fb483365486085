package daggerkit.download;

import daggerkit.console.Text;

/** The {@code dagger} command could not be fetched. The message is a sentence for the person who runs the program. */
public final class DownloadException extends Exception {
    private static final long serialVersionUID = 1;

    DownloadException(String message) {
        super(message);
    }

    DownloadException(String message, Throwable cause) {
        super(message, cause);
    }

    /** A text on one line for a message, without the users and passwords of the addresses in it. */
    static String shown(String text) {
        return Text.oneLine(text.replaceAll("(?<=//)[^/?#\\s]*@", "***@"));
    }
}
