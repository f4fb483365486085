package daggerkit;

import daggerkit.console.Text;
import java.util.List;

/**
 * The engine answered with errors: it refused the query, or could not do what the query says. Its message shows every
 * error, with a caret under the place in the query or the path of the call. The engine gives no data beside errors
 * (recorded in two-aliases-one-fails).
 */
public class QueryException extends DaggerException {
    private static final long serialVersionUID = 1;
    private static final int MOST_SHOWN = 5;
    /** With the number of the line before it, and with dots at both ends if it is cut, it fits 80 columns. */
    private static final int WIDEST = 73;

    private static final int WIDEST_CUT = 67;

    private final transient List<QueryError> errors;
    private final transient List<Branch> branches;
    private final String query;

    QueryException(String query, List<QueryError> errors) {
        this(query, errors, describe(query, errors), List.of());
    }

    QueryException(String query, List<QueryError> errors, String message, List<Branch> branches) {
        super(message);
        this.query = query;
        this.errors = List.copyOf(errors);
        this.branches = branches;
    }

    /**
     * The exception for an answer with errors.
     *
     * @param query the text of the query that was sent
     * @param errors the errors of the answer, at least one
     * @return an {@link ExecException} if a command failed
     */
    public static QueryException of(String query, List<QueryError> errors) {
        for (QueryError error : errors) {
            if (error.isExecError()) {
                return new ExecException(query, errors, error);
            }
        }
        return new QueryException(query, errors);
    }

    /**
     * All errors of the answer.
     *
     * @return the errors in the answer's order, at least one; unmodifiable
     */
    public List<QueryError> errors() {
        return errors;
    }

    /**
     * Which of the leaves that were fetched together failed. The engine does not say it, so where several have the same calls
     * and the same command these are all that it can be (recorded in two-aliases-both-fail).
     *
     * @return the branches, for the first error or, if a command failed, the first of that kind; empty if only one leaf was
     *     asked for, or the engine refused the query; unmodifiable
     */
    public List<Branch> branches() {
        return branches;
    }

    /** The same failure, of one of these branches, with what its message says of them. */
    QueryException in(List<Branch> found, String told) {
        return new QueryException(query, errors, getMessage() + told, found);
    }

    /** The error that the message is about. */
    QueryError first() {
        return errors.get(0);
    }

    /**
     * The query that was sent. What it says in plain text stands in it too; variables do not.
     *
     * @return the text of the query
     */
    public String query() {
        return query;
    }

    /** Whether the engine refused the text of the query (recorded in unknown-field), and ran nothing. */
    boolean isValidation() {
        return errors.stream()
                .anyMatch(error -> error.extensions().path("code").asText().equals("GRAPHQL_VALIDATION_FAILED"));
    }

    private static String describe(String query, List<QueryError> errors) {
        StringBuilder text = new StringBuilder();
        for (QueryError error : errors.subList(0, Math.min(errors.size(), MOST_SHOWN))) {
            text.append(text.length() == 0 ? "" : "\n").append(Text.shortText(error.shortMessage()));
            if (!error.locations().isEmpty()) {
                text.append(caret(query, error.locations().get(0)));
            } else if (!error.path().isEmpty()) {
                text.append("\n  at ").append(String.join(".", error.path()));
            }
        }
        if (errors.size() > MOST_SHOWN) {
            text.append("\nand ").append(errors.size() - MOST_SHOWN).append(" more errors");
        }
        return text.toString();
    }

    /** The line of the query with a caret under the place, cut to a width that a terminal shows on one line. */
    private static String caret(String query, QueryError.Location place) {
        String[] lines = query.split("\n", -1);
        if (place.line() < 1 || place.line() > lines.length) {
            return "";
        }
        String line = lines[place.line() - 1];
        int column = Math.max(0, Math.min(place.column() - 1, line.length()));
        int from = line.length() <= WIDEST
                ? 0
                : Math.max(0, Math.min(column - WIDEST_CUT / 2, line.length() - WIDEST_CUT));
        int to = line.length() <= WIDEST ? line.length() : Math.min(line.length(), from + WIDEST_CUT);
        String number = "  " + place.line() + " | ";
        String cutLeft = from > 0 ? "..." : "";
        return "\n" + number + cutLeft + line.substring(from, to).replace('\t', ' ') + (to < line.length() ? "..." : "")
                + "\n" + " ".repeat(number.length() - 2) + "| " + " ".repeat(cutLeft.length() + column - from) + "^";
    }
}
