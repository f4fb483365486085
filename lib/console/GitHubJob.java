package daggerkit.console;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a job of GitHub Actions shows of a script beside its log: the failure as an annotation, and in the step's summary
 * a table of what ran and how long. It shows what it is told, which has to be free of secrets. Outside GitHub Actions this
 * class is not even loaded. Thread-safe.
 */
public final class GitHubJob {
    private static final String SUMMARY_VARIABLE = "GITHUB_STEP_SUMMARY";
    /** So many requests from the beginning and as many from the end. */
    private static final int MOST_ROWS = 50;
    /** GitHub refuses the summary of a step above 1 MiB; other commands of the step have theirs in the same file. */
    private static final long LARGEST_SUMMARY = 900_000;

    private static final int LONGEST_MESSAGE = 4_000;

    /** That of this JVM. */
    public static final GitHubJob CURRENT = new GitHubJob();

    private final FirstAndLast<Row> rows = new FirstAndLast<>(MOST_ROWS);
    private int failed;
    private long nanos;
    private boolean written;
    /** How the request that ended last failed, or null. */
    private Failure failure;

    /**
     * A request that has ended.
     *
     * @param what it in a few words
     * @param tellsAll whether these words leave no doubt about what of it can have failed
     * @param nanos how long it took
     * @param failure how it failed, or null
     */
    public record Request(String what, boolean tellsAll, long nanos, Failure failure) {}

    /**
     * How a request or a script failed.
     *
     * @param result in a word or two, such as {@code exit code 7}
     * @param command the command that failed, or null if none did
     * @param lines what the annotation says; empty for no annotation
     */
    public record Failure(String result, String command, List<String> lines) {}

    private record Row(String what, long nanos, String result) {}

    private GitHubJob() {
        try {
            AtEnd.add(AtEnd.Stage.SUMMARY, this::end);
        } catch (IllegalStateException e) {
            written = true; // The JVM is ending already.
        }
    }

    /** When the JVM ends, however it does: one table for all that ran in it, also for a test run of a hundred clients. */
    private synchronized void end() {
        write();
        if (failure != null && !Console.isMain()) {
            annotate("warning", failure, System.err); // for all that is known here the program has caught it
        }
    }

    /**
     * Tells the failure that a script ends with.
     *
     * @param failure how it failed
     * @param err standard error
     */
    public static void annotate(Failure failure, PrintStream err) {
        annotate("error", failure, err);
    }

    private static void annotate(String level, Failure failure, PrintStream err) {
        if (!failure.lines.isEmpty()) {
            String message = failure.lines.stream().map(GitHubJob::cut).collect(Collectors.joining("\n"));
            err.println("::" + level + " title=" + property(script() + ": " + failure.result) + "::"
                    + data(PeerText.shown(message)));
        }
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "...";
    }

    /** The value of a workflow command's property. */
    static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }

    /** The message of a workflow command. */
    static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    /**
     * Notes a request for the table.
     *
     * @param request the request
     */
    public synchronized void note(Request request) {
        if (written) {
            return;
        }
        failure = request.failure;
        String result = failure == null ? "ok" : failure.result;
        if (failure != null && failure.command != null && !request.tellsAll) {
            result += ": " + failure.command;
        }
        nanos += request.nanos;
        failed += failure == null ? 0 : 1;
        rows.add(new Row(request.what, request.nanos, result));
    }

    private void write() {
        String file = System.getenv(SUMMARY_VARIABLE);
        if (written || rows.count() == 0 || file == null || file.isEmpty()) {
            return;
        }
        written = true;
        String failed = addToSummary(summary());
        if (failed != null) {
            System.err.println(failed + "; the script's result is the same.");
        }
    }

    /**
     * Adds to the summary of this step of a job. GitHub shows none that is above 1 MiB, and other commands of the step have
     * theirs in the same file: what would not fit is left out.
     *
     * @param markdown what to add, with its line feeds
     * @return null, or why it cannot be written, without a full stop
     */
    public static String addToSummary(String markdown) {
        String file = System.getenv(SUMMARY_VARIABLE);
        if (file == null || file.isEmpty()) {
            return "There is no summary to write to: " + SUMMARY_VARIABLE
                    + " is not set, expected a job of GitHub Actions";
        }
        byte[] summary = markdown.getBytes(StandardCharsets.UTF_8);
        try {
            Path path = Path.of(file);
            if (Files.exists(path) && Files.size(path) + summary.length > LARGEST_SUMMARY) {
                return null;
            }
            Files.write(path, summary, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return null;
        } catch (IOException | RuntimeException e) {
            return "Cannot write the summary to \"" + Text.oneLine(file) + "\" (" + SUMMARY_VARIABLE
                    + "): expected a file that can be written to";
        }
    }

    private String summary() {
        StringBuilder text = new StringBuilder("\n### ")
                .append(cell(script()))
                .append(": ")
                .append(rows.count())
                .append(rows.count() == 1 ? " request" : " requests")
                .append(" to Dagger, ")
                .append(Text.took(nanos))
                .append(failed == 0 ? "" : ", " + failed + " failed")
                .append("\n\n| What ran | Time | Result |\n| --- | ---: | --- |\n");
        rows.tell(
                row -> append(text, row), left -> text.append("| ").append(left).append(" more, not shown | | |\n"));
        return text.append('\n').toString();
    }

    private static void append(StringBuilder text, Row row) {
        text.append("| <code>").append(cell(row.what)).append("</code> | ");
        text.append(Text.took(row.nanos)).append(" | ").append(cell(row.result)).append(" |\n");
    }

    /** A text on one line that Markdown takes for nothing but a text, in a table and elsewhere. */
    static String cell(String text) {
        StringBuilder cell = new StringBuilder();
        Text.abbreviate(text).codePoints().forEach(c -> {
            boolean isPlain = c >= 0x80 || Character.isLetterOrDigit(c) || " .,-/()=".indexOf(c) >= 0;
            cell.append(isPlain ? Character.toString(c) : "&#" + c + ";");
        });
        return cell.toString();
    }

    /** The name of the script: the class that the JVM was started with, without its arguments. */
    private static String script() {
        String command = System.getProperty("sun.java.command", "").split(" ", 2)[0];
        String name = command.substring(command.lastIndexOf('/') + 1);
        return name.isEmpty() ? "daggerkit" : name;
    }
}
