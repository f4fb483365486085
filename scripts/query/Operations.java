package daggerkit.query;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The operations of a GraphQL document, as far as their names go. Static and thread-safe. */
public final class Operations {
    /** What is no name comes first, so that a name inside of it is not seen: block texts, texts, comments, variables. */
    private static final Pattern TOKEN = Pattern.compile("\"\"\"(?:\\\\\"\"\"|[^\"]|\"(?!\"\"))*+(?:\"\"\")?"
            + "|\"(?:\\\\.|[^\"\\\\\n])*+\"?|#[^\n\r]*|[$@]\\w*|\\w+|[{}()]");

    private Operations() {}

    /**
     * The names of a document's operations, in their order.
     *
     * @param document the text; what is wrong in it is left to the engine
     * @return a name each, an empty text for one without
     */
    public static List<String> names(String document) {
        List<String> names = new ArrayList<>();
        Matcher tokens = TOKEN.matcher(document);
        int depth = 0;
        String head = ""; // the words outside of all braces and parentheses since the last definition
        while (tokens.find()) {
            String token = tokens.group();
            char first = token.charAt(0);
            if (first == '{' && depth == 0) {
                String[] words = head.strip().split(" +");
                if (head.isBlank() || words[0].matches("query|mutation|subscription")) {
                    names.add(words.length > 1 ? words[1] : "");
                }
                head = "";
            }
            depth += first == '{' || first == '(' ? 1 : first == '}' || first == ')' ? -1 : 0;
            if (depth == 0 && (Character.isLetterOrDigit(first) || first == '_')) {
                head += token + " ";
            }
        }
        return names;
    }
}
