package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.console.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A command in a container failed. Its message shows the command, its exit code, the step of the chain, and the last
 * lines of both streams. If several commands failed in one request, this is the first of them, and {@link #errors()} has
 * all (recorded in two-aliases-both-fail).
 */
public final class ExecException extends QueryException {
    private static final long serialVersionUID = 1;
    private static final int LINES_SHOWN = 20;

    private final transient QueryError error;

    ExecException(String query, List<QueryError> errors, QueryError error) {
        this(query, errors, error, List.of(), "");
    }

    private ExecException(String query, List<QueryError> errors, QueryError error, List<Branch> branches, String told) {
        super(query, errors, describe(errors, error, told), branches);
        this.error = error;
    }

    @Override
    ExecException in(List<Branch> found, String told) {
        return new ExecException(query(), errors(), error, found, told);
    }

    @Override
    QueryError first() {
        return error;
    }

    /**
     * The command that failed.
     *
     * @return its words; unmodifiable
     */
    public List<String> command() {
        return command(error);
    }

    /**
     * How the command ended.
     *
     * @return its exit code: 128 and a signal's number if a signal killed it (recorded in exec-error-killed), 0
     *     if it was expected to fail, -1 if the engine does not know
     */
    public int exitCode() {
        return exitCode(error);
    }

    /**
     * What the command wrote to standard output, as the engine tells it in an error: without white space at both ends,
     * and the last 100 KiB only (recorded in exec-error-big-output).
     *
     * @return the text, or an empty one
     */
    public String stdout() {
        return text(error, "stdout");
    }

    /**
     * What the command wrote to standard error, cut as {@link #stdout()} is; for a command that was not found, the reason
     * (recorded in exec-error-not-found).
     *
     * @return the text, or an empty one
     */
    public String stderr() {
        return text(error, "stderr");
    }

    /**
     * The step of the chain at which the failure came up.
     *
     * @return the fields that were called, from the root; aliases are not in it; unmodifiable
     */
    public List<String> path() {
        return error.path();
    }

    static List<String> command(QueryError error) {
        List<String> words = new ArrayList<>();
        error.extensions().path("cmd").forEach(word -> words.add(word.asText()));
        return Collections.unmodifiableList(words);
    }

    private static int exitCode(QueryError error) {
        JsonNode code = error.extensions().path("exitCode");
        return code.isInt() ? code.intValue() : -1;
    }

    private static String text(QueryError error, String stream) {
        return error.extensions().path(stream).asText();
    }

    /** How it went, in a few words; 0 is a failure only where one was expected (recorded in expect-failure-success). */
    private static String result(QueryError error) {
        int code = exitCode(error);
        if (code == -1 && !reason(error).isEmpty()) {
            return "could not be run";
        }
        return code == 0
                ? "ended with exit code 0, but it was expected to fail (expect: FAILURE)"
                : "failed with exit code " + code;
    }

    /**
     * Why it could not be run, for which the engine has no other place than the message (recorded in user-missing and
     * redirect-missing-folder): without the folder that an engine keeps a container's files in meanwhile.
     *
     * @return the reason, or an empty text if the message only repeats the exit code
     */
    String reason() {
        return reason(error);
    }

    private static String reason(QueryError error) {
        return error.message().matches("exit code: -?\\d+")
                ? ""
                : Text.shortText(error.shortMessage()).replaceAll("/tmp/rootfs\\d+/", "/");
    }

    private static String describe(List<QueryError> errors, QueryError error, String branches) {
        StringBuilder text =
                new StringBuilder("The command ").append(result(error)).append(": ");
        text.append(Text.shortCommand(command(error)));
        if (!reason(error).isEmpty()) {
            text.append("\n  reason: ").append(reason(error));
        }
        if (!error.path().isEmpty()) {
            text.append("\n  at ").append(String.join(".", error.path()));
        }
        text.append(branches);
        for (String stream : List.of("stderr", "stdout")) {
            String output = text(error, stream);
            if (!output.isEmpty()) {
                text.append("\n  ").append(stream).append(":\n").append(Text.tail(output, LINES_SHOWN, "    "));
                text.setLength(text.length() - 1);
            }
        }
        for (QueryError other : errors) {
            if (other != error) {
                text.append("\n  and: ").append(other.shortMessage());
                if (other.isExecError()) {
                    text.append(": ").append(Text.shortCommand(command(other)));
                }
            }
        }
        return text.toString();
    }
}
