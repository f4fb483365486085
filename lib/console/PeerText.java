package daggerkit.console;

/**
 * What an engine, a registry or another peer has sent, on its way to a terminal or a log. The one place for that, for a
 * text that is printed as it came can clear a screen, hide a line, set a title or type for the user. Static and
 * thread-safe.
 */
public final class PeerText {
    private static final int FIRST_PRINTABLE = 0x20;
    private static final int DELETE = 0x7f;
    private static final int LAST_CONTROL = 0x9f;

    private PeerText() {}

    /**
     * Makes a text harmless.
     *
     * @param text what came, of any length; null is shown as {@code null}
     * @param secrets what must not be seen in it, such as the token of a session; those that are empty or null do not
     *     count
     * @return the text with three asterisks for each secret, and with control characters and those that turn the
     *     direction of writing as they are written in Java, such as <code>\\u001b</code>; ends of lines and tabs stay, and
     *     what only colours a text is left out
     */
    public static String shown(String text, String... secrets) {
        String hidden = "" + text;
        for (String secret : secrets) {
            hidden = secret == null || secret.isEmpty() ? hidden : hidden.replace(secret, "***");
        }
        StringBuilder shown = new StringBuilder(hidden.length());
        for (int i = 0; i < hidden.length(); i++) {
            char c = hidden.charAt(i);
            int colour = endOfColour(hidden, i);
            if (colour > i) {
                i = colour;
                continue;
            }
            boolean endsLine = c == '\r' && i + 1 < hidden.length() && hidden.charAt(i + 1) == '\n';
            if (c == '\n' || c == '\t' || endsLine || !isControl(c)) {
                shown.append(c);
            } else {
                shown.append(String.format("\\u%04x", (int) c));
            }
        }
        return shown.toString();
    }

    /** The last character of a sequence that sets colours, as builds write them; the given place if there is none. */
    private static int endOfColour(String text, int from) {
        if (!text.startsWith("\u001b[", from)) {
            return from;
        }
        int at = from + 2;
        while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == ';')) {
            at++;
        }
        return at < text.length() && text.charAt(at) == 'm' ? at : from;
    }

    /** Control characters of both sets, and the marks and overrides of bidirectional text. */
    private static boolean isControl(char c) {
        return c < FIRST_PRINTABLE
                || c >= DELETE && c <= LAST_CONTROL
                || c == 0x200e
                || c == 0x200f
                || c >= 0x2028 && c <= 0x202e
                || c >= 0x2066 && c <= 0x2069;
    }
}
